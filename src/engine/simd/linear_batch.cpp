#include "engine/simd/linear_batch.hpp"

#include "engine/simd/lane_arena.hpp"
#include "engine/simd/lane_kernels.hpp"
#include "engine/simd/linear_program.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tansine {
namespace {

constexpr int most_squarings = 30;  // |J| times a stretch up to 5e8: beyond it, stepping

}  // namespace

struct LinearBatch::Impl {
  Impl(const Program& program_in, const SolverOptions& options, std::span<const double> times_in,
       const LinearPlan& plan_in, const LinearProgram& code_in)
      : program(program_in),
        times(times_in.begin(), times_in.end()),
        plan(plan_in),
        code(code_in),
        prepare(make_executor(code.prepare, options.lanes)),
        series(make_executor(code.series, options.lanes)),
        square(make_executor(code.square, options.lanes)),
        course(make_executor(code.course, options.lanes)),
        arena(code.n_rows, static_cast<std::size_t>(course->lanes())),
        doublings(code.n_lengths * arena.lanes()) {
    waiting.reserve(arena.lanes());
    failed.reserve(arena.lanes());
  }

  bool take(LaneJob& job, LaneSource& source) {
    const PatientCourse& patient = *job.course;
    // what depends on the state on the way has no closed form
    if (!patient.decisions.empty() || !patient.state_events.empty() || !has_schedule(plan, patient.records))
      return false;
    waiting.push_back(&job);
    if (waiting.size() == arena.lanes()) flush(source);
    return true;
  }

  void flush(LaneSource& source) {
    if (waiting.empty()) return;
    load();
    prepare->run(arena.data());
    const int squarings = scale();
    series->run(arena.data());
    for (int k = 0; k < squarings; ++k) {
      for (std::uint32_t i = 0; i < code.n_lengths; ++i)
        for (std::size_t l = 0; l < arena.lanes(); ++l)
          arena.at(code.first_again + i, l) = doublings[i * arena.lanes() + l] - k - 1;
      square->run(arena.data());
    }
    course->run(arena.data());
    for (std::size_t l = 0; l < waiting.size(); ++l) answer(*waiting[l], l, source);
    waiting.clear();
  }

  void load() {
    for (std::size_t l = 0; l < arena.lanes(); ++l) {
      const PatientCourse& patient = *waiting[std::min(l, waiting.size() - 1)]->course;  // idle lanes repeat the last
      for (std::uint32_t i = 0; i < patient.parameters.size(); ++i)
        arena.at(code.first_parameter + i, l) = patient.parameters[i];
      for (std::uint32_t i = 0; i < patient.records.size(); ++i) {
        const EventRecord& r = patient.records[i];
        arena.at(code.first_amount + i, l) = r.rate > 0 ? r.rate : r.amount;
      }
    }
  }

  /// Halves every stretch until its series converges fast; returns how often the longest must be doubled.
  int scale() {
    int most = 0;
    for (std::uint32_t i = 0; i < code.n_lengths; ++i)
      for (std::size_t l = 0; l < arena.lanes(); ++l) {
        const double length = plan.lengths[i], size = arena.at(code.norm, l) * length;
        int k = 0;
        if (size > LinearProgram::largest_norm)
          k = std::isfinite(size) ? std::ilogb(size / LinearProgram::largest_norm) + 1 : 0;
        k = std::min(k, most_squarings);
        doublings[i * arena.lanes() + l] = k;
        arena.at(code.first_scaled + i, l) = std::ldexp(length, -k);
        most = std::max(most, k);
      }
    return most;
  }

  void answer(LaneJob& job, std::size_t l, LaneSource& source) {
    const bool stiff = !(arena.at(code.norm, l) * *std::ranges::max_element(plan.lengths) <
                         std::ldexp(LinearProgram::largest_norm, most_squarings));
    if (stiff || arena.at(code.not_finite, l) != 0) {
      failed.push_back(&job);
      return;
    }
    Trajectory& out = *job.out;
    const std::size_t n = times.size() * program.observables.size();
    out.n_observables = program.observables.size();
    out.times.assign(times.begin(), times.end());
    out.decisions.clear();
    out.crossings.clear();
    out.values.resize(n);
    for (std::size_t i = 0; i < n; ++i) out.values[i] = arena.at(code.first_output + static_cast<std::uint32_t>(i), l);
    job.outcome = Outcome{};
    job.outcome.t_reached = times.back();
    job.outcome.balance_error = arena.at(code.balance_error, l);
    source.done(job);
  }

  const Program& program;
  const std::vector<double> times;  ///< [h]
  const LinearPlan plan;
  const LinearProgram code;
  std::unique_ptr<LaneExecutor> prepare, series, square, course;
  LaneArena arena;
  std::vector<LaneJob*> waiting, failed;
  std::vector<int> doublings;  ///< per length and lane
};

std::unique_ptr<LinearBatch> LinearBatch::make(const Program& program, const SolverOptions& options,
                                               std::span<const double> times, std::span<const EventRecord> schedule) {
  if (!program.linear || check_records(program, schedule, "records").has_errors()) return nullptr;
  const auto plan = plan_linear_course(program, schedule, times);
  const auto code = plan ? lower_linear(program, *plan, times.size()) : std::nullopt;
  if (!code) return nullptr;
  std::unique_ptr<LinearBatch> batch(new LinearBatch);
  batch->impl_ = std::make_unique<Impl>(program, options, times, *plan, *code);
  return batch;
}
LinearBatch::LinearBatch() = default;
LinearBatch::~LinearBatch() = default;

bool LinearBatch::is_for(std::span<const double> times, std::span<const EventRecord> schedule) const {
  return std::ranges::equal(impl_->times, times) && has_schedule(impl_->plan, schedule);
}
void LinearBatch::begin() {
  impl_->waiting.clear();
  impl_->failed.clear();
}
bool LinearBatch::take(LaneJob& job, LaneSource& source) { return impl_->take(job, source); }
void LinearBatch::flush(LaneSource& source) { impl_->flush(source); }
LaneJob* LinearBatch::returned() {
  if (impl_->failed.empty()) return nullptr;
  LaneJob* const job = impl_->failed.back();
  impl_->failed.pop_back();
  return job;
}

}  // namespace tansine
