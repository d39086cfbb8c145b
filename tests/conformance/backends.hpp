#pragma once
// Every way in which Tansine can run patients, in one list: a new back end is one line in backends.cpp, and is then
// held to everything that backends_*_test.cpp ask of it, on every model.

#include "engine/timeline.hpp"

#include <span>
#include <string>
#include <vector>

namespace tansine {

/// What became of one patient.
struct PatientRun {
  Trajectory trajectory;
  Outcome outcome;
};

/// Runs all patients through one Program with outputs at `times`; answers in the order of `patients`.
using RunPatients = std::vector<PatientRun> (*)(const Program& program, const SolverOptions& options,
                                                std::span<const PatientCourse> patients, std::span<const double> times);

struct Backend {
  std::string name;
  SolverOptions options;  ///< what makes it this back end; tests set tolerances and limits on a copy
  RunPatients run = nullptr;
  /// Its global error in units of rtol: 20 for one-step methods, of which a few tolerances add up; 1000 for CVODE,
  /// whose global errors are customarily one to three digits above its tolerance (stiff_test.cpp records them).
  double error = 20;
  /// Outputs are read from the continuous solution and change no step (docs/events.md, E-38); false where steps end on
  /// them.
  bool reads_outputs = true;
};

/// Letters, digits and underscores of `name`, as GoogleTest wants them.
std::string test_name(std::string name);

/// All of them, in a fixed order.
const std::vector<Backend>& backends();

}  // namespace tansine
