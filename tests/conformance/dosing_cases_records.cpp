// Kinds of records, their order, resets, restarting clocks, parameters that change: rows E-01 to E-09, E-16, E-17,
// E-19, E-31, E-32, E-37 to E-39.

#include "dosing_case.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <cmath>

namespace tansine::dosing {

namespace {

/// Left of 1 mg after t hours at clearance CL_.
double left(double t, double CL_ = CL) { return std::exp(-CL_ / V * t); }

Given bolus(std::uint32_t into, double start, double amount) {
  return {.into = into, .start = start, .amount = amount};
}
Given infusion(std::uint32_t into, double start, double amount, double duration) {
  return {.into = into, .start = start, .amount = amount, .duration = duration};
}

EventRecord other(double time, std::vector<ParameterChange> changes = {}) {
  EventRecord record = observation(time, std::move(changes));
  record.evid = Evid::other;
  return record;
}

ParameterChange set(std::string_view name, double value) { return change(one_compartment(), name, value); }

/// The same course twice, with few and with many output times: the same bits where both have one.
void outputs_do_not_matter() {
  const std::vector<EventRecord> records = {Dose(0, depot, 100).every(12, 3), Dose(5, central, 80).rated(10)};
  std::vector<double> many, few = {7.3, 30, 51.7, 60};  // the last one is where the integration ends
  for (int i = 0; i <= 600; ++i) many.push_back(i * 0.1);
  many.insert(many.end(), few.begin(), few.end());
  std::ranges::sort(many);
  Timeline timeline(one_compartment(), {});
  Trajectory sparse, dense;
  timeline.run({parameters(one_compartment()), records}, few, sparse);
  timeline.run({parameters(one_compartment()), records}, many, dense);
  for (std::size_t i = 0; i < few.size(); ++i) {
    const auto row = static_cast<std::size_t>(std::ranges::find(many, few[i]) - many.begin());
    EXPECT_EQ(sparse.at(i, 0), dense.at(row, 0)) << few[i] << " h";
  }
}

/// Observation records in between change no number either, to the bit.
void observations_do_not_matter() {
  Timeline timeline(one_compartment(), {});
  Trajectory with, without;
  timeline.run_records({parameters(one_compartment()),
                        {Dose(0, depot, 100), observation(1), observation(2.2), observation(2.2), observation(9)}},
                       with);
  timeline.run_records({parameters(one_compartment()), {Dose(0, depot, 100), observation(9)}}, without);
  EXPECT_EQ(with.at(4, 0), without.at(1, 0));
  EXPECT_EQ(with.at(2, 0), with.at(3, 0));
}

void runs_are_repeatable() {
  const std::vector<double> times = {0, 3, 12, 40};
  const PatientCourse course{parameters(one_compartment()), {Dose(0, central, 100).rated(5).every(12, 2)}};
  Timeline timeline(one_compartment(), {});
  Trajectory first, again;
  timeline.run(course, times, first);
  Trajectory between;
  timeline.run({parameters(one_compartment(), {{"CL", 3}}), {Dose(1, depot, 7)}}, times, between);
  timeline.run(course, times, again);
  EXPECT_EQ(first.values, again.values);
}

/// Two clocks: 0..20 h, then 0..30 h. Times up to 20 h belong to the first.
void asked_times_on_two_clocks() {
  Timeline timeline(one_compartment(), {.rtol = rtol});
  Trajectory result;
  const std::vector<EventRecord> records = {Dose(0, central, 100), observation(20), Dose(0, central, 40).after_reset()};
  const std::vector<double> times = {10, 20, 25};
  ASSERT_EQ(timeline.run({parameters(one_compartment()), records}, times, result).status, Status::ok);
  expect_close(result.at(0, 0), 100 * unit * left(10), "10 h, first clock");
  expect_close(result.at(1, 0), 100 * unit * left(20), "20 h, first clock");
  expect_close(result.at(2, 0), 40 * unit * left(25), "25 h, second clock");
}

void course_without_records() {
  Timeline timeline(one_compartment(), {});
  Trajectory result;
  const std::vector<double> times = {-3, 0, 9};
  EXPECT_EQ(timeline.run({parameters(one_compartment()), {}}, times, result).status, Status::ok);
  EXPECT_EQ(result.values, std::vector<double>(9, 0.0));
  EXPECT_EQ(timeline.run({parameters(one_compartment()), {}}, {}, result).status, Status::ok);
  EXPECT_TRUE(result.values.empty());
}

void failure_leaves_nan() {
  Timeline timeline(one_compartment(), {.rtol = 1e-10, .max_steps = 60});
  Trajectory result;
  std::vector<double> times;
  for (int i = 0; i <= 100; ++i) times.push_back(i);
  const Outcome outcome =
      timeline.run({parameters(one_compartment()), {Dose(0, depot, 100).every(1, 99)}}, times, result);
  EXPECT_EQ(outcome.status, Status::max_steps);
  EXPECT_GT(outcome.t_reached, 0);
  EXPECT_LT(outcome.t_reached, 100);
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (times[i] == outcome.t_reached) continue;
    EXPECT_EQ(std::isnan(result.at(i, 0)), times[i] > outcome.t_reached) << times[i];
  }
}

}  // namespace

std::vector<Case> record_cases() {
  std::vector<Case> cases;
  const auto add = [&cases](Case one) { cases.push_back(std::move(one)); };
  const double full = 100 * unit;  // CP right after 100 mg

  add({"ObservationsDoNotMatter", {"E-01"}, observations_do_not_matter});
  add(by_record("OtherIsNoEvent", {"E-03", "E-01"}, {Dose(0, central, 100), other(3), observation(8)},
                {full, full * left(3), full * left(8)}));
  add(by_record("OtherChangesParameters", {"E-03", "E-32"},
                {Dose(0, central, 100), other(3), other(6, {set("CL", 2.2)}), observation(8)},
                {full, full * left(3), full * left(3) * left(3, 2.2), full * left(3) * left(5, 2.2)}));

  add(by_record("ResetEmpties", {"E-04"},
                {Dose(0, central, 100), observation(9), reset(10), observation(10), observation(11)},
                {full, full * left(9), 0, 0, 0}));
  add(superposition("ResetStopsInfusion", {"E-04"}, {Dose(0, central, 100).rated(5), reset(8)},
                    between({infusion(central, 0, 100, 20)}, 0, 8)));
  add(superposition("ResetDropsAdditional", {"E-04"},
                    {Dose(0, depot, 100).every(12, 5), reset(30), Dose(40, depot, 20)},
                    between(repeated(bolus(depot, 0, 100), 12, 3), 0, 30) + std::vector{bolus(depot, 40, 20)}));
  add(superposition("ResetDropsLagged", {"E-04", "E-16"}, {Dose(0, central, 100), reset(4)}, {}, {{"LAG", 6}}));
  add(superposition("ResetTogetherWithAdditional", {"E-04", "E-37"}, {Dose(0, central, 100).every(12, 5), reset(24)},
                    between(repeated(bolus(central, 0, 100), 12, 2), 0, 24)));
  add(superposition("ResetAndDose", {"E-05"},
                    {Dose(0, depot, 100).every(12, 5), Dose(40, depot, 120).after_reset().every(12, 3)},
                    between(repeated(bolus(depot, 0, 100), 12, 4), 0, 40) + repeated(bolus(depot, 40, 120), 12, 4)));
  add(superposition("ResetAndInfusion", {"E-05", "E-11"},
                    {Dose(0, central, 100).rated(2), Dose(10, central, 60).rated(5).after_reset()},
                    between({infusion(central, 0, 100, 50)}, 0, 10) + std::vector{infusion(central, 10, 60, 12)}));
  add(superposition("ResetAndLaggedDose", {"E-05", "E-16"}, {Dose(0, depot, 100), Dose(12, central, 60).after_reset()},
                    between({bolus(depot, 0, 100)}, 0, 12) + std::vector{bolus(central, 16, 60)}, {{"LAG", 4}}));
  add(superposition("ResetAndDoseAtTheStart", {"E-05"}, {Dose(0, central, 60).after_reset()}, {bolus(central, 0, 60)}));

  add(by_record("OrderOfEqualTimes", {"E-06", "E-07"},
                {observation(0), Dose(0, central, 100), observation(0), Dose(0, central, 50), observation(0),
                 observation(5), Dose(5, central, 20), observation(5)},
                {0, full, full, 1.5 * full, 1.5 * full, 1.5 * full * left(5), (1.5 * left(5) + 0.2) * full,
                 (1.5 * left(5) + 0.2) * full}));
  add(by_record("OrderAroundReset", {"E-06", "E-04"},
                {Dose(0, central, 100), observation(4), reset(4), observation(4), Dose(4, central, 10), observation(4)},
                {full, full * left(4), 0, 0, 0.1 * full, 0.1 * full}));
  add(by_record("RowOfAnInfusionRecord", {"E-07", "E-11"}, {Dose(0, central, 100), Dose(3, central, 50).rated(10)},
                {full, full * left(3)}));
  add(by_record("RowOfALaggedRecord", {"E-07", "E-16"}, {Dose(0, central, 100), observation(2), observation(5)},
                {0, full, full * left(3)}, {{"LAG", 2}}));

  add(by_record("ClockRestartsAtReset", {"E-08", "E-04"},
                {Dose(0, central, 100), observation(50), reset(0), Dose(1, central, 50), observation(3)},
                {full, full * left(50), 0, 0.5 * full, 0.5 * full * left(2)}));
  add(by_record("ClockRestartsAtResetAndDose", {"E-08", "E-05"},
                {Dose(5, central, 100).every(10, 20), observation(18), Dose(2, central, 50).after_reset(),
                 observation(9), observation(40)},
                {full, full * (left(13) + left(3)), 0.5 * full, 0.5 * full * left(7), 0.5 * full * left(38)}));
  add({"AskedTimesOnTwoClocks", {"E-08", "E-38"}, asked_times_on_two_clocks});

  add(by_record("FirstRecordIsNoDose", {"E-09"},
                {observation(-5), observation(0), Dose(2, central, 100), observation(4)},
                {0, 0, full, full * left(2)}));
  add({"NoRecords", {"E-09"}, course_without_records});

  add(by_record("LagOfTheRecordStays", {"E-16", "E-32"},
                {Dose(0, central, 100).every(10, 1).with(set("LAG", 4)), observation(3, {set("LAG", 0)}),
                 observation(4), observation(13), observation(14)},
                {0, 0, full, full * left(9), full * (left(10) + 1)}));
  add(by_record("FAsTheDoseEnters", {"E-17", "E-32"},
                {Dose(0, central, 100).every(10, 2).with(set("F", 0.8)), observation(9),
                 observation(11, {set("F", 0.5)}), observation(20, {set("F", 0.25)})},
                {0.8 * full, 0.8 * full * left(9), full * (0.8 * left(11) + 0.5 * left(1)),
                 full * (0.8 * left(20) + 0.5 * left(10) + 0.25)}));
  add(by_record("DurationOfTheRecordStays", {"E-19", "E-32", "E-13"},
                {Dose(0, central, 50).rated(-2).every(10, 1).with(set("DUR2", 5)), observation(5),
                 observation(8, {set("DUR2", 1)}), observation(15)},
                {0, unit * 10 / k * (1 - left(5)), unit * 10 / k * (left(3) - left(8)),
                 unit * 10 / k * (1 - left(5) + left(10) - left(15))}));
  add(by_record("RateOfTheRecordStays", {"E-19", "E-12"},
                {Dose(0, central, 50).rated(-1).every(10, 1).with(set("RAT2", 10)), observation(5),
                 observation(8, {set("RAT2", 99)}), observation(15)},
                {0, unit * 10 / k * (1 - left(5)), unit * 10 / k * (left(3) - left(8)),
                 unit * 10 / k * (1 - left(5) + left(10) - left(15))}));

  add(by_record("ValuesHoldBackwards", {"E-32"},
                {Dose(0, central, 100), observation(4), observation(10, {set("CL", 3)}),
                 observation(12, {set("CL", 0.5)}), observation(20)},
                {full, full * left(4), full * left(4) * left(6, 3), full * left(4) * left(6, 3) * left(2, 0.5),
                 full * left(4) * left(6, 3) * left(10, 0.5)}));
  add(by_record("ValuesOfADoseRecord", {"E-32", "E-10"},
                {Dose(0, central, 100).with(set("CL", 3)), Dose(6, central, 50).with(set("CL", 2)).with(set("F", 0.5)),
                 observation(8)},
                {full, full * (left(6, 2) + 0.25), full * (left(8, 2) + 0.25 * left(2, 2))}));
  // The amount stays: in the doubled volume the concentration is half, and falls more slowly.
  add(by_record("VolumeChanges", {"E-50", "E-32"},
                {Dose(0, central, 100), observation(4), observation(4, {set("V", 40)}), observation(10)},
                {full, full * left(4), full * left(4) / 2, full * left(4) * left(3) / 2}));
  add(by_record("InfusionThroughAChange", {"E-32", "E-15"},
                {Dose(0, central, 100).rated(10), observation(4), observation(8, {set("CL", 2.2)}), observation(10)},
                {0, unit * 10 / k * (1 - left(4)), unit * 10 * ((1 - left(4)) / k * left(8) + (1 - left(8)) / (2 * k)),
                 unit * 10 * ((1 - left(4)) / k * left(12) + (1 - left(12)) / (2 * k))}));

  add(by_record("LaggedDoseBeforeTheRecord", {"E-37", "E-31"},
                {Dose(0, central, 100).every(24, 1), observation(12.13), observation(36.13)},
                {0, full, full * (1 + left(24))}, {{"LAG", 12.13}}));
  add(by_record("AdditionalDoseBeforeTheRecord", {"E-37", "E-06"},
                {Dose(0, central, 100).every(0.1, 5), observation(0.3), Dose(0.5, central, 100), observation(0.5)},
                {full, full * (left(0.3) + left(0.2) + left(0.1) + 1),
                 full * (left(0.5) + left(0.4) + left(0.3) + left(0.2) + left(0.1) + 2),
                 full * (left(0.5) + left(0.4) + left(0.3) + left(0.2) + left(0.1) + 2)}));

  add({"OutputsDoNotMatter", {"E-38"}, outputs_do_not_matter});
  add({"RunsAreRepeatable", {"E-38"}, runs_are_repeatable});
  add({"FailureLeavesNan", {"E-39"}, failure_leaves_nan});
  return cases;
}

}  // namespace tansine::dosing
