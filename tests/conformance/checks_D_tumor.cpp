// Checks D-01 ff. of module D, tumor disposition. Expectations that come from the formulas of library/tumor/theory.hpp
// are validation; those computed by independent Python code [ours] are regression and say so.

#include "compound_runs.hpp"
#include "library/tumor/theory.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

void expect_rel(double got, double expected, double tolerance) {
  EXPECT_NEAR(got, expected, tolerance * std::abs(expected));
}

/// The tissue of the checks [um, d, nM].
KroghTissue tissue() {
  return {.Rc = 8,
          .RK = 75,
          .P = 243.648,
          .D = 1.09728e6,
          .eps = .24,
          .Ag = 830,
          .kon = 61.344,
          .koff = 30.24,
          .ke = 2.8512};
}

/// Its capillaries under a plasma that is driven: one compartment of 1 L from which nothing is cleared, so that a dose
/// is a constant concentration.
CompoundDescription driven_tumor(const std::string& geometry, int nodes) {
  CompoundDescription c = test_compound();
  ModelDescription& m = c.models.front();
  m.parameters = {{"CL", assumed("0 L/d")},       {"V1", assumed("1 L")},         {"V_tumor", assumed("1 mL")},
                  {"eps", assumed("0.24")},       {"Rcap", assumed("8 um")},      {"RKrogh", assumed("75 um")},
                  {"P", assumed("2.82e-7 cm/s")}, {"D", assumed("1.27e-7 cm2/s")}};
  MechanismDescription tumor{.name = "tumor", .settings = {}, .place = {}};
  tumor.settings.push_back({"geometry", {geometry}, {}});
  tumor.settings.push_back({"plasma", {"driven"}, {}});
  if (nodes > 0) tumor.settings.push_back({"nodes", {std::to_string(nodes)}, {}});
  m.mechanisms.push_back(tumor);
  return c;
}

const std::vector<double> D03_days = {.05, .1, .25, .5, 1, 2};

TEST(ChecksD, D03_NonBindingEquilibration) {
  CompoundRun run(driven_tumor("krogh", 120), "test");
  run.bolus(100, D03_days);
  const std::vector<double> regression = {3.22722, 6.02039, 12.34164, 18.33674, 22.66363, 23.92558};
  const KroghTissue k = tissue();
  for (std::size_t i = 0; i < D03_days.size(); ++i) {
    const double mean = run.at(i, "tumor_TAb"), t = D03_days[i];
    expect_rel(mean, regression[i], 2e-5);
    const double by_RK = 24 * (1 - std::exp(-2 * k.P * k.Rc / (k.RK * k.RK) / k.eps * t));
    expect_rel(mean, by_RK, 2e-4);
    // resistances in series, which says why RK^2 does: 1.0116 for the section against 1.0114 for diffusion
    expect_rel(mean, 24 * (1 - std::exp(-equilibration_rate(k) * t)), t < .2 ? 1e-3 : 2e-4);
  }
}

TEST(ChecksD, D03_WallThatLimitsNeedsTheSection) {
  // a hundred times as diffusible, tissue is even: the mean rises with RK^2 - Rc^2, and RK^2 is 1.1 % wrong
  CompoundRun run(driven_tumor("krogh", 40), "test");
  run.set("D", run.parameters()[run.program().parameter_index("D")] * 100);
  run.bolus(100, {.05});
  const KroghTissue k = tissue();
  const double by_section = 24 * (1 - std::exp(-2 * k.P * k.Rc / (k.RK * k.RK - k.Rc * k.Rc) / k.eps * .05));
  const double by_RK = 24 * (1 - std::exp(-2 * k.P * k.Rc / (k.RK * k.RK) / k.eps * .05));
  expect_rel(run.at(0, "tumor_TAb"), by_section, 2e-4);
  EXPECT_GT(run.at(0, "tumor_TAb") / by_RK, 1.01);
}

TEST(ChecksD, D10_Groups) {
  const KroghTissue k = tissue();
  expect_rel(biot(k), .0074016, 1e-3);
  expect_rel(penetration_length(k), 7.7479, 1e-4);
  expect_rel(bystander_length(1.1e7, 5.95e-5 * 86400), 1463, 1e-3);
  expect_rel(bystander_length(1.1e7, .0128 * 86400), 99.7, 1e-3);
  // each by its definition: what saturates is what makes the front reach RK, and the moduli are 1 there
  expect_rel(front_radius(k, saturating_AUC(k)), k.RK, 1e-12);
  expect_rel(clearance_modulus(k, saturating_AUC(k)), 1, 1e-12);
  const double Cp = 1e3;
  expect_rel(vascular_thiele_squared(k, Cp) * Cp / vascular_thiele_squared(k, 1), 1, 1e-12);
  expect_rel(steady_front_radius(k, vascular_thiele_squared(k, 1)), k.RK, 1e-12);
  expect_rel(damkohler(k) / biot(k) * k.P / k.RK * k.Rc / k.RK, k.kon * k.Ag, 1e-12);
}

TEST(ChecksD, D05_BesselProfile) {
  const KroghTissue k = tissue();
  expect_rel(linear_profile(k, 10), 3.526863e-3, 1e-5);
  expect_rel(linear_uptake(k), 12185.46, 1e-5);
  expect_rel(perfect_sink_uptake(k), 12247.08, 1e-5);
}

TEST(ChecksD, D06_Effectiveness) {
  const double l = penetration_length(tissue());
  expect_rel(effectiveness(50 / l), .392839, 1e-5);
  expect_rel(effectiveness(100 / l), .214427, 1e-5);
  expect_rel(effectiveness(250 / l), .090090, 1e-4);
}

TEST(ChecksD, D08_ShrinkingCore) {
  KroghTissue k = tissue();
  expect_rel(shrinking_core_time(k, 100, 100) * 24, 1.2606931, 1e-6);
  const double expected[] = {.80420, .67365, .50000, .28714}, times[] = {.1, .25, .5, .8};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(shrinking_core_radius(times[i]), expected[i], 5e-6);
}

TEST(ChecksD, D09_ClosedForm) {
  const KroghTissue k = tissue();
  expect_rel(omega(k), 2.851205, 1e-6);
  const double days[] = {.25, 1, 3, 7, 14}, expected[] = {.100240, .109418, .071906, .045140, .020107};
  for (std::size_t i = 0; i < 5; ++i)
    expect_rel(well_mixed_uptake(k, .6, std::numbers::ln2 / .25, .4, std::numbers::ln2 / 6, days[i]), expected[i],
               3e-5);
}

}  // namespace
}  // namespace tansine::checks
