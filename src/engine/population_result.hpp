#pragma once
// What a population's run leaves: summaries in memory that does not grow with the number of patients.

#include "base/bytes.hpp"
#include "engine/outcome.hpp"
#include "engine/summary/quantile_sketch.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace tansine {

/// NCA metrics that are summarized over patients.
struct NcaSummary {
  QuantileSketch Cmax, Tmax, AUClast, AUCinf, half_life, CL, Vss;
  friend bool operator==(const NcaSummary&, const NcaSummary&) = default;
};

/// What the solver did, over patients.
struct CostSummary {
  QuantileSketch steps, rejected, evaluations, factorizations;  ///< per patient
  std::uint64_t fallbacks = 0;                                  ///< patients that needed the safe path
  std::uint64_t costliest = 0;                                  ///< the patient with the most steps tried
  std::uint64_t most_steps = 0;                                 ///< its steps, rejected ones too
  friend bool operator==(const CostSummary&, const CostSummary&) = default;
};

/// A random sample of the patients, run again with a tighter tolerance: how large the errors of the integration are.
/// The error of an output y is |y - tight| / max(|tight|, 1e-4 of the largest |tight| of that observable and patient).
struct AuditSummary {
  std::uint64_t patients = 0;  ///< that were compared
  std::uint64_t failed = 0;    ///< that could not be, since they failed in one of the two runs
  QuantileSketch error;        ///< over outputs of all compared patients
  double worst = 0;            ///< the largest error, of ...
  std::uint64_t worst_patient = 0;
  std::uint32_t worst_observable = 0;
  double worst_time = 0;  ///< [h]
  friend bool operator==(const AuditSummary&, const AuditSummary&) = default;
};

struct FailedPatient {
  std::uint64_t id = 0;
  Outcome outcome;
  std::vector<double> parameters;
};

/// What does not depend on the order in which patients are added: threads each keep one, and merge them at the end.
struct PopulationTally {
  std::vector<QuantileSketch> at;    ///< [time * n_observables + observable]
  std::vector<NcaSummary> nca;       ///< one per nca_observables; what a patient lacks counts as missing
  double largest_balance_error = 0;  ///< over patients that did not fail
  SolverStatistics statistics;       ///< sums; audits not counted
  CostSummary costs;
  AuditSummary audit;
};

struct PopulationResult : PopulationTally {
  std::vector<double> times;  ///< [h]
  std::size_t n_observables = 0;
  std::vector<double> sum;                   ///< [time * n_observables + observable] of the values that are not nan
  std::vector<double> mean;                  ///< likewise; nan if there are none
  std::uint64_t patients = 0;                ///< that were run
  std::map<Status, std::uint64_t> failures;  ///< by status, ok left out
  std::vector<FailedPatient> failed;         ///< the first 20 by id
  bool cancelled = false;                    ///< some patients were not run
  [[nodiscard]] std::uint64_t n_failed() const;
};

/// Everything but the mean, which follows from the rest, exactly.
void write_result(ByteWriter& bytes, const PopulationResult& result);
/// Throws InputError if the bytes are not such, or their parts do not fit together.
PopulationResult read_result(ByteReader& bytes);

/// mean = sum / count.
void set_mean(PopulationResult& result);

}  // namespace tansine
