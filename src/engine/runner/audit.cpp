#include "engine/runner/audit.hpp"

#include "base/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {
namespace {

constexpr double kShare = 1.0 / 30;   // as said at audit_rtol_share
constexpr double kTightest = 1e-13;   // likewise
constexpr double kPartOfPeak = 1e-4;  // as said at AuditSummary
constexpr std::uint32_t kPurpose = purpose("audit");

/// A larger error, or as large a one of a patient with a lower id.
bool is_worse(double error, std::uint64_t id, const AuditSummary& than) {
  return than.patients == 0 || error > than.worst || (error == than.worst && id < than.worst_patient);
}

}  // namespace

bool is_audited(const AuditOptions& options, std::uint64_t id) {
  if (!(options.rate > 0)) return false;
  return id < options.at_least || RandomStream(options.seed, id, kPurpose).uniform() < options.rate;
}

double audit_rtol_share(double rtol) { return std::min(1.0, std::max(kShare, kTightest / rtol)); }

void add(AuditSummary& audit, std::uint64_t id, const Outcome& outcome, const Trajectory& trajectory,
         const Outcome& tight_outcome, const Trajectory& tight) {
  if (outcome.status != Status::ok || tight_outcome.status != Status::ok) {
    ++audit.failed;
    return;
  }
  AuditSummary worst;  // of this patient: the first of its largest errors
  const std::size_t n = tight.n_observables, times = tight.times.size();
  for (std::uint32_t j = 0; j < n; ++j) {
    double peak = 0;
    for (std::size_t t = 0; t < times; ++t) peak = std::max(peak, std::abs(tight.at(t, j)));
    for (std::size_t t = 0; t < times; ++t) {
      const double y = trajectory.at(t, j), reference = tight.at(t, j);
      double error = 0;
      if (std::isnan(y) != std::isnan(reference))
        error = std::numeric_limits<double>::infinity();
      else if (y != reference && !std::isnan(y))
        error = std::abs(y - reference) / std::max(std::abs(reference), kPartOfPeak * peak);
      if (std::isnan(error)) error = std::numeric_limits<double>::infinity();  // of infinite outputs
      audit.error.add(error);
      if (error > worst.worst) worst.worst = error, worst.worst_observable = j, worst.worst_time = tight.times[t];
    }
  }
  if (is_worse(worst.worst, id, audit)) {
    audit.worst = worst.worst;
    audit.worst_patient = id;
    audit.worst_observable = worst.worst_observable;
    audit.worst_time = worst.worst_time;
  }
  ++audit.patients;
}

void merge(AuditSummary& into, const AuditSummary& from) {
  if (from.patients != 0 && is_worse(from.worst, from.worst_patient, into)) {
    into.worst = from.worst;
    into.worst_patient = from.worst_patient;
    into.worst_observable = from.worst_observable;
    into.worst_time = from.worst_time;
  }
  into.patients += from.patients;
  into.failed += from.failed;
  into.error.merge(from.error);
}

}  // namespace tansine
