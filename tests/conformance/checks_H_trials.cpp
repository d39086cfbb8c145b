// Checks H-01 to H-06, H-09 and H-10: dose finding, survival and intervals. [A] analytic; [R] an independent Monte
// Carlo.

#include "programme/designs/boin.hpp"
#include "programme/designs/chance.hpp"
#include "programme/designs/survival.hpp"
#include "programme/designs/three_plus_three.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace tansine::checks {
namespace {

const std::vector<double> toxicity = {0.05, 0.10, 0.20, 0.35, 0.50};

TEST(ChecksH, H01_ThreePlusThreeEscalates) {
  const std::array<std::pair<double, double>, 6> printed = {
      {{.05, .973442}, {.1, .906147}, {.2, .708608}, {.3, .494263}, {.4, .309312}, {.5, .171875}}};
  for (const auto& [p, escalates] : printed) EXPECT_NEAR(three_plus_three_escalates(p), escalates, 1e-6) << p;
}

TEST(ChecksH, H02_ThreePlusThreeChooses) {
  const std::vector<double> printed = {.02718, .09724, .28211, .38873, .17763, .02710};
  EXPECT_THAT(three_plus_three_selection(toxicity), testing::Pointwise(testing::DoubleNear(1e-5), printed));
  // The simulated trial is the same design: three standard errors of 40000 trials.
  constexpr int trials = 40'000;
  const OperatingCharacteristics oc = operating_characteristics(run_three_plus_three, toxicity, trials, 7);
  EXPECT_NEAR(oc.none, printed[0], 3 * std::sqrt(printed[0] / trials));
  for (std::size_t i = 0; i < oc.selected.size(); ++i)
    EXPECT_NEAR(oc.selected[i], printed[i + 1], 3 * std::sqrt(printed[i + 1] / trials)) << i;
}

TEST(ChecksH, H03_BoinBoundaries) {
  for (const auto& [target, low, high] :
       {std::tuple{.20, .1572, .2385}, {.25, .1968, .2984}, {.30, .2365, .3585}, {.35, .2763, .4189}}) {
    const BoinBoundaries b = boin_boundaries({.target = target});
    EXPECT_NEAR(b.escalate, low, 1e-4);
    EXPECT_NEAR(b.deescalate, high, 1e-4);
  }
}

TEST(ChecksH, H04_BoinEliminates) {
  for (const auto& [n, toxic] : {std::pair{3, 3}, {6, 4}, {9, 5}, {12, 7}})
    EXPECT_EQ(boin_rule({.target = 0.3}, n).eliminate, toxic) << n;
}

// [R] printed from 40000 trials, met by as many of ours: 0.015 as the check says, three standard errors for DLTs.
TEST(ChecksH, H05_BoinOperatingCharacteristics) {
  const auto design = [](int levels, const TreatCohort& treat) { return run_boin({.target = 0.3}, levels, treat); };
  const OperatingCharacteristics oc = operating_characteristics(design, toxicity, 40'000, 5);
  const std::vector<double> selected = {.0078, .0725, .3808, .4342, .1045},
                            treated = {3.678, 4.895, 7.187, 6.425, 2.378};
  EXPECT_NEAR(oc.none, .0002, .015);
  EXPECT_THAT(oc.selected, testing::Pointwise(testing::DoubleNear(.015), selected));
  EXPECT_THAT(oc.treated, testing::Pointwise(testing::DoubleNear(.06), treated));  // sd about 2.7: 3 errors of both
  EXPECT_NEAR(oc.toxicities, 5.533, .04);
}

TEST(ChecksH, H06_Isotonic) {
  const std::vector<double> y = {0, 2. / 6, 1. / 6, 3. / 6}, weight = {3, 6, 6, 6}, fit = {0, .25, .25, .5};
  EXPECT_THAT(isotonic(y, weight), testing::Pointwise(testing::DoubleNear(1e-15), fit));
}

TEST(ChecksH, H09_KaplanMeier) {
  const std::vector<SurvivalTime> patients = {{1, true},  {2, false}, {3, true},  {4, true},
                                              {4, false}, {5, true},  {7, false}, {8, true}};
  const std::vector<KaplanMeierStep> curve = kaplan_meier(patients);
  const std::vector<double> survival = {.875, .729167, .583333, .388889, 0},
                            se = {.116927, .164976, .185561, .201269, 0};
  ASSERT_EQ(curve.size(), survival.size());
  for (std::size_t i = 0; i < curve.size(); ++i) {
    EXPECT_NEAR(curve[i].survival, survival[i], 1e-5);
    EXPECT_NEAR(curve[i].standard_error, se[i], 1e-5);
  }
  EXPECT_EQ(median_survival(curve), 5);
}

TEST(ChecksH, H09_LogRank) {
  const std::vector<SurvivalTime> a = {{6, true}, {7, true}, {10, false}, {15, true}, {19, false}, {25, false}},
                                  b = {{1, true}, {1, true}, {2, true}, {3, true}, {4, false}, {5, true}};
  const LogRank r = log_rank(a, b);
  EXPECT_EQ(r.observed, 3);
  EXPECT_NEAR(r.expected, 6.12381, 1e-5);
  EXPECT_NEAR(r.variance, 1.039217, 1e-5);
  EXPECT_NEAR(r.chi_squared, 9.389944, 1e-5);
  EXPECT_NEAR(r.p, .002182, 1e-5);
  EXPECT_GT(r.z, 0);  // the first group does better
  // All of b before any of a: the partial likelihood has no maximum.
  std::vector<SurvivalTime> both = a;
  both.insert(both.end(), b.begin(), b.end());
  EXPECT_FALSE(cox(both, std::vector<double>{1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0}).has_value());
}

TEST(ChecksH, H09_Cox) {
  const std::vector<SurvivalTime> patients = {{6, true}, {7, true},   {10, false}, {15, true}, {19, false}, {25, false},
                                              {1, true}, {1.5, true}, {2, true},   {3, true},  {4, false},  {5, true}};
  const std::vector<double> arm = {1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1};
  const std::optional<CoxFit> fit = cox(patients, arm);
  ASSERT_TRUE(fit.has_value());
  EXPECT_NEAR(fit->beta, -.388456, 1e-5);
  EXPECT_NEAR(fit->hazard_ratio, .678103, 1e-5);
  EXPECT_NEAR(fit->standard_error, .716265, 1e-5);
}

TEST(ChecksH, H10_ClopperPearson) {
  for (const auto& [x, n, low, high] :
       {std::tuple{10, 30, .17287, .52812}, {0, 20, 0., .16843}, {27, 60, .32122, .58388}}) {
    const Interval i = clopper_pearson(x, n);
    EXPECT_NEAR(i.low, low, 1e-4);
    EXPECT_NEAR(i.high, high, 1e-4);
  }
}

}  // namespace
}  // namespace tansine::checks
