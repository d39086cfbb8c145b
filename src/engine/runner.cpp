// How the work is cut: threads claim blocks of patients from a counter, ascending (runner/block_queue). Each drives an
// engine of its own with the patients of its blocks (runner/patient_source). A block's ordered results (sums, failures,
// what `each` is to see) are merged in the order of blocks. Sketches and counts do not depend on order: each thread
// keeps its own (runner/tally). To be put aside, a run pauses between two blocks.

#include "engine/runner.hpp"

#include "engine/runner/memory.hpp"
#include "engine/runner/patient_source.hpp"
#include "engine/runner/tally.hpp"

#include <algorithm>
#include <deque>
#include <system_error>
#include <thread>
#include <utility>

namespace tansine {
namespace {

using Clock = BlockQueue::Clock;

constexpr int kWorkPerPause = 50;  // a checkpoint that takes long comes less often: at most 2 % of the time

void check(const PopulationRun& run) {
  TANSINE_ASSERT(run.program != nullptr && run.patient, "a population run needs a Program and patients");
  TANSINE_ASSERT(run.first <= run.last, "the patients of a run are [first, last)");
  for (const std::uint32_t observable : run.nca_observables)
    TANSINE_ASSERT(observable < run.program->observables.size(), "an observable to be analyzed is not the Program's");
}

void check(const PopulationRun& run, const PopulationResult& so_far) {
  const std::size_t cells = run.times.size() * run.program->observables.size();
  TANSINE_ASSERT(so_far.times == run.times && so_far.at.size() == cells && so_far.sum.size() == cells &&
                     so_far.nca.size() == run.nca_observables.size(),
                 "this result is not of the run that it is to go on with");
  TANSINE_ASSERT(so_far.patients == run.last - run.first ||
                     (so_far.patients < run.last - run.first && so_far.patients % kBlockPatients == 0),
                 "a run goes on between two blocks");
}

/// The threads work until there is nothing to do, or until `until`. The first source has the tally of `result` before
/// and of all afterwards.
void run_until(const PopulationRun& run, std::deque<PatientSource>& sources, PopulationResult& result,
               Clock::time_point until) {
  BlockQueue queue(run, result, static_cast<unsigned>(sources.size()), until);
  {
    std::vector<std::jthread> others;  // joined at the end of the scope
    others.reserve(sources.size());
    for (std::size_t i = 1; i < sources.size(); ++i) {
      try {
        others.emplace_back([&queue, &source = sources[i]] { source.work(queue); });
      } catch (const std::system_error&) {
        break;  // no more threads to be had: those there are do the work
      }
    }
    sources[0].work(queue);
  }
  queue.finish();
}

/// Brings the tallies of all sources into `result`; they are empty afterwards.
void gather(std::deque<PatientSource>& sources, PopulationResult& result) {
  static_cast<PopulationTally&>(result) = std::move(sources[0].tally);
  for (std::size_t i = 1; i < sources.size(); ++i) {
    PopulationTally empty;
    empty.at.resize(result.at.size());
    empty.nca.resize(result.nca.size());
    merge(result, std::exchange(sources[i].tally, std::move(empty)));
  }
  set_mean(result);
}

}  // namespace

PopulationResult run_population(const PopulationRun& run) {
  check(run);
  PopulationResult nothing;
  nothing.times = run.times;
  nothing.n_observables = run.program->observables.size();
  nothing.at.resize(run.times.size() * nothing.n_observables);
  nothing.sum.assign(nothing.at.size(), 0.0);
  nothing.nca.resize(run.nca_observables.size());
  return resume_population(run, std::move(nothing));
}

PopulationResult resume_population(const PopulationRun& run, PopulationResult result) {
  check(run);
  check(run, result);
  MemoryBudget budget;
  budget.limit = tally_budget(run);
  std::deque<PatientSource> sources;  // they do not move
  for (unsigned i = thread_count(run); i > 0; --i) sources.emplace_back(run, budget);

  const auto is_cancelled = [&] { return run.cancel != nullptr && run.cancel->load(std::memory_order_relaxed); };
  const std::uint64_t total = run.last - run.first;
  Clock::duration pause = run.checkpoint_every;
  for (;;) {
    sources[0].tally = std::move(static_cast<PopulationTally&>(result));
    run_until(run, sources, result, run.checkpoint ? Clock::now() + pause : Clock::time_point::max());
    gather(sources, result);
    result.cancelled = result.patients < total;
    if (!result.cancelled || is_cancelled()) return result;
    const Clock::time_point before = Clock::now();
    run.checkpoint(result);
    if (pause != Clock::duration::zero())
      pause = std::max<Clock::duration>(run.checkpoint_every, kWorkPerPause * (Clock::now() - before));
  }
}

}  // namespace tansine
