#pragma once
// One patient from first record to last output: doses, infusions, lags, resets, steady states and parameter changes are
// put into time order, and the stepper is run from one to the next, landing on each exactly.

#include "base/event_record.hpp"
#include "base/problem.hpp"
#include "engine/stepper.hpp"

#include <span>
#include <vector>

namespace tansine {

/// Everything that makes one patient's course.
struct PatientCourse {
  std::vector<double> parameters;    ///< canonical, one per Program parameter
  std::vector<EventRecord> records;  ///< in dataset order, times not decreasing except after a reset's new origin
};

/// Observables at the requested times: values[i * n_observables + j], as shown (ObservableInfo::scale applied); nan
/// where not reached.
struct Trajectory {
  std::vector<double> times;  ///< [h]
  std::vector<double> values;
  std::size_t n_observables = 0;
  [[nodiscard]] double at(std::size_t time, std::size_t observable) const {
    return values[time * n_observables + observable];
  }
};

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

/// Everything in `records` that breaks a rule of docs/events.md (SS without II, infusion without rate, ...), as
/// messages with the record's index in Place::line.
Problems check_records(const Program& program, std::span<const EventRecord> records, const std::string& name);

}  // namespace tansine
