#include "engine/reference/rosenbrock_stepper.hpp"

#include "base/portable_math.hpp"
#include "engine/reference/rosenbrock_step.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

// The step-size controller of Hairer & Wanner (1996), section IV.8, with Gustafsson's prediction from the step before.
constexpr double safety = 0.9;
constexpr double largest_growth = 6;
constexpr double largest_shrink = 0.2;
constexpr double shrink_after_failure = 0.2;  // nan, infinity or bad factors: no error estimate to go by

// Not more of the way to the next event than this in the first step: it has nothing but the slope to go by.
constexpr double first_step_share = 0.1;

class RosenbrockStepper final : public Stepper {
 public:
  RosenbrockStepper(const Program& program, const SolverOptions& options) : options_(options), step_(program) {
    for (const StateInfo& state : program.states)
      absolute_.push_back(options.rtol * options.atol_scale * state.nominal);
    y_out_.assign(program.n_states(), 0.0);
    exponent_ = -1.0 / (rodas5p().embedded_order + 1);
  }

  void set_parameters(std::span<const double> parameters) override {
    parameters_finite_ = std::ranges::all_of(parameters, [](double p) { return std::isfinite(p); });
    step_.evaluator().set_parameters(parameters);
  }

  [[nodiscard]] double value(Slot slot) const override { return step_.evaluator().value(slot); }

  void restart(double t, std::span<const double> y, std::span<const double> r) override {
    start_finite_ = step_.start(t, y, r) && std::isfinite(t);
    h_ = 0;
    previous_error_ = 0;
  }

  bool advance(double t_end, std::span<const double> times, std::size_t first, OutputSink& sink,
               Outcome& outcome) override {
    const SolverStatistics before = step_.statistics();
    const Status status = integrate(t_end, times, first, sink, outcome.statistics);
    outcome.statistics.evaluations += step_.statistics().evaluations - before.evaluations;
    outcome.statistics.factorizations += step_.statistics().factorizations - before.factorizations;
    outcome.t_reached = step_.t();
    if (status == Status::ok) return true;
    outcome.status = status;
    outcome.state = blamed_;
    return false;
  }

  [[nodiscard]] double t() const override { return step_.t(); }
  [[nodiscard]] std::span<const double> y() const override { return step_.y(); }

 private:
  Status integrate(double t_end, std::span<const double> times, std::size_t next_output, OutputSink& sink,
                   SolverStatistics& statistics) {
    blamed_ = Outcome::no_state;
    if (!parameters_finite_ || !std::isfinite(t_end)) return Status::not_finite;
    if (!start_finite_) {
      blamed_ = step_.bad_state();
      return Status::not_finite;
    }
    if (t_end > step_.t() && h_ == 0) h_ = first_step(t_end - step_.t());
    bool rejected = false;
    while (step_.t() < t_end) {
      if (statistics.steps + statistics.rejected >= options_.max_steps) return Status::max_steps;
      const Stride stride = next_stride(t_end);
      const RosenbrockStep::Attempt attempt = step_.attempt(stride.h, stride.t_new);
      const double error = attempt == RosenbrockStep::Attempt::done ? error_norm() : 0;

      if (attempt != RosenbrockStep::Attempt::done || !(error <= 1)) {
        ++statistics.rejected;
        rejected = true;
        if (attempt == RosenbrockStep::Attempt::not_finite) blamed_ = step_.bad_state();
        h_ = stride.h * (attempt == RosenbrockStep::Attempt::done
                             ? std::max(largest_shrink, safety * portable_pow(error, exponent_))
                             : shrink_after_failure);
        if (h_ < smallest_step(t_end))
          return attempt == RosenbrockStep::Attempt::not_finite ? Status::not_finite : Status::step_too_small;
        continue;
      }

      ++statistics.steps;
      next_output = emit(times, next_output, stride, sink);
      const double proposed = stride.h * growth(stride.h, error, rejected);
      // A step cut short to land on t_end says nothing against the size that was wanted.
      h_ = stride.cut && !rejected ? std::max(h_, proposed) : proposed;
      rejected = false;
      step_.accept();
    }
    return Status::ok;
  }

  struct Stride {
    double h, t_new;
    bool cut;    // shorter than wanted
    bool lands;  // t_new is t_end
  };

  // Lands exactly on t_end, is never beyond it, and leaves no sliver: from two steps before it, halves.
  [[nodiscard]] Stride next_stride(double t_end) const {
    const double remaining = t_end - step_.t();
    double h = h_;
    if (options_.max_step > 0) h = std::min(h, options_.max_step);
    if (h >= remaining) return {remaining, t_end, h > remaining, true};
    const bool half = h > remaining / 2;
    if (half) h = remaining / 2;
    const double t_new = step_.t() + h;
    // Rounding can bring t + h to t_end when only a few doubles lie between.
    if (!(t_new < t_end)) return {remaining, t_end, false, true};
    return {h, t_new, half, false};
  }

  // Outputs inside the step from its continuous solution, at its end from the step itself: what is asked for never
  // changes the steps. Returns the first output not yet given.
  std::size_t emit(std::span<const double> times, std::size_t next, const Stride& stride, OutputSink& sink) {
    while (next < times.size() && times[next] <= stride.t_new) {
      if (times[next] == stride.t_new) {
        sink.at(next, times[next], step_.y_new());
      } else {
        step_.interpolate((times[next] - step_.t()) / stride.h, y_out_);
        sink.at(next, times[next], y_out_);
      }
      ++next;
    }
    return next;
  }

  // A tenth of the time in which the states would change by their own size, or by their tolerance if that is longer.
  [[nodiscard]] double first_step(double remaining) const {
    double size = 0, slope = 0;
    for (std::size_t i = 0; i < absolute_.size(); ++i) {
      const double y = std::abs(step_.y()[i]);
      const double weight = absolute_[i] + options_.rtol * y;
      size = std::max(size, y / weight);
      slope = std::max(slope, std::abs(step_.slope()[i]) / weight);
    }
    const double limit = first_step_share * remaining;
    const double change = std::max(0.1 * size, 1.0);
    return slope * limit <= change ? limit : std::max(change / slope, 2 * smallest_step(step_.t() + remaining));
  }

  // The largest error of any state in units of its tolerance. A mean over states would let a state be less accurate in
  // a model with more states.
  double error_norm() {
    double worst = 0;
    for (std::size_t i = 0; i < absolute_.size(); ++i) {
      const double y = std::max(std::abs(step_.y()[i]), std::abs(step_.y_new()[i]));
      const double error = std::abs(step_.error()[i]) / (absolute_[i] + options_.rtol * y);
      if (error <= worst) continue;
      worst = error;
      blamed_ = static_cast<std::uint32_t>(i);
    }
    return worst;
  }

  double growth(double h, double error, bool after_rejection) {
    constexpr double least_error = 1e-6;  // below it the estimate is rounding
    error = std::max(error, least_error);
    double factor = safety * portable_pow(error, exponent_);
    if (previous_error_ > 0) {
      const double predicted = safety * (h / previous_h_) * portable_pow(error * error / previous_error_, exponent_);
      factor = std::min(factor, predicted);
    }
    previous_error_ = std::max(error, 1e-2);  // as in RODAS: a lucky step must not frighten the next
    previous_h_ = h;
    return std::clamp(factor, largest_shrink, after_rejection ? 1.0 : largest_growth);
  }

  // Below this t + h is not distinct from t. Near t = 0 doubles are as fine as wanted: a bound from the stretch's
  // length then ends what cannot succeed.
  [[nodiscard]] double smallest_step(double t_end) const {
    constexpr double of_stretch = 1e-30;
    return std::max(4 * epsilon * std::abs(step_.t()), of_stretch * (t_end - step_.t()));
  }

  SolverOptions options_;
  RosenbrockStep step_;
  std::vector<double> absolute_;  // absolute tolerance per state
  std::vector<double> y_out_;
  double exponent_;
  double h_ = 0;  // size wanted for the next step; 0: not chosen yet
  double previous_h_ = 0, previous_error_ = 0;
  bool parameters_finite_ = true, start_finite_ = false;
  std::uint32_t blamed_ = Outcome::no_state;
};

}  // namespace

std::unique_ptr<Stepper> make_rosenbrock_stepper(const Program& program, const SolverOptions& options) {
  return std::make_unique<RosenbrockStepper>(program, options);
}

}  // namespace tansine
