#pragma once
// The memory of a run and its budget. Internal to the runner; memory_estimate() is public (engine/runner.hpp).

#include "engine/runner/block_queue.hpp"

namespace tansine {

/// Threads that a run uses: not more than it has blocks.
unsigned thread_count(const PopulationRun& run);

/// Bytes of one thread's PopulationTally, as memory_estimate() counts them.
std::size_t tally_estimate(const PopulationRun& run);

/// Bytes that are left for the tallies of all threads. Throws InputError if the estimate is above the budget.
std::size_t tally_budget(const PopulationRun& run);

}  // namespace tansine
