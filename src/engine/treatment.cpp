#include "engine/treatment.hpp"

#include "engine/events.hpp"

#include <algorithm>

namespace tansine {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

/// What the rule is about lies beyond the limit; if it has been acting: is not yet back (E-55).
bool applies(const TreatmentRule& rule, bool waiting, double value) {
  const double limit = waiting ? rule.recovered.value_or(rule.limit) : rule.limit;
  return rule.side == TreatmentRule::Side::below ? value < limit : value > limit;
}

}  // namespace

void Treatment::begin(std::span<const DecisionPlan> plans, double start, std::vector<DecisionMade>& log) {
  plans_.clear();
  rules_.clear();
  log_ = &log;
  for (const DecisionPlan& plan : plans) {
    PlanState state{.plan = &plan, .first_rule = rules_.size()};
    while (state.next_fixed < plan.visits.size() && before(plan.visits[state.next_fixed], start)) ++state.next_fixed;
    plans_.push_back(state);
    rules_.resize(rules_.size() + plan.rules.size());
  }
}

double Treatment::next_visit(const PlanState& state) {
  if (state.stopped) return never;
  const std::vector<double>& fixed = state.plan->visits;
  return std::min(state.next_look, state.next_fixed < fixed.size() ? fixed[state.next_fixed] : never);
}

double Treatment::next_visit() const {
  double next = never;
  for (const PlanState& state : plans_) next = std::min(next, next_visit(state));
  return next;
}

std::optional<std::uint32_t> Treatment::due(double t) const {
  for (std::uint32_t i = 0; i < plans_.size(); ++i) {
    if (!before(t, next_visit(plans_[i]))) return i;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Treatment::due_before_dose(std::uint32_t target, double t) const {
  const PlanState* state = find(target);
  if (!state || !state->plan->at_each_dose || state->stopped || same_time(state->visited, t)) return std::nullopt;
  return static_cast<std::uint32_t>(state - plans_.data());
}

const Treatment::PlanState* Treatment::find(std::uint32_t target) const {
  const auto found = std::ranges::find_if(plans_, [target](const PlanState& s) { return s.plan->target == target; });
  return found == plans_.end() ? nullptr : &*found;
}

bool Treatment::held(std::uint32_t target, double t) const {
  const PlanState* state = find(target);
  return state && same_time(state->held, t);
}

double Treatment::share(std::uint32_t target) const {
  const PlanState* state = find(target);
  return !state || state->level == 0 ? 1 : state->plan->levels[state->level - 1];
}

void Treatment::stop(std::uint32_t target) {
  for (PlanState& state : plans_) {
    if (state.plan->target == target) state.stopped = true;
  }
}

Treatment::Orders Treatment::visit(std::uint32_t plan, double t, const Evaluator& evaluator) {
  PlanState& state = plans_[plan];
  const std::vector<double>& fixed = state.plan->visits;
  while (state.next_fixed < fixed.size() && !before(t, fixed[state.next_fixed])) ++state.next_fixed;
  if (!before(t, state.next_look)) state.next_look = never;
  state.visited = t;
  for (std::uint32_t i = 0; i < state.plan->rules.size(); ++i) {
    const TreatmentRule& rule = state.plan->rules[i];
    RuleState& memory = rules_[state.first_rule + i];
    const ObservableInfo& observable = evaluator.program().observables[rule.observable];
    if (applies(rule, memory.waiting, evaluator.value(observable.slot) * observable.scale)) return act(state, i, t);
    if (!memory.waiting) continue;
    memory.waiting = false;  // recovered: the next rules are looked at with the new level
    if (!lower(state, rule.levels_down)) return stop_by(state, i, t);
    note(state, i, t, DecisionMade::What::resumed);
  }
  return {};
}

Treatment::Orders Treatment::act(PlanState& state, std::uint32_t i, double t) {
  using Action = TreatmentRule::Action;
  const TreatmentRule& rule = state.plan->rules[i];
  RuleState& memory = rules_[state.first_rule + i];
  if (!memory.waiting) {
    if (rule.most_times > 0 && memory.times == rule.most_times) return stop_by(state, i, t);
    ++memory.times;
    memory.waits = 0;
  }
  switch (rule.action) {
    case Action::hold:
    case Action::delay:
      if (rule.most_waits > 0 && memory.waits == rule.most_waits) return stop_by(state, i, t);
      ++memory.waits;
      memory.waiting = true;
      if (rule.action == Action::hold) {
        state.held = t;
        note(state, i, t, DecisionMade::What::held);
        return {};
      }
      state.next_look = t + rule.delay;
      note(state, i, t, DecisionMade::What::delayed);
      return {.delay = rule.delay};
    case Action::reduce:
      if (!lower(state, rule.levels_down)) return stop_by(state, i, t);
      note(state, i, t, DecisionMade::What::reduced);
      return {};
    case Action::stop:
      return stop_by(state, i, t);
  }
  return {};
}

/// False if there is no level so low.
bool Treatment::lower(PlanState& state, std::uint32_t levels) {
  if (levels > state.plan->levels.size() - state.level) return false;
  state.level += levels;
  return true;
}

Treatment::Orders Treatment::stop_by(PlanState& state, std::uint32_t rule, double t) {
  state.stopped = true;
  note(state, rule, t, DecisionMade::What::stopped);
  return {.stop = true, .end_infusions = state.plan->rules[rule].end_infusions};
}

void Treatment::note(const PlanState& state, std::uint32_t rule, double t, DecisionMade::What what) {
  const auto plan = static_cast<std::uint32_t>(&state - plans_.data());
  log_->push_back({.time = t, .plan = plan, .rule = rule, .what = what, .level = state.level});
}

}  // namespace tansine
