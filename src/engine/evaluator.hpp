#pragma once
// Plain interpreter of a Program for one patient: one array of slots, one loop over a section's instructions. It is the
// specification of what a Program means; every other back end is tested against it.

#include "model/program.hpp"

#include <span>
#include <vector>

namespace tansine {

/// Evaluates a Program's sections. All numbers canonical. Memory is taken once, by the constructor. Not thread-safe.
class Evaluator {
 public:
  /// `program` must be valid (see validate) and outlive the evaluator. Parameters start at their typical values.
  explicit Evaluator(const Program& program);

  [[nodiscard]] const Program& program() const { return *program_; }

  /// Takes one value per Program parameter and runs the prologue.
  void set_parameters(std::span<const double> parameters);
  /// A slot's number: constants, parameters and prologue slots always; others as last evaluated.
  [[nodiscard]] double value(Slot slot) const { return slots_[slot]; }
  /// The states before the first event, from the prologue.
  void initial(std::span<double> y) const;

  /// dy = dy/dt at (t, y), one per state.
  void derivative(double t, std::span<const double> y, std::span<double> dy);
  /// d(dy_i/dt)/dy_j in the order of Program::jacobian_slot, at the point of the last call of derivative().
  void jacobian(std::span<double> values);
  /// d(dy_i/dt)/dt at fixed y, one per state, at the point of the last calls of derivative() and jacobian().
  void time_derivative(std::span<double> values) const;

  /// Runs the observables section at (t, y): value() then gives observables and balance totals, canonical.
  void observe(double t, std::span<const double> y);
  /// observe(), then every observable as shown (ObservableInfo::scale applied).
  void observables(double t, std::span<const double> y, std::span<double> shown);

 private:
  void set_point(double t, std::span<const double> y);
  void run(Section section);

  const Program* program_;
  std::vector<double> slots_;
};

}  // namespace tansine
