// Decisions at visits: rows E-51 to E-62. The amounts in the comments are sums of exp(-k t) worked out by hand, k =
// 0.055 per hour: a dose of 100 mg leaves 51.685 mg after 12 h and 26.714 mg after 24 h. No limit is nearer than 1 % to
// an amount it is compared with, so that what is decided does not depend on the integrator.

#include "dosing_case.hpp"

#include "base/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace tansine::dosing {

namespace {

using Action = TreatmentRule::Action;
using Side = TreatmentRule::Side;
using What = DecisionMade::What;

// Observables of the model, in its order.
constexpr std::uint32_t depot_shown = 1, central_shown = 2;

TreatmentRule above(double mg, Action action) {
  return {.observable = central_shown, .side = Side::above, .limit = mg, .action = action};
}

TreatmentRule wait(double limit, double recovered, double hours) {
  TreatmentRule rule = above(limit, Action::delay);
  rule.recovered = recovered;
  rule.delay = hours;
  return rule;
}

DecisionPlan at_doses(TreatmentRule rule, std::vector<double> levels = {}) {
  return {.target = central, .at_each_dose = true, .levels = std::move(levels), .rules = {std::move(rule)}};
}

DecisionPlan at_times(std::vector<double> visits, TreatmentRule rule, std::vector<double> levels = {}) {
  return {.target = central, .visits = std::move(visits), .levels = std::move(levels), .rules = {std::move(rule)}};
}

std::vector<EventRecord> one_by_one(double amount, double interval, int count) {
  std::vector<EventRecord> records;
  for (int i = 0; i < count; ++i) records.emplace_back(Dose(i * interval, central, amount));
  return records;
}

Given bolus(double t, double mg) { return {.start = t, .amount = mg}; }

/// 0, 51.7, 78.4, then 92.2 > 80 mg at 36 h; 47.7 mg at 48 h.
void add_holds(std::vector<Case>& cases) {
  const std::vector<Given> given = {bolus(0, 100), bolus(12, 100), bolus(24, 100), bolus(48, 100), bolus(60, 100)};
  const std::vector<DecisionMade> made = {{.time = 36, .what = What::held}, {.time = 48, .what = What::resumed}};
  const TreatmentRule hold = above(80, Action::hold);
  cases.push_back(decided("HoldInASeries", {"E-51", "E-53", "E-55", "E-59"}, {Dose(0, central, 100).every(12, 5)},
                          {at_doses(hold)}, given, made));
  cases.push_back(decided("HoldOfARecord", {"E-51", "E-53"}, one_by_one(100, 12, 6), {at_doses(hold)}, given, made));
  // The visit at 30 h (126 mg) finds no dose to skip; it is there that holding begins.
  cases.push_back(decided(
      "HoldAtVisitingTimes", {"E-51", "E-53"}, one_by_one(100, 12, 6), {at_times({-5, 30, 36, 48}, hold)}, given,
      {{.time = 30, .what = What::held}, {.time = 36, .what = What::held}, {.time = 48, .what = What::resumed}}));
  TreatmentRule lower = hold;
  lower.levels_down = 1;
  cases.push_back(decided("HoldThenOneLevelLower", {"E-55", "E-56"}, one_by_one(100, 12, 6), {at_doses(lower, {0.6})},
                          {bolus(0, 100), bolus(12, 100), bolus(24, 100), bolus(48, 60), bolus(60, 60)},
                          {{.time = 36, .what = What::held}, {.time = 48, .what = What::resumed, .level = 1}}));
}

/// 26.7 mg at 24 h, 19.2 at 30 h, 13.8 at 36 h: 50 mg. 17.0 mg at 60 h, 12.3 at 66 h: 25 mg. 9.9 mg at 90 h, 9.3 at
/// 114.
void add_delays(std::vector<Case>& cases) {
  TreatmentRule rule = wait(16, 14, 6);
  rule.levels_down = 1;
  const std::vector<Given> given = {bolus(0, 100), bolus(36, 50), bolus(66, 25), bolus(90, 25), bolus(114, 25)};
  std::vector<DecisionMade> made = {{.time = 24, .what = What::delayed},
                                    {.time = 30, .what = What::delayed},
                                    {.time = 36, .what = What::resumed, .level = 1},
                                    {.time = 60, .what = What::delayed, .level = 1},
                                    {.time = 66, .what = What::resumed, .level = 2}};
  cases.push_back(decided("DelayUntilRecovered", {"E-54", "E-55", "E-56", "E-59"}, {Dose(0, central, 100).every(24, 4)},
                          {at_doses(rule, {0.5, 0.25})}, given, made));
  cases.push_back(
      decided("DelayMovesLaterRecords", {"E-54"}, one_by_one(100, 24, 5), {at_doses(rule, {0.5, 0.25})}, given, made));
  rule.most_times = 1;
  made.resize(3);
  made.push_back({.time = 60, .what = What::stopped, .level = 1});
  cases.push_back(decided("SecondTimeStops", {"E-57", "E-58"}, one_by_one(100, 24, 5), {at_doses(rule, {0.5, 0.25})},
                          {bolus(0, 100), bolus(36, 50)}, made));
  rule.most_times = 0;
  made.pop_back();
  made.push_back({.time = 60, .what = What::delayed, .level = 1});
  made.push_back({.time = 66, .what = What::stopped, .level = 1});
  cases.push_back(decided("BelowTheLastLevelStops", {"E-56", "E-57"}, {Dose(0, central, 100).every(24, 4)},
                          {at_doses(rule, {0.5})}, {bolus(0, 100), bolus(36, 50)}, made));
  TreatmentRule impatient = wait(16, 14, 6);
  impatient.most_waits = 1;
  cases.push_back(decided("TooManyDelaysStop", {"E-55"}, {Dose(0, central, 100).every(24, 4)}, {at_doses(impatient)},
                          {bolus(0, 100)}, {{.time = 24, .what = What::delayed}, {.time = 30, .what = What::stopped}}));
  // Doses into the depot keep their times, whatever becomes of those into the central compartment.
  TreatmentRule full = above(1, Action::stop);
  full.observable = depot_shown;
  cases.push_back(decided("OtherTargetsGoOn", {"E-52", "E-57"},
                          {Dose(0, depot, 40).every(24, 2), Dose(0, central, 100).every(24, 2)}, {at_doses(full)},
                          repeated({.into = depot, .amount = 40}, 24, 3), {{.time = 0, .what = What::stopped}}));
}

void add_infusions(std::vector<Case>& cases) {
  // 50 mg/h for 2 h leave 94.7 mg at once, 28.2 mg at 24 h: half of it, over the same 2 h.
  TreatmentRule reduce = above(20, Action::reduce);
  reduce.levels_down = 1;
  cases.push_back(decided("ReducedInfusionKeepsItsDuration", {"E-56"}, {Dose(0, central, 100).rated(50).every(24, 1)},
                          {at_times({24}, reduce, {0.5})},
                          {{.start = 0, .amount = 100, .duration = 2}, {.start = 24, .amount = 50, .duration = 2}},
                          {{.time = 24, .what = What::reduced, .level = 1}}));
  // 10 mg/h: 51.1 mg at 6 h, 87.9 mg at 12 h.
  TreatmentRule stop = above(60, Action::stop);
  const std::vector<EventRecord> records = {Dose(0, central, 300).rated(10), Dose(20, central, 100)};
  cases.push_back(decided("StopLetsInfusionsEnd", {"E-57"}, records, {at_times({6, 12}, stop)},
                          {{.start = 0, .amount = 300, .duration = 30}}, {{.time = 12, .what = What::stopped}}));
  stop.end_infusions = true;
  cases.push_back(decided("StopEndsInfusions", {"E-57"}, records, {at_times({6, 12}, stop)},
                          {{.start = 0, .amount = 120, .duration = 12}}, {{.time = 12, .what = What::stopped}}));
  // The infusion of 100 mg over 12 h ends at the visit; 74 mg are there, and none of the dose of 12 h.
  cases.push_back(decided(
      "AVisitIsBeforeTheDoses", {"E-51"}, {Dose(0, central, 100).rated(100.0 / 12), Dose(12, central, 50)},
      {at_times({12}, above(80, Action::stop))}, {{.start = 0, .amount = 100, .duration = 12}, bolus(12, 50)}, {}));
}

/// The first rule that applies acts, alone: 26.7 mg at 24 h satisfies both.
Case first_rule_acts() {
  TreatmentRule severe = above(25, Action::stop), mild = wait(10, 10, 24);
  DecisionPlan plan = at_doses(severe);
  plan.rules.push_back(mild);
  return decided("TheFirstRuleActs", {"E-52"}, {Dose(0, central, 100).every(24, 3)}, {plan}, {bolus(0, 100)},
                 {{.time = 24, .what = What::stopped}});
}

/// A modelled lag of 4 h: the visit is when the dose enters, 24.. + 4 h.
Case lagged() {
  const auto check = [] {
    const Program& program = one_compartment();
    Timeline timeline(program, {.rtol = rtol});
    Trajectory result;
    const std::vector<double> times = {27, 29, 60};
    TreatmentRule rule = above(20, Action::hold);
    ASSERT_EQ(timeline
                  .run({.parameters = parameters(program, {{"LAG", 4}}),
                        .records = {Dose(0, central, 100).every(24, 1)},
                        .decisions = {at_doses(rule)}},
                       times, result)
                  .status,
              Status::ok);
    ASSERT_EQ(result.decisions.size(), 1u);
    EXPECT_DOUBLE_EQ(result.decisions[0].time, 28);
    for (std::size_t i = 0; i < times.size(); ++i)
      expect_close(result.at(i, 2), central_amount(bolus(4, 100), times[i]), "held");
  };
  return {"VisitsAreWhenDosesEnter", {"E-51"}, check};
}

Case refused_plans(std::string name, std::string row, std::vector<DecisionPlan> plans, std::string text,
                   std::vector<EventRecord> records = {Dose(0, central, 1)}) {
  return {std::move(name), {std::move(row)}, [plans, records, text] {
            const Program& program = one_compartment();
            const Problems problems = check_decisions(program, plans, records, "plan");
            ASSERT_EQ(problems.error_count(), 1u);
            EXPECT_THAT(problems.list().front().message, testing::HasSubstr(text));
            EXPECT_EQ(problems.list().front().place.line, static_cast<int>(plans.size()));
            Timeline timeline(program, {});
            Trajectory result;
            EXPECT_THROW(timeline.run({.parameters = parameters(program), .records = records, .decisions = plans},
                                      std::vector<double>{1.0}, result),
                         InputError);
          }};
}

void add_refusals(std::vector<Case>& cases) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const TreatmentRule hold = above(1, Action::hold);
  const auto with = [&](auto change) {
    TreatmentRule rule = hold;
    change(rule);
    return std::vector{at_doses(rule, {0.5})};
  };
  DecisionPlan other = at_doses(hold);
  other.target = 9;
  cases.push_back(refused_plans("PlanOfUnknownTarget", "E-60", {other}, "dose target number 9"));
  cases.push_back(
      refused_plans("TwoPlansForOneTarget", "E-60", {at_doses(hold), at_doses(hold)}, "already has a plan"));
  cases.push_back(refused_plans("PlanWithoutVisits", "E-60", {at_times({}, hold)}, "no visits"));
  other = at_doses(hold);
  other.rules.clear();
  cases.push_back(refused_plans("PlanWithoutRules", "E-60", {other}, "no rule"));
  cases.push_back(refused_plans("RuleOnUnknownObservable", "E-60", with([](auto& r) { r.observable = 7; }),
                                "rule 1: observable number 7"));
  cases.push_back(refused_plans("VisitsFall", "E-61", {at_times({3, 2}, hold)}, "visit 2 at 2 h is not after"));
  cases.push_back(refused_plans("VisitNan", "E-61", {at_times({nan}, hold)}, "visit 1 is at nan"));
  cases.push_back(refused_plans("LevelsRise", "E-61", {at_doses(hold, {0.5, 0.6})}, "dose level 0.6"));
  cases.push_back(refused_plans("LimitNan", "E-61", with([](auto& r) { r.limit = nan; }), "limit is nan"));
  cases.push_back(
      refused_plans("DelayOfNothing", "E-61", with([](auto& r) { r.action = Action::delay; }), "delay is 0 h"));
  cases.push_back(refused_plans("HoldWithDelay", "E-61", with([](auto& r) { r.delay = 4; }), "not to delay"));
  cases.push_back(
      refused_plans("RecoveredOnTheWrongSide", "E-61", with([](auto& r) { r.recovered = 2; }), "recovered at 2"));
  cases.push_back(
      refused_plans("ReducesByNothing", "E-61", with([](auto& r) { r.action = Action::reduce; }), "by 0 levels"));
  TreatmentRule lower = hold;
  lower.levels_down = 1;
  cases.push_back(refused_plans("NoLevelsToLowerTo", "E-61", {at_doses(lower)}, "no dose levels"));
  cases.push_back(
      refused_plans("ResetWithDecisions", "E-62", {at_doses(hold)}, "EVID 3 and 4", {Dose(0, central, 1), reset(1)}));
  cases.push_back(refused_plans("SteadyStateWithDecisions", "E-62", {at_doses(hold)}, "implied doses have no visits",
                                {Dose(0, central, 1).every(12).at_steady_state()}));
}

}  // namespace

std::vector<Case> decision_cases() {
  std::vector<Case> cases;
  add_holds(cases);
  add_delays(cases);
  add_infusions(cases);
  cases.push_back(first_rule_acts());
  cases.push_back(lagged());
  add_refusals(cases);
  return cases;
}

}  // namespace tansine::dosing
