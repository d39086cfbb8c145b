#pragma once
// Audits: how large the errors of the integration are, told by running a sample of patients again with a tighter
// tolerance. Internal to the runner.

#include "engine/runner.hpp"

namespace tansine {

/// Whether patient `id` is audited: a pure function of options and id, whoever else is run.
bool is_audited(const AuditOptions& options, std::uint64_t id);

/// What rtol is multiplied with in the second run. 1/30: the errors of these methods go as the tolerance, so that what
/// the second run errs itself is some 3 % of what is measured, and a method of order 4 needs 30^(1/4) = 2.3 times the
/// steps: at one patient in a hundred about 2 % of the run. Less would buy digits of an error that nobody reads. Never
/// below a tolerance of 1e-13, where rounding rules.
double audit_rtol_share(double rtol);

/// Compares the outputs of patient `id` with those of the tighter run.
void add(AuditSummary& audit, std::uint64_t id, const Outcome& outcome, const Trajectory& trajectory,
         const Outcome& tight_outcome, const Trajectory& tight);

/// In any order the same bits.
void merge(AuditSummary& into, const AuditSummary& from);

}  // namespace tansine
