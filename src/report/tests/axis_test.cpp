#include "report/axis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/problem.hpp"

namespace tansine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> labels(const std::vector<AxisTick>& ticks) {
  std::vector<std::string> out;
  for (const AxisTick& t : ticks) {
    if (!t.label.empty()) out.push_back(t.label);
  }
  return out;
}

AxisFrame value_axis(const PlotAxis& axis, const std::vector<double>& data) {
  return make_axis(axis, data, RangeRule::nice, 6);
}

TEST(LinearTicks, AreRound) {
  EXPECT_THAT(labels(linear_ticks(0, 1, 6)), ElementsAre("0", "0.2", "0.4", "0.6", "0.8", "1.0"));
  EXPECT_THAT(labels(linear_ticks(0, 21, 6)), ElementsAre("0", "5", "10", "15", "20"));
  EXPECT_THAT(labels(linear_ticks(-1, 1, 5)), ElementsAre("−1.0", "−0.5", "0", "0.5", "1.0"));
  EXPECT_THAT(labels(linear_ticks(0, 3e7, 4)), ElementsAre("0", "1×10⁷", "2×10⁷", "3×10⁷"));
  EXPECT_THAT(labels(linear_ticks(0.97, 1.03, 4)), ElementsAre("0.98", "1.00", "1.02"));
}

TEST(LinearTicks, AreTheSameNumbersOnEveryAxis) {  // k * step, not sums: 0.1 + 0.2 is not 0.3
  for (const AxisTick& t : linear_ticks(0, 1, 11)) {
    if (t.label == "0.3") {
      EXPECT_EQ(t.value, 3 * 0.1);
    }
    if (t.label == "0") {
      EXPECT_EQ(t.value, 0.0);
    }
  }
}

TEST(LinearTicks, FollowAGivenStep) {
  EXPECT_THAT(labels(linear_ticks(0, 21, 6, 7)), ElementsAre("0", "7", "14", "21"));
  EXPECT_EQ(linear_ticks(0, 21, 6, 7).size(), 22u);                                            // a minor tick each day
  EXPECT_THAT(labels(linear_ticks(0, 126, 5, 7)), ElementsAre("0", "28", "56", "84", "112"));  // every 4th week
  EXPECT_THAT(labels(linear_ticks(0, 1, 6, 0.25)), ElementsAre("0", "0.25", "0.50", "0.75", "1.00"));
}

TEST(LinearTicks, SurviveImpossibleRanges) {
  EXPECT_THAT(linear_ticks(1, 1, 5), IsEmpty());
  EXPECT_THAT(linear_ticks(2, 1, 5), IsEmpty());
  EXPECT_THAT(linear_ticks(0, std::numeric_limits<double>::infinity(), 5), IsEmpty());
  EXPECT_THAT(linear_ticks(1e300, std::nextafter(1e300, 2e300), 5), IsEmpty());
  EXPECT_LE(linear_ticks(0, 1e308, 5).size(), 40u);
  EXPECT_LE(linear_ticks(0, 1e-300, 5).size(), 40u);
  EXPECT_LE(linear_ticks(0, 1e6, 5, 1e-3).size(), 40u);  // a step far too small is not followed
}

TEST(LogTicks, AreDecadesWithMinorTicks) {
  const auto ticks = log_ticks(0.1, 100, 6);
  EXPECT_THAT(labels(ticks), ElementsAre("0.1", "1", "10", "100"));
  EXPECT_EQ(ticks.size(), 28u);  // 3 decades of 9 and the last one
  EXPECT_NEAR(ticks[1].value, 0.2, 1e-15);
}

TEST(LogTicks, LabelMoreInFewDecadesAndLessInMany) {
  EXPECT_THAT(labels(log_ticks(1, 10, 6)), ElementsAre("1", "2", "5", "10"));
  EXPECT_THAT(labels(log_ticks(1e-12, 1e6, 7)), ElementsAre("10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "10⁰", "10³", "10⁶"));
  EXPECT_THAT(labels(log_ticks(2, 4, 5)), ElementsAre("2.0", "2.5", "3.0", "3.5", "4.0"));
}

TEST(LogTicks, SurviveImpossibleRanges) {
  EXPECT_THAT(log_ticks(0, 10, 5), IsEmpty());
  EXPECT_THAT(log_ticks(-1, 10, 5), IsEmpty());
  EXPECT_THAT(log_ticks(10, 10, 5), IsEmpty());
}

TEST(MakeAxis, ValueAxesStartAtZeroUnlessFarFromIt) {
  const AxisFrame near = value_axis({.label = "y"}, {1.2, 3.4});
  EXPECT_EQ(near.lo, 0);
  EXPECT_EQ(near.hi, 4);
  const AxisFrame far = value_axis({.label = "y"}, {97, 103});
  EXPECT_EQ(far.lo, 96);
  EXPECT_EQ(far.hi, 104);
}

TEST(MakeAxis, TimeAxesAreExact) {
  const AxisFrame f = make_axis({.label = "t"}, std::vector<double>{0, 20.5}, RangeRule::exact, 5);
  EXPECT_EQ(f.lo, 0);
  EXPECT_EQ(f.hi, 20.5);
}

TEST(MakeAxis, LogIgnoresZerosNegativesAndNaN) {
  const AxisFrame f = value_axis({.label = "c", .scale = AxisScale::log}, {0, -3, kNaN, 0.3, 70});
  EXPECT_NEAR(f.lo, 0.2, 1e-12);
  EXPECT_NEAR(f.hi, 100, 1e-9);
  EXPECT_FALSE(f.drawable(0));
  EXPECT_FALSE(f.drawable(-1));
  EXPECT_FALSE(f.drawable(kNaN));
  EXPECT_TRUE(f.drawable(1e-9));
  EXPECT_NEAR(f.fraction(std::sqrt(0.2 * 100)), 0.5, 1e-12);
}

TEST(MakeAxis, LogTailsDoNotFlattenTheRest) {
  const AxisFrame f = value_axis({.label = "c", .scale = AxisScale::log}, {1e-30, 100});
  EXPECT_NEAR(f.lo, 1e-4, 1e-16);
  const AxisFrame asked = value_axis({.label = "c", .scale = AxisScale::log, .min = 1e-30}, {1e-30, 100});
  EXPECT_EQ(asked.lo, 1e-30);
}

TEST(MakeAxis, NothingToShowIsStillAnAxis) {
  for (const auto scale : {AxisScale::linear, AxisScale::log}) {
    for (const std::vector<double>& data : std::vector<std::vector<double>>{{}, {kNaN}, {5}, {1e-300}, {1e300}}) {
      for (const auto rule : {RangeRule::exact, RangeRule::nice}) {
        const AxisFrame f = make_axis({.label = "a", .scale = scale}, data, rule, 5);
        EXPECT_LT(f.lo, f.hi);
        EXPECT_TRUE(std::isfinite(f.lo) && std::isfinite(f.hi));
        EXPECT_TRUE(scale == AxisScale::linear || f.lo > 0);
      }
    }
  }
}

TEST(MakeAxis, ListedTicksAreTheOnlyOnes) {
  const AxisFrame f =
      value_axis({.label = "dose", .scale = AxisScale::log, .min = 0.25, .max = 6, .ticks = {0.3, 0.6, 4.8, 99}}, {});
  EXPECT_THAT(labels(f.ticks), ElementsAre("0.3", "0.6", "4.8"));
}

TEST(MakeAxis, RefusesNonsense) {
  EXPECT_THROW(value_axis({.label = "a", .min = 2, .max = 1}, {}), InternalError);
  EXPECT_THROW(value_axis({.label = "a", .min = kNaN}, {}), InternalError);
  EXPECT_THROW(value_axis({.label = "a", .scale = AxisScale::log, .min = 0}, {}), InternalError);
  EXPECT_THROW(value_axis({.label = "a", .tick_step = 0}, {}), InternalError);
}

}  // namespace
}  // namespace tansine
