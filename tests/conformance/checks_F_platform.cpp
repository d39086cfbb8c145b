// Checks B-20, F-07 to F-11 and F-14 to F-17: the platform of Scheuher 2023, put together from blood, tumor, counted
// cells and shed target. The paper does not say which payload kills; numbers of all three drivers that were tried are
// kept as regression against an independent implementation of the same equations, not as validation. Readings of the
// paper's figures (by eye, +-5 %) are compared where a check says so.

#include "compound_runs.hpp"
#include "studies/catalogue.hpp"

#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

const char* const eei = "scheuher2023-mouse-bt474eei";
const char* const n87 = "scheuher2023-mouse-n87";

CompoundRun platform(const std::string& compound, const std::string& model, const std::string& driver) {
  CompoundDescription c = load_compound(compound);
  for (ModelDescription& m : c.models)
    if (m.name == model) {
      bool found = false;
      for (MechanismDescription& t : m.mechanisms)
        if (t.name == "colony") {
          std::erase_if(t.settings, [](const Setting& s) { return s.name == "driver"; });
          t.settings.push_back({"driver", {driver}, {}});
          found = true;
        }
      if (!found) m.mechanisms.push_back({"colony", {{"driver", {driver}, {}}}, {}});
    }
  return {c, model};
}

/// A bolus of mg/kg into a mouse of 20 g (or a human of 70 kg).
void treat(CompoundRun& run, double mg_per_kg, double kg, const std::vector<double>& days) {
  run.bolus(run.nmol(mg_per_kg * kg), days);
}

/// Within `relative`, or the last printed digit.
void expect_printed(double got, double printed, double relative, double digit) {
  EXPECT_NEAR(got, printed, relative * std::abs(printed) + 0.5 * digit);
}

TEST(ChecksF, F07_MousePlasma) {
  // the tumor takes nothing to speak of if there is hardly any
  CompoundRun run("t-dm1", eei);
  run.set("V_tumor", 1e-9);
  treat(run, 3, .02, {1e-6, 1, 7, 14, 42});
  const double ADC[] = {60, 17.9403, 8.0385, 3.1641, .0760}, TAb[] = {60, 19.2742, 13.3099, 8.7086, 1.6217};
  for (std::size_t i = 0; i < 5; ++i) {
    expect_printed(run.at(i, "conjugate"), ADC[i], 1e-3, 1e-4);
    expect_printed(run.at(i, "TAb"), TAb[i], 1e-3, 1e-4);
  }
  CompoundRun dxd("trastuzumab-deruxtecan", n87);
  dxd.set("V_tumor", 1e-9);
  treat(dxd, 3, .02, {42});
  expect_printed(dxd.at(0, "conjugate"), .8959, 1e-3, 1e-4);
}

/// Payload in the tumor, on antibody or off.
double total_payload(const CompoundRun& run, std::size_t i, const std::string& payload, double DAR) {
  return run.at(i, "tumor_" + payload) + DAR * run.at(i, "tumor_conjugate");
}

TEST(ChecksF, F08_TumorPayloadOfBt474eei) {
  const double doses[] = {3, 9, 12, 18}, regression[] = {93.4, 282.2, 377.0, 566.8}, figure[] = {95, 290, 390, 590};
  for (std::size_t k = 0; k < 4; ++k) {
    CompoundRun run = platform("t-dm1", eei, "all_intracellular");
    treat(run, doses[k], .02, {1});
    const double got = total_payload(run, 0, "Lys_DM1", 3.5);
    expect_printed(got, regression[k], 1e-3, .1);
    EXPECT_NEAR(got, figure[k], .05 * figure[k]);
  }
}

struct Course {
  double dose;
  double all, free, total;  ///< volume [mm3] with each driver
};

void expect_volumes(const std::string& compound, const std::string& model, double day, const std::vector<Course>& runs,
                    double digit) {
  for (const Course& c : runs)
    for (const auto& [driver, expected] :
         {std::pair{"all_intracellular", c.all}, {"free_cyto", c.free}, {"total_tumor", c.total}}) {
      SCOPED_TRACE(std::string(driver) + " " + std::to_string(c.dose));
      CompoundRun run = platform(compound, model, driver);
      treat(run, c.dose, .02, {day});
      expect_printed(run.at(0, "tumor_volume"), expected, 1e-3, digit);
      EXPECT_LT(run.outcome().balance_error, 1e-8);
    }
}

TEST(ChecksF, F09_VolumeOfBt474eei) {
  expect_volumes("t-dm1", eei, 38,
                 {{0, 467.1, 467.1, 467.1},
                  {3, 246.2, 309.2, 308.8},
                  {9, 94.5, 158.6, 158.9},
                  {12, 64.0, 119.7, 120.3},
                  {18, 32.5, 73.0, 73.8}},
                 .1);
}

TEST(ChecksF, F10_VolumeOfN87AfterTdm1) {
  expect_volumes("t-dm1", n87, 60,
                 {{0, 3276.4, 3276.4, 3276.4},
                  {1, 2570.4, 2929.7, 2923.2},
                  {3, 1343.2, 1897.4, 1887.9},
                  {10, 399.0, 693.7, 690.0}},
                 .1);
}

TEST(ChecksF, F11_VolumeOfN87AfterTdxd) {
  expect_volumes("trastuzumab-deruxtecan", n87, 22,
                 {{0, 686.8, 686.8, 686.8}, {.25, 417.1, 591.0, 505.1}, {1, 42.3, 158.3, 77.5}, {4, 1.9, 7.2, 3.3}},
                 .1);
}

TEST(ChecksB, B20_ShedHer2AtRest) {
  CompoundRun run("t-dm1", "scheuher2023-human");
  const Program& p = run.program();
  Evaluator evaluate(p);
  evaluate.set_parameters(run.parameters());
  std::vector<double> y(p.n_states());
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = evaluate.value(p.initial[i]);
  const std::vector<double> dy = run.derivative(0, y);
  EXPECT_NEAR(y[p.state_index("S")], .08, 1e-12);
  EXPECT_NEAR(y[p.state_index("R_normal")] * 3, .0091, 1e-4 * .0091 + 5e-5);
  EXPECT_NEAR(y[p.state_index("R_normal_p")] * 13, 6.908, 1e-4 * 6.908);
  EXPECT_NEAR(run.nmol(3.6 * 70), 1693.8, 1e-4 * 1693.8);
  // shedding [1/h]: what the balance of normal cells needs beyond degradation
  const double ke = 4.27e-5 * 3600, krec = 2.4e-5 * 3600, kdeg = 1.27e-4 * 3600;
  EXPECT_NEAR(y[p.state_index("R_endo_normal")] / y[p.state_index("R_normal")], ke / (krec + kdeg), 1e-12);
  // in a human without a tumor nothing changes at rest
  run.set("V_tumor", 1e-30);
  evaluate.set_parameters(run.parameters());
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = evaluate.value(p.initial[i]);
  const std::vector<double> still = run.derivative(0, y);
  for (const char* name : {"S", "S_p", "R_normal", "R_normal_p", "R_endo_normal", "R_endo_normal_p"}) {
    const std::size_t i = p.state_index(name);
    EXPECT_LT(std::abs(still[i]) / y[i] * day, 1e-12) << name;
  }
}

TEST(ChecksF, F14_HumanPlasmaAfterTdm1) {
  struct Row {
    double dose;
    std::vector<double> ADC, TAb;
  };
  // the reference has no tumor
  for (const Row& row :
       {Row{3.6, {559.5864, 311.0862, 104.135, 29.6149, 5.3272}, {559.997, 334.792, 174.112, 82.782, 24.873}},
        Row{.3, {46.5567, 23.8120, 1.14820, .0181, .0003}, {46.591, 25.626, 1.919, .051, .001}},
        Row{4.8, {746.1439, 415.9927, 144.9406, 45.5409, 11.2722}, {746.692, 447.692, 242.342, 127.308, 52.640}}}) {
    CompoundRun run("t-dm1", "scheuher2023-human");
    run.set("V_tumor", 1e-12);
    treat(run, row.dose, 70, {.01, 1, 7, 14, 20.99});
    for (std::size_t i = 0; i < 5; ++i) {
      const double ADC = run.at(i, "conjugate") / .148781, naked = run.at(i, "naked") / .145167;  // ug/mL to nM
      expect_printed(ADC, row.ADC[i], 1e-3, 1e-4);
      expect_printed(ADC + naked, row.TAb[i], 1e-3, 1e-3);
    }
  }
}

TEST(ChecksF, F15_HumanPlasmaAfterTdxd) {
  CompoundRun run("trastuzumab-deruxtecan", "scheuher2023-human");
  run.set("V_tumor", 1e-12);
  treat(run, 5.4, 70, {.01, 1, 7, 14, 20.99});
  const double ADC[] = {813.1297, 487.1792, 263.9699, 140.3615, 60.9922};
  for (std::size_t i = 0; i < 5; ++i) expect_printed(run.at(i, "conjugate") / .153702, ADC[i], 1e-3, 1e-4);
}

void expect_human_volumes(const std::string& compound, double dose, const std::vector<double>& days,
                          const std::vector<double>& mm3, double relative, double digit) {
  CompoundRun run(compound, "scheuher2023-human");
  EventRecord q3w{.amount = run.nmol(dose * 70), .interval = 504, .additional = 5, .changes = {}};
  if (dose == 0) q3w.amount = 0;
  run.run({q3w}, days);
  for (std::size_t i = 0; i < days.size(); ++i) expect_printed(run.at(i, "tumor_volume"), mm3[i], relative, digit);
  EXPECT_LT(run.outcome().balance_error, 1e-8);
}

TEST(ChecksF, F16_I03_HumanTumorUnderTdm1) {
  expect_human_volumes("t-dm1", 3.6, {1, 7, 14, 20.9, 42, 63, 84},
                       {1641.62, 1183.21, 665.61, 594.24, 201.16, 58.27, 12.47}, 2e-3, .01);
  expect_human_volumes("t-dm1", 0, {1, 7, 14, 20.9, 42, 63, 84, 126},
                       {1644.84, 1941.44, 2355.42, 2849.33, 5092.59, 9046.52, 15975.6, 39454.4}, 2e-3, .01);
}

TEST(ChecksF, F17_HumanTumorUnderTdxd) {
  expect_human_volumes("trastuzumab-deruxtecan", 5.4, {1, 7, 14, 20.9}, {1381.67, 492.01, 151.30, 53.91}, 2e-3, .01);
}

}  // namespace
}  // namespace tansine::checks
