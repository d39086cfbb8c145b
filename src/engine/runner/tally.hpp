#pragma once
// Adding patients to what does not depend on their order. Internal to the runner.

#include "engine/nca.hpp"
#include "engine/population_result.hpp"

namespace tansine {

void add(NcaSummary& summary, const NcaResult& result);
/// Patient `id` took this. Of two that took as much, the one with the lower id is the costliest.
void add(CostSummary& summary, std::uint64_t id, const SolverStatistics& statistics);

/// Adds `from` to `into`, in any order the same bits. `into` may be empty, then it is as large as `from` afterwards.
void merge(PopulationTally& into, PopulationTally&& from);

/// Bytes on the heap.
std::size_t memory(const PopulationTally& tally);

}  // namespace tansine
