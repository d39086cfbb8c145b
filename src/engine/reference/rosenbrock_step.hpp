#pragma once
// One step of a Rosenbrock method from (t, y) for a Program with constant input: stages, error estimate and continuous
// solution, without any choice of the step's size.

#include "engine/evaluator.hpp"
#include "engine/outcome.hpp"
#include "engine/reference/shifted_lu.hpp"
#include "engine/rosenbrock/tableau.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace tansine {

/// Use: start(t, y, input); then attempt(h, ...) until content, interpolate() if wanted, accept(); attempt() ...
/// Memory is taken once, by the constructor. Nothing throws after that.
class RosenbrockStep {
 public:
  /// `program` and `tableau` must outlive this.
  explicit RosenbrockStep(const Program& program, const RosenbrockTableau& tableau = rodas5p());

  enum class Attempt : std::uint8_t {
    done,         ///< y_new() and error() are valid; dy/dt at the new point is finite
    bad_factors,  ///< s I - J could not be factored or solved well: try a smaller step
    not_finite,   ///< a derivative (of any order) or state was nan or infinite, see bad_state(): try a smaller step
  };

  /// Takes a starting point and evaluates dy/dt there. False if it or a state is not finite: see bad_state().
  bool start(double t, std::span<const double> y, std::span<const double> input);
  /// Tries the step from t to t_new = t + h. The last stages are evaluated at exactly t_new, none beyond it.
  Attempt attempt(double h, double t_new);
  /// The continuous solution of the last attempt at t + theta h, 0 < theta < 1.
  void interpolate(double theta, std::span<double> y);
  /// Makes the last attempt's end the new starting point.
  void accept();

  [[nodiscard]] double t() const { return t_; }
  [[nodiscard]] std::span<const double> y() const { return y_; }
  [[nodiscard]] std::span<const double> slope() const { return slope_; }  ///< dy/dt at (t, y), input included
  [[nodiscard]] std::span<const double> y_new() const { return y_new_; }
  [[nodiscard]] std::span<const double> error() const { return error_; }  ///< y_new minus the embedded solution
  [[nodiscard]] std::uint32_t bad_state() const { return bad_state_; }
  [[nodiscard]] const SolverStatistics& statistics() const { return statistics_; }
  [[nodiscard]] Evaluator& evaluator() { return evaluator_; }
  [[nodiscard]] const Evaluator& evaluator() const { return evaluator_; }

 private:
  bool evaluate(double t, std::span<const double> y, std::span<double> slope);
  bool all_finite(std::span<const double> values);
  bool linearize();

  const RosenbrockTableau* tableau_;
  Evaluator evaluator_;
  ShiftedLU lu_;
  double t_ = 0, t_new_ = 0;
  std::vector<double> y_, y_new_, input_, slope_, slope_new_, error_;
  std::vector<double> jacobian_, time_derivative_;
  std::vector<double> stage_, right_;  // argument and right-hand side of a stage
  std::vector<double> u_;              // stage i at [i * n, (i + 1) * n)
  std::vector<double> dense_;          // the three vectors of the continuous solution
  bool linearized_ = false, dense_ready_ = false;
  std::uint32_t bad_state_ = Outcome::no_state;
  SolverStatistics statistics_;  // evaluations and factorizations; the controller counts steps
};

}  // namespace tansine
