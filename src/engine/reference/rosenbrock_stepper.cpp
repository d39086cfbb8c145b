#include "engine/reference/rosenbrock_stepper.hpp"

#include "base/portable_math.hpp"
#include "engine/reference/rosenbrock_step.hpp"
#include "engine/rosenbrock/controller.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {

namespace {

using namespace controller;

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

  void watch(Watcher* watcher) override { scan_.watch(watcher); }

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
    bool rejected = false, stopped = false;
    while (step_.t() < t_end && !stopped) {
      if (statistics.steps + statistics.rejected >= options_.max_steps) return Status::max_steps;
      Stride stride = next_stride(t_end);
      RosenbrockStep::Attempt attempt = step_.attempt(stride.h, stride.t_new);
      double error = attempt == RosenbrockStep::Attempt::done ? error_norm() : 0;
      if (attempt == RosenbrockStep::Attempt::done && error <= 1 && find_crossings(stride)) {
        stopped = true;
        attempt = cut_short(stride);
        error = attempt == RosenbrockStep::Attempt::done ? error_norm() : 0;
      }

      if (attempt != RosenbrockStep::Attempt::done || !(error <= 1)) {
        ++statistics.rejected;
        rejected = true;
        stopped = false;
        if (attempt == RosenbrockStep::Attempt::not_finite) blamed_ = step_.bad_state();
        h_ = stride.h * (attempt == RosenbrockStep::Attempt::done
                             ? std::max(largest_shrink, safety * portable_pow(error, exponent_))
                             : shrink_after_failure);
        if (h_ < smallest_step(t_end))
          return attempt == RosenbrockStep::Attempt::not_finite ? Status::not_finite : Status::step_too_small;
        continue;
      }

      ++statistics.steps;
      scan_.tell();
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

  // True if the step must be cut short at a crossing.
  bool find_crossings(const Stride& stride) {
    if (!scan_.look(stride.t_new, step_.y_new())) return false;
    scan_.locate(step_.t(), step_.y(), stride.t_new, y_out_,
                 [&](double t, std::span<double> y) { step_.interpolate((t - step_.t()) / stride.h, y); });
    return scan_.stop() != nullptr;
  }

  // Steps anew to the first crossing that stops: not to where the continuous solution has it, which is less accurate
  // than a step, but to where shorter steps from the same start find it.
  RosenbrockStep::Attempt cut_short(Stride& stride) {
    const WatchScan::Root root = *scan_.stop();
    RootSearch search = scan_.search_of(root.watch, step_.t(), stride.t_new);
    double tried = stride.t_new;
    const auto attempt_to = [&](double t) {
      tried = t;
      return step_.attempt(t - step_.t(), t);
    };
    for (double t = root.time; !search.done(); t = search.propose()) {
      if (t == tried) t = search.propose();
      const RosenbrockStep::Attempt attempt = attempt_to(t);
      if (attempt != RosenbrockStep::Attempt::done) return attempt;
      search.take(t, scan_.distance(root.watch, t, step_.y_new()));
    }
    if (tried != search.root()) {
      const RosenbrockStep::Attempt attempt = attempt_to(search.root());
      if (attempt != RosenbrockStep::Attempt::done) return attempt;
    }
    stride = {.h = search.root() - step_.t(), .t_new = search.root(), .cut = true, .lands = false};
    scan_.cut(stride.t_new, step_.y_new());
    return RosenbrockStep::Attempt::done;
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
    error = std::max(error, least_error);
    double factor = safety * portable_pow(error, exponent_);
    if (previous_error_ > 0) {
      const double predicted = safety * (h / previous_h_) * portable_pow(error * error / previous_error_, exponent_);
      factor = std::min(factor, predicted);
    }
    previous_error_ = std::max(error, least_remembered_error);
    previous_h_ = h;
    return std::clamp(factor, largest_shrink, after_rejection ? 1.0 : largest_growth);
  }

  [[nodiscard]] double smallest_step(double t_end) const {
    return std::max(of_time * std::abs(step_.t()), of_stretch * (t_end - step_.t()));
  }

  SolverOptions options_;
  RosenbrockStep step_;
  WatchScan scan_;
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
