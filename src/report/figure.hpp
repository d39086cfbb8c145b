#pragma once
// What a figure shows, as plain data: axes, bands, lines, points, reference lines, words. It says nothing about pixels:
// figure_svg.hpp draws it, page.hpp sets it on a page, and the numbers it was drawn from become a folded table.

#include <optional>
#include <string>
#include <vector>

#include "report/axis.hpp"
#include "report/palette.hpp"

namespace tansine {

enum class LineDash { solid, dashed, dotted };
enum class PointMarker { circle, square, triangle, diamond };

/// A curve. A value that is NaN or infinite, or not positive on a log axis, is a gap.
struct LineSeries {
  std::string name = {};       ///< who: "linear popPK (Lu 2014)"; series of one name share one entry in the key
  std::string statistic = {};  ///< what of it: "median"; may be empty
  std::vector<double> x = {};
  std::vector<double> y = {};  ///< as long as x
  FigureColor color = FigureColor::blue;
  LineDash dash = LineDash::solid;
  std::string label = {};  ///< short name set at the line's end; empty: the name
};

/// The area between two curves. On a log axis a lower edge <= 0 lies below the figure, and is drawn so.
struct BandSeries {
  std::string name = {};
  std::string statistic = {};  ///< "5–95 %"
  std::vector<double> x = {};
  std::vector<double> lower = {};
  std::vector<double> upper = {};
  FigureColor color = FigureColor::blue;
};

/// Separate marks, with optional error bars: what was observed.
struct PointSeries {
  std::string name = {};
  std::string statistic = {};  ///< "mean ± SD of 3–8 patients"
  std::vector<double> x = {};
  std::vector<double> y = {};
  std::vector<double> lower = {};  ///< ends of the error bars: empty, or as long as x (NaN: none)
  std::vector<double> upper = {};
  FigureColor color = FigureColor::ink;
  PointMarker marker = PointMarker::circle;
};

/// A horizontal line at a value that means something: a limit of quantification, a fold error of 1.
struct ReferenceLine {
  double y = 0;
  std::string label = {};
};

struct Figure {
  std::string title = {};
  PlotAxis x = {};
  PlotAxis y = {};
  std::vector<BandSeries> bands = {};
  std::vector<LineSeries> lines = {};
  std::vector<PointSeries> points = {};
  std::vector<ReferenceLine> references = {};
  std::string caption = {};
  std::string description = {};  ///< for who cannot see it; empty: written from the data
  std::string id = {};           ///< anchor for links; empty: numbered by the page
};

/// Small multiples: one small figure per dose, arm or patient, told apart by their titles.
struct FigureGrid {
  std::string title = {};
  std::vector<Figure> panels = {};
  std::string caption = {};
  bool shared_axes = true;  ///< all panels on one x range and one y range, so that heights can be compared
  std::string id = {};
};

/// Throws InternalError if a series has columns of different length.
void check_figure(const Figure& figure);

/// Gives all panels the ranges that the union of their data needs, where their axes leave them open.
void share_axes(std::vector<Figure>& panels);

/// One sentence per fact: axes with ranges, what is drawn; figure.description if there is one.
std::string describe_figure(const Figure& figure, const AxisFrame& x, const AxisFrame& y);

/// How many points could not be drawn where they belong, and why.
struct Omissions {
  int outside = 0;       ///< of the range: an arrowhead stands at the edge
  int not_positive = 0;  ///< on a log axis
  int missing = 0;       ///< x or y is NaN, infinite or beyond kLargestDrawable
};
Omissions omissions(const Figure& figure, const AxisFrame& x, const AxisFrame& y);

/// The two axes of a figure with ranges and ticks; `max_x` and `max_y` bound the labeled ticks.
AxisFrame make_x_axis(const Figure& figure, int max_x);
AxisFrame make_y_axis(const Figure& figure, int max_y);

}  // namespace tansine
