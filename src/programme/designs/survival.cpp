#include "programme/designs/survival.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <set>

namespace tansine {
namespace {

void require_times(std::span<const SurvivalTime> patients) {
  require(!patients.empty(), "a survival curve needs at least one patient");
  for (const SurvivalTime& p : patients)
    require(p.time >= 0 && std::isfinite(p.time),
            fmt::format("a survival time must be zero or more, not {}", shortest(p.time)));
}

struct RiskSet {
  int at_risk = 0, events = 0;
};
RiskSet risk_set(std::span<const SurvivalTime> patients, double time) {
  RiskSet r;
  for (const SurvivalTime& p : patients) {
    r.at_risk += p.time >= time ? 1 : 0;
    r.events += p.time == time && p.event ? 1 : 0;
  }
  return r;
}

}  // namespace

std::vector<KaplanMeierStep> kaplan_meier(std::span<const SurvivalTime> patients) {
  require_times(patients);
  // sorted once, walked once: a virtual trial may have many patients
  std::vector<SurvivalTime> sorted(patients.begin(), patients.end());
  std::sort(sorted.begin(), sorted.end(), [](const SurvivalTime& a, const SurvivalTime& b) { return a.time < b.time; });
  std::vector<KaplanMeierStep> curve;
  double survival = 1, greenwood = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    const double time = sorted[i].time, n = static_cast<double>(sorted.size() - i);
    int d = 0;
    const auto at_risk = static_cast<int>(sorted.size() - i);
    for (; i < sorted.size() && sorted[i].time == time; ++i) d += sorted[i].event ? 1 : 0;
    if (d == 0) continue;
    survival = d == at_risk ? 0 : survival * (1 - d / n);
    if (d < at_risk) greenwood += d / (n * (n - d));
    curve.push_back({time, at_risk, d, survival, survival * std::sqrt(greenwood)});
  }
  return curve;
}

std::optional<double> median_survival(std::span<const KaplanMeierStep> curve) {
  for (const KaplanMeierStep& s : curve)
    if (s.survival <= 0.5) return s.time;
  return std::nullopt;
}

LogRank log_rank(std::span<const SurvivalTime> first, std::span<const SurvivalTime> second) {
  require_times(first);
  require_times(second);
  std::set<double> times;
  for (const auto group : {first, second})
    for (const SurvivalTime& p : group)
      if (p.event) times.insert(p.time);
  LogRank r;
  for (const double t : times) {
    const RiskSet a = risk_set(first, t), b = risk_set(second, t);
    const double n = a.at_risk + b.at_risk, d = a.events + b.events;
    r.observed += a.events;
    r.expected += d * a.at_risk / n;
    if (n > 1) r.variance += d * (a.at_risk / n) * (b.at_risk / n) * (n - d) / (n - 1);
  }
  require(r.variance > 0, "the groups have no event at which both are at risk: nothing can be compared");
  r.z = (r.expected - r.observed) / std::sqrt(r.variance);
  r.chi_squared = r.z * r.z;
  r.p = chi_squared_upper(r.chi_squared, 1);
  return r;
}

std::optional<CoxFit> cox(std::span<const SurvivalTime> patients, std::span<const double> covariate) {
  require_times(patients);
  require(covariate.size() == patients.size(),
          fmt::format("{} patients need as many covariate values, not {}", patients.size(), covariate.size()));
  double beta = 0;
  for (int step = 0; step < 50; ++step) {
    double score = 0, information = 0;
    for (std::size_t i = 0; i < patients.size(); ++i) {
      if (!patients[i].event) continue;
      double s0 = 0, s1 = 0, s2 = 0;
      for (std::size_t j = 0; j < patients.size(); ++j) {
        if (patients[j].time < patients[i].time) continue;
        const double w = std::exp(beta * covariate[j]);
        s0 += w;
        s1 += w * covariate[j];
        s2 += w * covariate[j] * covariate[j];
      }
      score += covariate[i] - s1 / s0;
      information += s2 / s0 - s1 / s0 * (s1 / s0);
    }
    if (!(information > 1e-8)) return std::nullopt;  // flat: no event decides, or beta runs away
    const double change = std::clamp(score / information, -2.0, 2.0);
    beta += change;
    if (std::abs(change) < 1e-12 * (1 + std::abs(beta))) {
      const double se = 1 / std::sqrt(information), z = normal_quantile(0.975);
      return CoxFit{beta, se, std::exp(beta), {std::exp(beta - z * se), std::exp(beta + z * se)}};
    }
  }
  return std::nullopt;
}

}  // namespace tansine
