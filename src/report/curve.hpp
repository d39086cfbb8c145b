#pragma once
// Curves in the unit square: a series becomes runs of points between its gaps, cut exactly at the frame.
// Used by the drawing only.

#include <span>
#include <vector>

#include "report/axis.hpp"

namespace tansine {

/// In fractions of the frame: (0, 0) is its lower left corner, (1, 1) its upper right.
struct FramePoint {
  double x;
  double y;
};
using FrameRun = std::vector<FramePoint>;

/// The visible pieces of a curve. Gaps (values that cannot be drawn) and leaving the frame end a run.
std::vector<FrameRun> visible_runs(std::span<const double> x, std::span<const double> y, const AxisFrame& fx,
                                   const AxisFrame& fy);

/// The visible part of the area between two curves, one closed polygon per stretch without gap. On a log axis a lower
/// edge that is not positive is taken to the frame's bottom.
std::vector<FrameRun> visible_areas(std::span<const double> x, std::span<const double> lower,
                                    std::span<const double> upper, const AxisFrame& fx, const AxisFrame& fy);

}  // namespace tansine
