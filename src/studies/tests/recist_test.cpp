#include "studies/recist.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace tansine {
namespace {

constexpr double week = 168;

std::vector<TumorAssessment> visits(const std::vector<double>& SLD, double apart = 6 * week) {
  std::vector<TumorAssessment> v;
  for (std::size_t i = 0; i < SLD.size(); ++i) v.push_back({.time = static_cast<double>(i + 1) * apart, .SLD = SLD[i]});
  return v;
}

TEST(Recist, ProgressionIsFromTheNadirAndAbsolute) {
  // 100 -> 50 -> 61: 22 % and 11 mm above the nadir, although far below the baseline
  ResponseCourse c = assess(100, visits({50, 61}));
  EXPECT_EQ(c.best, TumorResponse::partial);
  EXPECT_EQ(c.progression, 12 * week);
  EXPECT_EQ(c.nadir, 50);
  // from the baseline it is none
  c = assess(100, visits({50, 61}), {.progression_from = RecistRules::Reference::baseline});
  EXPECT_FALSE(c.progression);
  // 20 -> 24.5: 22.5 %, but 4.5 mm
  EXPECT_EQ(assess(20, visits({24.5})).best, TumorResponse::stable);
  EXPECT_EQ(assess(20, visits({25})).best, TumorResponse::progression);
  // a new lesion is progression whatever the sum; later visits are not looked at
  std::vector<TumorAssessment> v = visits({50, 40, 30});
  v[1].new_lesion = true;
  c = assess(100, v);
  EXPECT_EQ(c.progression, 12 * week);
  EXPECT_EQ(c.at[2], TumorResponse::not_evaluable);
  EXPECT_EQ(c.nadir, 40);
}

TEST(Recist, ResponsesAreConfirmedLater) {
  // partial at week 6, lost at week 12 (stable): unconfirmed
  ResponseCourse c = assess(100, visits({69, 75}));
  EXPECT_EQ(c.best, TumorResponse::partial);
  EXPECT_EQ(c.best_confirmed, TumorResponse::stable);
  EXPECT_TRUE(c.responded());
  EXPECT_FALSE(c.responded_confirmed());
  EXPECT_EQ(c.first_response, 6 * week);
  EXPECT_EQ(assess(100, visits({69, 68})).best_confirmed, TumorResponse::partial);
  // the last visit cannot be confirmed
  EXPECT_EQ(assess(100, visits({80, 69})).best_confirmed, TumorResponse::stable);
  // visits a week apart: four weeks must pass, or, if asked, one visit
  EXPECT_EQ(assess(100, visits({69, 69, 69, 69}, week)).best_confirmed, TumorResponse::stable);
  EXPECT_EQ(assess(100, visits({69, 69, 69, 69, 69}, week)).best_confirmed, TumorResponse::partial);
  EXPECT_EQ(assess(100, visits({69, 69}, week), {.confirm_after = 0}).best_confirmed, TumorResponse::partial);
  // complete once, then partial: a confirmed partial response
  c = assess(100, visits({60, 9, 12}));
  EXPECT_EQ(c.best, TumorResponse::complete);
  EXPECT_EQ(c.best_confirmed, TumorResponse::partial);
  EXPECT_EQ(assess(100, visits({9, 5, 0})).best_confirmed, TumorResponse::complete);
}

TEST(Recist, SmallLesionsAreNoneByTheAuthorsRule) {
  EXPECT_EQ(assess(20, visits({9})).best, TumorResponse::complete);
  EXPECT_EQ(assess(20, visits({9}), {.complete_below = 5}).best, TumorResponse::partial);
  EXPECT_EQ(assess(20, visits({19}, week), {.stable_after = 6 * week}).best, TumorResponse::not_evaluable);
}

TEST(Recist, ProgressionFreeSurvival) {
  const std::vector<TumorAssessment> v = visits({90, 80, 100});
  const ResponseCourse c = assess(100, v);
  ASSERT_EQ(c.progression, 18 * week);
  EventTime t = progression_free_survival(c, v);
  EXPECT_TRUE(t.event);
  EXPECT_EQ(t.time, 18 * week);
  t = progression_free_survival(c, v, 10 * week);  // dies first
  EXPECT_TRUE(t.event);
  EXPECT_EQ(t.time, 10 * week);
  t = progression_free_survival(c, v, {}, 15 * week);  // drops out between visits: last seen at week 12
  EXPECT_FALSE(t.event);
  EXPECT_EQ(t.time, 12 * week);
  const std::vector<TumorAssessment> calm = visits({90, 80});
  t = progression_free_survival(assess(100, calm), calm);
  EXPECT_FALSE(t.event);
  EXPECT_EQ(t.time, 12 * week);
  // a visit without a measurement says nothing
  const std::vector<TumorAssessment> missed = visits({90, std::numeric_limits<double>::quiet_NaN()});
  EXPECT_EQ(assess(100, missed).at[1], TumorResponse::not_evaluable);
  EXPECT_EQ(progression_free_survival(assess(100, missed), missed).time, 6 * week);
}

TEST(Recist, Schedules) {
  EXPECT_EQ(assessments_every(6 * week, 18 * week).size(), 3u);
  const std::vector<double> shah = assessments_shah2012(420 * 24);
  ASSERT_EQ(shah.size(), 6u + 12 + 5 + 1);
  EXPECT_EQ(shah[5], 42 * 24);
  EXPECT_EQ(shah[6], 56 * 24);
  EXPECT_EQ(shah[17], 210 * 24);
  EXPECT_EQ(shah[18], 240 * 24);
  EXPECT_EQ(shah.back(), 420 * 24);
}

}  // namespace
}  // namespace tansine
