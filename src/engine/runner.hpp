#pragma once
// Runs a population through one Program: the only place with threads. Results are the same bits for any number of
// threads and lanes, and however often the run was interrupted: sums are merged in the order of ids, and sketches do
// not depend on any order.

#include "engine/nca.hpp"
#include "engine/population.hpp"
#include "engine/population_result.hpp"
#include "engine/timeline.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

namespace tansine {

/// Which patients are run a second time, tighter, to see how large the errors are (AuditSummary).
struct AuditOptions {
  double rate = 0.01;          ///< of the patients, drawn from (seed, id) alone; 0: no audits
  std::uint64_t at_least = 4;  ///< the patients 0, 1, ... that are audited whatever is drawn
  std::uint64_t seed = 1;
};

/// What to do for every patient of a population. All members are read from several threads.
struct PopulationRun {
  const Program* program = nullptr;
  SolverOptions solver;
  AuditOptions audit;
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
  std::size_t memory_budget = 0;                     ///< [bytes] 0: default_memory_budget()
  /// Once true, no block of patients is begun. What was run is then [first, first + PopulationResult::patients), and a
  /// run of just these gives the same bits.
  const std::atomic<bool>* cancel = nullptr;
  /// Called now and then, by one thread at a time; at the end with done == total unless cancelled.
  std::function<void(std::uint64_t done, std::uint64_t total, std::uint64_t failed)> progress;
  /// Called for every patient in the order of ids, by one thread at a time; for streaming to a file.
  std::function<void(const Patient&, const Outcome&, const Trajectory&)> each;
  /// Called with what was run so far, about every `checkpoint_every` and less often if it takes long: no patient is at
  /// work meanwhile, and `each` has seen all of them. To be put aside, and given to resume_population.
  std::function<void(const PopulationResult& so_far)> checkpoint;
  std::chrono::milliseconds checkpoint_every{60'000};  ///< 0: after every few blocks
};

/// Throws what `patient`, `each`, `progress` or `checkpoint` throw: of the first two always that of the lowest id,
/// after `each` has seen all before it. A patient whose integration fails is no exception: its values after the failure
/// and its NCA are missing. Throws InputError if the memory budget does not suffice, in most cases before the start.
PopulationResult run_population(const PopulationRun& run);

/// Goes on after `so_far`, the result of the same run that was cancelled, or what `checkpoint` got: the same bits as
/// without the interruption. `each` sees the rest only.
PopulationResult resume_population(const PopulationRun& run, PopulationResult so_far);

/// Bytes that run_population will hold, without what `patient` and `each` keep: an upper bound if each observable, at
/// each time, lies within four decades over the patients; more is needed for values that spread wider.
std::size_t memory_estimate(const PopulationRun& run);

/// Three quarters of machine_memory(): the rest is for the system and for what the estimate does not know.
std::size_t default_memory_budget();

}  // namespace tansine
