#pragma once
// Runs a population through one Program: the only place with threads. Results are the same bits for any number of
// threads: sums are merged in the order of ids, and sketches do not depend on any order.

#include "engine/nca.hpp"
#include "engine/population.hpp"
#include "engine/summary/quantile_sketch.hpp"
#include "engine/timeline.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tansine {

/// What to do for every patient of a population. All members are read from several threads.
struct PopulationRun {
  const Program* program = nullptr;
  SolverOptions solver;
  std::vector<double> times;          ///< [h] of the outputs
  std::uint64_t first = 0, last = 0;  ///< patient ids [first, last)
  /// The parameters, covariates and records of patient `id`. A pure function; may throw (the run stops with it).
  struct Patient {
    VirtualPatient virtual_patient;
    PatientCourse course;
    NcaOptions nca;
  };
  std::function<Patient(std::uint64_t id)> patient;  ///< from several threads at once
  std::vector<std::uint32_t> nca_observables;        ///< observables whose NCA is summarized
  unsigned threads = 0;                              ///< 0: all processors
  /// Once true, no block of patients is begun. What was run is then [first, first + PopulationResult::patients), and a
  /// run of just these gives the same bits.
  const std::atomic<bool>* cancel = nullptr;
  /// Called now and then, by one thread at a time; at the end with done == total unless cancelled.
  std::function<void(std::uint64_t done, std::uint64_t total, std::uint64_t failed)> progress;
  /// Called for every patient in the order of ids, by one thread at a time; for streaming to a file.
  std::function<void(const Patient&, const Outcome&, const Trajectory&)> each;
};

/// NCA metrics that are summarized over patients.
struct NcaSummary {
  QuantileSketch Cmax, Tmax, AUClast, AUCinf, half_life, CL, Vss;
  friend bool operator==(const NcaSummary&, const NcaSummary&) = default;
};

struct FailedPatient {
  std::uint64_t id = 0;
  Outcome outcome;
  std::vector<double> parameters;
};

/// Everything about a population, in memory that does not grow with the number of patients.
struct PopulationResult {
  std::vector<double> times;
  std::size_t n_observables = 0;
  std::vector<QuantileSketch> at;            ///< [time * n_observables + observable]
  std::vector<double> mean;                  ///< likewise; over the values that are not nan; nan if there are none
  std::vector<NcaSummary> nca;               ///< one per nca_observables; what a patient lacks counts as missing
  std::uint64_t patients = 0;                ///< that were run
  std::map<Status, std::uint64_t> failures;  ///< by status, ok left out
  std::vector<FailedPatient> failed;         ///< the first 20 by id
  double largest_balance_error = 0;          ///< over patients that did not fail
  SolverStatistics statistics;
  bool cancelled = false;  ///< some patients were not run
  [[nodiscard]] std::uint64_t n_failed() const;
};

/// Throws what `patient`, `each` or `progress` throw: always that of the lowest id, after `each` has seen all before
/// it. A patient whose integration fails is no exception: its values after the failure and its NCA are missing.
PopulationResult run_population(const PopulationRun& run);

/// Bytes that run_population will hold, without what `patient` and `each` keep: an upper bound if each observable, at
/// each time, lies within four decades over the patients; more is needed for values that spread wider.
std::size_t memory_estimate(const PopulationRun& run);

}  // namespace tansine
