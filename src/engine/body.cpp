#include "engine/body.hpp"

#include "engine/steady_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {

namespace {

/// A dose parameter outside its range ends the patient (E-20).
bool in_range(double value, double least, Outcome& outcome) {
  if (value >= least && std::isfinite(value)) return true;
  outcome.status = Status::not_finite;
  return false;
}

/// The dose at another level: so much less drug in the same time. A rate that the record fixed falls with it (E-56).
DosePlan scaled(DosePlan dose, double share) {
  dose.amount *= share;
  dose.rate *= share;
  return dose;
}

constexpr double least_positive = std::numeric_limits<double>::min();

}  // namespace

Body::Body(const Program& program, const SolverOptions& options)
    : program_(&program),
      options_(options),
      evaluator_(program),
      balance_(program),
      y_(program.n_states(), 0.0),
      r_(program.n_states(), 0.0),
      y_steady_(program.n_states(), 0.0) {}
Body::~Body() = default;
Body::Body(Body&&) noexcept = default;
Body& Body::operator=(Body&&) noexcept = default;

void Body::begin(double t, std::span<const double> parameters, std::span<const ParameterChange> first,
                 std::span<const DecisionPlan> plans, std::vector<DecisionMade>& log) {
  now_ = t;
  plans_ = plans;
  treatment_.begin(plans, t, log);
  targets_.assign(program_->dose_targets.size(), TargetState{});
  parameters_.assign(parameters.begin(), parameters.end());
  take_changes(first);
  set_parameters();
  balance_.start();
  reset();
}

// ---- parameters and states
// -------------------------------------------------------------------------------------------

bool Body::changes_something(const EventRecord& record) const {
  return std::ranges::any_of(
      record.changes, [this](const ParameterChange& change) { return parameters_[change.parameter] != change.value; });
}

// What a compartment holds stays when its volume changes (E-50): its concentrations are rescaled.
void Body::change_parameters(const EventRecord& record) {
  for (std::size_t i = 0; i < y_.size(); ++i)
    if (const Slot volume = program_->states[i].volume; volume != no_slot) y_[i] *= evaluator_.value(volume);
  take_changes(record.changes);
  set_parameters();
  for (std::size_t i = 0; i < y_.size(); ++i)
    if (const Slot volume = program_->states[i].volume; volume != no_slot) y_[i] /= evaluator_.value(volume);
  refer_balance();
}

void Body::take_changes(std::span<const ParameterChange> changes) {
  for (const ParameterChange& change : changes) parameters_[change.parameter] = change.value;
}

void Body::set_parameters() {
  evaluator_.set_parameters(parameters_);
  parameters_changed_ = true;
  disturbed_ = true;
}

void Body::reset() {
  agenda_.clear();
  evaluator_.initial(y_);
  disturbed_ = true;
  refer_balance();
}

void Body::refer_balance() {
  if (program_->balances.empty()) return;
  evaluator_.observe(now_, y_);
  balance_.refer(evaluator_);
}

double Body::value_or(Slot slot, double otherwise) const {
  return slot == no_slot ? otherwise : evaluator_.value(slot);
}

// ---- time
// ------------------------------------------------------------------------------------------------------------

double Body::next_due() const { return std::min(agenda_.next_time(), treatment_.next_visit()); }

void Body::set_clock(double t) {
  now_ = t;
  disturbed_ = true;
}

void Body::arrive(double t, std::span<const double> y) {
  std::ranges::copy(y, y_.begin());
  balance_.pass(t - now_);
  now_ = t;
}

Body::News Body::take_news() {
  if (disturbed_) {
    std::ranges::fill(r_, 0.0);
    for (const Agenda::Infusion& infusion : agenda_.infusions())
      add_rate(*program_, evaluator_, infusion.target, infusion.rate, r_);
    balance_.set_rates(evaluator_, agenda_.infusions());
  }
  const News news{.restart = disturbed_, .parameters = parameters_changed_};
  disturbed_ = parameters_changed_ = false;
  return news;
}

// ---- doses
// -----------------------------------------------------------------------------------------------------------

bool Body::give(const EventRecord& record, Outcome& outcome) {
  if (record.steady_state > 0 && record.amount == 0) return give_constant(record, outcome);
  const DoseTarget& target = program_->dose_targets[record.target];
  DosePlan plan{.target = record.target, .amount = record.amount};
  if (record.rate > 0 || record.rate == -1) {
    plan.form = DosePlan::Form::given_rate;
    plan.rate = record.rate > 0 ? record.rate : evaluator_.value(target.rate);
    if (!in_range(plan.rate, least_positive, outcome)) return false;
  } else if (record.rate == -2) {
    plan.form = DosePlan::Form::given_duration;
    plan.duration = evaluator_.value(target.duration);
    if (!in_range(plan.duration, least_positive, outcome)) return false;
  }
  const double lag = value_or(target.lag, 0);
  if (!in_range(lag, 0, outcome)) return false;

  std::uint64_t count = 1 + std::uint64_t{record.additional};
  const TargetState& state = targets_[record.target];
  double first = record.time + lag + state.delay;
  if (record.steady_state > 0) {
    const Cycle place = cycle(lag, record.interval);
    if (!reach_cycle(record, plan, place, outcome)) return false;
    first -= static_cast<double>(place.pending) * record.interval;
    count += place.pending;
  }
  if (state.stopped) return true;
  if (treatment_.decides_about(record.target)) {
    agenda_.add_doses(plan, first, record.interval, count);
    return meet_agenda(outcome);
  }
  if (lag == 0) {
    if (!enter(plan, outcome)) return false;
    first += record.interval;
    --count;
  }
  agenda_.add_doses(plan, first, record.interval, count);
  return true;
}

bool Body::meet_agenda(Outcome& outcome) {
  if (agenda_.end_infusions(now_)) disturbed_ = true;
  while (const auto plan = treatment_.due(now_)) visit(*plan);
  while (const auto target = agenda_.next_target(now_)) {
    if (const auto plan = treatment_.due_before_dose(*target, now_)) {
      visit(*plan);
      continue;  // the dose may have been moved or dropped
    }
    DosePlan dose = *agenda_.take_dose(now_);
    if (treatment_.held(*target, now_)) continue;
    dose = scaled(dose, treatment_.share(*target));
    if (!enter(dose, outcome)) return false;
  }
  return true;
}

void Body::visit(std::uint32_t plan) {
  evaluator_.observe(now_, y_);
  const Treatment::Orders orders = treatment_.visit(plan, now_, evaluator_);
  const std::uint32_t target = plans_[plan].target;
  if (orders.delay > 0) {
    agenda_.delay_doses(target, orders.delay);
    targets_[target].delay += orders.delay;
  }
  if (orders.stop) stop_treatment(target, orders.end_infusions);
}

void Body::stop_treatment(std::uint32_t target, bool end_infusions) {
  treatment_.stop(target);
  targets_[target].stopped = true;
  agenda_.drop_doses(target);
  if (end_infusions && agenda_.drop_infusions(target)) disturbed_ = true;
}

bool Body::enter(const DosePlan& plan, Outcome& outcome) {
  const double F = value_or(program_->dose_targets[plan.target].F, 1);
  if (!in_range(F, 0, outcome)) return false;
  const DoseInput input = dose_input(plan, F);
  apply_dose(*program_, evaluator_, plan.target, input.bolus, y_);
  balance_.add(evaluator_, plan.target, input.bolus);
  if (input.rate != 0 && before(now_, now_ + input.duration)) {
    agenda_.add_infusion(plan.target, input.rate, now_ + input.duration);
  }
  if (!program_->dose_targets[plan.target].resets.empty()) refer_balance();
  disturbed_ = true;
  return true;
}

// ---- steady states
// ---------------------------------------------------------------------------------------------------

SteadyState& Body::steady_state() {
  if (!steady_) steady_ = std::make_unique<SteadyState>(*program_, options_);
  return *steady_;
}

bool Body::give_constant(const EventRecord& record, Outcome& outcome) {
  double rate = record.rate;
  if (rate == -1) rate = evaluator_.value(program_->dose_targets[record.target].rate);
  if (!in_range(rate, 0, outcome)) return false;
  if (!steady_state().constant(evaluator_, parameters_, now_, record.target, rate, y_steady_, outcome)) return false;
  take_steady_state(record);
  return true;
}

bool Body::reach_cycle(const EventRecord& record, const DosePlan& plan, const Cycle& place, Outcome& outcome) {
  const double F = value_or(program_->dose_targets[plan.target].F, 1);
  if (!in_range(F, 0, outcome)) return false;
  const DoseInput input = dose_input(plan, F);
  if (!steady_state().periodic(evaluator_, parameters_, now_, plan.target, input, record.interval, place.phase,
                               y_steady_, outcome)) {
    return false;
  }
  take_steady_state(record);
  if (input.rate == 0) return true;
  // The implied doses whose infusions still run (E-24).
  for (std::size_t back = 0;; ++back) {
    const double end = now_ - place.phase - static_cast<double>(back) * record.interval + input.duration;
    if (!before(now_, end)) return true;
    agenda_.add_infusion(plan.target, input.rate, end);
  }
}

void Body::take_steady_state(const EventRecord& record) {
  if (record.steady_state == 1) {
    agenda_.clear();
    std::ranges::copy(y_steady_, y_.begin());
  } else {
    for (std::size_t i = 0; i < y_.size(); ++i) {
      if (!program_->states[i].accumulator) y_[i] += y_steady_[i];
    }
    for (const DoseEntry& reset : program_->dose_targets[record.target].resets)
      y_[reset.state] = y_steady_[reset.state];
  }
  disturbed_ = true;
  refer_balance();
}

}  // namespace tansine
