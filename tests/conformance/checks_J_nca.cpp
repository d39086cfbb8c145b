// Checks J-01 and J-02 of noncompartmental analysis.

#include "engine/nca.hpp"

#include <gtest/gtest.h>
#include <cmath>
#include <vector>

using namespace tansine;

namespace {

void expect_rel(const std::optional<double>& actual, double expected, double tolerance) {
  ASSERT_TRUE(actual.has_value());
  EXPECT_NEAR(*actual, expected, tolerance * expected);
}

}  // namespace

// J-01 [analytic]: 10 exp(-0.1 t). AUC(0-24) = 100 (1 - exp(-2.4)), to infinity 100; AUMC 1000; MRT 10 h.
TEST(Checks, J01_MonoexponentialProfile) {
  constexpr double tolerance = 1e-6;  // the check's own; it prints 8 digits
  const std::vector<double> times = {0, 0.5, 1, 2, 4, 8, 12, 24};
  std::vector<double> c;
  for (const double t : times) c.push_back(10 * std::exp(-0.1 * t));
  const NcaResult log = nca(times, c), linear = nca(times, c, {.rule = AucRule::linear});
  expect_rel(log.AUClast, 90.928205, tolerance);
  expect_rel(linear.AUClast, 93.944763, tolerance);
  expect_rel(log.AUCinf, 100, tolerance);
  expect_rel(log.AUMCinf, 1000, tolerance);
  expect_rel(log.MRT, 10, tolerance);
  expect_rel(log.half_life, 6.931472, tolerance);
}

// J-02 [an independent implementation]: the choice of the terminal phase in a two-phase profile.
TEST(Checks, J02_ChoiceOfTheTerminalPhase) {
  constexpr double tolerance = 1e-4;  // the check's own
  const std::vector<double> times = {0, 0.5, 1, 2, 4, 8, 12, 24, 36, 48};
  const std::vector<double> c = {100, 88, 78.5, 62.4, 42, 23.5, 15.9, 7.3, 3.62, 1.75};
  const NcaResult r = nca(times, c, {.dose = 1000});
  EXPECT_EQ(r.lambda_z_points, 3);
  expect_rel(r.lambda_z, 0.059511, tolerance);
  expect_rel(r.half_life, 11.6474, tolerance);
  expect_rel(r.adjusted_r2, 0.999788, tolerance);
  expect_rel(r.AUClast, 693.372, tolerance);
  expect_rel(r.AUCinf, 722.7784, tolerance);
  expect_rel(r.extrapolated, 0.040685, tolerance);
  EXPECT_FALSE(r.extrapolation_flagged());
  expect_rel(r.CL, 1.383550, tolerance);
}
