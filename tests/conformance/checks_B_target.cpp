// Checks B-13 to B-17: target-mediated disposition at several levels, on the demonstration set of parameters (ours, not
// a molecule): CL .31 L/d, V1 3.1 L, Q .5 L/d, V2 2.8 L, kon 10 1/(nM d), koff 1, kint 2, kdeg 1 1/d, R0 5 nM. And the
// target-mediated form of T-DM1.

#include "compound_runs.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

CompoundDescription demo(const std::string& level, const std::string& kon = "10 1/(nM d)",
                         const std::string& koff = "1 1/d") {
  CompoundDescription c = test_compound();
  ModelDescription& m = c.models.front();
  m.disposition.compartments = 2;
  m.target = TargetBindingDescription{{level, {}}, {}, {}};
  m.parameters = {{"CL", assumed("0.31 L/d")}, {"V1", assumed("3.1 L")},   {"Q2", assumed("0.5 L/d")},
                  {"V2", assumed("2.8 L")},    {"kon", assumed(kon)},      {"koff", assumed(koff)},
                  {"kint", assumed("2 1/d")},  {"kdeg", assumed("1 1/d")}, {"R0", assumed("5 nM")}};
  auto drop = [&](const std::string& name) {
    std::erase_if(m.parameters, [&](const NamedQuantity& p) { return p.name == name; });
  };
  if (level == "qe") m.parameters.push_back({"KD", assumed("0.1 nM")});
  if (level == "qe" || level == "irreversible") drop("koff");
  if (level == "qe") drop("kon");
  if (level == "constant") drop("kdeg");
  return c;
}

/// Free antibody in plasma [nM] after a bolus.
std::vector<double> free_antibody(const CompoundDescription& c, double dose, const std::vector<double>& days) {
  CompoundRun run(c, "test");
  run.bolus(dose, days);
  std::vector<double> C = run.all("TAb");
  for (double& x : C) x /= 0.15;  // ug/mL to nM
  EXPECT_LT(run.outcome().balance_error, 1e-9);
  return C;
}

void expect_printed(const std::vector<double>& got, const std::vector<double>& printed, double relative, int decimals) {
  ASSERT_EQ(got.size(), printed.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], printed[i], relative * std::abs(printed[i]) + 0.5 * std::pow(10, -decimals)) << "at " << i;
}

TEST(ChecksB, B13_FullTmdd) {
  expect_printed(free_antibody(demo("full"), 300, {.1, 1, 3, 7, 14, 21, 42}),
                 {88.942, 67.322, 37.2051, 10.4815, .05314, .01163, .00026}, 1e-3, 5);
}

TEST(ChecksB, B14_FullTmddHighAndLow) {
  expect_printed(free_antibody(demo("full"), 1500, {.1, 1, 3, 7, 14, 21, 42}),
                 {466.097, 369.815, 239.409, 133.058, 70.6155, 37.116, .02144}, 1e-3, 5);
  expect_printed(free_antibody(demo("full"), 30, {.1, 1, 3}), {4.351, .45583, .00296}, 1e-3, 5);
}

TEST(ChecksB, B15_QuasiSteadyAgainstFull) {
  for (const double dose : {300.0, 1500.0}) {
    const std::vector<double> days = {.1, 1, 3, 7, 14, 21};
    const std::vector<double> full = free_antibody(demo("full"), dose, days),
                              qss = free_antibody(demo("qss"), dose, days);
    for (std::size_t i = 0; i < days.size(); ++i) {
      if (full[i] < 5) continue;
      EXPECT_LT(std::abs(qss[i] / full[i] - 1), 1e-3) << dose << " nmol, day " << days[i];
    }
  }
  const std::vector<double> full = free_antibody(demo("full"), 30, {1, 3}),
                            qss = free_antibody(demo("qss"), 30, {1, 3});
  EXPECT_NEAR(qss[0] / full[0] - 1, .32, .005);
  EXPECT_NEAR(qss[1] / full[1] - 1, 1.13, .01);
}

TEST(ChecksB, B16_FastBindingBringsThemTogether) {
  // the same KD with kon and koff times 1, 10, 100, 1000: the difference falls, in the end as 1/kon
  auto apart = [](const std::string& kon, const std::string& koff) {
    const std::vector<double> full = free_antibody(demo("full", kon, koff), 30, {1}),
                              qss = free_antibody(demo("qss", kon, koff), 30, {1});
    return std::abs(qss[0] / full[0] - 1);
  };
  const double x1 = apart("10 1/(nM d)", "1 1/d"), x10 = apart("100 1/(nM d)", "10 1/d"),
               x100 = apart("1000 1/(nM d)", "100 1/d"), x1000 = apart("1e4 1/(nM d)", "1000 1/d");
  EXPECT_LT(x10, x1);
  EXPECT_LT(x100, x10);
  EXPECT_NEAR(x100 / x1000, 10, 1);
  EXPECT_GT(x1 / x100, 20);
}

TEST(ChecksB, B17_MichaelisMentenIsAboveFull) {
  auto above = [](double dose, const std::vector<double>& days) {
    const std::vector<double> full = free_antibody(demo("full"), dose, days),
                              mm = free_antibody(demo("michaelis-menten"), dose, days);
    std::vector<double> percent;
    for (std::size_t i = 0; i < days.size(); ++i) percent.push_back(100 * (mm[i] / full[i] - 1));
    return percent;
  };
  const std::vector<double> high = above(1500, {.1, 1, 3, 14, 21}), low = above(300, {.1, 3, 7});
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(high[i], 1.1, .3) << i;
  EXPECT_NEAR(high[3], 1.5, .3);
  EXPECT_NEAR(high[4], 2.2, .3);
  EXPECT_NEAR(low[0], 5.5, .3);
  EXPECT_NEAR(low[1], 7.1, .3);
  EXPECT_NEAR(low[2], 15.7, .3);
}

TEST(ChecksB, B15_OtherLevelsMeetWhereTheyShould) {
  const std::vector<double> days = {.1, 1, 3, 7};
  // quasi-equilibrium and irreversible binding are the quasi-steady state with another constant
  const std::vector<double> qss = free_antibody(demo("qss"), 300, days);
  for (const auto& [level, name] : {std::pair{"qe", "KD"}, std::pair{"irreversible", "KIB"}}) {
    CompoundDescription c = demo(level);
    ModelDescription& m = c.models.front();
    std::erase_if(m.parameters, [&](const NamedQuantity& p) { return p.name == "kon" || p.name == name; });
    m.parameters.push_back({name, assumed("0.3 nM")});
    expect_printed(free_antibody(c, 300, days), qss, 1e-9, 12);
  }
  // with kint = kdeg the pool of target does not change, so that the constant form is exact
  CompoundDescription dynamic = demo("qss"), constant = demo("constant");
  for (CompoundDescription* c : {&dynamic, &constant})
    for (NamedQuantity& p : c->models.front().parameters)
      if (p.name == "kint") p.quantity = assumed("1 1/d");
  expect_printed(free_antibody(constant, 300, days), free_antibody(dynamic, 300, days), 1e-8, 12);
}

TEST(ChecksB, DarResolvedTargetIsSharedExactly) {
  // all forms bind alike: their sum is the single-species model, at each level
  for (const char* level : {"full", "qss", "michaelis-menten"}) {
    CompoundDescription c = demo(level);
    ModelDescription& m = c.models.front();
    m.resolution.text = "dar";
    m.deconjugation.law.text = "proportional";
    m.deconjugation.where.text = "everywhere";
    m.parameters.push_back({"kdec", assumed("0.1 1/d")});
    LotDescription lot;
    lot.name = "lot";
    lot.generator.text = "binomial";
    lot.quantities = {{"sites", assumed("4")}, {"mean", assumed("2")}};
    c.conjugation.lots.push_back(lot);
    c.conjugation.lot = "lot";
    const std::vector<double> days = {.1, 1, 3, 7, 14};
    expect_printed(free_antibody(c, 300, days), free_antibody(demo(level), 300, days), 1e-7, 12);
    // and a loss of drugs in proportion stays that, bound or not
    CompoundRun run(c, "test");
    run.bolus(300, {7});
    EXPECT_NEAR(run.at(0, "DAR_all"), 2 * std::exp(-0.7), 1e-7) << level;
  }
}

TEST(ChecksB, TargetMediatedFormOfTdm1) {
  // an independent implementation of the same equations (scipy, tolerance 1e-10), 90-minute infusion, 70 kg
  CompoundRun run("t-dm1", "tmdd");
  auto infuse = [&](double mg_per_kg, const std::vector<double>& days) {
    EventRecord dose;
    dose.amount = run.nmol(mg_per_kg * 70);
    dose.rate = dose.amount / 1.5;
    run.run({dose}, days);
  };
  const std::vector<double> days = {.25, 1, 3, 7, 14, 21};
  auto expect_near = [](const std::vector<double>& got, const std::vector<double>& expected) {
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(got[i], expected[i], 1e-4 * expected[i]) << i;
  };
  infuse(3.6, days);
  expect_near(run.all("conjugate"), {67.92067, 45.91390, 30.50987, 17.88041, 6.585147, 1.995178});
  expect_near(run.all("TAb"), {69.01949, 49.29903, 37.94249, 29.82918, 18.36925, 9.306143});
  EXPECT_NEAR(run.at(5, "target_total") * 2.431, 10.374194, 1e-4 * 10.37);
  infuse(1.2, days);
  expect_near(run.all("conjugate"), {22.59365, 14.98247, 9.075503, 4.001153, .2211979, 9.4525e-4});
  infuse(0.3, {.25, 1, 3, 7});
  expect_near(run.all("conjugate"), {5.617649, 3.450071, 1.218427, .06340858});
}

}  // namespace
}  // namespace tansine::checks
