#include "library/assembly.hpp"

#include "compounds.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> names(const std::vector<StateInfo>& states) {
  std::vector<std::string> n;
  for (const StateInfo& s : states) n.push_back(s.name);
  return n;
}

TEST(Assembly, SpeciesFollowFromTheLot) {
  CompoundDescription c = test_compound();
  resolve_dar(c, {0.2, 0.5, 0.3}, "proportional");
  model_of(c).parameters.push_back({"kdec", assumed("0.1 1/d")});
  const Program p = compile(assemble(c, "test"));
  EXPECT_THAT(names(p.states), ::testing::UnorderedElementsAre("A0", "A1", "A2", "Ab_eliminated", "payload_catabolized",
                                                               "payload_lost"));
  AssemblyOptions bare;
  bare.balances = false;
  EXPECT_THAT(names(compile(assemble(c, "test", bare)).states), ::testing::UnorderedElementsAre("A0", "A1", "A2"));
  // dA1/dt = -CL/V1 A1 - k A1 + 2 k A2, in 1/h
  const std::vector<double> y(p.n_states(), 2.0);
  EXPECT_NEAR(Slots(p, 0, y).derivative("A1"), (-0.1 * 2 - 0.1 * 2 + 2 * 0.1 * 2) / 24, 1e-15);
  // a dose is split by the lot: 100 nmol in 3 L
  const DoseTarget& dose = p.dose_targets.at(0);
  EXPECT_EQ(dose.name, "central");
  double all = 0;
  for (const DoseEntry& e : dose.entries) all += Slots(p, 0, y).at(e.coefficient);
  EXPECT_NEAR(all, 1 / 3.0, 1e-15);
}

TEST(Assembly, ObservablesHaveTheirStandardMeaning) {
  CompoundDescription c = test_compound();
  resolve_dar(c, {0.2, 0.5, 0.3}, "none");
  const Program p = compile(assemble(c, "test"));
  std::vector<double> y(p.n_states(), 0.0);
  y[p.state_index("A0")] = 10;
  y[p.state_index("A1")] = 20;
  y[p.state_index("A2")] = 30;
  const Slots s(p, 0, y);
  EXPECT_NEAR(s.observable("TAb"), 60 * 0.15, 1e-12);  // ug/mL: 150 kDa
  EXPECT_NEAR(s.observable("conjugate"), 50 * 0.15, 1e-12);
  EXPECT_NEAR(s.observable("naked"), 10 * 0.15, 1e-12);
  EXPECT_NEAR(s.observable("acDrug"), 80, 1e-12);
  EXPECT_NEAR(s.observable("DAR_all"), 80.0 / 60, 1e-12);
  EXPECT_NEAR(s.observable("DAR_conj"), 80.0 / 50, 1e-12);
}

TEST(Assembly, ClearanceLaws) {
  CompoundDescription c = test_compound();
  resolve_dar(c, {0.2, 0.5, 0.3}, "none");
  auto rates = [&](const std::string& law, QuantityTable parameters) {
    ModelDescription& m = model_of(c);
    m.disposition.clearance.text = law;
    m.parameters = std::move(parameters);
    m.parameters.push_back({"V1", assumed("3 L")});
    const Program p = compile(assemble(c, "test"));
    const std::vector<double> y(p.n_states(), 1.0);
    const Slots s(p, 0, y);
    return std::vector<double>{-s.derivative("A0") * 72, -s.derivative("A1") * 72, -s.derivative("A2") * 72};  // L/d
  };
  using ::testing::DoubleNear;
  using ::testing::ElementsAre;
  auto near = [](double x) { return DoubleNear(x, 1e-12); };
  EXPECT_THAT(rates("naked-and-conjugated", {{"CL_naked", assumed("0.2 L/d")}, {"CL_ADC", assumed("0.4 L/d")}}),
              ElementsAre(near(0.2), near(0.4), near(0.4)));
  EXPECT_THAT(rates("linear-in-dar", {{"CL0", assumed("0.2 L/d")}, {"aDAR", assumed("0.1")}}),
              ElementsAre(near(0.2), near(0.22), near(0.24)));
  EXPECT_THAT(rates("exponential-in-dar", {{"CL0", assumed("0.2 L/d")}, {"aDAR", assumed("0.1")}}),
              ElementsAre(near(0.2), near(0.2 * std::exp(0.1)), near(0.2 * std::exp(0.2))));
}

TEST(Assembly, PerWeightAndPerSurface) {
  CompoundDescription c = test_compound();
  ModelDescription& m = model_of(c);
  m.parameters = {{"CL", assumed("39.5 mL/h/m2")}, {"V1", assumed("50 mL/kg")}};
  m.covariates = {{"BSA", assumed("1.8 m2")}};
  const Program p = compile(assemble(c, "test"));
  const Slots s(p, 0, std::vector<double>(p.n_states(), 1.0));
  EXPECT_NEAR(s.at(p.dose_targets[0].entries[0].coefficient), 1 / 3.5, 1e-14);
  EXPECT_NEAR(-s.derivative("Ab") * 3.5, 0.0395 * 1.8, 1e-14);
  EXPECT_NE(p.parameter_index("WT"), Program::npos);  // from body_weight
}

TEST(Assembly, SaturableInMassOrMoles) {
  auto rate = [](const char* Vmax, const char* Km) {
    CompoundDescription c = test_compound();
    ModelDescription& m = model_of(c);
    m.disposition.saturable.text = "michaelis-menten";
    m.parameters.push_back({"Vmax", assumed(Vmax)});
    m.parameters.push_back({"Km", assumed(Km)});
    const Program p = compile(assemble(c, "test"));
    std::vector<double> y(p.n_states(), 0.0);
    y[p.state_index("Ab")] = 40;
    return Slots(p, 0, y).derivative("Ab");
  };
  // 150 kDa: 9 mg/d = 60 nmol/d, 6 mg/L = 40 nM: half of Vmax at 40 nM
  EXPECT_NEAR(rate("9 mg/d", "6 mg/L"), rate("60 nmol/d", "40 nM"), 1e-14);
  EXPECT_NEAR(rate("60 nmol/d", "40 nM"), -(0.1 * 40 + 30 / 3.0) / 24, 1e-14);
}

TEST(Assembly, LinkedAndOverridden) {
  CompoundDescription c = test_compound();
  ModelDescription child;
  child.name = "child";
  child.like = "test";
  child.parameters = {{"CL", assumed("0.6 L/d")}};
  c.models.push_back(child);
  EXPECT_NEAR(resolve_model(c, "child").parameters[0].quantity.value.in("L/d"), 0.6, 1e-15);
  EXPECT_EQ(resolve_model(c, "child").parameters.size(), 2u);
  AssemblyOptions options;
  options.overrides = {{"V1", assumed("6 L")}};
  const Program p = compile(assemble(c, "child", options));
  EXPECT_NEAR(Slots(p, 0, std::vector<double>(p.n_states(), 1.0)).derivative("Ab"), -0.1 / 24, 1e-15);
  options.overrides = {{"V", assumed("6 L")}};
  EXPECT_THAT(problems_of(c, "child", options), HasSubstr("has no parameter 'V' to override"));
}

TEST(Assembly, AverageDarIsNotCombinedWithALoss) {
  CompoundDescription c = test_compound();
  ModelDescription& m = model_of(c);
  m.resolution.text = "average-dar";
  m.parameters.push_back({"kdec", assumed("0.1 1/d")});
  m.parameters.push_back({"DAR0", assumed("4")});
  m.deconjugation.law.text = "average";
  EXPECT_EQ(problems_of(c), "");
  const Program p = compile(assemble(c, "test"));
  std::vector<double> y(p.n_states(), 4.0);
  EXPECT_NEAR(Slots(p, 0, y).derivative("DAR"), -0.1 * 4 / 24, 1e-15);
  EXPECT_EQ(Slots(p, 0, y).initial("DAR"), 4);
  ASSERT_EQ(p.dose_targets.at(0).resets.size(), 1u);
  m.deconjugation.law.text = "constant";
  EXPECT_THAT(problems_of(c), HasSubstr("cannot be combined with resolution = \"average-dar\""));
  m.resolution.text = "dar";
  m.deconjugation.law.text = "average";
  EXPECT_THAT(problems_of(c), HasSubstr("needs resolution = \"average-dar\""));
}

TEST(Assembly, ReportsEverythingAtOnce) {
  CompoundDescription c = test_compound();
  ModelDescription& m = model_of(c);
  m.disposition.compartments = 2;
  m.disposition.clearance.text = "comon";
  m.parameters = {{"CL", assumed("0.3 L")}, {"V1", assumed("3 L")}, {"VV", assumed("3 L")}};
  m.parameters[1].quantity.source = " ";
  m.covariates = {{"ALB", assumed("40 g/L")}};
  const std::string all = problems_of(c);
  EXPECT_THAT(all, HasSubstr("clearance \"comon\" is unknown, expected one of common, naked-and-conjugated"));
  EXPECT_THAT(all, HasSubstr("did you mean \"common\"?"));
  EXPECT_THAT(all, HasSubstr("'CL' has unit L, expected L/h (elimination)"));
  EXPECT_THAT(all, HasSubstr("'V1' has no source"));
  EXPECT_THAT(all, HasSubstr("distribution needs parameter 'V2' (or Vp) [L]"));
  EXPECT_THAT(all, HasSubstr("distribution needs parameter 'Q2' (or Q, CLd2) [L/h]"));
  EXPECT_THAT(all, HasSubstr("no mechanism of this model uses parameter 'VV'"));
  EXPECT_THAT(all, HasSubstr("covariate 'ALB' has no effect"));
}

TEST(Assembly, SizesArePositive) {
  CompoundDescription c = test_compound();
  model_of(c).parameters = {{"CL", assumed("-0.3 L/d")}, {"V1", assumed("0 L")}};
  const std::string all = problems_of(c);
  EXPECT_THAT(all, HasSubstr("'CL' is -0.3 L/d, expected 0 or more"));
  EXPECT_THAT(all, HasSubstr("'V1' is 0 L, expected more than 0"));
  model_of(c).parameters = {{"CL", assumed("0 L/d")}, {"V1", assumed("3 L")}};
  EXPECT_EQ(problems_of(c), "");
}

TEST(Assembly, UnknownModelAndLot) {
  CompoundDescription c = test_compound();
  EXPECT_THAT(problems_of(c, "tets"), HasSubstr("has no model 'tets'; did you mean \"test\"?"));
  resolve_dar(c, {0.5, 0.5}, "none");
  AssemblyOptions options;
  options.lot = "lott";
  EXPECT_THAT(problems_of(c, "test", options), HasSubstr("has no lot 'lott'; did you mean \"lot\"?"));
  c.conjugation.lot.clear();
  EXPECT_THAT(problems_of(c), HasSubstr("names no lot"));
}

TEST(Assembly, CircleOfLikes) {
  CompoundDescription c = test_compound();
  model_of(c).like = "test";
  EXPECT_THAT(problems_of(c), HasSubstr("'like' goes around in a circle"));
}

TEST(Assembly, VariabilityAndCovariance) {
  CompoundDescription c = test_compound();
  ModelDescription& m = model_of(c);
  m.parameters[0].quantity.variability.cv = 0.1911;
  m.parameters[1].quantity.variability.omega = 0.221;
  m.covariances = {{"CL", "V1", std::nullopt, 0.5, "assumed: for a test", {}}};
  const Program p = compile(assemble(c, "test"));
  EXPECT_NEAR(p.parameters[p.parameter_index("CL")].omega2, std::log(1 + 0.1911 * 0.1911), 1e-15);
  EXPECT_NEAR(p.parameters[p.parameter_index("V1")].omega2, 0.221 * 0.221, 1e-15);
  ASSERT_EQ(p.covariances.size(), 1u);
  EXPECT_NEAR(p.covariances[0].value, 0.5 * 0.221 * std::sqrt(std::log(1 + 0.1911 * 0.1911)), 1e-15);

  m.covariances[0].correlation = 1.5;
  EXPECT_THAT(problems_of(c), HasSubstr("correlation 1.5 is not between -1 and 1"));
  m.covariances[0].covariance = 0.01;
  EXPECT_THAT(problems_of(c), HasSubstr("needs either covariance or correlation"));
  m.covariances = {{"CL", "V11", 0.01, std::nullopt, "assumed: for a test", {}}};
  EXPECT_THAT(problems_of(c), HasSubstr("unknown parameter 'V11'; did you mean \"V1\"?"));
  m.covariances.clear();
  m.parameters[0].quantity.variability.omega2 = 0.1;
  EXPECT_THAT(problems_of(c), HasSubstr("more than one of cv, omega, omega2"));
  m.parameters[0].quantity.variability = {.cv = -1, .omega = {}, .omega2 = {}};
  EXPECT_THAT(problems_of(c), HasSubstr("its variability is -1"));
}

TEST(Assembly, SharedVariabilityIsOneEta) {
  CompoundDescription c = test_compound();
  resolve_dar(c, {0.2, 0.5, 0.3}, "free");
  ModelDescription& m = model_of(c);
  m.parameters.push_back({"k1", assumed("0.1 1/d")});
  m.parameters.push_back({"k2", assumed("0.3 1/d")});
  SharedVariabilityDescription shared;
  shared.name = "kdec_factor";
  shared.on = {"k1", "k2"};
  shared.variability.cv = 0.2;
  shared.source = "assumed: for a test";
  m.shared_variability = {shared};
  const Program p = compile(assemble(c, "test"));
  const ParameterInfo& factor = p.parameters.at(p.parameter_index("kdec_factor"));
  EXPECT_EQ(factor.value, 1);
  EXPECT_NEAR(factor.omega2, std::log(1.04), 1e-15);
  EXPECT_EQ(p.parameters[p.parameter_index("k1")].distribution, Distribution::none);
  m.shared_variability[0].on.push_back("k9");
  EXPECT_THAT(problems_of(c), HasSubstr("shared variability 'kdec_factor' acts on unknown parameter 'k9'"));
}

TEST(Assembly, CovariateFormsAtAndOffTheReference) {
  CompoundDescription c = test_compound();
  ModelDescription& m = model_of(c);
  auto effect = [](const char* covariate, const char* form, const char* b) {
    CovariateEffectDescription e;
    e.on = {"CL"};
    e.covariate = covariate;
    e.form.text = form;
    e.coefficient = assumed(b);
    return e;
  };
  m.covariates = {
      {"WT", assumed("70 kg")}, {"TBL", assumed("0 ug/mL")}, {"ALB", assumed("40 g/L")}, {"MALE", assumed("0")}};
  m.covariate_effects = {effect("WT", "power", "0.49"), effect("TBL", "exponential", "-0.002 mL/ug"),
                         effect("ALB", "fractional", "-0.01 L/g"), effect("MALE", "factor", "1.174")};
  Program p = compile(assemble(c, "test"));
  const std::vector<double> y(p.n_states(), 1.0);
  const double at_reference = Slots(p, 0, y).derivative("Ab");
  EXPECT_NEAR(at_reference, -0.1 / 24, 1e-15);
  p.parameters[p.parameter_index("WT")].value = 90e6;
  p.parameters[p.parameter_index("TBL")].value = 30;
  p.parameters[p.parameter_index("ALB")].value = 35e3;
  p.parameters[p.parameter_index("MALE")].value = 1;
  EXPECT_NEAR(Slots(p, 0, y).derivative("Ab") / at_reference, std::pow(90. / 70, 0.49) * std::exp(-0.06) * 1.05 * 1.174,
              1e-12);
  m.covariate_effects[1].coefficient = assumed("-0.002");
  EXPECT_THAT(problems_of(c), HasSubstr("coefficient has unit 1, expected L/mg"));
  m.covariate_effects[1] = effect("TBX", "power", "1");
  EXPECT_THAT(problems_of(c), HasSubstr("needs covariate 'TBX'"));
}

TEST(Assembly, AbsorptionAddsADepot) {
  CompoundDescription c = test_compound();
  ModelDescription& m = model_of(c);
  m.disposition.absorption.text = "first-order";
  m.parameters.push_back({"ka", assumed("0.282 1/d")});
  m.parameters.push_back({"F", assumed("0.744")});
  const Program p = compile(assemble(c, "test"));
  ASSERT_NE(p.dose_target_index("depot"), Program::npos);
  const DoseTarget& depot = p.dose_targets[p.dose_target_index("depot")];
  std::vector<double> y(p.n_states(), 0.0);
  y[p.state_index("depot")] = 30;
  const Slots s(p, 0, y);
  EXPECT_NEAR(s.at(depot.F), 0.744, 1e-15);
  EXPECT_NEAR(s.derivative("Ab"), 0.282 * 30 / 3 / 24, 1e-15);
  m.parameters.back().quantity = assumed("1.3");
  EXPECT_THAT(problems_of(c), HasSubstr("'F' is 1.3, expected a fraction between 0 and 1"));
}

TEST(Assembly, TargetDrivenReleaseStartsAgainAtEveryDose) {
  CompoundDescription c = test_compound();
  ModelDescription& m = model_of(c);
  m.resolution.text = "conjugate";
  PayloadDescription payload;
  payload.release.text = "target-driven";
  payload.species.text = "MMAE";
  m.payload = payload;
  for (const auto& [name, value] :
       {std::pair{"CL_MMAE", "0.5 L/h"}, std::pair{"V_MMAE", "16 L"}, std::pair{"Kd", "0.001 1/(umol h)"},
        std::pair{"T0", "1 umol"}, std::pair{"ALFM", "2 1/h"}, std::pair{"Klag", "15 1/h"}, std::pair{"FM", "1"}})
    m.parameters.push_back({name, assumed(value)});
  const Program p = compile(assemble(c, "test"));
  ASSERT_EQ(p.dose_targets.at(0).resets.size(), 1u);
  const DoseEntry& reset = p.dose_targets[0].resets[0];
  EXPECT_EQ(p.states[reset.state].name, "early");
  const Slots rest(p, 0, std::vector<double>(p.n_states(), 0.0));
  EXPECT_EQ(rest.at(reset.coefficient), 1);
  EXPECT_EQ(rest.initial("early"), 0);
  EXPECT_EQ(rest.initial("sites"), 1000);  // nmol
  m.payload->release.text = "products";
  EXPECT_THAT(problems_of(c), HasSubstr("payload release \"products\" needs resolution = \"dar\""));
}

TEST(Assembly, DoseMolarMass) {
  CompoundDescription c = test_compound();
  EXPECT_NEAR(dose_molar_mass(c, "test"), 0.15, 1e-15);
  model_of(c).parameters.push_back({"MW", assumed("145 kDa")});
  EXPECT_NEAR(dose_molar_mass(c, ""), 0.145, 1e-15);
  c.molar_mass.reset();
  model_of(c).parameters.pop_back();
  EXPECT_THROW(dose_molar_mass(c, "test"), InputError);
  EXPECT_THAT(problems_of(c), HasSubstr("has no molar_mass"));
}

TEST(Assembly, NetworkPrintsItself) {
  CompoundDescription c = test_compound();
  resolve_dar(c, {0.2, 0.5, 0.3}, "proportional");
  model_of(c).parameters.push_back({"kdec", assumed("0.1 1/d")});
  const std::string equations = print_equations(assemble(c, "test"));
  EXPECT_THAT(equations, HasSubstr("dA1/dt = "));
  EXPECT_THAT(equations, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace tansine
