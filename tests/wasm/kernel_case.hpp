#pragma once
// What the WebAssembly test asks of the execution kernel, as bytes: a Program, options and patients. The native side
// writes it and computes its own answer; the kernel reads it and computes the other.

#include "engine/timeline.hpp"
#include "lane_backend.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tansine {

struct KernelCase {
  std::string program;  ///< text, as write_program has it
  SolverOptions options;
  bool with_exemplar = false;  ///< the first patient's schedule decides about the closed form (LaneEngine::run)
  std::vector<double> times;   ///< [h]
  std::vector<PatientCourse> patients;
};

std::string write_case(const KernelCase& c);
/// Throws InputError if the bytes are not such.
KernelCase read_case(std::string_view bytes);

/// Runs the case on this side. Per patient: status, t_reached, state, balance error, the five counters of
/// SolverStatistics, then the observables as in Trajectory::values.
std::vector<double> answer(const KernelCase& c);

}  // namespace tansine
