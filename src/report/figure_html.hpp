#pragma once
// Figures as they stand on a page: title, key, the drawing at two widths, caption, small print, and the data folded.

#include <string>

#include "report/figure.hpp"

namespace tansine {

/// `id` is unique on the page, `label` is "Figure 2".
std::string figure_html(const Figure& figure, const std::string& id, const std::string& label);
std::string figure_grid_html(const FigureGrid& grid, const std::string& id, const std::string& label);

}  // namespace tansine
