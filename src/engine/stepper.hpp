#pragma once
// One smooth stretch of one patient: an integrator of dy/dt = f(t, y) + r with constant input r, between two events.
// The timeline (engine/timeline.hpp) cuts a patient's course into such stretches. Implementations: the reference
// Rosenbrock method and SUNDIALS CVODE. Not thread-safe: one stepper per thread. Deterministic.

#include "engine/lane_options.hpp"
#include "engine/outcome.hpp"
#include "engine/watch.hpp"
#include "model/program.hpp"

#include <memory>
#include <span>
#include <vector>

namespace tansine {

enum class Method : std::uint8_t {
  reference,  ///< Rodas5P, plain loops: the specification
  cvode,      ///< SUNDIALS: the oracle
  lanes,      ///< the batched engine (simd/lane_engine.hpp); a Timeline of one patient takes the reference for it
};
std::string_view method_name(Method method);

struct SolverOptions {
  Method method = Method::reference;
  double rtol = 1e-6;
  /// atol_i = rtol * atol_scale * nominal_i
  double atol_scale = 1e-3;
  std::uint64_t max_steps = 200'000;  ///< per patient
  double max_step = 0;                ///< [h] 0: no limit
  LaneOptions lanes{};                ///< of Method::lanes
};

/// Receives the dense output: called once for each requested time, ascending, with the interpolated states.
class OutputSink {
 public:
  virtual ~OutputSink() = default;
  virtual void at(std::size_t output_index, double t, std::span<const double> y) = 0;
};

class Stepper {
 public:
  virtual ~Stepper() = default;
  /// Takes this patient's parameters [canonical], one per Program parameter, and runs the prologue.
  virtual void set_parameters(std::span<const double> parameters) = 0;
  /// Value of a prologue slot (initial value, dose coefficient, lag ...) under the current parameters.
  [[nodiscard]] virtual double value(Slot slot) const = 0;
  /// Starts a stretch at (t, y) with constant input `r` added to the derivatives [state unit/h].
  virtual void restart(double t, std::span<const double> y, std::span<const double> r) = 0;
  /// From now on `watcher` is told what is crossed on the way; nullptr: nobody. It must outlive its watching.
  virtual void watch(Watcher* watcher) = 0;
  /// Integrates to exactly t_end, evaluating nothing beyond it. Output times in (t, t_end] (indices first.. of `times`,
  /// ascending) go to the sink from the method's own dense output, t_end itself from the step's end. Adds to
  /// `outcome`'s statistics and sets status/t_reached/state on failure.
  /// `outcome`'s statistics and sets status/t_reached/state on failure. True also when it stops at a crossing
  /// (Watch::stops): then t() < t_end, y() is the state there, on the new side, and only outputs up to t() were given.
  /// Crossings that do not stop it change no bit.
  virtual bool advance(double t_end, std::span<const double> times, std::size_t first, OutputSink& sink,
                       Outcome& outcome) = 0;
  [[nodiscard]] virtual double t() const = 0;
  [[nodiscard]] virtual std::span<const double> y() const = 0;
};

/// The Program must be valid and outlive the stepper. Throws InputError if this build lacks the method.
std::unique_ptr<Stepper> make_stepper(const Program& program, const SolverOptions& options);

}  // namespace tansine
