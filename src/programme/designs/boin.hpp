#pragma once
// Bayesian optimal interval design, Liu & Yuan, J R Stat Soc C 2015;64:507.

#include "programme/designs/dose_finding.hpp"

#include <optional>

namespace tansine {

struct BoinOptions {
  double target = 0.3;             ///< DLT probability aimed at
  double safe = 0.6, toxic = 1.4;  ///< times target: still too low, already too high
  double eliminate_above = 0.95;   ///< P(p > target | data), Beta(1,1) prior, that closes a dose and those above
  int eliminate_from = 3;          ///< patients at the dose before it can be closed
  int cohorts = 10, cohort_size = 3;
  int enough = 9;  ///< the trial ends when it would stay at a dose with so many patients; 0: it does not
  int start = 0;   ///< first dose level
};

struct BoinBoundaries {
  double escalate = 0, deescalate = 0;  ///< lambda_e, lambda_d: observed DLT rates
};
/// Throws InputError unless 0 < safe*target < target < toxic*target < 1.
BoinBoundaries boin_boundaries(const BoinOptions& options);

/// What n patients at a dose decide: escalate at so many DLTs or fewer, de-escalate at so many or more, close the dose
/// at so many or more (none: never with n patients).
struct BoinRule {
  int escalate = 0, deescalate = 0;
  std::optional<int> eliminate;
};
BoinRule boin_rule(const BoinOptions& options, int n);

/// The dose whose isotonic DLT rate is nearest to the target among those treated and not closed; none if all are.
std::optional<int> boin_choice(const BoinOptions& options, std::span<const int> treated, std::span<const int> toxic);

/// One trial. Throws InputError for options outside their range.
DoseFindingResult run_boin(const BoinOptions& options, int levels, const TreatCohort& treat);

}  // namespace tansine
