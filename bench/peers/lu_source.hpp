#pragma once
// Sparse LU as C++ source: every operation of the elimination on its own line, as KPP writes it.

#include "model/program.hpp"

#include <string>

namespace tansine {

/// Functions factor(s, j, lu) and solve(lu, x) for s I - J and the constant n_factors. J in compressed columns, as
/// write_cpp has it. Pivots from the diagonal in Markowitz order, no exchanges.
std::string lu_source(const Program& program);

}  // namespace tansine
