// The refusals of docs/events.md about decisions (E-60 and on).

#include "engine/decisions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tansine {

namespace {

constexpr double shortest_delay = 1e-3;  // [h] the next visit must be a later moment, however late it is (E-31)

class PlanChecker {
 public:
  PlanChecker(const Program& program, const std::string& name, Problems& problems)
      : program_(program), name_(name), problems_(problems) {}

  void check(const DecisionPlan& plan, int number, std::span<const DecisionPlan> before) {
    number_ = number;
    where_.clear();
    if (plan.target >= program_.dose_targets.size()) {
      error(fmt::format("dose target number {} does not exist, the model has {}", plan.target,
                        program_.dose_targets.size()));
    } else if (std::ranges::any_of(before, [&](const DecisionPlan& one) { return one.target == plan.target; })) {
      error(fmt::format("dose target '{}' already has a plan", program_.dose_targets[plan.target].name));
    }
    check_visits(plan);
    check_levels(plan);
    if (plan.rules.empty()) error("no rule: nothing is ever decided");
    for (std::size_t i = 0; i < plan.rules.size(); ++i) {
      where_ = fmt::format("rule {}: ", i + 1);
      check_rule(plan.rules[i], plan);
    }
  }

  void check_records(const DecisionPlan& plan, int number, std::span<const EventRecord> records) {
    number_ = number;
    for (std::size_t i = 0; i < records.size(); ++i) {
      const EventRecord& record = records[i];
      where_ = fmt::format("record {}: ", i + 1);
      if (number == 1 && (record.evid == Evid::reset || record.evid == Evid::reset_and_dose))
        error("EVID 3 and 4 cannot be used in a course with decisions");
      if (record.evid == Evid::dose && record.target == plan.target && record.steady_state > 0 &&
          (record.amount > 0 || record.rate != 0))
        error("SS cannot be used with doses that are decided about: implied doses have no visits");
    }
  }

 private:
  void error(const std::string& message) { problems_.error(Place{.name = name_, .line = number_}, where_ + message); }

  void check_visits(const DecisionPlan& plan) {
    if (plan.visits.empty() && !plan.at_each_dose) error("no visits: nothing is ever decided");
    for (std::size_t i = 0; i < plan.visits.size(); ++i) {
      if (!std::isfinite(plan.visits[i])) {
        error(fmt::format("visit {} is at {} h, expected a finite time", i + 1, plan.visits[i]));
      } else if (i > 0 && plan.visits[i] <= plan.visits[i - 1]) {
        error(fmt::format("visit {} at {} h is not after the one before at {} h", i + 1, plan.visits[i],
                          plan.visits[i - 1]));
      }
    }
  }

  void check_levels(const DecisionPlan& plan) {
    double above = 1;
    for (const double level : plan.levels) {
      if (!(level > 0 && level < above)) {
        error(fmt::format("dose level {} is not between 0 and the level above, {}", level, above));
        return;
      }
      above = level;
    }
  }

  void check_rule(const TreatmentRule& rule, const DecisionPlan& plan) {
    using Action = TreatmentRule::Action;
    if (rule.observable >= program_.observables.size()) {
      error(fmt::format("observable number {} does not exist, the model has {}", rule.observable,
                        program_.observables.size()));
    }
    if (rule.side > TreatmentRule::Side::above || rule.action > Action::stop) {
      error("no such side or action");
      return;
    }
    if (!std::isfinite(rule.limit)) error(fmt::format("limit is {}, expected a finite number", rule.limit));
    const bool waits = rule.action == Action::hold || rule.action == Action::delay;
    if (rule.action == Action::delay) {
      if (!(rule.delay >= shortest_delay && std::isfinite(rule.delay)))
        error(fmt::format("delay is {} h, expected at least {} h", rule.delay, shortest_delay));
    } else if (rule.delay != 0) {
      error("a delay, but the action is not to delay");
    }
    if (rule.recovered) {
      const double recovered = *rule.recovered;
      const bool beyond = rule.side == TreatmentRule::Side::below ? recovered >= rule.limit : recovered <= rule.limit;
      if (!waits) error("'recovered' is for hold and delay only");
      if (!std::isfinite(recovered) || !beyond)
        error(fmt::format("recovered at {}, expected a value at or beyond the limit {}", recovered, rule.limit));
    }
    if (rule.most_waits > 0 && !waits) error("'most_waits' is for hold and delay only");
    if (rule.action == Action::reduce && rule.levels_down == 0) error("reduces by 0 levels");
    if (rule.action == Action::stop && rule.levels_down > 0) error("lowers the dose and stops it");
    if (rule.levels_down > 0 && plan.levels.empty() && rule.action != Action::stop)
      error("lowers the dose, but the plan has no dose levels");
  }

  const Program& program_;
  const std::string& name_;
  Problems& problems_;
  int number_ = 0;
  std::string where_;
};

}  // namespace

Problems check_decisions(const Program& program, std::span<const DecisionPlan> plans,
                         std::span<const EventRecord> records, const std::string& name) {
  Problems problems;
  PlanChecker checker(program, name, problems);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    checker.check(plans[i], number, plans.first(i));
    checker.check_records(plans[i], number, records);
  }
  return problems;
}

}  // namespace tansine
