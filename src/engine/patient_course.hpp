#pragma once
// What a patient's course is made of, and what comes out of it. Plain values.

#include "base/event_record.hpp"
#include "base/problem.hpp"
#include "engine/decisions.hpp"
#include "engine/state_events.hpp"
#include "model/program.hpp"

#include <span>
#include <string>
#include <vector>

namespace tansine {

/// Everything that makes one patient's course.
struct PatientCourse {
  std::vector<double> parameters;         ///< canonical, one per Program parameter
  std::vector<EventRecord> records;       ///< in dataset order, times not decreasing except after a reset's new origin
  std::vector<DecisionPlan> decisions{};  ///< made on the way, from the patient's own state
  std::vector<StateEvent> state_events{};
};

/// Observables at the requested times: values[i * n_observables + j], as shown (ObservableInfo::scale applied); nan
/// where not reached.
struct Trajectory {
  std::vector<double> times;  ///< [h]
  std::vector<double> values;
  std::size_t n_observables = 0;
  std::vector<DecisionMade> decisions{};  ///< that were taken, in order of time
  std::vector<Crossing> crossings{};      ///< of state events, likewise
  [[nodiscard]] double at(std::size_t time, std::size_t observable) const {
    return values[time * n_observables + observable];
  }
};

/// When an output at the time of a record is taken.
enum class Order : std::uint8_t {
  after_records,  ///< when all records of that time are done
  as_recorded,    ///< row i belongs to record i
};

/// Everything in `records` that breaks a rule of docs/events.md (SS without II, infusion without rate, ...), as
/// messages with the record's index in Place::line.
Problems check_records(const Program& program, std::span<const EventRecord> records, const std::string& name);

}  // namespace tansine
