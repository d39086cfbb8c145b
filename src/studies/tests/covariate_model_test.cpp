#include "studies/covariate_model.hpp"

#include "base/problem.hpp"
#include "library/assembly.hpp"
#include "studies/catalogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <cmath>
#include <limits>

namespace tansine {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class CovariateModelTest : public testing::Test {
 protected:
  /// The covariates of T-DM1 by Lu 2014: WT, ECD, ALB, TMBD, AST, TBL.
  static void SetUpTestSuite() { program_ = new Program(compile(assemble(load_compound("t-dm1"), "lu2014"))); }
  static void TearDownTestSuite() { delete program_; }

  /// The [covariates] of a study, as it would be parsed.
  static std::vector<Entry<CovariateInput>> inputs(const std::string& toml) {
    return parse_study("study.toml",
                       "study = \"simulate\"\ncompound = \"x\"\nregimen = \"1 mg\"\npatients = 1\n" + toml, {})
        .covariates;
  }
  CovariateModel model(const std::string& population, const std::string& study) {
    const Program* programs[] = {program_};
    return covariate_model(inputs(population), inputs(study), programs, problems_);
  }
  std::string said() const { return render(problems_); }

  Problems problems_;
  static Program* program_;
};
Program* CovariateModelTest::program_ = nullptr;

using Kind = CovariateDistribution::Kind;
const std::string kSource = "source = \"assumed\"\n";

TEST_F(CovariateModelTest, InCanonicalUnits) {
  const CovariateModel m =
      model("",
            "[covariates.WT]\ndistribution = \"lognormal\"\nmedian = \"70000 g\"\ncv = 0.2\n"
            "min = \"40 kg\"\nmax = \"130 kg\"\n" +
                kSource +
                "[covariates.ALB]\ndistribution = \"normal\"\nmean = \"4.1 g/dL\"\n"
                "sd = \"5 g/L\"\n" +
                kSource +
                "[covariates.ECD]\ndistribution = \"lognormal\"\nmedian = \"25 ng/mL\"\n"
                "sd_log = 1.5\n" +
                kSource + "[covariates.sex]\ndistribution = \"bernoulli\"\nprobability = 0.25\n" + kSource +
                "[covariates.HT]\ndistribution = \"fixed\"\nvalue = \"162 cm\"\n" + kSource);
  EXPECT_EQ(said(), "");
  ASSERT_EQ(m.distributions.size(), 5u);
  const auto& WT = m.distributions[0];
  EXPECT_EQ(WT.name, "WT");
  EXPECT_EQ(WT.kind, Kind::lognormal);
  const double kg = unit("kg").to_canonical(1);
  EXPECT_DOUBLE_EQ(WT.location, 70 * kg);
  EXPECT_DOUBLE_EQ(WT.spread, std::sqrt(std::log(1.04)));  // sd of the log from the CV
  EXPECT_DOUBLE_EQ(WT.lower, 40 * kg);
  EXPECT_DOUBLE_EQ(WT.upper, 130 * kg);
  const auto& ALB = m.distributions[1];
  EXPECT_EQ(ALB.kind, Kind::normal);
  EXPECT_DOUBLE_EQ(ALB.location, unit("g/L").to_canonical(41));
  EXPECT_DOUBLE_EQ(ALB.spread, unit("g/L").to_canonical(5));
  EXPECT_EQ(m.distributions[2].spread, 1.5);
  EXPECT_EQ(m.distributions[3].kind, Kind::bernoulli);
  EXPECT_EQ(m.distributions[3].location, 0.25);
  EXPECT_EQ(m.distributions[4].kind, Kind::fixed);
  EXPECT_DOUBLE_EQ(m.distributions[4].location, unit("cm").to_canonical(162));
}

TEST_F(CovariateModelTest, TheStudyReplacesThePopulation) {
  const std::string fixed = "distribution = \"fixed\"\n" + kSource;
  const CovariateModel m =
      model("[covariates.WT]\nvalue = \"70 kg\"\n" + fixed + "[covariates.ALB]\nvalue = \"41 g/L\"\n" + fixed,
            "[covariates.ALB]\nvalue = \"30 g/L\"\n" + fixed + "[covariates.AST]\nvalue = \"27 U/L\"\n" + fixed);
  EXPECT_EQ(said(), "");
  std::vector<std::string> names;
  for (const CovariateDistribution& d : m.distributions) names.push_back(d.name);
  EXPECT_THAT(names, ElementsAre("WT", "ALB", "AST"));
  EXPECT_DOUBLE_EQ(m.distributions[1].location, unit("g/L").to_canonical(30));
}

TEST_F(CovariateModelTest, WhatAPopulationHasBeyondTheModelIsPassedOver) {
  const std::string text = "[covariates.smoking]\ndistribution = \"fixed\"\nvalue = 1\n" + kSource;
  EXPECT_TRUE(model(text, "").distributions.empty());
  EXPECT_EQ(said(), "");
  (void)model("", text);
  EXPECT_THAT(said(), HasSubstr("study.toml:5:13: error: unknown covariate \"smoking\""));
}

TEST_F(CovariateModelTest, EverythingWrongAtOnce) {
  (void)model("", "[covariates.WT]\ndistribution = \"normal\"\nmean = \"70 kg\"\nsd = \"10 kg\"\n" + kSource +
                      "[covariates.ALB]\ndistribution = \"fixed\"\nvalue = \"41 kg\"\n" + kSource +
                      "[covariates.HT]\ndistribution = \"fixed\"\nvalue = \"0 cm\"\n" + kSource);
  EXPECT_THAT(said(), AllOf(HasSubstr("study.toml:5:1: error: covariate 'WT' must stay positive: give a min"),
                            HasSubstr("study.toml:12:9: error: value of covariate 'ALB' has unit mg, expected mg/L"),
                            HasSubstr("study.toml:16:9: error: covariate 'HT' must be positive, got 0 cm")));
}

}  // namespace
}  // namespace tansine
