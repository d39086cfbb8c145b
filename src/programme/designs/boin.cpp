#include "programme/designs/boin.hpp"

#include "base/text.hpp"
#include "programme/designs/chance.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace tansine {
namespace {

void require_boin(const BoinOptions& o, int levels) {
  (void)boin_boundaries(o);
  require_probability(o.eliminate_above, "BOIN's elimination probability");
  require(o.cohorts >= 1 && o.cohort_size >= 1,
          fmt::format("a BOIN trial needs patients: {} cohorts of {} are none", o.cohorts, o.cohort_size));
  require(levels >= 1, fmt::format("a BOIN trial needs at least one dose level, not {}", levels));
  require(o.start >= 0 && o.start < levels,
          fmt::format("BOIN's first dose level {} is not one of the {}", o.start + 1, levels));
}

bool closed(const BoinOptions& o, int toxic, int n) {
  // P(p > target) for Beta(1 + toxic, 1 + n - toxic)
  return n >= o.eliminate_from && binomial_cdf(toxic, n + 1, o.target) > o.eliminate_above;
}

}  // namespace

BoinBoundaries boin_boundaries(const BoinOptions& o) {
  require_probability(o.target, "BOIN's target rate");
  const double low = o.safe * o.target, high = o.toxic * o.target;
  require(low > 0 && low < o.target && high > o.target && high < 1,
          fmt::format("BOIN needs 0 < safe < target < toxic < 1: these are {}, {} and {}", shortest(low),
                      shortest(o.target), shortest(high)));
  const double t = o.target;
  return {std::log((1 - low) / (1 - t)) / std::log(t * (1 - low) / (low * (1 - t))),
          std::log((1 - t) / (1 - high)) / std::log(high * (1 - t) / (t * (1 - high)))};
}

BoinRule boin_rule(const BoinOptions& o, int n) {
  require(n >= 1, "a BOIN decision needs at least one patient");
  const BoinBoundaries b = boin_boundaries(o);
  // 1e-12: a bound that is a whole number of patients counts as reached, as ">=" says.
  BoinRule rule{
      static_cast<int>(std::floor(b.escalate * n + 1e-12)), static_cast<int>(std::ceil(b.deescalate * n - 1e-12)), {}};
  for (int m = 1; m <= n && !rule.eliminate; ++m)
    if (closed(o, m, n)) rule.eliminate = m;
  if (rule.eliminate) rule.deescalate = std::min(rule.deescalate, *rule.eliminate);
  return rule;
}

std::optional<int> boin_choice(const BoinOptions& o, std::span<const int> treated, std::span<const int> toxic) {
  std::vector<double> rate, weight;
  std::vector<int> level;
  for (std::size_t i = 0; i < treated.size() && !closed(o, toxic[i], treated[i]); ++i) {
    if (treated[i] == 0) continue;
    const double m = toxic[i] + 0.05, n = treated[i] + 0.1;  // never 0 or 1: the weights stay finite
    rate.push_back(m / n);
    weight.push_back(n * n * (n + 1) / (m * (n - m)));
    level.push_back(static_cast<int>(i));
  }
  if (level.empty()) return std::nullopt;
  const std::vector<double> fit = isotonic(rate, weight);
  // Among pooled levels the increment decides: the highest if they lie below the target, the lowest if above.
  const auto distance = [&](std::size_t i) {
    return std::abs(fit[i] + 1e-10 * (static_cast<double>(i) + 1) - o.target);
  };
  std::size_t best = 0;
  for (std::size_t i = 1; i < level.size(); ++i)
    if (distance(i) < distance(best)) best = i;
  return level[best];
}

DoseFindingResult run_boin(const BoinOptions& o, int levels, const TreatCohort& treat) {
  require_boin(o, levels);
  DoseFindingResult r;
  r.treated.assign(static_cast<std::size_t>(levels), 0);
  r.toxic = r.treated;
  int open = levels;  // levels below are not closed
  int level = o.start;
  for (int cohort = 0; cohort < o.cohorts; ++cohort) {
    const auto at = static_cast<std::size_t>(level);
    r.toxic[at] += treat(level, r.patients(), o.cohort_size);
    r.treated[at] += o.cohort_size;
    const BoinRule rule = boin_rule(o, r.treated[at]);
    if (rule.eliminate && r.toxic[at] >= *rule.eliminate) open = std::min(open, level);
    if (open == 0) return r;
    int next = level;
    if (r.toxic[at] <= rule.escalate && level + 1 < open) next = level + 1;
    if (r.toxic[at] >= rule.deescalate && level > 0) next = level - 1;
    next = std::min(next, open - 1);
    if (next == level && o.enough > 0 && r.treated[at] >= o.enough) break;
    level = next;
  }
  r.chosen = boin_choice(o, r.treated, r.toxic);
  return r;
}

}  // namespace tansine
