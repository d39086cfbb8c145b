#include "engine/runner/tally.hpp"

#include "engine/runner/audit.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace tansine {
namespace {

constexpr std::array<QuantileSketch NcaSummary::*, 7> kMetrics{
    &NcaSummary::Cmax,      &NcaSummary::Tmax, &NcaSummary::AUClast, &NcaSummary::AUCinf,
    &NcaSummary::half_life, &NcaSummary::CL,   &NcaSummary::Vss};
constexpr std::array<QuantileSketch CostSummary::*, 4> kCosts{&CostSummary::steps, &CostSummary::rejected,
                                                              &CostSummary::evaluations, &CostSummary::factorizations};

void merge(CostSummary& into, const CostSummary& from) {
  if (from.steps.count() == 0) return;
  const bool costlier =
      from.most_steps > into.most_steps || (from.most_steps == into.most_steps && from.costliest < into.costliest);
  if (into.steps.count() == 0 || costlier) into.costliest = from.costliest, into.most_steps = from.most_steps;
  for (const auto part : kCosts) (into.*part).merge(from.*part);
  into.fallbacks += from.fallbacks;
}

}  // namespace

void add(NcaSummary& summary, const NcaResult& result) {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  summary.Cmax.add(result.Cmax.value_or(missing));
  summary.Tmax.add(result.Tmax.value_or(missing));
  summary.AUClast.add(result.AUClast.value_or(missing));
  summary.AUCinf.add(result.AUCinf.value_or(missing));
  summary.half_life.add(result.half_life.value_or(missing));
  summary.CL.add(result.CL.value_or(missing));
  summary.Vss.add(result.Vss.value_or(missing));
}

void add(CostSummary& summary, std::uint64_t id, const SolverStatistics& s) {
  const std::uint64_t tried = s.steps + s.rejected;
  if (summary.steps.count() == 0 || tried > summary.most_steps ||
      (tried == summary.most_steps && id < summary.costliest))
    summary.costliest = id, summary.most_steps = tried;
  summary.steps.add(static_cast<double>(s.steps));
  summary.rejected.add(static_cast<double>(s.rejected));
  summary.evaluations.add(static_cast<double>(s.evaluations));
  summary.factorizations.add(static_cast<double>(s.factorizations));
  if (s.fallbacks != 0) ++summary.fallbacks;
}

void merge(PopulationTally& into, PopulationTally&& from) {
  if (into.at.empty() && into.nca.empty() && into.costs.steps.count() == 0) {
    into = std::move(from);
    return;
  }
  for (std::size_t i = 0; i < from.at.size(); ++i) into.at[i].merge(from.at[i]);
  for (std::size_t i = 0; i < from.nca.size(); ++i)
    for (const auto metric : kMetrics) (into.nca[i].*metric).merge(from.nca[i].*metric);
  into.largest_balance_error = std::max(into.largest_balance_error, from.largest_balance_error);
  into.statistics.add(from.statistics);
  merge(into.costs, from.costs);
  merge(into.audit, from.audit);
}

std::size_t memory(const PopulationTally& tally) {
  std::size_t bytes = (tally.at.size() + kMetrics.size() * tally.nca.size()) * sizeof(QuantileSketch);
  for (const QuantileSketch& sketch : tally.at) bytes += sketch.memory();
  for (const NcaSummary& s : tally.nca)
    for (const auto metric : kMetrics) bytes += (s.*metric).memory();
  for (const auto part : kCosts) bytes += (tally.costs.*part).memory();
  return bytes + tally.audit.error.memory();
}

}  // namespace tansine
