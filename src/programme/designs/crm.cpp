#include "programme/designs/crm.hpp"

#include "base/text.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace tansine {
namespace {

void require_crm(const CrmOptions& o) {
  require_probability(o.target, "the CRM's target rate");
  require(!o.skeleton.empty(), "a CRM needs a skeleton: prior guesses of the DLT probabilities");
  double before = 0;
  for (const double p : o.skeleton) {
    require(p > before && p < 1, fmt::format("a CRM skeleton must increase within (0, 1): {} comes after {}",
                                             shortest(p), shortest(before)));
    before = p;
  }
  require(o.variance > 0, "the prior variance of a CRM must be positive");
}

}  // namespace

CrmEstimate crm_estimate(const CrmOptions& o, std::span<const int> treated, std::span<const int> toxic) {
  require_crm(o);
  TANSINE_ASSERT(treated.size() == o.skeleton.size() && toxic.size() == treated.size(), "a CRM needs data per level");
  const auto log_posterior = [&](double b) {
    double sum = -b * b / (2 * o.variance);
    for (std::size_t i = 0; i < treated.size(); ++i) {
      if (treated[i] == 0) continue;
      const double log_p = std::exp(b) * std::log(o.skeleton[i]);
      // log(1 - p) by expm1: p is near 1 for very negative b
      sum += toxic[i] * log_p;
      if (treated[i] > toxic[i]) sum += (treated[i] - toxic[i]) * std::log(-std::expm1(log_p));
    }
    return sum;
  };
  // Simpson over ten prior standard deviations or so: the posterior is no wider than the prior.
  constexpr int panels = 1000;
  const double half = 10 * std::max(1.0, std::sqrt(o.variance) / 1.2), h = 2 * half / panels;
  double highest = -INFINITY;
  std::vector<double> log_density(panels + 1);
  for (int i = 0; i <= panels; ++i) {
    const auto at = static_cast<std::size_t>(i);
    log_density[at] = log_posterior(-half + i * h);
    highest = std::max(highest, log_density[at]);
  }
  double mass = 0, moment = 0;
  for (int i = 0; i <= panels; ++i) {
    const double w = (i == 0 || i == panels ? 1
                      : i % 2 != 0          ? 4
                                            : 2) *
                     std::exp(log_density[static_cast<std::size_t>(i)] - highest);
    mass += w;
    moment += w * (-half + i * h);
  }
  CrmEstimate e{moment / mass, {}, 0};
  for (const double p : o.skeleton) e.p.push_back(std::pow(p, std::exp(e.b)));
  for (std::size_t i = 1; i < e.p.size(); ++i)
    if (std::abs(e.p[i] - o.target) < std::abs(e.p[static_cast<std::size_t>(e.level)] - o.target))
      e.level = static_cast<int>(i);
  return e;
}

DoseFindingResult run_crm(const CrmOptions& o, const TreatCohort& treat) {
  require_crm(o);
  const int levels = static_cast<int>(o.skeleton.size());
  require(o.cohorts >= 1 && o.cohort_size >= 1,
          fmt::format("a CRM trial needs patients: {} cohorts of {} are none", o.cohorts, o.cohort_size));
  require(o.start >= 0 && o.start < levels,
          fmt::format("the CRM's first dose level {} is not one of the {}", o.start + 1, levels));
  DoseFindingResult r;
  r.treated.assign(o.skeleton.size(), 0);
  r.toxic = r.treated;
  int level = o.start, highest = o.start;
  for (int cohort = 0; cohort < o.cohorts; ++cohort) {
    r.toxic[static_cast<std::size_t>(level)] += treat(level, r.patients(), o.cohort_size);
    r.treated[static_cast<std::size_t>(level)] += o.cohort_size;
    highest = std::max(highest, level);
    level = crm_estimate(o, r.treated, r.toxic).level;
    if (!o.may_skip) level = std::min(level, highest + 1);
  }
  r.chosen = level;
  return r;
}

}  // namespace tansine
