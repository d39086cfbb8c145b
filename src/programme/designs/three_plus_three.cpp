#include "programme/designs/three_plus_three.hpp"

#include "programme/designs/chance.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace tansine {

double three_plus_three_escalates(double p) {
  return binomial_pmf(0, 3, p) + binomial_pmf(1, 3, p) * binomial_pmf(0, 3, p);
}
double three_plus_three_patients(double p) { return 3 + 3 * binomial_pmf(1, 3, p); }

EscalationPath three_plus_three_path(std::span<const double> p) {
  require_toxicity(p);
  EscalationPath path;
  for (const double pj : p) {
    const double on = three_plus_three_escalates(pj);
    path.patients += path.passes * three_plus_three_patients(pj);
    path.stops.push_back(path.passes * (1 - on));
    path.passes *= on;
  }
  return path;
}

std::vector<double> three_plus_three_selection(std::span<const double> p) {
  require_toxicity(p);
  // rest[j]: the law of the choice when the way down has come to the levels below j, given that each of these was
  // passed with three patients (no DLT) or with six (one). Both ways up have the same past, so levels are independent.
  const std::size_t n = p.size();
  std::vector<double> chosen(n + 1), down(n + 1, 0.0);
  down[0] = 1;  // below the lowest level: none is chosen
  double reached = 1;
  for (std::size_t j = 0; j <= n; ++j) {
    const double on = j < n ? three_plus_three_escalates(p[j]) : 0;
    for (std::size_t i = 0; i <= j; ++i) chosen[i] += reached * (1 - on) * down[i];
    if (j == n) break;
    // Coming down to level j: passed with six, it is the choice; with three, if three more have at most one DLT.
    const double with_six = binomial_pmf(1, 3, p[j]) * binomial_pmf(0, 3, p[j]);
    const double takes = on > 0 ? (with_six + binomial_pmf(0, 3, p[j]) * binomial_cdf(1, 3, p[j])) / on : 0;
    for (std::size_t i = 0; i <= j; ++i) down[i] *= 1 - takes;
    down[j + 1] = takes;
    reached *= on;
  }
  return chosen;
}

DoseFindingResult run_three_plus_three(int levels, const TreatCohort& treat) {
  require(levels >= 1, fmt::format("a 3+3 trial needs at least one dose level, not {}", levels));
  DoseFindingResult r;
  r.treated.assign(static_cast<std::size_t>(levels), 0);
  r.toxic = r.treated;
  const auto three_more = [&](int level) {
    const auto at = static_cast<std::size_t>(level);
    r.toxic[at] += treat(level, r.patients(), 3);
    r.treated[at] += 3;
    return r.toxic[at];
  };
  int level = 0;
  for (; level < levels; ++level) {
    int toxic = three_more(level);
    if (toxic == 1) toxic = three_more(level);
    if (toxic > 1) break;
  }
  for (--level; level >= 0; --level) {
    const auto at = static_cast<std::size_t>(level);
    if (r.treated[at] == 3) three_more(level);
    if (r.toxic[at] <= 1) {
      r.chosen = level;
      break;
    }
  }
  return r;
}

}  // namespace tansine
