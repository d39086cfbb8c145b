#pragma once
// Continual reassessment, the empiric (power) model: p_k = skeleton_k^exp(b), b ~ N(0, variance). O'Quigley, Pepe &
// Fisher 1990; conventions of dfcrm (posterior mean of b plugged in).

#include "programme/designs/dose_finding.hpp"

namespace tansine {

struct CrmOptions {
  std::vector<double> skeleton;  ///< prior guesses of the DLT probabilities, increasing
  double target = 0.2;
  double variance = 1.34;  ///< of b
  int cohorts = 10, cohort_size = 3;
  int start = 0;
  bool may_skip = false;  ///< may a cohort be treated more than one level above the highest tried?
};

struct CrmEstimate {
  double b = 0;           ///< posterior mean
  std::vector<double> p;  ///< DLT probabilities with it
  int level = 0;          ///< whose probability is nearest to the target
};
/// From patients and DLTs per level. Throws InputError for a skeleton that does not increase within (0, 1).
CrmEstimate crm_estimate(const CrmOptions& options, std::span<const int> treated, std::span<const int> toxic);

/// One trial of a fixed number of cohorts.
DoseFindingResult run_crm(const CrmOptions& options, const TreatCohort& treat);

}  // namespace tansine
