// The words and tables of the answer, from results that are made by hand.

#include "studies/answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Two models, two arms; one observable, compared.
ResolvedStudy two_by_two() {
  ResolvedStudy study =
      resolve(parse_study("mine.toml",
                          "study = \"simulate\"\ncompound = \"t-dm1\"\nmodel = [\"lu2014\", \"tmdd\"]\n"
                          "doses = [\"1 mg/kg\", \"2 mg/kg\"]\nregimen = \"single dose\"\n"
                          "patients = 100\n[observe]\nconjugate = \"at 1 h\"\n",
                          {}));
  study.file.compare = CompareInput{.dataset = {}, .observable = {"conjugate", {}}, .analyte = {}, .models = {}};
  study.models[0].name = "before";
  study.models[1].name = "after";
  study.observed.resize(2);
  study.observed_arm = {0, 1};
  study.compared_models = {0, 1};
  return study;
}

/// One point of observed 1.
ComparedProfile point(std::size_t arm, std::size_t model, double predicted) {
  return {.profile = arm,
          .arm = arm,
          .model = model,
          .points = {{1, 1, predicted, predicted}},
          .observed = {},
          .predicted = {}};
}

TEST(Answer, OfTwoModelsSaysWhichDosesAreMetBetter) {
  const ResolvedStudy study = two_by_two();
  // 2 and 2 become 1.5 and 3: all over sqrt(2*2) = 2, sqrt(1.5*3) = 2.12
  const std::vector<ComparedProfile> compared{point(0, 0, 2), point(1, 0, 2), point(0, 1, 1.5), point(1, 1, 3)};
  const StudyAnswer a = answer(study, {}, compared);
  EXPECT_EQ(a.answer,
            "From before to after the absolute average fold error of conjugate over 2 points at all doses goes from "
            "2.00 to 2.12: better at 1 mg/kg, worse at 2 mg/kg.");
  EXPECT_THAT(a.uncertainty, HasSubstr("On average predicted over observed is before 2.00 and after 2.12."));
  EXPECT_EQ(answer_table(study, {}, compared),
            "absolute average fold error  before  after  points\n"
            "1 mg/kg                        2.00   1.50       1\n"
            "2 mg/kg                        2.00   3.00       1\n"
            "all doses                      2.00   2.12       2\n");
}

TEST(Answer, AChangeBelowTwoPercentIsNone) {
  const std::vector<ComparedProfile> compared{point(0, 0, 2), point(1, 0, 2), point(0, 1, 1.97), point(1, 1, 2.03)};
  EXPECT_THAT(answer(two_by_two(), {}, compared).answer, HasSubstr(": no dose is met better."));
}

TEST(Answer, OfOneComparedModel) {
  ResolvedStudy study = two_by_two();
  study.compared_models = {1};
  EXPECT_EQ(answer(study, {}, {point(0, 1, 0.25), point(1, 1, 4)}).answer,
            "after predicts the observed conjugate with an absolute average fold error of 4.00 over 2 points.");
}

TEST(FailureSummary, SaysHowManyWhyAndHowToReplay) {
  const ResolvedStudy study = two_by_two();
  StudyResult result;
  EXPECT_EQ(failure_summary(study, result), "");
  result.arms.resize(4);
  for (std::size_t i = 0; i < 4; ++i) {
    result.arms[i].model = i / 2;
    result.arms[i].arm = i % 2;
    result.arms[i].population.patients = 100;
  }
  PopulationResult& p = result.arms[3].population;
  p.failures = {{Status::not_finite, 2}, {Status::max_steps, 1}};
  FailedPatient failed{};
  failed.id = 41;
  failed.outcome.status = Status::not_finite;
  failed.outcome.t_reached = 12.5;
  p.failed.push_back(failed);
  const std::string text = failure_summary(study, result);
  EXPECT_THAT(text, HasSubstr("3 of 400 patients failed ("));
  EXPECT_THAT(text, HasSubstr("not_finite 2"));
  EXPECT_THAT(text, HasSubstr("max_steps 1"));
  EXPECT_THAT(text, HasSubstr("the first is patient 41 of 2 mg/kg under after: not_finite at 12.5 h"));
  EXPECT_THAT(text, HasSubstr("\n  tansine run mine.toml --patient 41"));
}

}  // namespace
}  // namespace tansine
