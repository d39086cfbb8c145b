#include "studies/schedule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<double> times(const std::string& text) {
  UnitProblem problem;
  const std::optional<Schedule> schedule = parse_schedule(text, &problem);
  EXPECT_TRUE(schedule) << text << ": " << problem.message;
  if (schedule) {
    EXPECT_EQ(schedule->text, text);
  }
  return schedule ? schedule->times : std::vector<double>{};
}

TEST(Schedule, Words) {
  EXPECT_THAT(times("hourly for 3 h"), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(times("daily for 2 days"), ElementsAre(0, 24, 48));
  EXPECT_THAT(times("weekly for 3 weeks"), ElementsAre(0, 168, 336, 504));
  EXPECT_THAT(times("every 6 h for 1 d"), ElementsAre(0, 6, 12, 18, 24));
  EXPECT_THAT(times("every h for 2 h"), ElementsAre(0, 1, 2));
  EXPECT_THAT(times("every week for 14 days"), ElementsAre(0, 168, 336));
  EXPECT_THAT(times("at 0, 1 h, 1 d"), ElementsAre(0, 1, 24));
  EXPECT_THAT(times("at 90 min"), ElementsAre(1.5));
}

TEST(Schedule, Pieces) {
  EXPECT_THAT(times("every 30 min for 1 h, then every 6 h for 12 h"), ElementsAre(0, 0.5, 1, 7, 13));
  EXPECT_THAT(times("hourly for 1 h then daily for 2 d"), ElementsAre(0, 1, 25, 49));
  // "at" counts from the start, wherever it stands, and moves nothing
  EXPECT_THAT(times("at 6 min, then hourly for 1 h, then at 3 d"), ElementsAre(0, DoubleNear(0.1, 1e-15), 1, 72));
}

TEST(Schedule, BothEndsOfAFor) {
  // the end is an output time even where no step meets it, and the next piece begins there
  EXPECT_THAT(times("every 5 h for 12 h"), ElementsAre(0, 5, 10, 12));
  EXPECT_THAT(times("every 5 h for 12 h, then every 12 h for 1 d"), ElementsAre(0, 5, 10, 12, 24, 36));
  EXPECT_THAT(times("daily for 0"), ElementsAre(0));
  // 0.1 h has no exact binary form: the last step must not fall off
  EXPECT_THAT(times("every 0.1 h for 1 h"), testing::SizeIs(11));
  EXPECT_THAT(times("every 6 min for 1 h"), testing::SizeIs(11));
}

TEST(Schedule, AscendingWithoutRepeats) {
  EXPECT_THAT(times("at 1 d, 1 h, 24 h, 0"), ElementsAre(0, 1, 24));
  EXPECT_THAT(times("daily for 2 d, then at 1 d"), ElementsAre(0, 24, 48));
}

struct Refusal {
  std::string text;
  std::string at;  ///< the characters that are underlined, or where they begin (empty: at the end)
  std::string message;
};

class Refused : public testing::TestWithParam<Refusal> {};

TEST_P(Refused, AtItsPlace) {
  const Refusal& r = GetParam();
  UnitProblem problem;
  ASSERT_FALSE(parse_schedule(r.text, &problem)) << r.text;
  EXPECT_THAT(problem.message, HasSubstr(r.message)) << r.text;
  ASSERT_LE(problem.offset, r.text.size());
  EXPECT_EQ(r.text.substr(problem.offset, r.at.empty() ? std::string::npos : problem.length), r.at) << r.text;
  EXPECT_GE(problem.length + (r.text.empty() ? 1 : 0), 1u);
}

INSTANTIATE_TEST_SUITE_P(
    Schedule, Refused,
    testing::Values(Refusal{"", "", "an empty schedule"}, Refusal{"   ", "   ", "an empty schedule"},
                    Refusal{"dayly for 3 weeks", "dayly", "a schedule reads"},
                    Refusal{"daily for 6 wekes", "wekes", "unknown unit \"wekes\""},
                    Refusal{"every 6 kg for 3 weeks", "6 kg", "\"6 kg\" is not a time"},
                    Refusal{"every 6 h for 3 kg", "3 kg", "\"3 kg\" is not a time"},
                    Refusal{"at 1 h, 2 mg", "2 mg", "\"2 mg\" is not a time"},
                    Refusal{"at -1 h", "-1 h", "must not be negative"},
                    Refusal{"every hour for 1 d", "hour", "unknown unit \"hour\""},
                    Refusal{"every 0 h for 1 d", "every 0 h", "must be positive"},
                    Refusal{"every 0 for 1 d", "every 0", "must be positive"}, Refusal{"daily", "", "how long?"},
                    Refusal{"every 6 h", "", "how long?"}, Refusal{"daily 3 weeks", "3", "how long?"},
                    Refusal{"daily for", "", "a time is missing"}, Refusal{"at", "", "a time is missing"},
                    Refusal{"at 1 h,", "", "a time is missing"},
                    Refusal{"daily for 3 weeks and more", "weeks and more", "unknown unit"},
                    Refusal{"daily for 3 weeks, weekly for 3 weeks", "weekly for 3 weeks", "unexpected"},
                    Refusal{"every 1 h for nan h", "nan h", "number"},
                    Refusal{"every 1 s for 2 weeks", "every 1 s for 2 weeks", "more than 1000000 times"}));

TEST(Schedule, NoPlaceForTheProblem) { EXPECT_FALSE(parse_schedule("never")); }

TEST(MergeTimes, Union) {
  EXPECT_THAT(merge_times({0, 1, 3}, {1, 2}), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(merge_times({}, {1}), ElementsAre(1));
  EXPECT_THAT(merge_times({}, {}), ElementsAre());
}

}  // namespace
}  // namespace tansine
