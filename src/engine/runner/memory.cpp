// What a run will hold, told before it starts.

#include "base/memory.hpp"

#include "engine/runner/memory.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <thread>

namespace tansine {
namespace {

constexpr double kRangeOfEstimate = 1e4;        // as documented at memory_estimate
constexpr double kRangeOfErrors = 1e16;         // of an audit: from rounding up
constexpr double kRangeOfCosts = 1e4;           // of steps per patient
constexpr std::size_t kMetrics = 7;             // of NcaSummary
constexpr std::size_t kLanes = 16;              // the most an engine has at work at once
constexpr std::size_t kFailedKept = 20;         // of PopulationResult
constexpr std::size_t kThreadItself = 1 << 20;  // its stack as far as it is used, and what malloc keeps for it

std::size_t sketch(std::uint64_t values, double range) {
  return sizeof(QuantileSketch) + QuantileSketch::memory_bound(values, range);
}

}  // namespace

unsigned thread_count(const PopulationRun& run) {
  const unsigned wanted = run.threads != 0 ? run.threads : std::max(1u, std::thread::hardware_concurrency());
  return static_cast<unsigned>(std::clamp<std::uint64_t>(block_count(run), 1, wanted));
}

std::size_t default_memory_budget() { return machine_memory() / 4 * 3; }

std::size_t tally_estimate(const PopulationRun& run) {
  const std::uint64_t patients = run.last - run.first;
  const std::size_t cells = run.times.size() * run.program->observables.size();
  const bool audits = run.audit.rate > 0;
  return (cells + kMetrics * run.nca_observables.size()) * sketch(patients, kRangeOfEstimate) +
         4 * sketch(patients, kRangeOfCosts) + (audits ? sketch(patients * cells, kRangeOfErrors) : 0);
}

std::size_t memory_estimate(const PopulationRun& run) {
  const Program& program = *run.program;
  const std::size_t threads = thread_count(run), cells = run.times.size() * program.observables.size();
  const std::size_t parameters = 4 * program.parameters.size() * sizeof(double);
  const std::size_t job =
      sizeof(PatientJob) + (cells + run.times.size()) * sizeof(double) + parameters + 4 * sizeof(EventRecord);
  // Jobs at work and their audits, and those that wait in their block for one before them, or for `each`.
  const std::uint64_t blocks = std::min<std::uint64_t>(block_count(run), kBlocksAhead * threads);
  const std::size_t jobs = 2 * threads * kLanes + blocks * kBlockPatients;
  const std::size_t block = sizeof(PatientBlock) + cells * sizeof(double) + kBlockPatients * sizeof(void*);
  const std::size_t engine =
      8 * kLanes * (program.n_slots() + program.jacobian_slot.size() + program.n_states()) * sizeof(double);
  const std::size_t result = 2 * cells * sizeof(double) + kFailedKept * (sizeof(FailedPatient) + parameters);
  return threads * (tally_estimate(run) + engine + kThreadItself) + jobs * job + blocks * block + result;
}

std::size_t tally_budget(const PopulationRun& run) {
  const std::size_t budget = run.memory_budget != 0 ? run.memory_budget : default_memory_budget();
  const std::size_t needed = memory_estimate(run);
  if (needed > budget)
    throw InputError(Place{},
                     fmt::format("this run may need {} of memory, more than the {} it may use", bytes_text(needed),
                                 bytes_text(budget)),
                     fmt::format("more memory, fewer output times (now {}) or observables (now {}), or fewer threads "
                                 "(now {})",
                                 run.times.size(), run.program->observables.size(), thread_count(run)));
  return budget - (needed - thread_count(run) * tally_estimate(run));
}

}  // namespace tansine
