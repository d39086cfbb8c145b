#pragma once
// Finds room for the names of lines at their ends: in the right margin for lines that reach it, beside the end for
// lines that stop or leave the figure earlier. Used by the drawing only.

#include <string>
#include <vector>

#include "report/curve.hpp"
#include "report/figure.hpp"

namespace tansine {

/// The plotting area in px of the drawing.
struct PlotBox {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
  [[nodiscard]] double x(double fraction) const { return left + fraction * (right - left); }
  [[nodiscard]] double y(double fraction) const { return bottom - fraction * (bottom - top); }
};

/// One line as drawn, with the name it wants at its end.
struct LabeledLine {
  std::string label;
  FigureColor color = FigureColor::ink;
  std::vector<FrameRun> runs;
};

struct PlacedLabel {
  std::vector<std::string> lines;  ///< of text, top to bottom
  FigureColor color = FigureColor::ink;
  double x = 0;         ///< [px] left end of the text, or right end if at_end
  double baseline = 0;  ///< [px] of the first line
  bool at_end = false;
  bool leader = false;  ///< pushed away from its line: draw a thin line from (from_x, from_y)
  double from_x = 0;
  double from_y = 0;
};

struct LabelLayout {
  std::vector<PlacedLabel> labels;
  bool complete = true;  ///< false: some label found no room
};

/// Does the line reach the right edge closely enough to be named in the margin?
bool ends_in_margin(const LabeledLine& line);

/// Width [px] of the right margin that the labels of these lines need, at most `most`; 0 if none ends there or if
/// some name is too long for it.
double label_margin(const std::vector<LabeledLine>& lines, double font_px, double most);

/// Places all labels. `margin` is what label_margin gave: 0 leaves the margin empty. `marks` are points of the drawing
/// (in fractions of the frame) that labels inside it should not cover.
LabelLayout place_labels(const std::vector<LabeledLine>& lines, const FrameRun& marks, const PlotBox& box,
                         double margin, double font_px);

}  // namespace tansine
