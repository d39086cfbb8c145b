// The course of one patient. Rules are cited by their row in docs/events.md, as (E-..).

#include "engine/timeline.hpp"

#include "engine/balance.hpp"
#include "engine/evaluator.hpp"
#include "engine/events.hpp"
#include "engine/steady_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {

namespace {

bool gives_dose(const EventRecord& record) { return record.evid == Evid::dose || record.evid == Evid::reset_and_dose; }
bool resets_system(const EventRecord& record) {
  return record.evid == Evid::reset || record.evid == Evid::reset_and_dose;
}

}  // namespace

struct Timeline::Impl final : OutputSink {
  Impl(const Program& program_in, const SolverOptions& options_in)
      : program(program_in),
        options(options_in),
        stepper(make_stepper(program_in, options_in)),
        evaluator(program_in),
        balance(program_in),
        y(program_in.n_states(), 0.0),
        r(program_in.n_states(), 0.0) {}

  /// When an output at the time of a record is taken.
  enum class Order : std::uint8_t {
    after_records,  ///< when all records of that time are done
    as_recorded,    ///< row i belongs to record i
  };

  Outcome run(const PatientCourse& course, std::span<const double> output_times, Order order_in, Trajectory& out) {
    TANSINE_ASSERT(course.parameters.size() == program.parameters.size(), "one value per parameter of the Program");
    TANSINE_ASSERT(order_in == Order::as_recorded || std::ranges::is_sorted(output_times), "output times must ascend");
    check_records(program, course.records, "records").throw_if_errors();
    records = course.records;
    rows = output_times;
    order = order_in;
    trajectory = &out;
    out.n_observables = program.observables.size();
    out.times.assign(rows.begin(), rows.end());
    out.values.assign(rows.size() * out.n_observables, std::numeric_limits<double>::quiet_NaN());
    outcome = Outcome{};
    if (rows.empty()) return outcome;
    start(course);
    outcome.t_reached = now;
    if (follow()) outcome.t_reached = now;
    outcome.balance_error = balance.largest_error();
    return outcome;
  }

 private:
  // ---- the course ------------------------------------------------------------------------------------------------

  void start(const PatientCourse& course) {
    parameters = course.parameters;
    if (!records.empty()) take_changes(records.front());
    set_parameters();
    agenda.clear();
    now = rows.front();
    if (!records.empty()) {
      now = order == Order::as_recorded ? records.front().time : std::min(now, records.front().time);
    }
    next_row = 0;
    reset_states();
    balance.start();
    refer_balance();
  }

  bool follow() {
    for (std::size_t i = 0; i < records.size() && next_row < rows.size(); ++i) {
      if (!pass(i)) return false;
      if (beyond_rows(records[i])) break;
    }
    if (next_row == rows.size()) return true;
    return advance_to(rows.back(), rows.size(), true);
  }

  bool pass(std::size_t i) {
    const EventRecord& record = records[i];
    const bool acts = gives_dose(record) || resets_system(record);
    const std::size_t row_limit = order == Order::as_recorded ? i : rows.size();
    if (i > 0 && changes_something(record)) {
      // The record's values hold from the previous record on (E-32).
      if (!advance_to(std::max(now, records[i - 1].time), row_limit, order == Order::as_recorded)) return false;
      change_parameters(record);
      refer_balance();
    } else if (!acts) {
      return true;  // an observation: read from the dense output later
    }
    if (beyond_rows(record)) return true;
    if (record.time < now || (i > 0 && record.time < records[i - 1].time)) {
      // The clock restarts (E-08): finish the old time first.
      if (!advance_to(std::max(now, records[i - 1].time), row_limit, true)) return false;
      now = record.time;
    } else if (!advance_to(record.time, row_limit, order == Order::as_recorded)) {
      return false;
    }
    if (resets_system(record)) {
      agenda.clear();
      reset_states();
      refer_balance();
    }
    if (gives_dose(record) && !give(record)) return false;
    if (order == Order::as_recorded) deliver_due(i + 1);
    return true;
  }

  /// Of such a record nothing is seen but its parameter values, which hold backwards.
  [[nodiscard]] bool beyond_rows(const EventRecord& record) const {
    return order == Order::after_records && before(rows.back(), record.time);
  }

  [[nodiscard]] bool changes_something(const EventRecord& record) const {
    return std::ranges::any_of(
        record.changes, [this](const ParameterChange& change) { return parameters[change.parameter] != change.value; });
  }
  /// What a compartment holds stays when its volume changes (E-50): its concentrations are rescaled.
  void change_parameters(const EventRecord& record) {
    for (std::size_t i = 0; i < y.size(); ++i)
      if (const Slot volume = program.states[i].volume; volume != no_slot) y[i] *= evaluator.value(volume);
    take_changes(record);
    set_parameters();
    for (std::size_t i = 0; i < y.size(); ++i)
      if (const Slot volume = program.states[i].volume; volume != no_slot) y[i] /= evaluator.value(volume);
  }
  void take_changes(const EventRecord& record) {
    for (const ParameterChange& change : record.changes) parameters[change.parameter] = change.value;
  }
  void set_parameters() {
    evaluator.set_parameters(parameters);
    stepper->set_parameters(parameters);
    fresh = false;
  }
  void reset_states() {
    evaluator.initial(y);
    fresh = false;
  }

  // ---- moving through time ---------------------------------------------------------------------------------------

  /// To `target`, through everything on the agenda up to and at it. Rows below `row_limit` are delivered: those at
  /// `target` itself only if `inclusive`.
  bool advance_to(double target, std::size_t row_limit, bool inclusive) {
    for (;;) {
      const double next = agenda.next_time();
      const bool event_comes = !before(target, next);
      const double stop = event_comes && before(next, target) ? next : target;
      if (!integrate_to(stop, row_limit)) return false;
      if (!event_comes) break;
      if (!meet_agenda()) return false;
    }
    if (inclusive) deliver_due(row_limit);
    return true;
  }

  bool integrate_to(double stop, std::size_t row_limit) {
    if (!(stop > now)) return true;
    deliver_due(row_limit);
    std::size_t last = next_row;
    while (last < row_limit && before(rows[last], stop)) ++last;
    if (same_time(stop, now)) {  // rounding: nothing happens in so short a time
      now = stop;
      fresh = false;
      return true;
    }
    if (!fresh) restart();
    const bool arrived = stepper->advance(stop, rows.first(last), next_row, *this, outcome);
    std::ranges::copy(stepper->y(), y.begin());
    next_row = last;
    balance.pass(stop - now);
    now = stop;
    return arrived;
  }

  void restart() {
    std::ranges::fill(r, 0.0);
    for (const Agenda::Infusion& infusion : agenda.infusions())
      add_rate(program, evaluator, infusion.target, infusion.rate, r);
    balance.set_rates(evaluator, agenda.infusions());
    stepper->restart(now, y, r);
    fresh = true;
  }

  bool meet_agenda() {
    if (agenda.end_infusions(now)) fresh = false;
    while (const auto plan = agenda.take_dose(now)) {
      if (!enter(*plan)) return false;
    }
    return true;
  }

  // ---- doses -----------------------------------------------------------------------------------------------------

  [[nodiscard]] double value_or(Slot slot, double otherwise) const {
    return slot == no_slot ? otherwise : evaluator.value(slot);
  }

  bool give(const EventRecord& record) {
    if (record.steady_state > 0 && record.amount == 0) return give_constant(record);
    const DoseTarget& target = program.dose_targets[record.target];
    DosePlan plan{.target = record.target, .amount = record.amount};
    if (record.rate > 0 || record.rate == -1) {
      plan.form = DosePlan::Form::given_rate;
      plan.rate = record.rate > 0 ? record.rate : evaluator.value(target.rate);
      if (!in_range(plan.rate, std::numeric_limits<double>::min())) return false;
    } else if (record.rate == -2) {
      plan.form = DosePlan::Form::given_duration;
      plan.duration = evaluator.value(target.duration);
      if (!in_range(plan.duration, std::numeric_limits<double>::min())) return false;
    }
    const double lag = value_or(target.lag, 0);
    if (!in_range(lag, 0)) return false;

    std::uint64_t count = 1 + std::uint64_t{record.additional};
    double first = record.time + lag;
    if (record.steady_state > 0) {
      const Cycle place = cycle(lag, record.interval);
      if (!reach_cycle(record, plan, place)) return false;
      first -= static_cast<double>(place.pending) * record.interval;
      count += place.pending;
    }
    if (lag == 0) {
      if (!enter(plan)) return false;
      first += record.interval;
      --count;
    }
    agenda.add_doses(plan, first, record.interval, count);
    return true;
  }

  /// A dose parameter outside its range ends the patient (E-20).
  bool in_range(double value, double least) {
    if (value >= least && std::isfinite(value)) return true;
    outcome.status = Status::not_finite;
    return false;
  }

  bool enter(const DosePlan& plan) {
    const double F = value_or(program.dose_targets[plan.target].F, 1);
    if (!in_range(F, 0)) return false;
    const DoseInput input = dose_input(plan, F);
    apply_dose(program, evaluator, plan.target, input.bolus, y);
    balance.add(evaluator, plan.target, input.bolus);
    if (input.rate != 0 && before(now, now + input.duration)) {
      agenda.add_infusion(plan.target, input.rate, now + input.duration);
    }
    if (!program.dose_targets[plan.target].resets.empty()) refer_balance();
    fresh = false;
    return true;
  }

  // ---- steady states ---------------------------------------------------------------------------------------------

  SteadyState& steady_state() {
    if (!steady) steady = std::make_unique<SteadyState>(program, options);
    return *steady;
  }

  bool give_constant(const EventRecord& record) {
    double rate = record.rate;
    if (rate == -1) rate = evaluator.value(program.dose_targets[record.target].rate);
    if (!in_range(rate, 0)) return false;
    y_steady.resize(y.size());
    if (!steady_state().constant(evaluator, parameters, now, record.target, rate, y_steady, outcome)) return false;
    take_steady_state(record);
    return true;
  }

  bool reach_cycle(const EventRecord& record, const DosePlan& plan, const Cycle& place) {
    const double F = value_or(program.dose_targets[plan.target].F, 1);
    if (!in_range(F, 0)) return false;
    const DoseInput input = dose_input(plan, F);
    y_steady.resize(y.size());
    if (!steady_state().periodic(evaluator, parameters, now, plan.target, input, record.interval, place.phase, y_steady,
                                 outcome)) {
      return false;
    }
    take_steady_state(record);
    if (input.rate == 0) return true;
    // The implied doses whose infusions still run (E-24).
    for (std::size_t back = 0;; ++back) {
      const double end = now - place.phase - static_cast<double>(back) * record.interval + input.duration;
      if (!before(now, end)) return true;
      agenda.add_infusion(plan.target, input.rate, end);
    }
  }

  void take_steady_state(const EventRecord& record) {
    if (record.steady_state == 1) {
      agenda.clear();
      y = y_steady;
    } else {
      for (std::size_t i = 0; i < y.size(); ++i) {
        if (!program.states[i].accumulator) y[i] += y_steady[i];
      }
      for (const DoseEntry& reset : program.dose_targets[record.target].resets) y[reset.state] = y_steady[reset.state];
    }
    fresh = false;
    refer_balance();
  }

  // ---- results ---------------------------------------------------------------------------------------------------

  void at(std::size_t row, double t, std::span<const double> state) override {
    const std::size_t n = trajectory->n_observables;
    evaluator.observables(t, state, std::span(trajectory->values).subspan(row * n, n));
    balance.check(evaluator, t - now);
  }

  /// The rows at the present moment, with the present state.
  void deliver_due(std::size_t row_limit) {
    while (next_row < row_limit && !before(now, rows[next_row])) {
      at(next_row, now, y);
      ++next_row;
    }
  }

  void refer_balance() {
    if (program.balances.empty()) return;
    evaluator.observe(now, y);
    balance.refer(evaluator);
  }

  const Program& program;
  SolverOptions options;
  std::unique_ptr<Stepper> stepper;
  std::unique_ptr<SteadyState> steady;  // made when first asked for
  Evaluator evaluator;
  Agenda agenda;
  BalanceMonitor balance;

  std::span<const EventRecord> records;
  std::span<const double> rows;  ///< output times [h]
  std::size_t next_row = 0;
  Order order = Order::after_records;
  Trajectory* trajectory = nullptr;
  Outcome outcome;
  std::vector<double> parameters, y, r, y_steady;
  double now = 0;      ///< [h]
  bool fresh = false;  ///< the stepper stands at (now, y) with the present parameters and infusions
};

Timeline::Timeline(const Program& program, const SolverOptions& options)
    : impl_(std::make_unique<Impl>(program, options)) {}
Timeline::~Timeline() = default;
Timeline::Timeline(Timeline&&) noexcept = default;
Timeline& Timeline::operator=(Timeline&&) noexcept = default;

Outcome Timeline::run(const PatientCourse& course, std::span<const double> times, Trajectory& out) {
  return impl_->run(course, times, Impl::Order::after_records, out);
}

Outcome Timeline::run_records(const PatientCourse& course, Trajectory& out) {
  std::vector<double> times;
  times.reserve(course.records.size());
  for (const EventRecord& record : course.records) times.push_back(record.time);
  return impl_->run(course, times, Impl::Order::as_recorded, out);
}

}  // namespace tansine
