#include "engine/nca.hpp"

#include "base/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <cmath>
#include <limits>
#include <vector>

using namespace tansine;

namespace {

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

// Rounding of some tens of operations on numbers of one size.
constexpr double rounding = 1e-13;

std::vector<double> sample(const std::vector<double>& times, auto&& c) {
  std::vector<double> out;
  for (const double t : times) out.push_back(c(t));
  return out;
}

void expect_rel(const std::optional<double>& actual, double expected, double tolerance = rounding) {
  ASSERT_TRUE(actual.has_value());
  EXPECT_NEAR(*actual, expected, tolerance * std::abs(expected));
}

}  // namespace

TEST(Nca, MonoexponentialIsExactOnAnyGrid) {
  // c = C0 exp(-k t) from a bolus: AUC = C0/k, AUMC = C0/k^2, MRT = 1/k, V = d/C0 whatever the times.
  for (const double k : {1e-3, 0.1, 2.0}) {
    const std::vector<double> times = {0, 0.01 / k, 0.02 / k, 0.5 / k, 0.51 / k, 2 / k, 5 / k};
    const NcaResult r = nca(times, sample(times, [&](double t) { return 7 * std::exp(-k * t); }), {.dose = 21});
    expect_rel(r.lambda_z, k);
    expect_rel(r.half_life, std::log(2) / k);
    EXPECT_EQ(r.lambda_z_points, 6);
    expect_rel(r.adjusted_r2, 1);
    expect_rel(r.AUCinf, 7 / k);
    expect_rel(r.AUCinf_predicted, 7 / k);
    expect_rel(r.AUMCinf, 7 / k / k);
    expect_rel(r.MRT, 1 / k);
    expect_rel(r.CL, 3 * k);
    expect_rel(r.Vss, 3);
    expect_rel(r.Vz, 3);
    expect_rel(r.extrapolated, std::exp(-5));
    expect_rel(r.C0, 7);
    expect_rel(r.Cmax, 7);
    EXPECT_EQ(r.Tmax, 0.0);
    EXPECT_FALSE(r.accumulation);
  }
}

TEST(Nca, BackExtrapolatesABolus) {
  const std::vector<double> times = {1, 3, 4, 8, 12};
  const std::vector<double> c = sample(times, [](double t) { return 10 * std::exp(-0.2 * t); });
  NcaResult r = nca(times, c, {.dose = 100});
  expect_rel(r.C0, 10);
  expect_rel(r.AUCinf, 50);
  expect_rel(r.Vss, 10);
  EXPECT_EQ(r.Cmax, c[0]);  // observed, not C0
  EXPECT_EQ(r.Tmax, 1.0);
  // A sample below the limit at 0 was taken before the dose.
  std::vector<double> times0 = times, c0 = c;
  times0.insert(times0.begin(), 0);
  c0.insert(c0.begin(), 0);
  EXPECT_EQ(nca(times0, c0).AUClast, r.AUClast);
  EXPECT_EQ(nca(times0, c0).C0, r.C0);
  // Two samples at 0: before and after the dose.
  times0.insert(times0.begin(), 0);
  c0 = c;
  c0.insert(c0.begin(), {0, 10});
  EXPECT_EQ(nca(times0, c0).C0, 10);
  expect_rel(nca(times0, c0).AUCinf, 50);
}

TEST(Nca, BolusWithoutC0) {
  // Rises first, no sample at 0: held constant back to it. 1*2 + 1*(2+4)/2 = 5, then falling 4 to 1: 3/ln 4.
  const NcaResult r = nca(std::vector<double>{1, 2, 3}, std::vector<double>{2, 4, 1});
  EXPECT_FALSE(r.C0);
  expect_rel(r.AUClast, 2 + 3 + 3 / std::log(4.0));
  // A metabolite: 0 at 0 is its true value.
  const NcaResult m = nca(std::vector<double>{0, 1, 2}, std::vector<double>{0, 2, 4});
  EXPECT_FALSE(m.C0);
  expect_rel(m.AUClast, 1 + 3);
  // Falls at once, but its first sample after the dose is below the limit: nothing to draw a line through.
  EXPECT_FALSE(nca(std::vector<double>{0, 1, 2, 3}, std::vector<double>{0, 0, 4, 2}).C0);
}

TEST(Nca, InfusionCorrectsMRT) {
  // One compartment, k = 0.2/h, infused over 2 h at 50/h into V = 10: MRT of the body = 1/k, Vss = V.
  const double k = 0.2, T = 2, R = 50, V = 10;
  const auto c = [&](double t) {
    return R / (k * V) * (t <= T ? 1 - std::exp(-k * t) : (1 - std::exp(-k * T)) * std::exp(-k * (t - T)));
  };
  std::vector<double> times;
  for (int i = 1; i <= 400; ++i) times.push_back(i * 0.05);  // no sample at 0: starts with 0
  const NcaResult r = nca(times, sample(times, c), {.dose = R * T, .infusion_duration = T});
  EXPECT_FALSE(r.C0);
  EXPECT_EQ(r.Tmax, T);
  expect_rel(r.lambda_z, k, 1e-10);
  // The trapezoidal error of the rise, dt^2/12 (f'(0) - f'(T)), f = c and f = t c: AUC is 3.4e-4 of 50 too low, AUMC
  // 3.1e-3 of 300 too high: 7e-6 and 1.03e-5 of them, together 1.03e-4 h of the 6 h of AUMC/AUC.
  expect_rel(r.CL, k * V, 7e-6);
  EXPECT_NEAR(r.MRT.value(), 1 / k, 1.1e-4);
  expect_rel(r.Vss, V, 7e-6 + 1.1e-4 * k);
  const NcaResult untold = nca(times, sample(times, c), {.extravascular = true});
  EXPECT_NEAR(untold.MRT.value(), 1 / k + T / 2, 1.1e-4);
}

TEST(Nca, NoPointOfAnInfusionBeforeItsEnd) {
  // Noise puts the peak at 1 h of a 2 h infusion; 1.5 h must not enter the terminal line even though it lies on it.
  const std::vector<double> times = {0, 1, 1.5, 2, 4, 6, 8};
  std::vector<double> c = sample(times, [](double t) { return 8 * std::exp(-0.1 * t); });
  EXPECT_EQ(nca(times, c, {.infusion_duration = 2}).lambda_z_points, 4);
  EXPECT_EQ(nca(times, c).lambda_z_points, 6);
}

TEST(Nca, ExtravascularHasNoVss) {
  const std::vector<double> times = {0, 1, 2, 4, 6, 8};
  const std::vector<double> c = {0, 5, 8, 4, 2, 1};
  const NcaResult r = nca(times, c, {.dose = 10, .extravascular = true});
  EXPECT_FALSE(r.Vss);
  EXPECT_FALSE(r.C0);
  expect_rel(r.lambda_z, std::log(2) / 2);
  // rising 2.5 + 6.5; then halvings every 2 h: (8-1)/lambda_z, and 1/lambda_z beyond.
  expect_rel(r.CL, 10 / (9 + 8 * 2 / std::log(2)));
}

TEST(Nca, LinearRule) {
  const NcaResult r = nca(std::vector<double>{0, 2, 4}, std::vector<double>{4, 2, 1}, {.rule = AucRule::linear});
  expect_rel(r.AUClast, 6 + 3);
  expect_rel(r.AUMClast, 2 * (0 + 4) / 2.0 + 2 * (4 + 4) / 2.0);
}

TEST(Nca, NearlyFlatSegmentsDoNotCancel) {
  // c falls by 1e-9 of itself: the rules agree to 1e-18 in AUC and to dt^2/12 times the fall, 1e-9, in AUMC, but the
  // formula of the table loses nine digits twice.
  const std::vector<double> times = {0, 3, 7}, c = {1, 1 - 1e-9, 1 - 3e-9};
  const NcaResult log = nca(times, c), linear = nca(times, c, {.rule = AucRule::linear});
  expect_rel(log.AUClast, *linear.AUClast);
  expect_rel(log.AUMClast, *linear.AUMClast, 1e-9);
}

TEST(Nca, AreasOfAnExponentialForAnyFall) {
  // One segment from t = 2 to 5 of exp(-k t), integrated exactly, through both branches of the AUMC formula.
  for (const double k : {1e-12, 1e-6, 1e-3, 0.03, 0.0333, 0.034, 0.1, 1.0, 10.0}) {
    // int_0^3 exp(-k s) ds and int_0^3 s exp(-k s) ds in long double; three terms of the series where k is small.
    const auto L = 3.0L * k;
    const long double A = k < 1e-5 ? 3 * (1 - L / 2 + L * L / 6) : (1 - std::exp(-L)) / k;
    const long double B =
        k < 1e-5 ? 9 * (0.5L - L / 3 + L * L / 8) : (1 - std::exp(-L) * (1 + L)) / (static_cast<long double>(k) * k);
    const NcaResult r =
        nca(std::vector<double>{0, 2, 5}, std::vector<double>{0, 1, std::exp(-3 * k)}, {.extravascular = true});
    // In the unit of the value at 2 h; before it a triangle of 1, its AUMC 2. Long doubles keep 11 digits of B,
    // and exp(-3k) itself is rounded: where k is small, 1e-16 of 1 is much of the fall but little of the area.
    expect_rel(r.AUClast, static_cast<double>(1 + A), 1e-12);
    expect_rel(r.AUMClast, static_cast<double>(2 + 2 * A + B), 1e-10);
  }
}

TEST(Nca, BelowTheLimit) {
  const std::vector<double> times = {0, 1, 2, 3, 4, 5, 6};
  const std::vector<double> c = {0.5, 0.9, 4, 0.5, 2, 1, 0.2};
  const NcaResult r = nca(times, c, {.extravascular = true, .lloq = 1});
  EXPECT_EQ(r.Clast, 1.0);
  EXPECT_EQ(r.Tlast, 5.0);
  // 0 at 0 and 1 h, then 4 at 2 h (area 2), then 2 at 4 h (4/ln 2), then 1 at 5 h (1/ln 2).
  expect_rel(r.AUClast, 2 + 5 / std::log(2));
  EXPECT_FALSE(r.lambda_z) << "two points after Tmax";
  EXPECT_FALSE(r.AUCinf);
  EXPECT_FALSE(r.MRT);
  EXPECT_EQ(r.lambda_z_points, 0);
}

TEST(Nca, NothingQuantifiableNothingEstimated) {
  for (const std::vector<double>& c : {std::vector<double>{}, {0, 0, 0}, {NaN, 0.1, NaN}, {-1e-9, 0, -1e-12}}) {
    std::vector<double> times(c.size());
    for (std::size_t i = 0; i < c.size(); ++i) times[i] = static_cast<double>(i);
    const NcaResult r = nca(times, c, {.dose = 1, .lloq = 0.2});
    EXPECT_FALSE(r.Cmax || r.Tmax || r.AUClast || r.AUMClast || r.Clast || r.C0 || r.lambda_z || r.CL);
  }
}

TEST(Nca, OnePoint) {
  const NcaResult r = nca(std::vector<double>{2}, std::vector<double>{5}, {.dose = 1, .infusion_duration = 1});
  EXPECT_EQ(r.Cmax, 5);
  EXPECT_EQ(r.AUClast, 5);  // the triangle from 0
  EXPECT_FALSE(r.lambda_z);
}

TEST(Nca, MissingIsLeftOut) {
  const std::vector<double> times = {0, 1, 2, 4, 8}, c = {8, NaN, 6, 3, 1};
  const std::vector<double> short_times = {0, 2, 4, 8}, short_c = {8, 6, 3, 1};
  EXPECT_EQ(nca(times, c).AUCinf, nca(short_times, short_c).AUCinf);
  EXPECT_EQ(nca(times, c).AUClast, nca(short_times, short_c).AUClast);
}

TEST(Nca, RisingTailHasNoTerminalPhase) {
  const NcaResult r = nca(std::vector<double>{0, 1, 2, 3, 4}, std::vector<double>{9, 2, 3, 4, 5});
  EXPECT_FALSE(r.lambda_z);
  EXPECT_TRUE(r.AUClast);
}

TEST(Nca, MorePointsWinWithinTheMargin) {
  // Five points off a line by a little: adjusted r2 0.99999.. for all n; the largest n is taken.
  const std::vector<double> times = {0, 1, 2, 3, 4, 5};
  std::vector<double> c = sample(times, [](double t) { return 100 * std::exp(-t); });
  c[1] *= 1.005;
  EXPECT_EQ(nca(times, c).lambda_z_points, 5);
  c[1] *= 1.5;  // now a distribution phase
  EXPECT_EQ(nca(times, c).lambda_z_points, 4);
}

TEST(Nca, WindowOfOneDose) {
  const std::vector<double> times = {0, 1, 2, 3, 4, 5, 6}, c = {1, 1, 8, 4, 2, 1, 99};
  const NcaResult r = nca(times, c, {.start = 2, .end = 6});
  EXPECT_EQ(r.Cmax, 8);
  EXPECT_EQ(r.Tmax, 0);
  EXPECT_EQ(r.Tlast, 3);
  expect_rel(r.AUCinf, 8 / std::log(2));
  expect_rel(r.MRT, 1 / std::log(2));
}

TEST(Nca, AccumulationAndFlag) {
  const std::vector<double> times = {0, 1, 2, 3}, c = {8, 4, 2, 1};
  const NcaResult r = nca(times, c, {.tau = 2});
  expect_rel(r.accumulation, 4.0 / 3);  // 1/(1 - 1/4)
  expect_rel(r.extrapolated, 1.0 / 8);
  EXPECT_FALSE(r.extrapolation_flagged());
  EXPECT_TRUE(nca(std::vector<double>{0, 0.5, 1, 1.5}, std::vector<double>{8, 7, 6, 5}).extrapolation_flagged());
}

TEST(Nca, ScalesWithUnits) {
  const std::vector<double> times = {0, 1, 2, 4, 8, 16}, c = {9, 7, 6, 3, 1.2, 0.2};
  std::vector<double> minutes, ng;
  for (const double t : times) minutes.push_back(64 * t);
  for (const double x : c) ng.push_back(1024 * x);
  const NcaResult a = nca(times, c, {.dose = 3}), b = nca(minutes, ng, {.dose = 3});
  EXPECT_EQ(a.lambda_z_points, b.lambda_z_points);
  expect_rel(b.AUCinf, 65536 * *a.AUCinf);
  expect_rel(b.AUMCinf, 64 * 65536 * *a.AUMCinf);
  expect_rel(b.Vss, *a.Vss / 1024);
}

TEST(Nca, RefusesWrongInputAllAtOnce) {
  try {
    nca(std::vector<double>{0, 2, 1}, std::vector<double>{1, 1}, {.dose = -1, .lloq = NaN, .start = 3, .end = 3});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.problems().error_count(), 5u) << error.what();
    EXPECT_THAT(error.what(), testing::HasSubstr("time 3 of a profile is 1 h: times must ascend"));
  }
}
