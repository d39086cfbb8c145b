#include "backends.hpp"

#include "lane_backend.hpp"

#include <cctype>

namespace tansine {

namespace {

// One after the other through one Timeline: what a patient leaves behind must not reach the next.
std::vector<PatientRun> run_one_by_one(const Program& program, const SolverOptions& options,
                                       std::span<const PatientCourse> patients, std::span<const double> times) {
  Timeline timeline(program, options);
  std::vector<PatientRun> runs(patients.size());
  for (std::size_t i = 0; i < patients.size(); ++i)
    runs[i].outcome = timeline.run(patients[i], times, runs[i].trajectory);
  return runs;
}

}  // namespace

std::string test_name(std::string name) {
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
}

const std::vector<Backend>& backends() {
  static const std::vector<Backend> all = {
      {.name = "reference", .options = {.method = Method::reference}, .run = run_one_by_one, .error = 20},
      {.name = "cvode", .options = {.method = Method::cvode}, .run = run_one_by_one, .error = 1000},
      // The lanes' error norm is the root mean square over states, as CVODE's: of n states one may err sqrt(n) times
      // the tolerance. Models have some ten that matter: 20 becomes 60. Instruction sets, back ends and numbers of
      // lanes give the same bits (lanes_bits_test.cpp): here one of them each.
      {.name = "lanes, Rodas4, landing",
       .options = {.method = Method::lanes, .lanes = {.scheme = LaneScheme::rodas4, .outputs = LaneOutputs::land}},
       .run = run_in_lanes,
       .error = 60,
       .reads_outputs = false},
      {.name = "lanes, Rodas4, dense",
       .options = {.method = Method::lanes, .lanes = {.scheme = LaneScheme::rodas4, .outputs = LaneOutputs::dense}},
       .run = run_in_lanes,
       .error = 60},
      {.name = "lanes, Rodas5P, landing",
       .options = {.method = Method::lanes, .lanes = {.scheme = LaneScheme::rodas5p, .outputs = LaneOutputs::land}},
       .run = run_in_lanes,
       .error = 60,
       .reads_outputs = false},
      {.name = "lanes, Rodas5P, dense",
       .options = {.method = Method::lanes, .lanes = {.scheme = LaneScheme::rodas5p, .outputs = LaneOutputs::dense}},
       .run = run_in_lanes,
       .error = 60},
  };
  return all;
}

}  // namespace tansine
