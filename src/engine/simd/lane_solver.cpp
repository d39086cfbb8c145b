// The loop of the batched solver. One turn attempts one step in every lane; what follows from it (accept or reject, the
// next size, outputs, events) is each lane's own. Kernels do all arithmetic on states; here are only times and sizes.

#include "engine/simd/lane_solver.hpp"

#include "base/portable_math.hpp"
#include "engine/course.hpp"
#include "engine/simd/lane_arena.hpp"
#include "engine/simd/lane_kernels.hpp"
#include "engine/simd/lane_program.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

namespace tansine {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

// The controller of the reference (rosenbrock_stepper.cpp), whose numbers these are.
constexpr double safety = 0.9;
constexpr double largest_growth = 6;
constexpr double largest_shrink = 0.2;
constexpr double shrink_after_failure = 0.2;
constexpr double first_step_share = 0.1;
constexpr double least_remembered_error = 1e-2;

/// Pivots that grew more than this have lost so many digits that the solution is not to be trusted: the step is
/// repeated smaller, where s I - J is closer to diagonal.
constexpr double worst_growth = 1e-6;
/// A patient whose factors fail so often goes to the reference engine.
constexpr std::uint32_t most_bad_factors = 50;

/// Order 5 pays where little error is allowed: measured on the benchmark models (docs/performance.md).
const RosenbrockTableau& scheme(const SolverOptions& options) {
  constexpr double loosest_of_order_5 = 3e-6;
  if (options.lanes.scheme == LaneScheme::rodas4p2) return rodas4p2();
  if (options.lanes.scheme == LaneScheme::rodas5p) return rodas5p();
  return options.rtol <= loosest_of_order_5 ? rodas5p() : rodas4p2();
}

/// One patient at work.
struct Lane {
  Lane(const Program& program, const SolverOptions& options) : course(program, options) {}

  Course course;
  Course::Stretch stretch;
  LaneJob* job = nullptr;  ///< nullptr: idle
  double rtol = 0;
  double t = 0;                     ///< [h]
  double h = 0;                     ///< [h] wanted for the next step; 0: not chosen yet
  double previous_h = 0;            ///< [h] of the last step taken; 0: none since the restart
  double previous_shrink = 0;       ///< its error^(-1/(q+1)), not less than least_remembered_error allows
  double attempt_h = 0, t_new = 0;  ///< [h] the step being tried
  std::size_t row = 0;              ///< the next output of the stretch
  bool cut = false, rejected = false, lands_on_row = false;
  std::uint32_t bad_factors = 0;
};

}  // namespace

struct LaneSolver::Impl {
  Impl(const Program& program_in, const SolverOptions& options_in)
      : program(program_in),
        options(options_in),
        table(scheme(options_in)),
        code(lower(program_in, table, options_in.atol_scale, LaneKernelSet::plain)),
        kernels(code, options_in.lanes),
        n_lanes(kernels.n_lanes),
        arena(code.n_rows, n_lanes) {
    for (std::size_t l = 0; l < n_lanes; ++l) lanes.push_back(std::make_unique<Lane>(program, options));
    y.resize(code.n_states);
    seen.resize(code.n_observables + code.n_totals);
    least_shrink = portable_pow(least_remembered_error, -1.0 / (table.embedded_order + 1));
  }

  void run(std::span<const double> times_in, LaneSource& source_in, LaneOutputs outputs) {
    times = times_in;
    source = &source_in;
    n_active = 0;
    dense = outputs == LaneOutputs::dense;
    if (dense) need_dense();
    for (std::size_t l = 0; l < n_lanes; ++l) {
      at(code.h, l) = 1;
      load(l);
    }
    while (n_active > 0) turn();
  }

 private:
  double& at(std::uint32_t row, std::size_t lane) { return arena.at(row, lane); }

  /// Kernels of the continuous solution, which few runs need. The arena stays as it is laid out.
  void need_dense() {
    if (kernels.dense) return;
    code = lower(program, table, options.atol_scale, LaneKernelSet::with_dense);
    kernels = LaneKernels(code, options.lanes);
  }

  // ---- patients --------------------------------------------------------------------------------------------------

  /// Gives an idle lane its next patient that needs integrating, if there is one.
  void load(std::size_t l) {
    Lane& lane = *lanes[l];
    do {
      lane.job = source->next();
      if (lane.job == nullptr) return;
      ++n_active;
      lane.rtol = options.rtol * lane.job->rtol_share;
      at(code.inverse_rtol, l) = 1 / lane.rtol;
      lane.bad_factors = 0;
      lane.course.begin(*lane.job->course, times, Order::after_records, *lane.job->out);
    } while (!begin_stretch(l));
  }

  /// Carries out events until there is something to integrate. False: the patient is done, the lane idle.
  bool begin_stretch(std::size_t l) {
    Lane& lane = *lanes[l];
    if (!lane.course.next(lane.stretch)) {
      finish(lane);
      return false;
    }
    const Course::Stretch& s = lane.stretch;
    lane.row = s.first_row;
    lane.t = s.t;
    at(code.t, l) = s.t;
    if (s.parameters_changed) {
      if (!std::ranges::all_of(lane.course.parameters(), [](double p) { return std::isfinite(p); }))
        return fail(l, Status::not_finite, Outcome::no_state);
      for (const LaneProgram::Parameter& p : code.prologue) at(p.row, l) = lane.course.evaluator().value(p.slot);
    }
    if (s.restart) {
      for (std::size_t i = 0; i < code.n_states; ++i) {
        at(code.first_state + static_cast<std::uint32_t>(i), l) = s.y[i];
        if (code.input[i] != LaneProgram::no_row) at(code.input[i], l) = s.input[i];
      }
      lane.h = 0;
      lane.previous_h = 0;
      fresh = true;
    }
    lane.rejected = false;
    return true;
  }

  void finish(Lane& lane) {
    LaneJob& job = *lane.job;
    job.outcome = lane.course.outcome();
    lane.job = nullptr;
    --n_active;
    source->done(job);
  }

  bool fail(std::size_t l, Status status, std::uint32_t state) {
    Lane& lane = *lanes[l];
    lane.course.fail(status, lane.t, state);
    finish(lane);
    return false;
  }

  /// The whole patient once more through the reference engine: where a lane cannot go on, that has the last word.
  void fall_back(std::size_t l) {
    Lane& lane = *lanes[l];
    LaneJob& job = *lane.job;
    SolverOptions safe = options;
    safe.method = Method::reference;
    safe.rtol = lane.rtol;
    const SolverStatistics spent = lane.course.outcome().statistics;
    job.outcome = Timeline(program, safe).run(*job.course, times, *job.out);
    job.outcome.statistics.add(spent);
    ++job.outcome.statistics.fallbacks;
    lane.job = nullptr;
    --n_active;
    source->done(job);
  }

  // ---- one turn --------------------------------------------------------------------------------------------------

  void turn() {
    choose_first_steps();
    if (n_active == 0) return;
    propose();
    (reads_between ? kernels.step_dense : kernels.step)->run(arena.data());
    judge();
    if (reads_between) deliver_between();
    if (n_accepted > 0) take_steps();
    dismiss();
  }

  void choose_first_steps() {
    while (fresh) {
      fresh = false;
      kernels.slope->run(arena.data());
      for (std::size_t l = 0; l < n_lanes; ++l)
        if (lanes[l]->job != nullptr && lanes[l]->h == 0 && !choose_first_step(l)) load(l);
    }
  }

  /// A tenth of the time in which the states would change by their own size, or by their tolerance if that is longer.
  bool choose_first_step(std::size_t l) {
    Lane& lane = *lanes[l];
    double size = 0, slope = 0, finite = 0;
    for (std::uint32_t i = 0; i < code.n_states; ++i) {
      const double y_i = at(code.first_state + i, l), f_i = at(code.first_slope + i, l);
      const double weight = lane.rtol * (options.atol_scale * program.states[i].nominal + std::abs(y_i));
      size = std::max(size, std::abs(y_i) / weight);
      slope = std::max(slope, std::abs(f_i) / weight);
      finite += (y_i - y_i) + (f_i - f_i);
    }
    lane.course.outcome().statistics.evaluations += 1;
    if (finite != 0 || !std::isfinite(lane.stretch.stop)) return fail(l, Status::not_finite, blame(l));
    const double limit = first_step_share * (lane.stretch.stop - lane.t);
    const double change = std::max(0.1 * size, 1.0);
    lane.h = slope * limit <= change ? limit : std::max(change / slope, 2 * smallest_step(lane));
    return true;
  }

  [[nodiscard]] std::uint32_t blame(std::size_t l) {
    for (std::uint32_t i = 0; i < code.n_states; ++i)
      if (!std::isfinite(at(code.first_state + i, l)) || !std::isfinite(at(code.first_slope + i, l))) return i;
    return Outcome::no_state;
  }

  [[nodiscard]] static double smallest_step(const Lane& lane) {
    constexpr double of_stretch = 1e-30;
    return std::max(4 * epsilon * std::abs(lane.t), of_stretch * (lane.stretch.stop - lane.t));
  }

  /// The step each lane tries: never beyond its next stop, and no sliver before it.
  void propose() {
    reads_between = false;
    for (std::size_t l = 0; l < n_lanes; ++l) {
      Lane& lane = *lanes[l];
      if (lane.job == nullptr) continue;
      double stop = lane.stretch.stop;
      const bool rows_left = lane.row < lane.stretch.last_row;
      lane.lands_on_row = !dense && rows_left;
      if (lane.lands_on_row) stop = times[lane.row];
      const double remaining = stop - lane.t;
      double h = options.max_step > 0 ? std::min(lane.h, options.max_step) : lane.h;
      lane.cut = false;
      if (h >= remaining) {
        lane.cut = h > remaining;
        h = remaining;
        lane.t_new = stop;
      } else {
        if (h > remaining / 2) {
          lane.cut = true;
          h = remaining / 2;
        }
        lane.t_new = lane.t + h;
        if (!(lane.t_new < stop)) {
          lane.t_new = stop;
          h = remaining;
          lane.cut = false;
        }
      }
      lane.attempt_h = h;
      at(code.h, l) = h;
      at(code.t_new, l) = lane.t_new;
      if (dense && rows_left && times[lane.row] < lane.t_new) reads_between = true;
    }
  }

  /// Accepts or rejects each lane's attempt and chooses its next size.
  void judge() {
    n_accepted = 0;
    for (std::size_t l = 0; l < n_lanes; ++l) {
      Lane& lane = *lanes[l];
      double& accept = at(code.accept, l);
      accept = -1;
      if (lane.job == nullptr) continue;
      SolverStatistics& statistics = lane.course.outcome().statistics;
      statistics.evaluations += table.stages;
      statistics.factorizations += 1;
      const double error = at(code.error, l), shrink = at(code.shrink, l);
      const bool sound = at(code.growth, l) >= worst_growth;
      if (error <= 1 && sound) {
        accept = 1;
        ++n_accepted;
        ++statistics.steps;
        double factor = safety * shrink;
        if (lane.previous_h > 0)
          factor =
              std::min(factor, safety * (lane.attempt_h / lane.previous_h) * shrink * shrink / lane.previous_shrink);
        lane.previous_shrink = std::min(shrink, least_shrink);
        lane.previous_h = lane.attempt_h;
        const double proposed =
            lane.attempt_h * std::clamp(factor, largest_shrink, lane.rejected ? 1.0 : largest_growth);
        // A step cut short to land says nothing against the size that was wanted.
        lane.h = lane.cut && !lane.rejected ? std::max(lane.h, proposed) : proposed;
        lane.rejected = false;
      } else {
        ++statistics.rejected;
        lane.rejected = true;
        if (!sound) ++lane.bad_factors;
        lane.h =
            lane.attempt_h * (sound && error > 1 && std::isfinite(error) ? std::max(largest_shrink, safety * shrink)
                                                                         : shrink_after_failure);
      }
    }
  }

  /// Rows inside the steps just accepted, from the continuous solution.
  void deliver_between() {
    for (;;) {
      bool any = false;
      for (std::size_t l = 0; l < n_lanes; ++l) {
        Lane& lane = *lanes[l];
        if (!has_row_between(l)) continue;
        at(code.theta, l) = (times[lane.row] - lane.t) / lane.attempt_h;
        any = true;
      }
      if (!any) return;
      kernels.dense->run(arena.data());
      for (std::size_t l = 0; l < n_lanes; ++l)
        if (has_row_between(l)) deliver(l, times[lanes[l]->row]);
    }
  }
  [[nodiscard]] bool has_row_between(std::size_t l) {
    const Lane& lane = *lanes[l];
    return lane.job != nullptr && at(code.accept, l) > 0 && lane.row < lane.stretch.last_row &&
           times[lane.row] < lane.t_new;
  }

  void deliver(std::size_t l, double t) {
    Lane& lane = *lanes[l];
    const std::size_t n = code.n_observables;
    for (std::uint32_t j = 0; j < n; ++j) seen[j] = at(code.first_observable + j, l);
    for (std::uint32_t j = 0; j < code.n_totals; ++j) seen[n + j] = at(code.first_total + j, l);
    lane.course.deliver(lane.row, t, std::span(seen).first(n), std::span(seen).subspan(n));
    ++lane.row;
  }

  /// Moves the lanes that accepted to their new states, delivers rows they stand on, and begins what comes next.
  void take_steps() {
    kernels.accept_step->run(arena.data());
    bool on_row = false;
    for (std::size_t l = 0; l < n_lanes; ++l) {
      if (!(at(code.accept, l) > 0)) continue;
      Lane& lane = *lanes[l];
      lane.t = lane.t_new;
      at(code.t, l) = lane.t_new;
      on_row = on_row || stands_on_row(lane);
    }
    if (on_row) {
      kernels.observe->run(arena.data());
      for (std::size_t l = 0; l < n_lanes; ++l)
        while (at(code.accept, l) > 0 && stands_on_row(*lanes[l])) deliver(l, lanes[l]->t);
    }
    for (std::size_t l = 0; l < n_lanes; ++l)
      if (at(code.accept, l) > 0 && lanes[l]->t == lanes[l]->stretch.stop) arrive(l);
  }
  [[nodiscard]] bool stands_on_row(const Lane& lane) const {
    return lane.row < lane.stretch.last_row && times[lane.row] == lane.t;
  }

  void arrive(std::size_t l) {
    Lane& lane = *lanes[l];
    for (std::size_t i = 0; i < code.n_states; ++i) y[i] = at(code.first_state + static_cast<std::uint32_t>(i), l);
    lane.course.arrive(y);
    if (!begin_stretch(l)) load(l);
  }

  /// Lanes whose patients cannot go on take the next.
  void dismiss() {
    for (std::size_t l = 0; l < n_lanes; ++l) {
      Lane& lane = *lanes[l];
      if (lane.job == nullptr) continue;
      const SolverStatistics& statistics = lane.course.outcome().statistics;
      if (statistics.steps + statistics.rejected >= options.max_steps) {
        fail(l, Status::max_steps, Outcome::no_state);
        load(l);
      } else if (lane.rejected && (lane.h < smallest_step(lane) || lane.bad_factors > most_bad_factors)) {
        fall_back(l);
        load(l);
      }
    }
  }

 public:
  const Program& program;
  SolverOptions options;
  const RosenbrockTableau& table;
  LaneProgram code;
  LaneKernels kernels;
  std::size_t n_lanes;
  LaneArena arena;
  std::vector<std::unique_ptr<Lane>> lanes;
  std::vector<double> y, seen;

  std::span<const double> times;
  LaneSource* source = nullptr;
  std::size_t n_active = 0, n_accepted = 0;
  bool fresh = false;          ///< some lane has no step size yet
  bool dense = false;          ///< outputs from the continuous solution
  bool reads_between = false;  ///< this turn's steps have outputs inside
  double least_shrink = 0;
};

LaneSolver::LaneSolver(const Program& program, const SolverOptions& options)
    : impl_(std::make_unique<Impl>(program, options)) {}
LaneSolver::~LaneSolver() = default;
LaneSolver::LaneSolver(LaneSolver&&) noexcept = default;
LaneSolver& LaneSolver::operator=(LaneSolver&&) noexcept = default;

void LaneSolver::run(std::span<const double> times, LaneSource& source, LaneOutputs outputs) {
  impl_->run(times, source, outputs);
}

}  // namespace tansine
