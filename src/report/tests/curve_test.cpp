#include "report/curve.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace tansine {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
const AxisFrame kUnit{.scale = AxisScale::linear, .lo = 0, .hi = 1, .ticks = {}};
const AxisFrame kFour{.scale = AxisScale::linear, .lo = 0, .hi = 4, .ticks = {}};
const AxisFrame kLog{.scale = AxisScale::log, .lo = 0.01, .hi = 100, .ticks = {}};

using Numbers = std::vector<double>;

double area_of(const FrameRun& p) {  // shoelace formula
  double twice = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const FramePoint a = p[i], b = p[(i + 1) % p.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return std::abs(twice) / 2;
}

TEST(VisibleRuns, NaNIsAGap) {
  const auto runs = visible_runs(Numbers{0, 1, 2, 3, 4}, Numbers{0.1, 0.2, kNaN, 0.4, 0.5}, kFour, kUnit);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].size(), 2u);
  EXPECT_EQ(runs[1].size(), 2u);
  EXPECT_DOUBLE_EQ(runs[1][0].x, 0.75);
}

TEST(VisibleRuns, APointBetweenGapsIsKept) {
  const auto runs = visible_runs(Numbers{0, 1, 2}, Numbers{kNaN, 0.5, kNaN}, kFour, kUnit);
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].size(), 1u);
}

TEST(VisibleRuns, ZeroIsAGapOnALogAxis) {
  const auto runs = visible_runs(Numbers{0, 1, 2, 3}, Numbers{1, 0, 1, -1}, kFour, kLog);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_DOUBLE_EQ(runs[0][0].y, 0.5);
}

TEST(VisibleRuns, LeavesTheFrameExactlyAtItsEdge) {
  // From 1 at x = 0 straight (on the log axis) to 1e-4 at x = 4: 0.01 is crossed half way.
  const auto runs = visible_runs(Numbers{0, 4}, Numbers{1, 1e-4}, kFour, kLog);
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_NEAR(runs[0].back().x, 0.5, 1e-12);
  EXPECT_NEAR(runs[0].back().y, 0.0, 1e-12);
}

TEST(VisibleRuns, PassesThroughWithoutAPointInside) {
  const auto runs = visible_runs(Numbers{0, 4}, Numbers{-1, 2}, kFour, kUnit);
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_NEAR(runs[0].front().x, 1.0 / 3, 1e-12);
  EXPECT_NEAR(runs[0].back().x, 2.0 / 3, 1e-12);
  EXPECT_TRUE(visible_runs(Numbers{0, 4}, Numbers{2, 3}, kFour, kUnit).empty());
}

TEST(VisibleRuns, ReturnsAsANewRun) {
  const auto runs = visible_runs(Numbers{0, 1, 2, 3, 4}, Numbers{0.5, 2, 2, 2, 0.5}, kFour, kUnit);
  EXPECT_EQ(runs.size(), 2u);
}

TEST(VisibleAreas, HaveTheRightArea) {
  const auto inside = visible_areas(Numbers{0, 4}, Numbers{0.25, 0.25}, Numbers{0.75, 0.75}, kFour, kUnit);
  ASSERT_EQ(inside.size(), 1u);
  EXPECT_NEAR(area_of(inside[0]), 0.5, 1e-12);
  const auto cut = visible_areas(Numbers{0, 4}, Numbers{-5, -5}, Numbers{0, 2}, kFour, kUnit);
  ASSERT_EQ(cut.size(), 1u);
  EXPECT_NEAR(area_of(cut[0]), 0.75, 1e-12);  // triangle up to (0.5, 1), then full height
}

TEST(VisibleAreas, LowerEdgeOfZeroReachesTheBottomOfALogAxis) {
  const auto areas = visible_areas(Numbers{0, 4}, Numbers{0, 0}, Numbers{1, 1}, kFour, kLog);
  ASSERT_EQ(areas.size(), 1u);
  EXPECT_NEAR(area_of(areas[0]), 0.5, 1e-12);
}

TEST(VisibleAreas, GapsSplitThem) {
  EXPECT_EQ(visible_areas(Numbers{0, 1, 2, 3, 4}, Numbers{0.1, 0.1, kNaN, 0.1, 0.1}, Numbers{0.2, 0.2, 0.2, 0.2, 0.2},
                          kFour, kUnit)
                .size(),
            2u);
  EXPECT_EQ(visible_areas(Numbers{0, 1, 2, 3, 4}, Numbers{0.1, 0.1, 0.1, 0.1, 0.1}, Numbers{0.2, 0.2, kNaN, 0.2, 0.2},
                          kFour, kUnit)
                .size(),
            2u);
  EXPECT_TRUE(visible_areas(Numbers{}, Numbers{}, Numbers{}, kFour, kUnit).empty());
}

}  // namespace
}  // namespace tansine
