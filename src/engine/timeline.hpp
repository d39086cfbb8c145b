#pragma once
// One patient from first record to last output: doses, infusions, lags, resets, steady states and parameter changes are
// put into time order (engine/course.hpp), and the stepper is run from one to the next, landing on each exactly.

#include "engine/patient_course.hpp"
#include "engine/stepper.hpp"

#include <memory>
#include <span>

namespace tansine {

/// Runs one patient. Reusable: keeps its memory between patients.
class Timeline {
 public:
  Timeline(const Program& program, const SolverOptions& options);
  ~Timeline();
  Timeline(Timeline&&) noexcept;
  Timeline& operator=(Timeline&&) noexcept;

  /// `times` [h] ascending, repeats allowed. An output at the time of a dose shows the state after it if
  /// `after_events` (default), else before: NONMEM's order of records is kept for observation records instead, which
  /// are the records with Evid::observation; use run_records for those.
  Outcome run(const PatientCourse& course, std::span<const double> times, Trajectory& out);
  /// One output row per record, in record order, with the state as NONMEM reports it for that record.
  Outcome run_records(const PatientCourse& course, Trajectory& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tansine
