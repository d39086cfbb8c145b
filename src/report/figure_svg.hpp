#pragma once
// Draws a Figure as SVG. Same figure, same bytes. Colors are CSS classes, so the drawing follows the page into dark
// mode and print; text sizes are px at the drawn size, so ask for the size at which it will be seen.

#include <string>
#include <string_view>

#include "report/figure.hpp"

namespace tansine {

struct SvgOptions {
  double width = 720;   ///< [px] of the viewBox; at least 200
  double height = 400;  ///< [px]; at least 140
  double font_px = 13;
  bool panel = false;              ///< one of a grid: the axes show only their units, the grid says the rest
  double min_right = 0;            ///< [px] free right of the plot, at least: the same for all panels of a grid
  std::string_view id = "figure";  ///< unique on the page; ids inside the drawing start with it
  std::string_view extra_class = {};
};

struct SvgDrawing {
  std::string svg;
  bool every_line_labeled = true;  ///< false: some line's name found no room at its end, so a key must name it
};

/// Throws InternalError if series columns differ in length or an axis is impossible. Empty figures draw an empty frame.
SvgDrawing draw_figure(const Figure& figure, const SvgOptions& options);

/// What a figure needs to the right of its plot for tick labels and the names of lines [px].
double right_margin(const Figure& figure, const SvgOptions& options);

/// A swatch for the key of a figure: band, line and marker of one color on top of each other.
struct KeySwatch {
  FigureColor color = FigureColor::blue;
  bool line = false;
  bool band = false;
  bool points = false;
  LineDash dash = LineDash::solid;
  PointMarker marker = PointMarker::circle;
};
std::string draw_swatch(const KeySwatch& swatch);

/// The CSS of the drawings (without the palette).
std::string_view figure_css();

/// A complete SVG file with title and colors inside, that opens by itself in a browser or an editor.
std::string standalone_svg(const Figure& figure, double width = 720, double height = 430);

}  // namespace tansine
