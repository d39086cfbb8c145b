#pragma once
// Time-to-event data: Kaplan-Meier with Greenwood's variance, log-rank test, Cox regression of one covariate.

#include "programme/designs/chance.hpp"

#include <optional>
#include <span>
#include <vector>

namespace tansine {

/// One patient: the event at `time`, or followed until then without it.
struct SurvivalTime {
  double time = 0;
  bool event = false;
};

struct KaplanMeierStep {
  double time = 0;
  int at_risk = 0, events = 0;
  double survival = 1;
  double standard_error = 0;  ///< Greenwood; 0 where survival is 0
};
/// One step per time with events. Throws InputError without patients, or for a time that is negative or not finite.
std::vector<KaplanMeierStep> kaplan_meier(std::span<const SurvivalTime> patients);
/// First time at which survival is at most one half; none if it stays above.
std::optional<double> median_survival(std::span<const KaplanMeierStep> curve);

struct LogRank {
  double observed = 0, expected = 0, variance = 0;  ///< events of the first group; hypergeometric variance
  double z = 0;                                     ///< positive: fewer events in the first group than expected
  double chi_squared = 0, p = 1;                    ///< two-sided
};
/// Throws InputError if a group has no patients or there is no event to compare.
LogRank log_rank(std::span<const SurvivalTime> first, std::span<const SurvivalTime> second);

struct CoxFit {
  double beta = 0, standard_error = 0;  ///< log hazard ratio per unit of the covariate
  double hazard_ratio = 1;
  Interval confidence;  ///< 95 % of the hazard ratio, Wald
};
/// Partial likelihood with Breslow's ties, by Newton's method; none if it has no maximum (all events on one side).
std::optional<CoxFit> cox(std::span<const SurvivalTime> patients, std::span<const double> covariate);

}  // namespace tansine
