#include "engine/steady_state.hpp"

#include "engine/affine_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tansine {

namespace {

constexpr std::size_t largest_dense = 400;  // states; eigenvalues cost n^3, beyond this only plain cycles are tried
constexpr double radius_limit = 1 - 1e-10;  // linear maps are exact to rounding
constexpr double newton_radius = 1 - 1e-6;  // differenced maps are not
constexpr double rtol_share = 1e-3;         // of the patient's rtol, for the stepper whose cycles are differenced
constexpr int most_cycles = 2000;
constexpr double most_overlaps = 1e6;

class NoOutput final : public OutputSink {
 public:
  void at(std::size_t, double, std::span<const double>) override {}
};

SolverOptions tightened(SolverOptions options) {
  options.rtol = std::max(options.rtol * rtol_share, 1e-11);
  return options;
}

/// A stretch of a cycle: `running` overlapping infusions for `length` hours.
struct Stretch {
  double length = 0;
  double running = 0;
};

/// The first `until` hours of a cycle.
std::array<Stretch, 2> stretches(const Overlap& overlap, double until) {
  const double rest = std::min(overlap.rest, until);
  return {Stretch{.length = rest, .running = overlap.whole + 1},
          Stretch{.length = until - rest, .running = overlap.whole}};
}

}  // namespace

void apply_dose(const Program& program, const Evaluator& evaluator, std::uint32_t target, double bolus,
                std::span<double> y) {
  const DoseTarget& dose = program.dose_targets[target];
  for (const DoseEntry& reset : dose.resets) y[reset.state] = evaluator.value(reset.coefficient);
  if (bolus == 0) return;
  for (const DoseEntry& entry : dose.entries) y[entry.state] += bolus * evaluator.value(entry.coefficient);
}

void add_rate(const Program& program, const Evaluator& evaluator, std::uint32_t target, double rate,
              std::span<double> r) {
  if (rate == 0) return;
  for (const DoseEntry& entry : program.dose_targets[target].entries)
    r[entry.state] += rate * evaluator.value(entry.coefficient);
}

struct SteadyState::Impl {
  Impl(const Program& program_in, const SolverOptions& options_in)
      : program(program_in), options(options_in), stepper(make_stepper(program_in, tightened(options_in))) {
    for (std::uint32_t i = 0; i < program.n_states(); ++i) {
      if (!program.states[i].accumulator) kept.push_back(i);
    }
    n = kept.size();
    r.assign(program.n_states(), 0.0);
    dy.assign(program.n_states(), 0.0);
    jacobian_values.assign(program.jacobian_slot.size(), 0.0);
  }

  // ---- what both kinds share -------------------------------------------------------------------------------------

  void begin(Evaluator& evaluator_in, std::span<const double> parameters, double t, std::span<double> y) {
    evaluator = &evaluator_in;
    clock = t;
    stepper->set_parameters(parameters);
    evaluator->initial(y);
    initial.assign(y.begin(), y.end());
    nonnegative.assign(program.n_states(), true);
  }

  bool integrate(double t0, double length, std::span<double> y, Outcome& outcome) {
    if (!(length > 0)) return true;
    NoOutput nothing;
    stepper->restart(t0, y, r);
    const bool done = stepper->advance(t0 + length, {}, 0, nothing, outcome);
    std::ranges::copy(stepper->y(), y.begin());
    return done;
  }

  /// |x| in units of what the patient's tolerances allow.
  [[nodiscard]] double norm(std::span<const double> x, std::span<const double> y) const {
    double largest = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t i = kept[k];
      const double allowed = options.rtol * (std::abs(y[i]) + options.atol_scale * program.states[i].nominal);
      const double share = std::abs(x[k]) / allowed;
      if (!(share <= largest)) largest = share;  // nan too
    }
    return largest;
  }

  void restore_accumulators(std::span<double> y) const {
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (program.states[i].accumulator) y[i] = initial[i];
    }
  }

  void note_signs(std::span<const double> y) {
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (y[i] < -options.rtol * options.atol_scale * program.states[i].nominal) nonnegative[i] = false;
    }
  }

  /// No state that dosing kept >= 0 has become negative, beyond tolerance.
  [[nodiscard]] bool signs_kept(std::span<const double> y) const {
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (nonnegative[i] && y[i] < -10 * options.rtol * options.atol_scale * program.states[i].nominal) return false;
    }
    return true;
  }

  /// J and g of dy/dt = J y + g about y, of the kept states, with the input r.
  void linearize(double t, std::span<const double> y) {
    evaluator->derivative(t, y, dy);
    evaluator->jacobian(jacobian_values);
    std::vector<std::size_t> position(program.n_states(), n);
    for (std::size_t k = 0; k < n; ++k) position[kept[k]] = k;
    J.assign(n * n, 0.0);
    g.assign(n, 0.0);
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t i = kept[k];
      g[k] = dy[i] + r[i];
      for (std::uint32_t e = program.jacobian_row_begin[i]; e < program.jacobian_row_begin[i + 1]; ++e) {
        const std::size_t column = position[program.jacobian_column[e]];
        if (column < n) J[k * n + column] = jacobian_values[e];
      }
    }
  }

  // ---- repeated doses --------------------------------------------------------------------------------------------

  void start_cycle(std::uint32_t target, const DoseInput& input, double interval) {
    dose_target = target;
    dose = input;
    period = interval;
    lap = input.duration > 0 ? overlap(input.duration, interval) : Overlap{};
  }

  /// From just before a dose to `until` hours after it, through the stepper.
  bool cycle_to(double until, std::span<double> y, Outcome& outcome) {
    apply_dose(program, *evaluator, dose_target, dose.bolus, y);
    double t0 = clock - until;
    for (const Stretch& stretch : stretches(lap, until)) {
      std::ranges::fill(r, 0.0);
      add_rate(program, *evaluator, dose_target, dose.rate * stretch.running, r);
      if (!integrate(t0, stretch.length, y, outcome)) return false;
      t0 += stretch.length;
    }
    return true;
  }

  /// The same as an affine map of the kept states: exact for a linear Program.
  AffineMap cycle_map(double until) {
    const std::vector<double> zero(program.n_states(), 0.0);
    AffineMap map = AffineMap::identity(n);
    std::vector<double> shift(program.n_states(), 0.0);
    add_rate(program, *evaluator, dose_target, dose.bolus, shift);
    for (const DoseEntry& reset : program.dose_targets[dose_target].resets) {
      const auto k = static_cast<std::size_t>(std::ranges::find(kept, reset.state) - kept.begin());
      if (k == n) continue;
      map.M[k * n + k] = 0;
      map.c[k] = evaluator->value(reset.coefficient);
    }
    for (std::size_t k = 0; k < n; ++k) map.c[k] += shift[kept[k]];
    for (const Stretch& stretch : stretches(lap, until)) {
      std::ranges::fill(r, 0.0);
      add_rate(program, *evaluator, dose_target, dose.rate * stretch.running, r);
      linearize(clock, zero);
      map.then(flow(n, J, g, stretch.length));
    }
    return map;
  }

  [[nodiscard]] std::vector<double> take_kept(std::span<const double> y) const {
    std::vector<double> x(n);
    for (std::size_t k = 0; k < n; ++k) x[k] = y[kept[k]];
    return x;
  }
  void put_kept(std::span<const double> x, std::span<double> y) const {
    for (std::size_t k = 0; k < n; ++k) y[kept[k]] = x[k];
  }

  bool linear_periodic(double phase, std::span<double> y) {
    const AffineMap whole = cycle_map(period);
    const auto fixed = solve_attracting(n, whole.M, whole.c, radius_limit);
    if (!fixed) return false;
    put_kept(phase < period ? cycle_map(phase).apply(*fixed) : *fixed, y);
    return true;
  }

  /// One cycle: y becomes its image, `change` the difference in the kept states.
  bool cycle(std::span<double> y, std::vector<double>& change, Outcome& own) {
    const std::vector<double> start(y.begin(), y.end());
    if (!cycle_to(period, y, own)) return false;
    change.resize(n);
    for (std::size_t k = 0; k < n; ++k) change[k] = y[kept[k]] - start[kept[k]];
    restore_accumulators(y);
    return true;
  }

  /// Newton with a differenced cycle map, from y; true if it arrived at an attracting fixed point with fair signs.
  bool newton_periodic(std::span<double> y, Outcome& own) {
    std::vector<double> change, probe_change, M(n * n);
    std::vector<double> image(y.begin(), y.end());
    if (!cycle(image, change, own)) return false;
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t i = kept[k];
      const double delta = 3e-5 * std::max(std::abs(y[i]), 1e-3 * program.states[i].nominal);
      std::vector<double> probe(y.begin(), y.end());
      probe[i] += delta;
      if (!cycle(probe, probe_change, own)) return false;
      for (std::size_t row = 0; row < n; ++row) M[row * n + k] = (probe[kept[row]] - image[kept[row]]) / delta;
    }
    double last_size = std::numeric_limits<double>::infinity();
    for (int iteration = 0; iteration < 12; ++iteration) {
      const auto step = solve_attracting(n, M, change, newton_radius);
      if (!step) return false;
      const double size = norm(*step, y);
      if (!(size < last_size)) return false;
      last_size = size;
      for (std::size_t k = 0; k < n; ++k) y[kept[k]] += (*step)[k];
      if (!signs_kept(y)) return false;
      if (size <= 1) return true;
      image.assign(y.begin(), y.end());
      if (!cycle(image, change, own)) return false;
    }
    return false;
  }

  bool cycles_periodic(std::span<double> y, Outcome& own) {
    std::vector<double> change;
    double last = 0, before_last = 0;
    int next_newton = 6;
    note_signs(y);
    for (int count = 1; count <= most_cycles; ++count) {
      if (!cycle(y, change, own)) return false;
      note_signs(y);
      const double size = norm(change, y);
      if (!std::isfinite(size)) return false;
      // The cycles to come sum to a geometric series, if the last two ratios hold.
      const double ratio = count > 2 ? std::max(size / last, last / before_last) : 1;
      if (size == 0 || (ratio < 1 && size * ratio / (1 - ratio) <= 0.5)) return true;
      before_last = last;
      last = size;
      if (count == next_newton && n <= largest_dense) {
        next_newton *= 3;
        const std::vector<double> here(y.begin(), y.end());
        if (newton_periodic(y, own)) return true;
        if (own.status != Status::ok) own.status = Status::ok;  // a probe too far; plain cycles go on
        std::ranges::copy(here, y.begin());
      }
    }
    return false;
  }

  bool periodic(double phase, std::span<double> y, Outcome& outcome) {
    if (!(period > 0) || lap.whole > most_overlaps) return no_steady_state(outcome);
    if (program.linear && n <= largest_dense && linear_periodic(phase, y)) return true;
    Outcome own;
    bool found = cycles_periodic(y, own);
    if (found && phase < period) found = cycle_to(phase, y, own);
    restore_accumulators(y);
    add_statistics(outcome, own);
    return found || no_steady_state(outcome);
  }

  // ---- constant input --------------------------------------------------------------------------------------------

  bool newton_constant(std::span<double> y) {
    double last_size = std::numeric_limits<double>::infinity();
    for (int iteration = 0; iteration < 25; ++iteration) {
      linearize(clock, y);
      const auto step = solve_stable(n, J, g);
      if (!step) return false;
      const double size = norm(*step, y);
      if (!(size < 2 * last_size)) return false;
      last_size = size;
      for (std::size_t k = 0; k < n; ++k) y[kept[k]] += (*step)[k];
      if (size <= 1e-3) return signs_kept(y);
    }
    return false;
  }

  bool constant(std::span<double> y, Outcome& outcome) {
    if (program.linear && n <= largest_dense) {
      const std::vector<double> zero(program.n_states(), 0.0);
      linearize(clock, zero);
      if (const auto fixed = solve_stable(n, J, g)) {
        put_kept(*fixed, y);
        return true;
      }
    }
    Outcome own;
    const bool found = transient_constant(y, own);
    add_statistics(outcome, own);
    return found || no_steady_state(outcome);
  }

  /// Decades of time through the stepper, each followed by Newton on f(y) + r = 0.
  bool transient_constant(std::span<double> y, Outcome& own) {
    note_signs(y);
    std::vector<double> change(n);
    for (double length = 1; length <= 1e8; length *= 10) {
      const std::vector<double> start(y.begin(), y.end());
      if (!integrate(clock, length, y, own)) return false;
      note_signs(y);
      restore_accumulators(y);
      for (std::size_t k = 0; k < n; ++k) change[k] = y[kept[k]] - start[kept[k]];
      if (length > 10 && norm(change, y) <= 0.5) return true;
      if (n > largest_dense) continue;
      const std::vector<double> here(y.begin(), y.end());
      if (newton_constant(y)) return true;
      std::ranges::copy(here, y.begin());
    }
    return false;
  }

  static bool no_steady_state(Outcome& outcome) {
    outcome.status = Status::no_steady_state;
    return false;
  }
  static void add_statistics(Outcome& outcome, const Outcome& own) {
    outcome.statistics.steps += own.statistics.steps;
    outcome.statistics.rejected += own.statistics.rejected;
    outcome.statistics.evaluations += own.statistics.evaluations;
    outcome.statistics.factorizations += own.statistics.factorizations;
  }

  const Program& program;
  SolverOptions options;
  std::unique_ptr<Stepper> stepper;
  Evaluator* evaluator = nullptr;
  std::vector<std::uint32_t> kept;  ///< states that are no accumulators
  std::size_t n = 0;
  double clock = 0;
  std::uint32_t dose_target = 0;
  DoseInput dose;
  double period = 0;
  Overlap lap;
  std::vector<double> initial, r, dy, jacobian_values, J, g;
  std::vector<bool> nonnegative;
};

SteadyState::SteadyState(const Program& program, const SolverOptions& options)
    : impl_(std::make_unique<Impl>(program, options)) {}
SteadyState::~SteadyState() = default;
SteadyState::SteadyState(SteadyState&&) noexcept = default;
SteadyState& SteadyState::operator=(SteadyState&&) noexcept = default;

bool SteadyState::periodic(Evaluator& evaluator, std::span<const double> parameters, double t, std::uint32_t target,
                           const DoseInput& input, double interval, double phase, std::span<double> y,
                           Outcome& outcome) {
  impl_->begin(evaluator, parameters, t, y);
  impl_->start_cycle(target, input, interval);
  return impl_->periodic(phase, y, outcome);
}

bool SteadyState::constant(Evaluator& evaluator, std::span<const double> parameters, double t, std::uint32_t target,
                           double rate, std::span<double> y, Outcome& outcome) {
  impl_->begin(evaluator, parameters, t, y);
  std::ranges::fill(impl_->r, 0.0);
  add_rate(impl_->program, evaluator, target, rate, impl_->r);
  return impl_->constant(y, outcome);
}

}  // namespace tansine
