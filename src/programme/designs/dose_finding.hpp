#pragma once
// Dose-finding trials: who is treated at which dose level, and which level is chosen. A design sees only how many of a
// cohort had a dose-limiting toxicity (DLT) within its window; where that comes from, a probability or a simulated
// patient's whole course, is the caller's affair.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace tansine {

/// How many of `count` patients, `first_patient` the first of them (numbered from 0 in the order of enrolment), have a
/// DLT at dose level `level` (from 0). Called once per cohort.
using TreatCohort = std::function<int(int level, int first_patient, int count)>;

/// Patients and DLTs per dose level, and the maximum tolerated dose chosen: none if the lowest is too toxic.
struct DoseFindingResult {
  std::vector<int> treated, toxic;
  std::optional<int> chosen;

  [[nodiscard]] int patients() const;
  [[nodiscard]] int toxicities() const;
};

/// Patients whose DLTs are independent with the given probability per level; a pure function of the arguments.
TreatCohort bernoulli_patients(std::vector<double> p, std::uint64_t seed, std::uint64_t trial);

/// What a design does on average under given toxicity probabilities.
struct OperatingCharacteristics {
  double none = 0;               ///< probability that no dose is chosen
  std::vector<double> selected;  ///< probability that each level is chosen
  std::vector<double> treated;   ///< mean patients per level
  double toxicities = 0;         ///< mean DLTs per trial
};
using DoseFindingDesign = std::function<DoseFindingResult(int levels, const TreatCohort&)>;
/// Means over `trials` simulated trials; their standard error is at most 0.5/sqrt(trials) for a probability.
OperatingCharacteristics operating_characteristics(const DoseFindingDesign& design, const std::vector<double>& p,
                                                   int trials, std::uint64_t seed);

/// Nondecreasing values closest to `y` in weighted least squares, by pooling adjacent violators (Ayer et al. 1955).
std::vector<double> isotonic(std::span<const double> y, std::span<const double> weight);

/// Throws InputError unless there is at least one level and each probability is within [0, 1].
void require_toxicity(std::span<const double> p);

}  // namespace tansine
