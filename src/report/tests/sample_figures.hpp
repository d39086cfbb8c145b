#pragma once
// Figures for the tests: a small ordinary one, and all the odd ones.

#include <vector>

#include "report/figure.hpp"

namespace tansine {

/// Conjugate after one dose: a line with a band and points, log axis, a limit of quantification.
Figure sample_figure();

/// Empty, one point, constant, huge, tiny, NaN, zeros on a log axis, overlong and hostile texts.
std::vector<Figure> odd_figures();

}  // namespace tansine
