#include "dosing_case.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <cmath>

namespace tansine::dosing {

namespace {

// Irregular, with the moments of events and their neighborhood among them.
const std::vector<double> grid = {0,    0.25, 1,    2,  3.5, 4,  6,  8,  9.75, 10, 11.9, 12, 12.1, 16, 18, 20,
                                  23.9, 24,   24.1, 30, 36,  40, 47, 48, 49,   55, 60,   72, 80,   96, 120};

/// exp(-rate * elapsed) integrated over what has been infused: what an infusion at 1 mg/h leaves of a pool that empties
/// at `rate`.
double infused(double rate, double elapsed, double duration) {
  const double ran = std::min(elapsed, duration);
  return (std::exp(-rate * (elapsed - ran)) - std::exp(-rate * elapsed)) / rate;
}

bool counts(const Given& given, double t) { return t >= given.start && t >= given.since && t < given.until; }

std::vector<double> set(const Program& program, const std::vector<Setting>& settings) {
  std::vector<double> values = parameters(program);
  for (const Setting& setting : settings)
    values[change(program, setting.parameter, setting.value).parameter] = setting.value;
  return values;
}

}  // namespace

EventRecord observation(double time, std::vector<ParameterChange> changes) {
  EventRecord record;
  record.time = time;
  record.evid = Evid::observation;
  record.changes = std::move(changes);
  return record;
}

EventRecord reset(double time) {
  EventRecord record;
  record.time = time;
  record.evid = Evid::reset;
  return record;
}

double depot_amount(const Given& given, double t) {
  if (!counts(given, t) || given.into != depot) return 0;
  const double elapsed = t - given.start;
  if (given.duration == 0) return given.amount * std::exp(-KA * elapsed);
  return given.amount / given.duration * infused(KA, elapsed, given.duration);
}

double central_amount(const Given& given, double t) {
  if (!counts(given, t)) return 0;
  const double elapsed = t - given.start;
  const double rate = given.duration == 0 ? 0 : given.amount / given.duration;
  if (given.into == central) {
    return given.duration == 0 ? given.amount * std::exp(-k * elapsed) : rate * infused(k, elapsed, given.duration);
  }
  // Bateman's function: the difference of two pools, KA / (KA - k) of each.
  const double share = KA / (KA - k);
  if (given.duration == 0) return given.amount * share * (std::exp(-k * elapsed) - std::exp(-KA * elapsed));
  return rate * share * (infused(k, elapsed, given.duration) - infused(KA, elapsed, given.duration));
}

std::vector<Given> for_ever(Given given, double interval) {
  std::vector<Given> all;
  const double longest = 41.5 / k + given.duration;  // exp(-41.5) < 1e-18
  const double first = given.start - interval * std::ceil(longest / interval);
  for (double back = 0; given.start - back * interval >= first; ++back) {
    all.push_back(given);
    all.back().start = given.start - back * interval;
  }
  return all;
}

std::vector<Given> repeated(Given given, double interval, int count) {
  std::vector<Given> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(given);
    all.back().start = given.start + i * interval;
  }
  return all;
}

std::vector<Given> between(std::vector<Given> given, double since, double until) {
  for (Given& one : given) {
    one.since = since;
    one.until = until;
  }
  return given;
}

std::vector<Given> operator+(std::vector<Given> a, const std::vector<Given>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Amounts sum(const std::vector<Given>& given, double t) {
  Amounts amounts;
  for (const Given& one : given) {
    amounts.depot += depot_amount(one, t);
    amounts.central += central_amount(one, t);
  }
  return amounts;
}

void expect_amounts(const Trajectory& result, std::size_t row, const Amounts& expected, const std::string& what) {
  const Program& program = one_compartment();
  expect_close(result.at(row, program.observable_index("CP")), expected.central * unit, what + ", CP");
  expect_close(result.at(row, program.observable_index("depot")), expected.depot, what + ", depot");
  expect_close(result.at(row, program.observable_index("central")), expected.central, what + ", central");
}

void expect_close(double ours, double expected, const std::string& what) {
  // 1e-4: amounts are mg, nominal 1 mg, so that atol = rtol * 1e-3; what has decayed to less is not of interest.
  const double allowed = tolerance * (std::abs(expected) + 1e-4);
  EXPECT_NEAR(ours, expected, allowed) << what;
}

Case superposition(std::string name, std::vector<std::string> rows, std::vector<EventRecord> records,
                   std::vector<Given> given, std::vector<Setting> settings) {
  const auto check = [=] {
    const Program& program = one_compartment();
    // Observations behind everything of the same time, and the doses' own rows with them.
    std::vector<EventRecord> mixed = records;
    for (const double t : grid) {
      const auto after = std::ranges::find_if(mixed, [t](const EventRecord& record) { return record.time > t; });
      mixed.insert(after, observation(t));
    }
    for (const Method method : {Method::reference, Method::cvode}) {
      const double share = method == Method::reference ? 1 : 0.1;  // CVODE's steps err by more than it was asked for
      Timeline timeline(program, {.method = method, .rtol = rtol * share});
      Trajectory result;
      Outcome outcome = timeline.run({set(program, settings), records}, grid, result);
      ASSERT_EQ(outcome.status, Status::ok) << status_name(outcome.status);
      for (std::size_t i = 0; i < grid.size(); ++i) {
        expect_amounts(result, i, sum(given, grid[i]), fmt::format("{} at {} h", method_name(method), grid[i]));
      }
      outcome = timeline.run_records({set(program, settings), mixed}, result);
      ASSERT_EQ(outcome.status, Status::ok) << status_name(outcome.status);
      for (std::size_t i = 0; i < mixed.size(); ++i) {
        if (mixed[i].evid != Evid::observation) continue;
        expect_amounts(result, i, sum(given, mixed[i].time),
                       fmt::format("{}, observation record at {} h", method_name(method), mixed[i].time));
      }
    }
  };
  return {std::move(name), std::move(rows), check};
}

Case decided(std::string name, std::vector<std::string> rows, std::vector<EventRecord> records,
             std::vector<DecisionPlan> plans, std::vector<Given> given, std::vector<DecisionMade> made) {
  const auto check = [=] {
    const Program& program = one_compartment();
    for (const Method method : {Method::reference, Method::cvode}) {
      const double share = method == Method::reference ? 1 : 0.1;  // as in superposition
      Timeline timeline(program, {.method = method, .rtol = rtol * share});
      Trajectory result;
      const Outcome outcome =
          timeline.run({.parameters = parameters(program), .records = records, .decisions = plans}, grid, result);
      ASSERT_EQ(outcome.status, Status::ok) << status_name(outcome.status);
      EXPECT_EQ(result.decisions, made) << method_name(method);
      for (std::size_t i = 0; i < grid.size(); ++i)
        expect_amounts(result, i, sum(given, grid[i]), fmt::format("{} at {} h", method_name(method), grid[i]));
    }
  };
  return {std::move(name), std::move(rows), check};
}

Case by_record(std::string name, std::vector<std::string> rows, std::vector<EventRecord> records,
               std::vector<double> CP, std::vector<Setting> settings) {
  const auto check = [=] {
    const Program& program = one_compartment();
    ASSERT_EQ(records.size(), CP.size());
    Timeline timeline(program, {.rtol = rtol});
    Trajectory result;
    const Outcome outcome = timeline.run_records({set(program, settings), records}, result);
    ASSERT_EQ(outcome.status, Status::ok) << status_name(outcome.status);
    for (std::size_t i = 0; i < records.size(); ++i) {
      expect_close(result.at(i, program.observable_index("CP")), CP[i],
                   fmt::format("record {} at {} h", i + 1, records[i].time));
    }
  };
  return {std::move(name), std::move(rows), check};
}

}  // namespace tansine::dosing
