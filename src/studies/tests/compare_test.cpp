#include "studies/compare.hpp"

#include <gtest/gtest.h>
#include <cmath>

namespace tansine {
namespace {

ComparedProfile profile(std::size_t arm, std::size_t model, std::vector<ComparedPoint> points) {
  return {.profile = 0, .arm = arm, .model = model, .points = std::move(points), .observed = {}, .predicted = {}};
}

TEST(Accuracy, ByHand) {
  // folds 2, 1/2 and 4 of the medians: mean |log2| = (1 + 1 + 2) / 3, mean log2 = (1 - 1 + 2) / 3; of the typical
  // patient 1, 2 and 1/4: mean |log2| = 1
  const ComparedProfile p = profile(0, 0, {{0, 10, 20, 10}, {1, 8, 4, 16}, {2, 4, 16, 1}});
  const Accuracy a = accuracy({&p});
  EXPECT_EQ(a.points, 3u);
  EXPECT_EQ(a.left_out, 0u);
  EXPECT_NEAR(a.aafe, std::pow(2, 4.0 / 3), 1e-14);
  EXPECT_NEAR(a.afe, std::pow(2, 2.0 / 3), 1e-14);
  EXPECT_NEAR(a.aafe_typical, 2, 1e-14);
}

TEST(Accuracy, OfNothingButExactPoints) {
  const ComparedProfile p = profile(0, 0, {{0, 3, 3, 3}, {1, 5, 5, 5}});
  EXPECT_EQ(accuracy({&p}).aafe, 1);
  EXPECT_EQ(accuracy({&p}).afe, 1);
}

TEST(Accuracy, PointsThatHaveNoLogarithmAreLeftOutAndCounted) {
  const double nan = std::nan("");
  const ComparedProfile p =
      profile(0, 0, {{0, 0, 1, 1}, {1, 1, 0, 1}, {2, 1, 1, 0}, {3, nan, 1, 1}, {4, 1, nan, 1}, {5, 1, 2, 2}});
  const Accuracy a = accuracy({&p});
  EXPECT_EQ(a.points, 1u);
  EXPECT_EQ(a.left_out, 5u);
  EXPECT_NEAR(a.aafe, 2, 1e-14);
}

TEST(Accuracy, OverAllOrOneArmOfAModel) {
  const std::vector<ComparedProfile> all{profile(0, 0, {{0, 1, 2, 2}}), profile(1, 0, {{0, 1, 8, 8}}),
                                         profile(0, 1, {{0, 1, 4, 4}}), profile(0, 1, {{0, 4, 1, 1}})};
  EXPECT_NEAR(accuracy_of(all, 0).aafe, 4, 1e-14);
  EXPECT_NEAR(accuracy_of(all, 0, 1).aafe, 8, 1e-14);
  EXPECT_NEAR(accuracy_of(all, 1).aafe, 4, 1e-14);
  EXPECT_NEAR(accuracy_of(all, 1).afe, 1, 1e-14);
  EXPECT_EQ(accuracy_of(all, 1).points, 2u);
  EXPECT_EQ(accuracy_of(all, 1, 1).points, 0u);
}

}  // namespace
}  // namespace tansine
