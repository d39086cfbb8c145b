#pragma once
// A patient at one moment: states, parameters, what is still to come, and what happens in no time: doses enter, systems
// are reset, parameters change, steady states are taken. Time is passed from outside (engine/course.hpp). The rules are
// the rows of docs/events.md, cited as (E-..).

#include "base/event_record.hpp"
#include "engine/balance.hpp"
#include "engine/evaluator.hpp"
#include "engine/events.hpp"
#include "engine/stepper.hpp"
#include "engine/treatment.hpp"

#include <memory>
#include <span>
#include <vector>

namespace tansine {

class SteadyState;

/// Reusable: begin() keeps the memory of the patient before. Functions that can end a patient return false and say why
/// in `outcome`.
class Body {
 public:
  /// The Program must be valid and outlive the body. `options` are those of its steady states.
  Body(const Program& program, const SolverOptions& options);
  ~Body();
  Body(Body&&) noexcept;
  Body& operator=(Body&&) noexcept;

  /// A new patient at time t [h], at the model's initial values; `first` are the changes of the first record (E-09).
  /// `plans` and `log` must outlive the course.
  void begin(double t, std::span<const double> parameters, std::span<const ParameterChange> first,
             std::span<const DecisionPlan> plans, std::vector<DecisionMade>& log);

  // ---- in no time ------------------------------------------------------------------------------------------------

  [[nodiscard]] bool changes_something(const EventRecord& record) const;
  /// The record's parameter values come into force.
  void change_parameters(const EventRecord& record);
  /// Back to the initial values; nothing waits or runs any more.
  void reset();
  /// Carries out a dose record: its dose enters now or is put on the agenda.
  bool give(const EventRecord& record, Outcome& outcome);
  /// Ends the infusions, makes the visits and enters the doses that are due.
  bool meet_agenda(Outcome& outcome);
  /// When meet_agenda() next has something to do [h]; infinity if never.
  [[nodiscard]] double next_due() const;
  /// From now on no dose enters `target`.
  void stop_treatment(std::uint32_t target, bool end_infusions);

  // ---- in time ---------------------------------------------------------------------------------------------------

  [[nodiscard]] double now() const { return now_; }  ///< [h]
  /// The clock jumps to t, nothing else happens.
  void set_clock(double t);
  /// An integrator has gone from now() to t, where the states are y.
  void arrive(double t, std::span<const double> y);
  /// States, input or parameters changed since the last News.
  [[nodiscard]] bool disturbed() const { return disturbed_; }
  /// What an integrator has to be told before it goes on.
  struct News {
    bool restart = false;     ///< states, input or parameters changed since it stood here
    bool parameters = false;  ///< parameters changed since the last News
  };
  /// Makes input() valid.
  News take_news();

  [[nodiscard]] std::span<const double> y() const { return y_; }
  [[nodiscard]] std::span<const double> input() const { return r_; }  ///< of running infusions [state unit/h]
  [[nodiscard]] std::span<const double> parameters() const { return parameters_; }
  [[nodiscard]] Evaluator& evaluator() { return evaluator_; }
  [[nodiscard]] const Evaluator& evaluator() const { return evaluator_; }
  [[nodiscard]] BalanceMonitor& balance() { return balance_; }

 private:
  void take_changes(std::span<const ParameterChange> changes);
  void set_parameters();
  void refer_balance();
  void visit(std::uint32_t plan);
  bool enter(const DosePlan& plan, Outcome& outcome);
  [[nodiscard]] double value_or(Slot slot, double otherwise) const;
  SteadyState& steady_state();
  bool give_constant(const EventRecord& record, Outcome& outcome);
  bool reach_cycle(const EventRecord& record, const DosePlan& plan, const Cycle& place, Outcome& outcome);
  void take_steady_state(const EventRecord& record);

  const Program* program_;
  SolverOptions options_;
  Evaluator evaluator_;
  std::unique_ptr<SteadyState> steady_;  // made when first asked for
  Agenda agenda_;
  BalanceMonitor balance_;
  Treatment treatment_;
  std::span<const DecisionPlan> plans_;
  struct TargetState {
    double delay = 0;  // [h] by which doses have been moved so far
    bool stopped = false;
  };
  std::vector<TargetState> targets_;  // one per dose target
  std::vector<double> parameters_, y_, r_, y_steady_;
  double now_ = 0;
  bool disturbed_ = true, parameters_changed_ = true;
};

}  // namespace tansine
