#pragma once
// One patient's course as a state machine that whoever integrates can put aside and resume: a stepper on its own
// (engine/timeline.hpp) or many patients in the lanes of one vector. It puts records, waiting doses and ends of
// infusions into time order, carries them out, and hands out the stretches in between. Rules: docs/events.md.

#include "engine/body.hpp"
#include "engine/patient_course.hpp"
#include "engine/state_watch.hpp"

#include <span>
#include <vector>

namespace tansine {

/// Use: begin(); while next(stretch): integrate it, deliver() its rows in ascending order, then arrive() or fail().
/// If the stretch has watches: compare sides after each step (Watch::crossed_at), narrow a change of side down
/// (RootSearch), and say crossed(). Where Watch::stops() the step must end there, and is followed by arrive_at_event().
/// Reusable: begin() keeps the memory of the patient before; from then on nothing allocates as long as no course is
/// larger than those before, except steady states. Not thread-safe.
class Course {
 public:
  /// The Program must be valid and outlive the course.
  Course(const Program& program, const SolverOptions& options);

  /// A new patient. `rows` are output times [h], ascending unless Order::as_recorded; they and `out` must live until
  /// the course is over. Records are checked (and not again if they are those of the patient before): throws InputError
  /// with all problems.
  void begin(const PatientCourse& patient, std::span<const double> rows, Order order, Trajectory& out);

  /// Something to integrate: from (t, y) with constant input to exactly `stop`. Spans are valid until arrive().
  struct Stretch {
    double t = 0, stop = 0;                   ///< [h]
    std::span<const double> y;                ///< at t, one per state
    std::span<const double> input;            ///< added to dy/dt [state unit/h], one per state
    std::size_t first_row = 0, last_row = 0;  ///< rows [first, last) lie strictly inside (t, stop)
    bool restart = false;                     ///< state, input or parameters changed since the integrator stood at t
    bool parameters_changed = false;          ///< since the last stretch: parameters() are new
    std::span<const Watch> watches;           ///< state events; crossed() changes their sides
  };
  /// Carries out what happens now and finds the next stretch. False: the course is over, and outcome() says how.
  bool next(Stretch& stretch);

  /// The state at a row of the present stretch: observables are evaluated here.
  void deliver(std::size_t row, double t, std::span<const double> y);
  /// A row evaluated elsewhere: observables as shown, and the total of every Program::balances [nmol].
  void deliver(std::size_t row, double t, std::span<const double> observables, std::span<const double> totals);
  /// The integrator stands at the stretch's stop with state y. All rows of the stretch are delivered.
  void arrive(std::span<const double> y);
  /// It stands at t < stop because of a crossing that stops; all rows up to t are delivered.
  void arrive_at_event(double t, std::span<const double> y);

  /// observable - threshold of every watch, evaluated here.
  void distances(double t, std::span<const double> y, std::span<double> distances);
  /// Watch k of the stretch changes its side at t [h]. To be told in order of time, before arriving at or beyond t.
  void crossed(std::size_t k, double t) { state_watch_.crossed(k, t); }
  [[nodiscard]] std::span<const Watch> watches() const { return state_watch_.watches(); }

  /// The stretch could not be integrated beyond t_reached [h]: the course is over.
  void fail(Status status, double t_reached, std::uint32_t state);

  /// Statistics may be added to while the course goes on; complete once next() returned false or after fail().
  [[nodiscard]] Outcome& outcome() { return outcome_; }
  [[nodiscard]] std::span<const double> rows() const { return rows_; }
  [[nodiscard]] std::span<const double> parameters() const { return body_.parameters(); }
  [[nodiscard]] const Evaluator& evaluator() const { return body_.evaluator(); }

 private:
  /// What comes next once the way to `target_` is done.
  enum class Phase : std::uint8_t {
    open_record,    ///< look at record `record_`
    change_values,  ///< at the previous record's time, from where on the record's values hold
    restart_clock,  ///< the old clock's time is over
    carry_out,      ///< at the record's time
    last_rows,      ///< no more records
    over,
  };
  enum class Way : std::uint8_t { none, open, at_stop };

  void take(const PatientCourse& patient);
  void open_record();
  void head_for_record();
  void carry_out();
  void close_record();
  void head_for(double target, bool inclusive, Phase then);
  bool act_on_events();
  bool travel(Stretch& stretch);
  void turn_page();
  void finish();
  void deliver_due();
  [[nodiscard]] bool beyond_rows(const EventRecord& record) const;

  Body body_;
  StateWatch state_watch_;
  std::vector<EventRecord> records_;  // of this patient, as are decisions_; checked
  std::vector<DecisionPlan> decisions_;
  std::vector<StateEvent> state_events_;
  bool checked_ = false;
  std::span<const double> rows_;
  Order order_ = Order::after_records;
  Trajectory* trajectory_ = nullptr;
  Outcome outcome_;

  Phase phase_ = Phase::over;
  std::size_t record_ = 0, next_row_ = 0;
  // The way to target_.
  Way way_ = Way::none;
  double target_ = 0, stop_ = 0;
  std::size_t row_limit_ = 0, last_row_ = 0;
  bool inclusive_ = false, event_at_stop_ = false;
};

}  // namespace tansine
