// Checks I-01 (with F-02), I-02 (with F-19), I-04 and I-05.

#include "compound_runs.hpp"
#include "studies/catalogue.hpp"
#include "studies/resolved_study.hpp"
#include "studies/scaling.hpp"
#include "studies/study_file.hpp"
#include "studies/uncertainty.hpp"

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

TEST(ChecksI, I04_ExponentOneByRule) {
  CompoundDescription c = test_compound();
  ModelDescription& m = c.models.front();
  m.species = "cynomolgus";
  m.body_weight = assumed("3.5 kg");
  m.parameters = {{"CL", assumed("35.35 mL/d")}, {"V1", assumed("0.15 L")}};  // 10.1 mL/d/kg
  ScalingInput scaling;
  scaling.from.value = "cynomolgus";
  scaling.to.value = "human";
  scaling.rule.value = "adc-conjugate";
  scaling.weight = Located<Quantity>{70 * unit("kg"), {}};
  Problems problems;
  const std::string name = add_scaled_model(c, "test", scaling, {}, problems);
  EXPECT_FALSE(problems.has_errors());
  EXPECT_EQ(name, "test-in-human");
  const ModelDescription human = resolve_model(c, name);
  EXPECT_NEAR(find(human.parameters, "CL")->value.in("mL/d"), 10.1 * 70, 1e-9);
  EXPECT_NEAR(find(human.parameters, "V1")->value.in("L"), 3, 1e-12);
  EXPECT_EQ(human.species, "human");
  EXPECT_NE(find(human.parameters, "CL")->source.find("li2019"), std::string::npos);
  // wrong in all ways at once
  scaling.from.value = "rat";
  scaling.rule.value = "adc-conjugte";
  const std::string same = add_scaled_model(c, "test", scaling, {}, problems);
  EXPECT_EQ(same, "test");
  EXPECT_EQ(problems.list().size(), 2u);
}

TEST(ChecksI, ScalingInAStudyFile) {
  const char* const text = R"(
study = "simulate"
compound = "t-dm1"
model = "bender2014-cynomolgus"
regimen = "3.6 mg/kg"
patients = 2
[observe]
conjugate = "daily for 3 weeks"
[scaling]
from = "cynomolgus"
to = "human"
rule = "adc-conjugate"
weight = "70 kg"
)";
  const ResolvedStudy study = resolve(parse_study("scaled.toml", text, {}));
  ASSERT_EQ(study.models.size(), 1u);
  EXPECT_EQ(study.models[0].name, "bender2014-cynomolgus-in-human");
  const ModelDescription cyno = resolve_model(study.compound, "bender2014-cynomolgus");
  const double ratio = 70 / cyno.body_weight->value.in("kg");
  const ModelDescription& human = study.models[0].description;
  int scaled = 0, kept = 0;
  for (const NamedQuantity& p : cyno.parameters) {
    const Dimension d = p.quantity.value.dimension();
    const bool scales = d == dimension::clearance || d == dimension::volume;
    scaled += scales;
    kept += !scales;
    EXPECT_NEAR(find(human.parameters, p.name)->value.value() / p.quantity.value.value(), scales ? ratio : 1,
                1e-12 * ratio)
        << p.name;
  }
  EXPECT_GT(scaled, 3);
  EXPECT_GT(kept, 0);
}

TEST(ChecksI, PayloadHasItsOwnExponentAndPartsReplaceGrowth) {
  CompoundDescription c = load_compound("brentuximab-vedotin");
  ScalingInput scaling;
  scaling.to.value = "human";
  scaling.rule.value = "adc-conjugate";
  scaling.weight = Located<Quantity>{70 * unit("kg"), {}};
  scaling.uses = {{"tumors/hodgkin-human", {}}};
  Problems problems;
  const std::string name = add_scaled_model(c, "shah2012-l540cy", scaling, {}, problems);
  EXPECT_FALSE(problems.has_errors());
  const ModelDescription human = resolve_model(c, name), mouse = resolve_model(c, "shah2012-l540cy");
  EXPECT_NEAR(find(human.parameters, "V0_tumor")->value.in("mm3"), 4190, 1e-6);
  EXPECT_NEAR(find(human.parameters, "kg")->value.in("1/d"), .035, 1e-12);
  // what the drug does to cells is kept
  for (const char* kept : {"kmax", "KC", "tau", "kon", "kint"})
    EXPECT_EQ(find(human.parameters, kept)->value.value(), find(mouse.parameters, kept)->value.value()) << kept;
  EXPECT_NO_THROW((void)compile(assemble(c, name)));
}

TEST(ChecksI, I05_LognormalOfAMean) {
  const Lognormal dm1 = lognormal_of_mean(23.8, 20), dxd = lognormal_of_mean(9.54, 100);
  EXPECT_NEAR(dm1.omega, 2.4483, 1e-4 * 2.4483);
  EXPECT_NEAR(dm1.median, 1.18852, 1e-4 * 1.18852);
  EXPECT_NEAR(dxd.omega, 3.0349, 1e-4 * 3.0349);
  EXPECT_NEAR(dxd.median, .09540, 1e-4 * .0954);
  const Lognormal ke = lognormal_of_interval(6.16e-6, 2.96e-4);  // its value in the table: 4.27e-5
  EXPECT_NEAR(ke.median, 4.27e-5, 1e-7);
}

}  // namespace
}  // namespace tansine::checks
