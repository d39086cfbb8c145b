// The loop of the batched solver. One turn attempts one step in every lane; what follows from it (accept or reject, the
// next size, outputs, events) is each lane's own. Kernels do the arithmetic, of states and of step sizes; a lane is
// looked at alone only where its step ended on an output or an event, or cannot go on.

#include "engine/simd/lane_solver.hpp"

#include "engine/rosenbrock/controller.hpp"
#include "engine/simd/lane.hpp"
#include "engine/simd/lane_arena.hpp"
#include "engine/simd/lane_kernels.hpp"
#include "engine/simd/lane_program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace tansine {
namespace {

/// Order 5 pays where little error is allowed: measured on the benchmark models (docs/performance.md).
const RosenbrockTableau& scheme(const SolverOptions& options) {
  constexpr double loosest_of_order_5 = 1e-7;
  if (options.lanes.scheme == LaneScheme::rodas4) return rodas4();
  if (options.lanes.scheme == LaneScheme::rodas5p) return rodas5p();
  return options.rtol <= loosest_of_order_5 ? rodas5p() : rodas4();
}

}  // namespace

struct LaneSolver::Impl {
  Impl(const Program& program_in, const SolverOptions& options_in)
      : program(program_in),
        options(options_in),
        table(scheme(options_in)),
        code(lower(program_in, table, options_in, LaneKernelSet::plain)),
        kernels(code, options_in.lanes),
        n_lanes(kernels.n_lanes),
        arena(code.n_rows, n_lanes),
        y(code.n_states),
        seen(code.n_observables + code.n_totals) {
    for (std::size_t l = 0; l < n_lanes; ++l) lanes.push_back(std::make_unique<Lane>(program, options));
  }

  void run(std::span<const double> times_in, LaneSource& source_in, LaneOutputs outputs) {
    times = times_in;
    source = &source_in;
    n_active = n_watching = 0;
    any_fresh = false;
    for (const auto& lane : lanes) lane->job = nullptr, lane->watching = lane->fresh = false;  // left by an exception
    dense = outputs == LaneOutputs::dense;
    if (dense) need_dense();
    for (std::size_t l = 0; l < n_lanes; ++l) load(l);
    while (n_active > 0) turn();
  }

 private:
  double& at(std::uint32_t row, std::size_t lane) { return arena.at(row, lane); }
  static std::uint32_t index(std::size_t i) { return static_cast<std::uint32_t>(i); }

  /// Kernels of the continuous solution, which few runs need. The arena stays as it is laid out.
  void need_dense() {
    if (kernels.step_dense) return;
    code = lower(program, table, options, LaneKernelSet::with_dense);
    kernels = LaneKernels(code, options.lanes);
  }

  // ---- patients --------------------------------------------------------------------------------------------------

  /// Gives an idle lane its next patient that needs integrating, if there is one.
  void load(std::size_t l) {
    Lane& lane = *lanes[l];
    do {
      lane.job = source->next();
      if (lane.job == nullptr) {
        at(code.h, l) = 1;  // what an idle lane computes is not looked at
        return;
      }
      ++n_active;
      lane.rtol = options.rtol * lane.job->rtol_share;
      at(code.inverse_rtol, l) = 1 / lane.rtol;
      at(code.steps, l) = at(code.rejections, l) = 0;
      lane.slopes = 0;
      lane.course.begin(*lane.job->course, times, Order::after_records, *lane.job->out);
    } while (!begin_stretch(l));
  }

  /// Carries out events until there is something to integrate. False: the patient is done, the lane idle.
  bool begin_stretch(std::size_t l) {
    Lane& lane = *lanes[l];
    lane.stops_at_event = false;
    lane.search.reset();
    if (!lane.course.next(lane.stretch)) {
      finish(l);
      return false;
    }
    const Course::Stretch& s = lane.stretch;
    lane.row = s.first_row;
    at(code.t, l) = s.t;
    if (s.parameters_changed) {
      if (!std::ranges::all_of(lane.course.parameters(), [](double p) { return std::isfinite(p); }))
        return fail(l, Status::not_finite, Outcome::no_state);
      for (const LaneProgram::Parameter& p : code.prologue) at(p.row, l) = lane.course.evaluator().value(p.slot);
    }
    watch(l);
    set_stop(l);
    if (s.restart) {
      for (std::size_t i = 0; i < code.n_states; ++i) {
        at(code.first_state + index(i), l) = s.y[i];
        if (code.input[i] != LaneProgram::no_row) at(code.input[i], l) = s.input[i];
      }
      at(code.previous_h, l) = at(code.rejected, l) = 0;
      lane.fresh = any_fresh = true;
    } else {
      at(code.rejected, l) = 0;
      propose(l);
    }
    return true;
  }

  /// The patient's answer is complete: the lane is idle.
  void finish(std::size_t l) {
    Lane& lane = *lanes[l];
    LaneJob& job = *lane.job;
    job.outcome = lane.course.outcome();
    count_steps(l, job.outcome.statistics);
    release(l);
    source->done(job);
  }
  void release(std::size_t l) {
    Lane& lane = *lanes[l];
    lane.job = nullptr;
    lane.fresh = false;
    if (lane.watching) --n_watching;
    lane.watching = false;
    --n_active;
  }
  void count_steps(std::size_t l, SolverStatistics& statistics) {
    const auto steps = static_cast<std::uint64_t>(at(code.steps, l));
    const auto rejected = static_cast<std::uint64_t>(at(code.rejections, l));
    statistics.steps += steps;
    statistics.rejected += rejected;
    statistics.factorizations += steps + rejected;
    statistics.evaluations += table.stages * (steps + rejected) + lanes[l]->slopes;
  }

  bool fail(std::size_t l, Status status, std::uint32_t state) {
    lanes[l]->course.fail(status, at(code.t, l), state);
    finish(l);
    return false;
  }

  /// The whole patient once more through the reference engine: where a lane cannot go on, that has the last word.
  void fall_back(std::size_t l) {
    Lane& lane = *lanes[l];
    LaneJob& job = *lane.job;
    SolverOptions safe = options;
    safe.method = Method::reference;
    safe.rtol = lane.rtol;
    job.outcome = Timeline(program, safe).run(*job.course, times, *job.out);
    count_steps(l, job.outcome.statistics);
    ++job.outcome.statistics.fallbacks;
    release(l);
    source->done(job);
  }

  // ---- one turn --------------------------------------------------------------------------------------------------

  void turn() {
    while (any_fresh) choose_first_steps();
    if (n_active == 0) return;
    const bool between = dense && any_reads_between();
    (between || n_watching > 0 ? kernels.step_dense : kernels.step)->run(arena.data());
    if (n_watching > 0) look_ahead();
    if (between) deliver_between();
    kernels.judge->run(arena.data());
    if (n_watching > 0) tell();
    if (any_needs_look()) attend();
  }

  void choose_first_steps() {
    any_fresh = false;
    kernels.slope->run(arena.data());
    for (std::size_t l = 0; l < n_lanes; ++l)
      if (lanes[l]->fresh && !choose_first_step(l)) load(l);
  }

  /// A tenth of the time in which the states would change by their own size, or by their tolerance if that is longer.
  bool choose_first_step(std::size_t l) {
    Lane& lane = *lanes[l];
    lane.fresh = false;
    lane.slopes += 1;
    if (at(code.start_check, l) != 0 || !std::isfinite(lane.stretch.stop)) return fail(l, Status::not_finite, blame(l));
    const double size = at(code.start_size, l) / lane.rtol, slope = at(code.start_rate, l) / lane.rtol;
    const double t = at(code.t, l), remaining = lane.stretch.stop - t;
    const double limit = controller::first_step_share * remaining, change = std::max(0.1 * size, 1.0);
    at(code.wanted, l) = slope * limit <= change ? limit : std::max(change / slope, 2 * smallest_step(l));
    propose(l);
    return true;
  }
  [[nodiscard]] std::uint32_t blame(std::size_t l) {
    for (std::size_t i = 0; i < code.n_states; ++i)
      if (!std::isfinite(at(code.first_state + index(i), l)) || !std::isfinite(at(code.first_slope + index(i), l)))
        return index(i);
    return Outcome::no_state;
  }
  [[nodiscard]] double smallest_step(std::size_t l) {
    const double t = at(code.t, l);
    return std::max(controller::of_time * std::abs(t), controller::of_stretch * (at(code.stop, l) - t));
  }

  /// The next time at which a step must end: the stretch's stop, or an output before it.
  void set_stop(std::size_t l) {
    const Lane& lane = *lanes[l];
    const bool lands_on_row = !dense && lane.row < lane.stretch.last_row;
    at(code.stop, l) = lands_on_row ? times[lane.row] : lane.stretch.stop;
    set_next_stop(l);
  }
  /// Where it must end after that: `judge` heads for it when the lane has landed.
  void set_next_stop(std::size_t l) {
    const Lane& lane = *lanes[l];
    std::size_t row = lane.row;
    while (row < lane.stretch.last_row && times[row] <= at(code.stop, l)) ++row;
    at(code.next_stop, l) = !dense && row < lane.stretch.last_row ? times[row] : lane.stretch.stop;
  }

  /// What `judge` does for lanes that go on (lane_program.cpp), for one that begins a stretch.
  void propose(std::size_t l) {
    const double t = at(code.t, l), stop = at(code.stop, l), remaining = stop - t;
    const double wanted = at(code.wanted, l), h = options.max_step > 0 ? std::min(wanted, options.max_step) : wanted;
    const double shorter = std::min(h, 0.5 * remaining);
    const bool lands = h >= remaining || t + shorter >= stop;
    at(code.h, l) = lands ? remaining : shorter;
    at(code.t_new, l) = lands ? stop : t + shorter;
    at(code.cut, l) = (lands ? h > remaining : h > 0.5 * remaining) ? 1 : 0;
  }

  /// Would `judge` take the lane's step?
  [[nodiscard]] bool will_take(std::size_t l) {
    return lanes[l]->job != nullptr && at(code.error, l) <= 1 && at(code.growth, l) >= LaneProgram::worst_growth;
  }

  // ---- outputs ---------------------------------------------------------------------------------------------------

  [[nodiscard]] bool any_reads_between() {
    for (std::size_t l = 0; l < n_lanes; ++l)
      if (has_row_before(l, at(code.t_new, l))) return true;
    return false;
  }
  [[nodiscard]] bool has_row_before(std::size_t l, double t) const {
    const Lane& lane = *lanes[l];
    return lane.job != nullptr && lane.row < lane.stretch.last_row && times[lane.row] < t;
  }

  /// Rows inside the steps that will be taken, from the continuous solution.
  void deliver_between() {
    const auto has_row = [this](std::size_t l) { return has_row_before(l, at(code.t_new, l)) && will_take(l); };
    for (;;) {
      bool any = false;
      for (std::size_t l = 0; l < n_lanes; ++l) {
        if (!has_row(l)) continue;
        at(code.theta, l) = (times[lanes[l]->row] - at(code.t, l)) / at(code.h, l);
        any = true;
      }
      if (!any) return;
      kernels.dense->run(arena.data());
      for (std::size_t l = 0; l < n_lanes; ++l)
        if (has_row(l)) deliver(l, times[lanes[l]->row]);
    }
  }

  void deliver(std::size_t l, double t) {
    Lane& lane = *lanes[l];
    const std::size_t n = code.n_observables;
    for (std::size_t j = 0; j < n; ++j) seen[j] = at(code.first_observable + index(j), l);
    for (std::size_t j = 0; j < code.n_totals; ++j) seen[n + j] = at(code.first_total + index(j), l);
    lane.course.deliver(lane.row, t, std::span(seen).first(n), std::span(seen).subspan(n));
    ++lane.row;
  }

  // ---- lanes that need a look ------------------------------------------------------------------------------------

  [[nodiscard]] bool needs_look(std::size_t l) {
    return lanes[l]->job != nullptr && (at(code.attention, l) >= 0 || lanes[l]->stops_at_event);
  }
  [[nodiscard]] bool any_needs_look() {
    for (std::size_t l = 0; l < n_lanes; ++l)
      if (needs_look(l)) return true;
    return false;
  }

  void attend() {
    bool observed = false;
    for (std::size_t l = 0; l < n_lanes; ++l) {
      if (!needs_look(l)) continue;
      while (stands_on_row(l)) {
        if (!std::exchange(observed, true)) kernels.observe->run(arena.data());
        deliver(l, at(code.t, l));
      }
      go_on(l);
    }
  }
  [[nodiscard]] bool stands_on_row(std::size_t l) {
    const Lane& lane = *lanes[l];
    return lane.job != nullptr && at(code.accepted, l) > 0 && lane.row < lane.stretch.last_row &&
           times[lane.row] == at(code.t, l);
  }

  void go_on(std::size_t l) {
    Lane& lane = *lanes[l];
    const double t = at(code.t, l);
    if (at(code.accepted, l) > 0 && (t == lane.stretch.stop || lane.stops_at_event)) {
      gather(code.first_state, l);
      if (t == lane.stretch.stop)
        lane.course.arrive(y);
      else
        lane.course.arrive_at_event(t, y);
      if (!begin_stretch(l)) load(l);
    } else if (at(code.steps, l) + at(code.rejections, l) >= static_cast<double>(options.max_steps)) {
      fail(l, Status::max_steps, Outcome::no_state);
      load(l);
    } else if (at(code.accepted, l) > 0) {
      set_next_stop(l);
    } else {
      fall_back(l);
      load(l);
    }
  }

  void gather(std::uint32_t first_row, std::size_t l) {
    for (std::size_t i = 0; i < code.n_states; ++i) y[i] = at(first_row + index(i), l);
  }

  // ---- state events ----------------------------------------------------------------------------------------------

  void watch(std::size_t l) {
    Lane& lane = *lanes[l];
    const bool wanted = !lane.stretch.watches.empty();
    if (wanted != lane.watching) n_watching = wanted ? n_watching + 1 : n_watching - 1;
    lane.watching = wanted;
    lane.scan.watch(wanted ? &lane : nullptr);
    if (wanted) need_dense();
  }

  /// Compares sides at the ends of the steps that will be taken, and narrows changes of side down: those that only are
  /// recorded in the continuous solution; to those that stop, the lane steps anew, shorter and shorter.
  void look_ahead() {
    kernels.look_ahead->run(arena.data());
    for (std::size_t l = 0; l < n_lanes; ++l) {
      Lane& lane = *lanes[l];
      lane.tells = false;
      if (!lane.watching) continue;
      if (!will_take(l)) {
        lane.search.reset();
        continue;
      }
      lane.ahead.resize(lane.stretch.watches.size());
      for (std::size_t k = 0; k < lane.ahead.size(); ++k) {
        const Watch& w = lane.stretch.watches[k];
        lane.ahead[k] = at(code.first_observable + w.observable, l) - w.threshold;
      }
      if (lane.search)
        narrow(l);
      else if (lane.scan.look(at(code.t_new, l), {}))
        locate(l);
    }
  }

  void locate(std::size_t l) {
    Lane& lane = *lanes[l];
    const double t = at(code.t, l), h = at(code.h, l), t_new = at(code.t_new, l);
    lane.start.resize(code.n_states);
    lane.inside.resize(code.n_states);
    gather(code.first_state, l);
    std::ranges::copy(y, lane.start.begin());
    lane.scan.locate(t, lane.start, t_new, lane.inside,
                     [&](double at_time, std::span<double> state) { interpolate(l, (at_time - t) / h, state); });
    const WatchScan::Root* const stop = lane.scan.stop();
    if (stop == nullptr) {
      lane.tells = true;
      return;
    }
    lane.searched = stop->watch;
    lane.search = lane.scan.search_of(stop->watch, t, t_new);
    step_anew(l, stop->time);
  }

  void narrow(std::size_t l) {
    Lane& lane = *lanes[l];
    const double t_new = at(code.t_new, l);
    lane.search->take(t_new, lane.ahead[lane.searched]);
    if (!lane.search->done()) {
      step_anew(l, lane.search->propose());
    } else if (lane.search->root() != t_new) {
      step_anew(l, lane.search->root());
    } else {
      lane.scan.cut(t_new, {});
      lane.search.reset();
      lane.tells = lane.stops_at_event = true;
    }
  }

  /// This attempt is not taken; the next one ends at t_new.
  void step_anew(std::size_t l, double t_new) {
    Lane& lane = *lanes[l];
    lane.anew = t_new;
    lane.wanted = at(code.wanted, l);
    lane.rejected = at(code.rejected, l);
    at(code.error, l) = 2;
  }

  void tell() {
    for (std::size_t l = 0; l < n_lanes; ++l) {
      Lane& lane = *lanes[l];
      if (lane.tells && at(code.accepted, l) > 0) lane.scan.tell();
      lane.tells = false;
      if (std::isnan(lane.anew)) continue;
      at(code.wanted, l) = lane.wanted;
      at(code.rejected, l) = lane.rejected;
      at(code.t_new, l) = lane.anew;
      at(code.h, l) = lane.anew - at(code.t, l);
      at(code.cut, l) = 1;
      at(code.attention, l) = -1;
      lane.anew = std::numeric_limits<double>::quiet_NaN();
    }
  }

  /// The continuous solution of the last attempt at t + theta h.
  void interpolate(std::size_t l, double theta, std::span<double> state) {
    const double rest = 1 - theta;
    for (std::size_t i = 0; i < code.n_states; ++i) {
      double bend = 0;
      for (std::size_t s = 0; s < table.stages; ++s) {
        const double weight = table.dense[0][s] + theta * (table.dense[1][s] + theta * table.dense[2][s]);
        bend += weight * at(code.first_stage + index(s * code.n_states + i), l);
      }
      const double y0 = at(code.first_state + index(i), l), y1 = at(code.first_new_state + index(i), l);
      state[i] = rest * y0 + theta * (y1 + rest * bend);
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
  std::size_t n_active = 0, n_watching = 0;
  bool any_fresh = false;  ///< some lane has no step size yet
  bool dense = false;      ///< outputs from the continuous solution
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
