// The batched engine against the reference, patient by patient, on small Programs; what holds for every model is in
// tests/conformance.

#include "engine/simd/lane_engine.hpp"

#include "engine/tests/lane_batch.hpp"
#include "engine/tests/small_programs.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace tansine {
namespace {

std::vector<PatientCourse> decays(std::size_t n) {
  std::vector<PatientCourse> list;
  for (std::size_t i = 0; i < n; ++i)
    list.push_back({.parameters = {0.1 + 0.05 * static_cast<double>(i)}, .records = {}});
  return list;
}

TEST(LaneEngine, IntegratesEveryPatient) {
  const Program program = decay();
  const std::vector<PatientCourse> patients = decays(21);  // not a multiple of any number of lanes
  const std::vector<double> times{0, 0.5, 1, 7, 20};
  for (const LaneScheme scheme : {LaneScheme::rodas4p2, LaneScheme::rodas5p})
    for (const LaneOutputs outputs : {LaneOutputs::land, LaneOutputs::dense}) {
      const SolverOptions options{.method = Method::lanes,
                                  .rtol = 1e-8,
                                  .lanes = {.scheme = scheme, .outputs = outputs, .closed_forms = false}};
      const LaneBatch batch = run_lanes(program, options, patients, times);
      for (std::size_t i = 0; i < patients.size(); ++i) {
        ASSERT_EQ(batch.jobs[i].outcome.status, Status::ok);
        EXPECT_GT(batch.jobs[i].outcome.statistics.steps, 2u);
        for (std::size_t k = 0; k < times.size(); ++k)
          // shown in tenths: 0.2 e^-kt; the errors of some hundred steps add up
          EXPECT_NEAR(batch.trajectories[i].at(k, 0), 0.2 * std::exp(-patients[i].parameters[0] * times[k]),
                      20e-8 * 0.2);
      }
    }
}

TEST(LaneEngine, LinearProgramsHaveTheirClosedForm) {
  Program program = decay();
  program.linear = true;
  const std::vector<PatientCourse> patients = decays(21);
  const std::vector<double> times{0, 0.5, 1, 7, 20, 500};
  const LaneBatch batch = run_lanes(program, {.method = Method::lanes}, patients, times);
  for (std::size_t i = 0; i < patients.size(); ++i) {
    EXPECT_EQ(batch.jobs[i].outcome.statistics.steps, 0u);
    for (std::size_t k = 0; k < times.size(); ++k) {
      const double exact = 0.2 * std::exp(-patients[i].parameters[0] * times[k]);
      // up to 10 squarings double the rounding of the series
      EXPECT_NEAR(batch.trajectories[i].at(k, 0), exact, 2e-13 * exact);
    }
  }
}

TEST(LaneEngine, APatientWithoutNumbersIsReportedAndLeavesTheOthersAlone) {
  const Program program = decay();
  std::vector<PatientCourse> patients = decays(9);
  const std::vector<double> times{0, 1, 2};
  const SolverOptions options{.method = Method::lanes, .lanes = {.closed_forms = false}};
  const LaneBatch all_well = run_lanes(program, options, patients, times);
  patients[3].parameters[0] = std::nan("");
  const LaneBatch batch = run_lanes(program, options, patients, times);
  for (std::size_t i = 0; i < patients.size(); ++i) {
    if (i == 3) {
      EXPECT_EQ(batch.jobs[i].outcome.status, Status::not_finite);
      EXPECT_TRUE(std::isnan(batch.trajectories[i].at(2, 0)));
      continue;
    }
    EXPECT_EQ(batch.jobs[i].outcome.status, Status::ok);
    EXPECT_EQ(batch.trajectories[i].values, all_well.trajectories[i].values);
  }
}

TEST(LaneEngine, NonlinearAndInTime) {
  const Program program = nonlinear_in_time();
  const std::vector<PatientCourse> patients(3, PatientCourse{});
  const std::vector<double> times{0, 0.3, 1, 2};
  for (const LaneScheme scheme : {LaneScheme::rodas4p2, LaneScheme::rodas5p}) {
    const SolverOptions options{.method = Method::lanes, .rtol = 1e-8, .lanes = {.scheme = scheme}};
    const LaneBatch batch = run_lanes(program, options, patients, times);
    Trajectory reference;
    Timeline(program, {.rtol = 1e-11}).run(patients[0], times, reference);
    for (std::size_t k = 0; k < reference.values.size(); ++k)
      EXPECT_NEAR(batch.trajectories[2].values[k], reference.values[k], 20e-8 * (1 + std::abs(reference.values[k])));
  }
}

}  // namespace
}  // namespace tansine
