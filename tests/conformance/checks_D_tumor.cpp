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

/// The same with cells: target that is made and lost at ke.
CompoundDescription binding_tumor(const std::string& geometry, int nodes) {
  CompoundDescription c = driven_tumor(geometry, nodes);
  ModelDescription& m = c.models.front();
  for (const auto& [name, value] : {std::pair{"kon", "7.1e5 1/(M s)"}, std::pair{"koff", "3.5e-4 1/s"},
                                    std::pair{"ke", "3.3e-5 1/s"}, std::pair{"T0", "830 nM"}})
    m.parameters.push_back({name, assumed(value)});
  m.mechanisms.push_back({.name = "cells", .settings = {{"receptor", {"turnover"}, {}}}, .place = {}});
  return c;
}

TEST(ChecksD, D01_IrreversibleFront) {
  CompoundRun run(binding_tumor("krogh", 240), "test");
  run.set("koff", 0).set("ke", 0);
  const std::vector<double> days = {.25, .5, 1, 2};
  run.bolus(100, days);
  const double regression[] = {13.457, 17.261, 23.047, 31.568};
  for (std::size_t i = 0; i < days.size(); ++i) {
    expect_rel(run.at(i, "tumor_front"), front_radius(tissue(), 100 * days[i]), 5e-3);
    expect_rel(run.at(i, "tumor_front"), regression[i], 5e-5);
  }
  EXPECT_LT(run.outcome().balance_error, 1e-10);
}

TEST(ChecksD, D02_SteadyFront) {
  const double Cp[] = {10, 30, 100, 300}, regression[] = {8.966, 10.637, 15.092, 23.550};
  CompoundRun run(binding_tumor("krogh", 40), "test");
  for (std::size_t i = 0; i < 4; ++i) {
    run.bolus(Cp[i], {10});
    expect_rel(run.at(0, "tumor_front"), steady_front_radius(tissue(), Cp[i]), 5e-3);
    expect_rel(run.at(0, "tumor_front"), regression[i], 1e-4);
  }
}

TEST(ChecksD, D04_GridConvergence) {
  const int nodes[] = {20, 40, 80, 160, 320};
  const double fronts[] = {10.6373, 10.6375, 10.6375, 10.6375, 10.6375};
  const double stored[] = {128188.88254, 128195.86092, 128197.62338, 128198.06599, 128198.17682};  // times area [um2]
  const double area = std::numbers::pi * (75 * 75 - 8 * 8);
  for (std::size_t i = 0; i < 5; ++i) {
    CompoundRun run(binding_tumor("krogh", nodes[i]), "test");
    run.bolus(30, {5});
    expect_rel(run.at(0, "tumor_front"), fronts[i], 1e-5);
    expect_rel(run.at(0, "tumor_TAb") * area, stored[i], 1e-6);
  }
}

TEST(ChecksD, D05_SteadyLinearProfile) {
  // far below saturation, until the steady state; even nodes as in the oracle: half the distance, a quarter of the
  // error
  for (const auto& [nodes, error] : {std::pair{200, 6.594e-4}, std::pair{400, 1.649e-4}}) {
    CompoundDescription c = binding_tumor("krogh", nodes);
    c.models.front().mechanisms.front().settings.push_back({"spacing", {"even"}, {}});
    c.models.front().mechanisms.front().settings.push_back({"profile", {"true"}, {}});
    CompoundRun run(c, "test");
    run.bolus(1e-6, {20});
    double worst = 0;
    for (int i = 1; i <= nodes; ++i) {
      const std::string tag = (i < 10 ? "_t0" : "_t") + std::to_string(i);
      const double r = run.at(0, "radius" + tag), C = run.at(0, "tumor_fluid" + tag) / 1e-6;
      worst = std::max(worst, std::abs(C / linear_profile(tissue(), r) - 1));
    }
    EXPECT_NEAR(worst, error, .01 * error) << nodes;
  }
}

TEST(ChecksD, D09_WellMixedFollowsTheClosedForm) {
  CompoundDescription c = binding_tumor("well-mixed", 0);
  c.models.front().mechanisms.front().settings.push_back({"surface", {"false"}, {}});
  ModelDescription& m = c.models.front();
  std::erase_if(m.parameters, [](const NamedQuantity& p) { return p.name == "D" || p.name == "CL"; });
  m.disposition.compartments = 2;
  // the exponentials of the check as two compartments of 1 L in the center
  const double a = std::numbers::ln2 / .25, b = std::numbers::ln2 / 6, A = .6, B = .4;
  const double k21 = (A * b + B * a) / (A + B), k10 = a * b / k21, k12 = a + b - k21 - k10;
  const auto number = [](double x, const char* unit) { return assumed(std::to_string(x) + unit); };
  m.parameters.push_back({"CL", number(k10, " L/d")});
  m.parameters.push_back({"Q2", number(k12, " L/d")});
  m.parameters.push_back({"V2", number(k12 / k21, " L")});
  CompoundRun run(c, "test");
  run.set("CL", k10 / day).set("Q2", k12 / day).set("V2", k12 / k21);
  const std::vector<double> days = {.25, 1, 3, 7, 14};
  run.bolus(1e-4, days);
  for (std::size_t i = 0; i < days.size(); ++i)
    expect_rel(run.at(i, "tumor_TAb") / 1e-4, well_mixed_uptake(tissue(), A, a, B, b, days[i]), 1e-4);
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

/// A spheroid in so much medium that it stays as it is.
CompoundRun spheroid(int nodes, const char* R) {
  CompoundDescription c = test_compound();
  ModelDescription& m = c.models.front();
  m.disposition = {};
  m.parameters = {{"Vm", assumed("1000 L")},         {"R", assumed(R)},
                  {"eps", assumed("0.24")},          {"D", assumed("1.27e-7 cm2/s")},
                  {"kon", assumed("7.1e5 1/(M s)")}, {"koff", assumed("3.5e-4 1/s")},
                  {"ke", assumed("3.3e-5 1/s")},     {"T0", assumed("830 nM")}};
  m.mechanisms = {{.name = "spheroid",
                   .settings = {{"nodes", {std::to_string(nodes)}, {}}, {"spacing", {"even"}, {}}},
                   .place = {}},
                  {.name = "cells", .settings = {{"receptor", {"turnover"}, {}}}, .place = {}}};
  return {c, "test"};
}

TEST(ChecksD, D06_SpheroidFarBelowSaturation) {
  const KroghTissue k = tissue();
  const double keff = k.kon * k.Ag / k.eps * k.ke / (k.koff + k.ke), Cm = 1e-4;
  const std::pair<const char*, double> radii[] = {{"50 um", 50}, {"100 um", 100}};
  const double regression[] = {.392797, .214386};
  for (std::size_t i = 0; i < 2; ++i) {
    CompoundRun run = spheroid(400, radii[i].first);
    run.bolus(Cm * 1000, {6.5}, "medium");
    // steady: what is taken up is what is internalized
    const double R = radii[i].second, uptake = k.ke * run.at(0, "spheroid_bound");
    expect_rel(uptake / (keff * k.eps * Cm), effectiveness(R / penetration_length(k)), 5e-4);
    expect_rel(uptake / (keff * k.eps * Cm), regression[i], 1e-4);
  }
}

TEST(ChecksD, D08_SpheroidCore) {
  CompoundRun run = spheroid(200, "100 um");
  run.set("koff", 0).set("ke", 0);
  const double tf = shrinking_core_time(tissue(), 100, 100);
  run.bolus(100 * 1000, {.1 * tf, .25 * tf, .5 * tf, .8 * tf}, "medium");
  const double regression[] = {.80888, .67847, .50693, .30121}, share[] = {.1, .25, .5, .8};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(run.at(i, "spheroid_front") / 100, regression[i], 2e-4);
    expect_rel(run.at(i, "spheroid_front") / 100, shrinking_core_radius(share[i]), .05);
  }
  EXPECT_LT(run.outcome().balance_error, 1e-10);
}

TEST(ChecksD, D07_Bystander) {
  CompoundRun run("t-dm1", "krogh-bystander");
  const std::vector<double> days = {1, 3, 7, 14};
  run.bolus(.4, days);
  const double mean[] = {171.000, 184.746, 110.719, 43.870}, negative[] = {75.831, 124.678, 75.916, 30.007},
               positive[] = {400.23, 383.19, 228.65, 90.86};
  for (std::size_t i = 0; i < 4; ++i) {
    expect_rel(run.at(i, "tumor_Lys_DM1"), mean[i], 1e-5);
    expect_rel(run.at(i, "tumor_cell_Lys_DM1"), positive[i], 1e-4);
    expect_rel(run.at(i, "tumor_cell_Lys_DM1_neg"), negative[i], 1e-4);
  }
  EXPECT_LT(run.outcome().balance_error, 1e-9);
}

TEST(ChecksD, D07_BystanderOfAPermeablePayload) {
  CompoundRun run("trastuzumab-deruxtecan", "krogh-bystander");
  const std::vector<double> days = {1, 3, 7, 14};
  run.bolus(.4, days);
  const double mean[] = {287.711, 284.040, 214.313, 130.979}, negative[] = {317.754, 314.072, 239.190, 148.524},
               positive[] = {321.40, 317.10, 241.49, 149.95};
  for (std::size_t i = 0; i < 4; ++i) {
    expect_rel(run.at(i, "tumor_DXd"), mean[i], 1e-5);
    expect_rel(run.at(i, "tumor_cell_DXd"), positive[i], 1e-4);
    expect_rel(run.at(i, "tumor_cell_DXd_neg"), negative[i], 1e-4);
  }
  EXPECT_LT(run.outcome().balance_error, 1e-9);
}

TEST(ChecksD, D08_ShrinkingCore) {
  KroghTissue k = tissue();
  expect_rel(shrinking_core_time(k, 100, 100) * 24, 1.2606931, 1e-6);
  const double expected[] = {.80420, .67365, .50000, .28714}, times[] = {.1, .25, .5, .8};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(shrinking_core_radius(times[i]), expected[i], 5e-6);
}

TEST(ChecksD, ClosedPlasmaGivesWhatTheTumorTakes) {
  // 1 mL of tumor in 1 mL of plasma without binding: both end at the same concentration in their fluids
  for (const char* geometry : {"well-mixed", "krogh", "layers"}) {
    CompoundDescription c = driven_tumor(geometry, 0);
    ModelDescription& m = c.models.front();
    m.mechanisms.front().settings[1].words = {"closed"};
    for (NamedQuantity& q : m.parameters)
      if (q.name == "V1") q.quantity = assumed("1 mL");
    CompoundRun run(c, "test");
    run.bolus(.1, {30});
    expect_rel(run.at(0, "tumor_TAb"), 100 * .24 / 1.24, 1e-8);
    expect_rel(run.at(0, "tumor_percent_injected"), 100 * .24 / 1.24, 1e-8);
    EXPECT_LT(run.outcome().balance_error, 1e-12);
  }
}

TEST(ChecksD, FormsOfExchangeDifferByEps) {
  // the same permeability lets in eps times as much in the form of Shah; both end at eps Cp
  const auto at = [](const char* form, double t) {
    CompoundDescription c = driven_tumor("well-mixed", 0);
    c.models.front().mechanisms.front().settings.push_back({"form", {form}, {}});
    CompoundRun run(c, "test");
    run.bolus(100, {t});
    return run.at(0, "tumor_TAb");
  };
  const KroghTissue k = tissue();
  const double R2 = std::pow(3 / (4 * std::numbers::pi) * 1e12, 2. / 3);  // of 1 mL, in um
  const double k_vs = 2 * k.P * k.Rc / (k.RK * k.RK) + 6 * k.D / R2;
  expect_rel(at("thurber", .1), 24 * (1 - std::exp(-k_vs / .24 * .1)), 1e-6);
  expect_rel(at("shah", .1), 24 * (1 - std::exp(-k_vs * .1)), 1e-6);
  expect_rel(at("shah", 60), 24, 1e-6);
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
