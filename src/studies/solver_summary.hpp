#pragma once
// What the solver did and how well, over all arms of a study, in words.

#include "studies/simulate.hpp"

#include <optional>
#include <string>

namespace tansine {

struct SolverSummary {
  SolverStatistics total;
  std::uint64_t fallbacks = 0;           ///< patients that needed the safe path
  const ArmResult* costliest = nullptr;  ///< the arm whose costliest patient took most; nullptr: no patients
  std::uint64_t audited = 0, audits_failed = 0;
  QuantileSketch error;                    ///< of outputs, relative; as in AuditSummary
  const ArmResult* least_exact = nullptr;  ///< the arm with the largest error; nullptr: no audits
};
SolverSummary solver_summary(const StudyResult& result);

/// "12 patients were run again 30 times tighter: errors are 1.2e-9 (median), 99 % below 2e-7, at most 3e-6 (patient 17
/// of <arm> under <model>, conjugate at 504 h)"; empty without audits.
std::string audit_text(const ResolvedStudy& study, const StudyResult& result);

/// "per patient 212 steps (median; 95 % below 400, at most 512: patient 17 of <arm> under <model>)" of the costliest
/// arm; empty without patients.
std::string cost_text(const ResolvedStudy& study, const StudyResult& result);

}  // namespace tansine
