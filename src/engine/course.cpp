// Rules are cited by their row in docs/events.md, as (E-..).

#include "engine/course.hpp"

#include <algorithm>
#include <limits>

namespace tansine {

namespace {

bool gives_dose(const EventRecord& record) { return record.evid == Evid::dose || record.evid == Evid::reset_and_dose; }
bool resets_system(const EventRecord& record) {
  return record.evid == Evid::reset || record.evid == Evid::reset_and_dose;
}

}  // namespace

Course::Course(const Program& program, const SolverOptions& options) : body_(program, options) {}

void Course::begin(const PatientCourse& patient, std::span<const double> rows, Order order, Trajectory& out) {
  const Program& program = body_.evaluator().program();
  TANSINE_ASSERT(patient.parameters.size() == program.parameters.size(), "one value per parameter of the Program");
  TANSINE_ASSERT(order == Order::as_recorded || std::ranges::is_sorted(rows), "output times must ascend");
  phase_ = Phase::over;
  take(patient);
  rows_ = rows;
  order_ = order;
  trajectory_ = &out;
  out.n_observables = program.observables.size();
  out.times.assign(rows.begin(), rows.end());
  out.values.assign(rows.size() * out.n_observables, std::numeric_limits<double>::quiet_NaN());
  out.decisions.clear();
  out.crossings.clear();
  outcome_ = Outcome{};
  if (rows.empty()) return;

  double start = rows.front();
  std::span<const ParameterChange> first;
  if (!records_.empty()) {
    start = order == Order::as_recorded ? records_.front().time : std::min(start, records_.front().time);
    first = records_.front().changes;
  }
  body_.begin(start, patient.parameters, first, decisions_, out.decisions);
  state_watch_.begin(state_events_, body_.evaluator(), start, body_.y(), out.crossings);
  outcome_.t_reached = start;
  record_ = next_row_ = 0;
  way_ = Way::none;
  phase_ = Phase::open_record;
}

/// Records and decisions are checked, unless they are those of the patient before.
void Course::take(const PatientCourse& patient) {
  if (checked_ && records_ == patient.records && decisions_ == patient.decisions &&
      state_events_ == patient.state_events) {
    return;
  }
  const Program& program = body_.evaluator().program();
  checked_ = false;
  Problems problems = check_records(program, patient.records, "records");
  problems.add(check_decisions(program, patient.decisions, patient.records, "decisions"));
  problems.add(check_state_events(program, patient.state_events, "state events"));
  problems.throw_if_errors();
  records_ = patient.records;
  decisions_ = patient.decisions;
  state_events_ = patient.state_events;
  checked_ = true;
}

bool Course::next(Stretch& stretch) {
  while (phase_ != Phase::over) {
    if (act_on_events()) continue;
    if (way_ != Way::none) {
      if (travel(stretch)) return true;
    } else {
      turn_page();
    }
  }
  return false;
}

// ---- records
// ---------------------------------------------------------------------------------------------------------

void Course::turn_page() {
  switch (phase_) {
    case Phase::open_record:
      return open_record();
    case Phase::change_values:
      body_.change_parameters(records_[record_]);
      return head_for_record();
    case Phase::restart_clock:
      body_.set_clock(records_[record_].time);
      return carry_out();
    case Phase::carry_out:
      return carry_out();
    case Phase::last_rows:
      return finish();
    case Phase::over:
      return;
  }
}

void Course::open_record() {
  if (next_row_ == rows_.size()) return finish();
  if (record_ == records_.size()) {
    row_limit_ = rows_.size();
    return head_for(rows_.back(), true, Phase::last_rows);
  }
  const EventRecord& record = records_[record_];
  row_limit_ = order_ == Order::as_recorded ? record_ : rows_.size();
  if (record_ > 0 && body_.changes_something(record)) {
    // The record's values hold from the previous record on (E-32).
    return head_for(std::max(body_.now(), records_[record_ - 1].time), order_ == Order::as_recorded,
                    Phase::change_values);
  }
  // An observation is read from the dense output later.
  if (!gives_dose(record) && !resets_system(record)) return close_record();
  head_for_record();
}

void Course::head_for_record() {
  const EventRecord& record = records_[record_];
  if (beyond_rows(record)) return close_record();
  if (record.time < body_.now() || (record_ > 0 && record.time < records_[record_ - 1].time)) {
    // The clock restarts (E-08): finish the old time first.
    return head_for(std::max(body_.now(), records_[record_ - 1].time), true, Phase::restart_clock);
  }
  head_for(record.time, order_ == Order::as_recorded, Phase::carry_out);
}

void Course::carry_out() {
  const EventRecord& record = records_[record_];
  if (resets_system(record)) body_.reset();
  if (gives_dose(record) && !body_.give(record, outcome_)) return finish();
  if (order_ == Order::as_recorded) {
    row_limit_ = record_ + 1;
    deliver_due();
  }
  close_record();
}

void Course::close_record() {
  // Of a record beyond the rows nothing is seen but its parameter values, which hold backwards.
  record_ = beyond_rows(records_[record_]) ? records_.size() : record_ + 1;
  phase_ = Phase::open_record;
}

bool Course::beyond_rows(const EventRecord& record) const {
  return order_ == Order::after_records && before(rows_.back(), record.time);
}

void Course::finish() {
  if (outcome_.status == Status::ok && body_.disturbed()) state_watch_.jump(body_.evaluator(), body_.now(), body_.y());
  if (outcome_.status == Status::ok) outcome_.t_reached = body_.now();
  outcome_.balance_error = body_.balance().largest_error();
  phase_ = Phase::over;
}

// ---- time
// ------------------------------------------------------------------------------------------------------------

/// To `target`, through everything due up to and at it, then to phase `then`. Rows below row_limit_ are delivered:
/// those at `target` itself only if `inclusive`.
void Course::head_for(double target, bool inclusive, Phase then) {
  target_ = target;
  inclusive_ = inclusive;
  phase_ = then;
  way_ = Way::open;
}

/// Goes on towards target_: true if there is something to integrate first.
bool Course::travel(Stretch& stretch) {
  if (way_ == Way::open) {
    const double due = body_.next_due();
    event_at_stop_ = !before(target_, due);
    stop_ = event_at_stop_ && before(due, target_) ? due : target_;
    way_ = Way::at_stop;
    if (stop_ > body_.now()) {
      deliver_due();
      if (!same_time(stop_, body_.now())) {
        if (body_.disturbed()) {
          state_watch_.jump(body_.evaluator(), body_.now(), body_.y());
          if (act_on_events()) {
            way_ = Way::open;
            return false;
          }
        }
        last_row_ = next_row_;
        while (last_row_ < row_limit_ && before(rows_[last_row_], stop_)) ++last_row_;
        const Body::News news = body_.take_news();
        stretch = {.t = body_.now(),
                   .stop = stop_,
                   .y = body_.y(),
                   .input = body_.input(),
                   .first_row = next_row_,
                   .last_row = last_row_,
                   .restart = news.restart,
                   .parameters_changed = news.parameters,
                   .watches = state_watch_.watches()};
        return true;
      }
      body_.set_clock(stop_);  // rounding: nothing happens in so short a time
    }
  }
  if (event_at_stop_) {
    if (body_.meet_agenda(outcome_)) {
      way_ = Way::open;
    } else {
      finish();
    }
    return false;
  }
  if (inclusive_) deliver_due();
  way_ = Way::none;
  return false;
}

void Course::arrive(std::span<const double> y) {
  body_.arrive(stop_, y);
  next_row_ = last_row_;
  outcome_.t_reached = stop_;
}

void Course::arrive_at_event(double t, std::span<const double> y) {
  body_.arrive(t, y);
  while (next_row_ < last_row_ && rows_[next_row_] <= t) ++next_row_;
  outcome_.t_reached = t;
  way_ = Way::open;
}

void Course::distances(double t, std::span<const double> y, std::span<double> distances) {
  state_watch_.distances(body_.evaluator(), t, y, distances);
}

/// True if an event was acted on: there may be something else to do now.
bool Course::act_on_events() {
  const StateEvent* event = state_watch_.take_due();
  if (event == nullptr) return false;
  if (event->action == StateEvent::Action::end_course) {
    deliver_due();
    finish();
    return true;
  }
  const std::size_t targets = body_.evaluator().program().dose_targets.size();
  for (std::uint32_t target = 0; target < targets; ++target) {
    if (event->target == target || event->target == StateEvent::every_target)
      body_.stop_treatment(target, event->end_infusions);
  }
  return true;
}

void Course::fail(Status status, double t_reached, std::uint32_t state) {
  outcome_.status = status;
  outcome_.t_reached = t_reached;
  outcome_.state = state;
  finish();
}

// ---- results
// ---------------------------------------------------------------------------------------------------------

void Course::deliver(std::size_t row, double t, std::span<const double> y) {
  const std::size_t n = trajectory_->n_observables;
  body_.evaluator().observables(t, y, std::span(trajectory_->values).subspan(row * n, n));
  body_.balance().check(body_.evaluator(), t - body_.now());
}

void Course::deliver(std::size_t row, double t, std::span<const double> observables, std::span<const double> totals) {
  const std::size_t n = trajectory_->n_observables;
  double* const to = trajectory_->values.data() + row * n;
  for (std::size_t j = 0; j < n; ++j) to[j] = observables[j];  // so few that a call would cost more
  body_.balance().check(totals, t - body_.now());
}

/// The rows at the present moment, with the present state.
void Course::deliver_due() {
  for (; next_row_ < row_limit_ && !before(body_.now(), rows_[next_row_]); ++next_row_)
    deliver(next_row_, body_.now(), body_.y());
}

}  // namespace tansine
