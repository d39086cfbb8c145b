// Checks F-04, F-05, F-12 (Shah 2012, brentuximab vedotin), F-19, I-02 (Singh & Shah 2017, T-DM1) on the printed forms.
// The numbers are those of an independent implementation of the same equations: regression, not validation.

#include "compound_runs.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

void expect_regression(const std::vector<double>& got, const std::vector<double>& expected, double relative,
                       const std::string& what) {
  ASSERT_EQ(got.size(), expected.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], expected[i], relative * std::abs(expected[i])) << what << " " << i;
}

const std::vector<double> mouse_days = {.01, 1, 3, 7, 14, 21};

/// mg/kg into an animal or a patient of the model's weight.
void dose(CompoundRun& run, double mg_per_kg, double kg, const std::vector<double>& days, int q3w = 1) {
  run.run({{.amount = run.nmol(mg_per_kg * kg),
            .interval = 21 * day,
            .additional = static_cast<std::uint32_t>(q3w - 1),
            .changes = {}}},
          days);
}

TEST(ChecksF, F04_ShahL540cy) {
  CompoundRun run("brentuximab-vedotin", "shah2012-l540cy-printed");
  dose(run, 0, .02, mouse_days);
  expect_regression(run.all("tumor_volume"), {200.414, 241.347, 323.056, 482.291, 748.019, 998.117}, 1e-3, "untreated");
  dose(run, 2, .02, mouse_days);
  expect_regression(run.all("tumor_volume"), {200.414, 234.491, 216.151, 163.588, 203.853, 335.897}, 1e-3, "2 mg/kg");
  dose(run, 1, .02, {3, 7, 14, 21});
  expect_regression(run.all("tumor_volume"), {251.322, 227.824, 293.856, 452.781}, 1e-3, "1 mg/kg");
}

TEST(ChecksF, F05_ShahL540cyExposure) {
  CompoundRun run("brentuximab-vedotin", "shah2012-l540cy-printed");
  dose(run, 2, .02, {1, 3, 7, 14, 21});
  expect_regression(run.all("tumor_MMAE"), {68.20, 162.29, 130.01, 51.55, 16.63}, 1e-3, "MMAE in tumor");
  expect_regression(run.all("DAR_all"), {3.9024, 3.0698, 1.8995, .8200, .3540}, 1e-3, "DAR");
  dose(run, 2, .02, mouse_days);
  std::vector<double> ADC = run.all("TAb");
  for (double& c : ADC) c /= .153;  // ug/mL to nM
  expect_regression(ADC, {275.697, 106.537, 86.065, 58.836, 30.436, 14.387}, 1e-3, "antibody in plasma");
  EXPECT_NEAR(run.at(0, "DAR_all"), 4.3947, 1e-3 * 4.3947);
}

TEST(ChecksF, F12_ShahHuman) {
  CompoundRun run("brentuximab-vedotin", "shah2012-human-printed");
  dose(run, 1.8, 70, {1, 20.999999, 41.999999}, 6);
  const std::vector<double> V = run.all("tumor_volume");
  expect_regression(V, {4240.55, 681.13, 62.77}, 1e-3, "tumor");
  EXPECT_NEAR(run.at(0, "TAb") / .153, 81.72, 1e-3 * 81.72);
}

TEST(ChecksF, F19_I02_Singh) {
  const std::vector<double> days = {.01, 1, 3, 7, 14, 20.99};
  CompoundRun o1("t-dm1", "singh2017-o1-printed"), o2("t-dm1", "singh2017-o2-printed");
  const auto ADC = [](CompoundRun& run, const char* observable) {
    std::vector<double> C = run.all(observable);
    for (double& c : C) c /= .148781;
    return C;
  };
  dose(o1, 3.6, 70, days);
  expect_regression(ADC(o1, "TAb"), {707.849, 447.667, 266.399, 187.609, 128.557, 88.742}, 1e-3, "O1 antibody");
  expect_regression(o1.all("tumor_volume"), {1600.442, 1556.478, 1300.690, 919.576, 541.533, 342.387}, 1e-3,
                    "O1 tumor");
  dose(o2, 3.6, 70, days);
  expect_regression(ADC(o2, "conjugate"), {706.146, 354.040, 149.213, 73.939, 29.872, 12.164}, 1e-3, "O2 conjugate");
  EXPECT_NEAR(o2.at(5, "tumor_volume"), 296.117, 1e-3 * 296.117);
  // against the population model of the same drug: neither is good
  CompoundRun lu("t-dm1", "lu2014");
  const std::vector<double> compared = {1, 7, 14, 21};
  dose(lu, 3.6, 70, compared);
  expect_regression(ADC(lu, "conjugate"), {370, 127, 37.0, 10.8}, 5e-3, "Lu");
  const std::vector<double> of_lu = lu.all("conjugate");
  dose(o2, 3.6, 70, compared);
  dose(o1, 3.6, 70, compared);
  const double o2_off[] = {-4, -42, -19, 13}, o1_off[] = {21, 48, 248, 723};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(100 * (o2.at(i, "conjugate") / of_lu[i] - 1), o2_off[i], .6) << i;
    EXPECT_NEAR(100 * (o1.at(i, "TAb") / of_lu[i] - 1), o1_off[i], i == 3 ? 2 : .6) << i;
  }
}

TEST(ChecksF, KeepingEveryDrugChangesTumorsByWhatTheDocsSay) {
  // our own numbers, so that a change of either form shows: a tumor that grows dilutes what is in it, and the dead give
  // back what they hold
  CompoundRun printed("brentuximab-vedotin", "shah2012-l540cy-printed"), kept("brentuximab-vedotin", "shah2012-l540cy");
  for (CompoundRun* run : {&printed, &kept}) dose(*run, 2, .02, {7, 21});
  EXPECT_LT(kept.outcome().balance_error, 1e-8);
  EXPECT_NEAR(kept.at(0, "tumor_volume") / printed.at(0, "tumor_volume"), 1.178, .002);
  EXPECT_NEAR(kept.at(1, "tumor_volume") / printed.at(1, "tumor_volume"), 1.305, .002);
  EXPECT_NEAR(kept.at(0, "tumor_MMAE") / printed.at(0, "tumor_MMAE"), .679, .002);
  CompoundRun o2("t-dm1", "singh2017-o2-printed"), singh("t-dm1", "singh2017");
  for (CompoundRun* run : {&o2, &singh}) dose(*run, 3.6, 70, {7, 21});
  EXPECT_LT(singh.outcome().balance_error, 1e-8);
  EXPECT_NEAR(singh.at(0, "tumor_volume") / o2.at(0, "tumor_volume"), 1.003, .001);
  EXPECT_NEAR(singh.at(1, "tumor_volume") / o2.at(1, "tumor_volume"), 1.015, .001);
}

}  // namespace
}  // namespace tansine::checks
