// The bookkeeping of doses and infusions: pure times and amounts.

#include "engine/events.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace tansine;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

DosePlan bolus(double amount) { return {.target = 0, .amount = amount}; }

}  // namespace

TEST(DoseInput, FScalesTheAmount) {
  EXPECT_EQ(dose_input(bolus(100), 0.4).bolus, 40);
  const DoseInput rate = dose_input({.form = DosePlan::Form::given_rate, .amount = 100, .rate = 10}, 0.4);
  EXPECT_EQ(rate.bolus, 0);
  EXPECT_EQ(rate.rate, 10);
  EXPECT_EQ(rate.duration, 4);
  const DoseInput duration = dose_input({.form = DosePlan::Form::given_duration, .amount = 100, .duration = 8}, 0.4);
  EXPECT_EQ(duration.rate, 5);
  EXPECT_EQ(duration.duration, 8);
}

TEST(SameTime, IsRoundingOnly) {
  EXPECT_TRUE(same_time(0.1 + 0.2, 0.3));
  EXPECT_TRUE(same_time(12.13 + 24, 36.13));
  EXPECT_TRUE(same_time(1e6, std::nextafter(1e6, inf)));
  EXPECT_FALSE(same_time(1e6, 1e6 + 1e-8));
  EXPECT_FALSE(same_time(0, 1e-14));
  EXPECT_FALSE(same_time(5, inf));
  EXPECT_FALSE(same_time(inf, 5));
  EXPECT_TRUE(same_time(inf, inf));
  EXPECT_TRUE(before(5, inf));
  EXPECT_FALSE(before(0.3, 0.1 + 0.2));
}

TEST(Overlap, SplitsADurationIntoIntervals) {
  const auto is = [](double duration, double interval, double whole, double rest) {
    const Overlap lap = overlap(duration, interval);
    EXPECT_EQ(lap.whole, whole) << duration << " in " << interval;
    EXPECT_NEAR(lap.rest, rest, 1e-12) << duration << " in " << interval;
  };
  is(4, 24, 0, 4);
  is(24, 24, 1, 0);
  is(30, 12, 2, 6);
  is(0.3, 0.1, 3, 0);  // 0.3 / 0.1 is 2.9999999999999996
  is(12.0000000001, 6, 2, 1e-10);
  is(0.7, 0.1, 7, 0);
}

// A record with lag L stands `phase` hours after the latest implied dose, which entered at L - k II, k = pending + 1.
TEST(Cycle, FindsThePlaceOfARecord) {
  const auto is = [](double lag, double interval, double phase, std::uint64_t pending) {
    const Cycle place = cycle(lag, interval);
    EXPECT_NEAR(place.phase, phase, 1e-12) << lag << " in " << interval;
    EXPECT_EQ(place.pending, pending) << lag << " in " << interval;
  };
  is(0, 24, 24, 0);
  is(4, 24, 20, 0);
  is(24, 24, 0, 0);
  is(25, 24, 23, 1);
  is(20, 8, 4, 2);
  is(16, 8, 0, 1);
  is(0.3, 0.1, 0, 2);
  is(1e-9, 8, 8 - 1e-9, 0);
}

TEST(Agenda, GivesDosesInOrderOfEntry) {
  Agenda agenda;
  EXPECT_EQ(agenda.next_time(), inf);
  EXPECT_FALSE(agenda.take_dose(1e9));
  agenda.add_doses(bolus(1), 10, 24, 2);
  agenda.add_doses(bolus(2), 5, 29, 2);  // its second falls on the other's second
  agenda.add_doses(bolus(3), 7, 0, 0);   // none
  EXPECT_EQ(agenda.next_time(), 5);
  EXPECT_FALSE(agenda.take_dose(4.9));
  EXPECT_EQ(agenda.take_dose(5)->amount, 2);
  EXPECT_FALSE(agenda.take_dose(5));
  EXPECT_EQ(agenda.next_time(), 10);
  EXPECT_EQ(agenda.take_dose(40)->amount, 1);
  EXPECT_EQ(agenda.take_dose(40)->amount, 1);  // equal times: the series added first
  EXPECT_EQ(agenda.take_dose(40)->amount, 2);
  EXPECT_EQ(agenda.next_time(), inf);
}

TEST(Agenda, CountsTimesFromTheFirstDose) {
  Agenda agenda;
  agenda.add_doses(bolus(1), 0, 0.1, 1000);
  int given = 0;
  while (agenda.next_time() < 99) given += agenda.take_dose(agenda.next_time()).has_value();
  EXPECT_EQ(given, 990);
  EXPECT_DOUBLE_EQ(agenda.next_time(), 99);  // 990 additions of 0.1 would be off by 1e-12
}

TEST(Agenda, EndsInfusions) {
  Agenda agenda;
  agenda.add_infusion(0, 5, 3);
  agenda.add_infusion(1, 7, 2);
  agenda.add_infusion(0, 9, 0.1 + 0.2);
  EXPECT_EQ(agenda.next_time(), 0.1 + 0.2);
  EXPECT_FALSE(agenda.end_infusions(0.2));
  EXPECT_TRUE(agenda.end_infusions(0.3));
  ASSERT_EQ(agenda.infusions().size(), 2u);
  EXPECT_EQ(agenda.infusions()[0].rate, 5);
  EXPECT_TRUE(agenda.end_infusions(2.5));
  ASSERT_EQ(agenda.infusions().size(), 1u);
  EXPECT_EQ(agenda.infusions()[0].end, 3);
  agenda.add_doses(bolus(1), 9, 1, 4);
  agenda.clear();
  EXPECT_EQ(agenda.next_time(), inf);
  EXPECT_TRUE(agenda.infusions().empty());
}
