// State events: rows E-63 to E-69, on the linear model with both integrators; times from closed forms.

#include "dosing_case.hpp"

#include "base/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine::dosing {

namespace {

using Action = StateEvent::Action;
using Direction = StateEvent::Direction;

constexpr std::uint32_t central_shown = 2;  // observable [mg]

const std::vector<double> times = {0, 1, 2, 5, 7, 7.5, 10, 12.5, 13, 20, 21, 22, 24, 25, 30, 40, 48, 60};

StateEvent at(double mg, Direction direction = Direction::both, Action action = Action::record) {
  return {.observable = central_shown, .threshold = mg, .direction = direction, .action = action};
}

struct Run {
  Outcome outcome;
  Trajectory result;
};

Run run(Method method, std::vector<EventRecord> records, std::vector<StateEvent> events) {
  const double share = method == Method::reference ? 1 : 0.1;  // as in superposition
  Timeline timeline(one_compartment(), {.method = method, .rtol = rtol * share});
  Run one;
  one.outcome = timeline.run(
      {.parameters = parameters(one_compartment()), .records = std::move(records), .state_events = std::move(events)},
      times, one.result);
  return one;
}

struct Expected {
  double time;
  bool rising;
  double slope = 0;  ///< d ln(amount) / dt: the state's error, in time
};

/// Checks with both integrators that these crossings of event 0 are recorded, and amounts at rows before `end`.
Case crossings(std::string name, std::vector<std::string> rows, std::vector<EventRecord> records,
               std::vector<StateEvent> events, std::vector<Expected> expected, std::vector<Given> given,
               double end = std::numeric_limits<double>::infinity()) {
  return {std::move(name), std::move(rows), [=] {
            for (const Method method : {Method::reference, Method::cvode}) {
              const auto [outcome, result] = run(method, records, events);
              ASSERT_EQ(outcome.status, Status::ok);
              ASSERT_EQ(result.crossings.size(), expected.size()) << method_name(method);
              for (std::size_t i = 0; i < expected.size(); ++i) {
                const double allowed = expected[i].slope == 0 ? 0 : tolerance / std::abs(expected[i].slope);
                EXPECT_NEAR(result.crossings[i].time, expected[i].time, allowed) << method_name(method);
                EXPECT_EQ(result.crossings[i].rising, expected[i].rising);
                EXPECT_EQ(result.crossings[i].event, 0u);
              }
              for (std::size_t i = 0; i < times.size(); ++i) {
                const std::string what = std::string(method_name(method)) + " at " + std::to_string(times[i]);
                if (times[i] <= end) {
                  expect_amounts(result, i, sum(given, times[i]), what);
                } else {
                  EXPECT_TRUE(std::isnan(result.at(i, central_shown))) << what;
                }
              }
              if (std::isfinite(end)) {
                EXPECT_EQ(outcome.t_reached, result.crossings.back().time);
              }
            }
          }};
}

/// Where the amount of one gift in the central compartment is `mg`, between two times with one such.
double time_of(const Given& given, double mg, double low, double high) {
  const bool rises = central_amount(given, high) > mg;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    ((central_amount(given, middle) > mg) == rises ? high : low) = middle;
  }
  return low;
}

double log_slope(const Given& given, double t) {
  return (central_amount(given, t + 1e-4) - central_amount(given, t - 1e-4)) / (2e-4 * central_amount(given, t));
}

Given bolus(double t, double mg) { return {.start = t, .amount = mg}; }

/// Events that are only recorded: everything else has the same bits, the number of steps among them.
void recording_changes_nothing() {
  const std::vector<EventRecord> records = {Dose(0, depot, 100).every(12, 3), Dose(5, central, 90).rated(7)};
  for (const Method method : {Method::reference, Method::cvode}) {
    const Run without = run(method, records, {});
    const Run with = run(method, records, {at(20), at(33.3), at(50, Direction::falling), at(80), at(1e6)});
    EXPECT_GT(with.result.crossings.size(), 3u);
    EXPECT_TRUE(std::ranges::is_sorted(with.result.crossings, {}, &Crossing::time));
    EXPECT_EQ(with.result.values, without.result.values);
    EXPECT_EQ(with.outcome.t_reached, without.outcome.t_reached);
    EXPECT_EQ(with.outcome.statistics.steps, without.outcome.statistics.steps);
    EXPECT_EQ(with.outcome.statistics.rejected, without.outcome.statistics.rejected);
    EXPECT_EQ(with.outcome.statistics.evaluations, without.outcome.statistics.evaluations);
    EXPECT_EQ(with.outcome.statistics.factorizations, without.outcome.statistics.factorizations);
  }
}

/// An event that stops treatment, with recorded ones before and after it within the same step.
void recorded_beside_one_that_stops() {
  for (const Method method : {Method::reference, Method::cvode}) {
    const auto [outcome, result] =
        run(method, {Dose(0, central, 100).every(24, 2)},
            {at(30.0001, Direction::falling), at(30, Direction::falling, Action::stop_treatment),
             at(29.9999, Direction::falling), at(30, Direction::falling)});
    ASSERT_EQ(outcome.status, Status::ok);
    ASSERT_EQ(result.crossings.size(), 4u);
    std::vector<double> found(4);
    for (const Crossing& one : result.crossings) found[one.event] = one.time;
    // Neighbors are 6e-5 h apart; the state's error moves all alike.
    EXPECT_LT(found[0], found[1]);
    EXPECT_LT(found[1], found[2]);
    EXPECT_NEAR(found[1], std::log(100.0 / 30) / k, tolerance / k);
    EXPECT_NEAR(found[3], found[1], tolerance / k);
  }
}

Case refused_event(std::string name, StateEvent event, std::string text) {
  return {std::move(name), {"E-69"}, [=] {
            const Problems problems = check_state_events(one_compartment(), std::vector{at(1), event}, "events");
            ASSERT_EQ(problems.error_count(), 1u);
            EXPECT_THAT(problems.list().front().message, testing::HasSubstr(text));
            EXPECT_EQ(problems.list().front().place.line, 2);
            EXPECT_THROW(run(Method::reference, {}, {event}), InputError);
          }};
}

}  // namespace

std::vector<Case> state_event_cases() {
  const double half = std::log(2.0) / k, at_30 = std::log(100.0 / 30) / k;
  const Given oral{.into = depot, .amount = 100};  // peaks with 88.2 mg at 2.3 h
  const double up = time_of(oral, 60, 0, 2), down = time_of(oral, 60, 2.5, 60);
  const double infused_60 = -std::log(1 - 60 * k / 10) / k;  // 10 mg/h
  const std::vector<EventRecord> infusion = {Dose(0, central, 300).rated(10), Dose(20, central, 100)};
  StateEvent end_infusions = at(60, Direction::rising, Action::stop_treatment);
  end_infusions.end_infusions = true;
  StateEvent other_target = at(30, Direction::falling, Action::stop_treatment);
  other_target.target = depot;
  StateEvent unknown = at(1), nan = at(1), targeted = at(1), no_target = at(1, Direction::both, Action::stop_treatment);
  unknown.observable = 17;
  nan.threshold = std::numeric_limits<double>::quiet_NaN();
  targeted.target = central;
  no_target.target = 5;
  return {
      // 100 mg q24h: 126.7 and 133.8 mg after the next doses, 33.9 mg at 48 h.
      crossings("FallsThroughAThreshold", {"E-63", "E-66"}, {Dose(0, central, 100)}, {at(50, Direction::falling)},
                {{half, false, k}}, {bolus(0, 100)}),
      crossings("ADoseJumpsAcross", {"E-63", "E-64"}, {Dose(0, central, 100).every(24, 1)}, {at(50)},
                {{0, true}, {half, false, k}, {24, true}, {24 + std::log(126.71352 / 50) / k, false, k}},
                {bolus(0, 100), bolus(24, 100)}),
      crossings("ThroughAPeak", {"E-63", "E-66"}, {Dose(0, depot, 100)}, {at(60)},
                {{up, true, log_slope(oral, up)}, {down, false, log_slope(oral, down)}}, {oral}),
      crossings("NeverReached", {"E-63"}, {Dose(0, depot, 100)}, {at(89)}, {}, {oral}),
      crossings("OnlyTheWantedDirection", {"E-63"}, {Dose(0, depot, 100)}, {at(60, Direction::rising)},
                {{up, true, log_slope(oral, up)}}, {oral}),
      crossings("StopsTreatment", {"E-67"}, {Dose(0, central, 100).every(24, 5), Dose(30, depot, 50)},
                {at(30, Direction::falling, Action::stop_treatment)}, {{at_30, false, k}}, {bolus(0, 100)}),
      crossings("StopsOneTarget", {"E-67"}, {Dose(0, central, 100), Dose(23, depot, 50)}, {other_target},
                {{at_30, false, k}}, {bolus(0, 100)}),
      crossings("LetsInfusionsRun", {"E-67"}, infusion, {at(60, Direction::rising, Action::stop_treatment)},
                {{infused_60, true, 10.0 / 60 - k}}, {{.start = 0, .amount = 300, .duration = 30}}),
      crossings("EndsInfusions", {"E-67"}, infusion, {end_infusions}, {{infused_60, true, 10.0 / 60 - k}},
                {{.start = 0, .amount = 10 * infused_60, .duration = infused_60}}),
      // The dose's own jump stops the treatment: the dose has entered, the next has not.
      crossings("StopsAtAJump", {"E-64", "E-67"}, {Dose(0, central, 40).every(24, 2)},
                {at(45, Direction::rising, Action::stop_treatment)}, {{24, true}}, {bolus(0, 40), bolus(24, 40)}),
      crossings("EndsTheCourse", {"E-68"}, {Dose(0, central, 100).every(24, 5)},
                {at(50, Direction::falling, Action::end_course)}, {{half, false, k}}, {bolus(0, 100)}, half),
      crossings("EndsAtAJump", {"E-64", "E-68"}, {Dose(0, central, 40).every(24, 2)},
                {at(45, Direction::rising, Action::end_course)}, {{24, true}}, {bolus(0, 40), bolus(24, 40)}, 24),
      {"RecordingChangesNothing", {"E-65"}, recording_changes_nothing},
      {"RecordedBesideOneThatStops", {"E-66", "E-67"}, recorded_beside_one_that_stops},
      refused_event("EventOnUnknownObservable", unknown, "observable number 17"),
      refused_event("ThresholdNan", nan, "threshold is nan"),
      refused_event("TargetWithoutStop", targeted, "not to stop treatment"),
      refused_event("EventOnUnknownTarget", no_target, "dose target number 5"),
  };
}

}  // namespace tansine::dosing
