// Chooses who runs a patient: the closed form, the lanes, or one of the steppers that know a single patient.

#include "engine/simd/lane_engine.hpp"

#include "engine/simd/lane_solver.hpp"
#include "engine/simd/linear_batch.hpp"

#include <array>
#include <optional>
#include <utility>

namespace tansine {
namespace {

/// Gives the solver what the closed form does not take.
class Sieve final : public LaneSource {
 public:
  Sieve(LinearBatch& closed_form, LaneSource& source) : closed_form_(closed_form), source_(source) {}

  /// The next patient, to be given by next() as well; nullptr if there is none.
  LaneJob* peek() { return first_ = next(); }

  LaneJob* next() override {
    if (first_ != nullptr) return std::exchange(first_, nullptr);
    while (LaneJob* const job = source_.next()) {
      if (!closed_form_.take(*job, source_)) return job;
      if (LaneJob* const returned = closed_form_.returned()) return returned;
    }
    closed_form_.flush(source_);
    return closed_form_.returned();
  }
  void done(LaneJob& job) override { source_.done(job); }

 private:
  LinearBatch& closed_form_;
  LaneSource& source_;
  LaneJob* first_ = nullptr;
};

/// A single patient.
class One final : public LaneSource {
 public:
  explicit One(LaneJob& job) : job_(&job) {}
  LaneJob* next() override { return std::exchange(job_, nullptr); }
  void done(LaneJob&) override {}

 private:
  LaneJob* job_;
};

}  // namespace

struct LaneEngine::Impl {
  Impl(const Program& program_in, const SolverOptions& options_in) : program(program_in), options(options_in) {}

  void run(std::span<const double> times, LaneSource& source, const PatientCourse* exemplar) {
    if (options.method != Method::lanes) return run_one_by_one(times, source);
    find_closed_form(times, exemplar);
    if (!closed_form) return solve(times, source, exemplar);
    closed_form->begin();
    Sieve sieve(*closed_form, source);
    if (sieve.peek() != nullptr) solve(times, sieve, exemplar);  // else all had their closed form
  }

 private:
  void solve(std::span<const double> times, LaneSource& source, const PatientCourse* exemplar) {
    if (!solver) solver.emplace(program, options);
    solver->run(times, source, outputs_for(times, exemplar));
  }

  /// Landing on outputs costs up to a step for each, reading them between steps some accuracy: the continuous solution
  /// is for runs with more outputs than steps. How many steps there are the exemplar tells.
  LaneOutputs outputs_for(std::span<const double> times, const PatientCourse* exemplar) {
    if (options.lanes.outputs != LaneOutputs::automatic) return options.lanes.outputs;
    if (exemplar == nullptr || times.empty()) return LaneOutputs::land;
    if (!pilot_steps) {
      Trajectory ends;
      LaneJob job{.course = exemplar, .out = &ends};
      One one(job);
      solver->run(std::array{times.front(), times.back()}, one, LaneOutputs::land);
      pilot_steps = job.outcome.statistics.steps;
    }
    return times.size() > *pilot_steps ? LaneOutputs::dense : LaneOutputs::land;
  }

  /// Kept from run to run while times and schedule stay.
  void find_closed_form(std::span<const double> times, const PatientCourse* exemplar) {
    if (!program.linear || !options.lanes.closed_forms || exemplar == nullptr) {
      closed_form.reset();
    } else if (!closed_form || !closed_form->is_for(times, exemplar->records)) {
      closed_form = LinearBatch::make(program, options, times, exemplar->records);
    }
  }

  // Methods that know one patient at a time, behind the same interface.
  void run_one_by_one(std::span<const double> times, LaneSource& source) {
    while (LaneJob* const job = source.next()) {
      SolverOptions own = options;
      own.rtol *= job->rtol_share;
      job->outcome = Timeline(program, own).run(*job->course, times, *job->out);
      source.done(*job);
    }
  }

  const Program& program;
  SolverOptions options;
  std::unique_ptr<LinearBatch> closed_form;
  std::optional<std::uint64_t> pilot_steps;
  std::optional<LaneSolver> solver;  // made when first needed: closed forms may take all
};

LaneEngine::LaneEngine(const Program& program, const SolverOptions& options)
    : impl_(std::make_unique<Impl>(program, options)) {}
LaneEngine::~LaneEngine() = default;
LaneEngine::LaneEngine(LaneEngine&&) noexcept = default;
LaneEngine& LaneEngine::operator=(LaneEngine&&) noexcept = default;

void LaneEngine::run(std::span<const double> times, LaneSource& source, const PatientCourse* exemplar) {
  impl_->run(times, source, exemplar);
}

}  // namespace tansine
