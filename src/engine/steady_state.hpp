#pragma once
// Steady states of one patient: the state just before a dose that has been repeated for ever, and the state under a
// constant infusion (or none). Linear Programs: an exact affine solve with the matrix exponential. Others: dosing
// cycles through the stepper, then Newton's method on the cycle's map. Accumulators have no steady state and keep
// their initial value. A state that is not found is a status, never a number.
//
// Found means: the last Newton correction is below rtol * |y_i| + atol_i in every state, the fixed point attracts
// (spectral radius of the cycle's map < 1; eigenvalues of the Jacobian < 0), and no state that dosing kept >= 0 is
// negative. Where the map has a neutral mode (an untouched conserved total), plain cycles from the initial state must
// settle instead.

#include "engine/evaluator.hpp"
#include "engine/events.hpp"
#include "engine/stepper.hpp"

#include <memory>
#include <span>

namespace tansine {

class SteadyState {
 public:
  /// The Program must outlive it. Its stepper runs at a thousandth of options.rtol, so that cycles can be differenced.
  SteadyState(const Program& program, const SolverOptions& options);
  ~SteadyState();
  SteadyState(SteadyState&&) noexcept;
  SteadyState& operator=(SteadyState&&) noexcept;

  /// State `phase` hours (0..interval) after the latest of infinitely many doses `input` into `target`, every
  /// `interval` hours, at clock time `t`. phase == interval: just before the next one. Parameters are those of
  /// `evaluator`. False: outcome.status says why. Adds to outcome's statistics.
  bool periodic(Evaluator& evaluator, std::span<const double> parameters, double t, std::uint32_t target,
                const DoseInput& input, double interval, double phase, std::span<double> y, Outcome& outcome);
  /// State under `rate` [unit/h] into `target` for ever; rate 0: no dose, what the model makes by itself.
  bool constant(Evaluator& evaluator, std::span<const double> parameters, double t, std::uint32_t target, double rate,
                std::span<double> y, Outcome& outcome);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Starts a dose's resets and adds its bolus to y (E-34).
void apply_dose(const Program& program, const Evaluator& evaluator, std::uint32_t target, double bolus,
                std::span<double> y);
/// Adds an infusion of `rate` to the constant input r.
void add_rate(const Program& program, const Evaluator& evaluator, std::uint32_t target, double rate,
              std::span<double> r);

}  // namespace tansine
