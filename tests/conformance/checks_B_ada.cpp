// B10: anti-drug antibody, as a covariate and as a mechanism; and hazards (F10). No published numbers: limits that have
// a formula.

#include "compound_runs.hpp"
#include "library/growth/closed_forms.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

MechanismDescription told(const std::string& name, const std::vector<std::pair<std::string, std::string>>& settings) {
  MechanismDescription d;
  d.name = name;
  for (const auto& [key, word] : settings) d.settings.push_back({key, {word}, {}});
  return d;
}

TEST(ChecksB, AdaAsACovariate) {
  CompoundRun run("brentuximab-vedotin", "suri2018");
  const Program& p = run.program();
  ASSERT_NE(p.parameter_index("ADA"), Program::npos);
  const std::vector<double> y(p.n_states(), 1.0);
  const std::size_t sink = p.state_index("Ab_eliminated");
  const double negative = run.derivative(0, y)[sink], positive = run.set("ADA", 1).derivative(0, y)[sink];
  EXPECT_NEAR(positive / negative, 1.125, 1e-12);
}

CompoundDescription with_ada(const std::string& kprod) {
  CompoundDescription c = test_compound();
  ModelDescription& m = c.models.front();
  m.mechanisms.push_back(told("ada", {}));
  for (const auto& [name, value] : {std::pair<std::string, std::string>{"kprod_ADA", kprod},
                                    {"tlag_ADA", "14 d"},
                                    {"kdeg_ADA", "0.05 1/d"},
                                    {"kon_ADA", "1 1/(nM d)"},
                                    {"koff_ADA", "0.01 1/d"},
                                    {"kel_ADA", "1 1/d"}})
    m.parameters.push_back({name, assumed(value)});
  return c;
}

TEST(ChecksB, AdaAsAMechanism) {
  const std::vector<double> days = {13.9, 20, 28, 42};
  CompoundRun without(test_compound(), "test"), none(with_ada("0 nM/d"), "test"), made(with_ada("5 nM/d"), "test");
  for (CompoundRun* r : {&without, &none, &made}) r->bolus(300, days);
  for (std::size_t i = 0; i < days.size(); ++i)
    EXPECT_NEAR(none.at(i, "TAb"), without.at(i, "TAb"), 1e-8 * without.at(i, "TAb")) << i;
  // nothing before the lag, then fast clearance
  EXPECT_NEAR(made.at(0, "TAb"), without.at(0, "TAb"), 1e-7 * without.at(0, "TAb"));
  EXPECT_EQ(made.at(0, "ADA"), 0);
  EXPECT_LT(made.at(2, "TAb"), .2 * without.at(2, "TAb"));
  EXPECT_LT(made.outcome().balance_error, 1e-8);  // what is bound and cleared is counted
  // with no antibody it fills up as production over loss
  made.bolus(0, {14, 34, 500});
  EXPECT_NEAR(made.at(1, "ADA"), 100 * (1 - std::exp(-.05 * 20)), 1e-5 * 100);
  EXPECT_NEAR(made.at(2, "ADA"), 100, 1e-5 * 100);
}

TEST(ChecksF, HazardsOfATumor) {
  // a Weibull hazard times exp(0.5): S(10) = exp(-exp(.5) (10/50)^1.4), 0.8409555 (check of module G)
  CompoundDescription c = test_compound();
  ModelDescription& m = c.models.front();
  m.mechanisms = {told("sld", {{"law", "stein"}}), told("hazard", {{"baseline", "weibull"}})};
  m.parameters = {{"CL", assumed("0.3 L/d")}, {"V1", assumed("3 L")},   {"SLD0", assumed("50 mm")},
                  {"ks", assumed("0 1/d")},   {"kg", assumed("0 1/d")}, {"shape", assumed("1.4")},
                  {"scale", assumed("50 d")}};
  m.parameters.push_back({"b_SLD", assumed("0.12781081")});  // .5/ln 50
  CompoundRun run(c, "test");
  run.bolus(0, {10});
  EXPECT_NEAR(run.at(0, "survival"), .8409555363624818, 1e-6);
  EXPECT_NEAR(run.at(0, "survival"), std::pow(closed_form::weibull_survival(1.4, 50, 10), std::exp(.5)), 1e-6);
  // the time to growth of Claret's model in a constant hazard
  m.mechanisms = {told("sld", {{"law", "claret"}}), told("hazard", {})};
  m.parameters = {{"CL", assumed("0.3 L/d")},     {"V1", assumed("3 L")},
                  {"SLD0", assumed("50 mm")},     {"KL", assumed("0.021 1/week")},
                  {"KD", assumed("0.09 1/week")}, {"lambda", assumed("0.053 1/week")},
                  {"h0", assumed("0.02 1/week")}, {"b_TTG", assumed("0.05 1/week")}};
  CompoundRun claret(c, "test");
  claret.bolus(0, {70});
  EXPECT_NEAR(claret.at(0, "survival"), std::exp(-.2 * std::exp(-.05 * *closed_form::claret_nadir(.021, .09, .053))),
              1e-8);
}

}  // namespace
}  // namespace tansine::checks
