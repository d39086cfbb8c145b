#pragma once
// A block of patients on their way through an engine, and what has to be merged in the order of ids. Blocks and jobs
// are used again and again. Internal to the runner.

#include "engine/runner.hpp"
#include "engine/simd/lane_engine.hpp"

#include <exception>
#include <memory>
#include <vector>

namespace tansine {

/// Patients of a block. Part of what a mean's last bit depends on, so not of `threads`, lanes or options. From 8 to 64
/// the time of a run does not change (two threads, 4.6 us a patient, within 3 %): large enough that threads seldom meet
/// at the one lock, small enough that at the end, or after Ctrl-C, nobody waits long for the others.
inline constexpr std::uint64_t kBlockPatients = 16;
/// Blocks per thread that may be begun and not yet merged: what a slow patient leaves the others to do, and what memory
/// is bounded by.
inline constexpr std::uint64_t kBlocksAhead = 4;

struct PatientBlock;

/// One patient, or one audit of a patient, in an engine.
struct PatientJob {
  LaneJob lane;  ///< its tag is this job's address
  PopulationRun::Patient patient;
  Trajectory trajectory;
  PatientBlock* block = nullptr;
  std::uint64_t id = 0;
  bool answered = false;
  std::unique_ptr<PatientJob> audit{};  ///< the same course, tighter; none if the patient is not audited
};

struct PatientBlock {
  std::uint64_t index = 0;
  std::uint64_t begin = 0, end = 0;  ///< ids [begin, end); an exception ends it earlier
  std::uint64_t given = 0;           ///< patients given to the engine
  std::uint64_t patients = 0;        ///< that were added to all below, in the order of ids
  /// By position in the block. Once added, jobs stay here for `each`; without `each` the source takes them back.
  std::vector<std::unique_ptr<PatientJob>> jobs;
  std::vector<double> sum;  ///< [time * n_observables + observable]
  std::vector<FailedPatient> failed;
  std::map<Status, std::uint64_t> failures;
  std::exception_ptr exception;  ///< after its last patient
};

}  // namespace tansine
