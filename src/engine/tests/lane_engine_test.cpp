// The batched engine against the reference, patient by patient, on small Programs; what holds for every model is in
// tests/conformance.

#include "engine/simd/lane_engine.hpp"

#include "engine/tests/count_allocations.hpp"
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
  for (const LaneScheme scheme : {LaneScheme::rodas4, LaneScheme::rodas5p})
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
  for (const LaneScheme scheme : {LaneScheme::rodas4, LaneScheme::rodas5p}) {
    const SolverOptions options{.method = Method::lanes, .rtol = 1e-8, .lanes = {.scheme = scheme}};
    const LaneBatch batch = run_lanes(program, options, patients, times);
    Trajectory reference;
    Timeline(program, {.rtol = 1e-11}).run(patients[0], times, reference);
    for (std::size_t k = 0; k < reference.values.size(); ++k)
      EXPECT_NEAR(batch.trajectories[2].values[k], reference.values[k], 20e-8 * (1 + std::abs(reference.values[k])));
  }
}

/// A list of jobs that can be given again and again.
class Again final : public LaneSource {
 public:
  explicit Again(std::vector<LaneJob>& jobs) : jobs_(jobs) {}
  void rewind() { at_ = 0; }
  LaneJob* next() override { return at_ < jobs_.size() ? &jobs_[at_++] : nullptr; }
  void done(LaneJob&) override {}

 private:
  std::vector<LaneJob>& jobs_;
  std::size_t at_ = 0;
};

TEST(LaneEngine, AllocatesNothingOnceWarm) {
  Program program = decay();
  for (const bool linear : {false, true})
    for (const LaneOutputs outputs : {LaneOutputs::land, LaneOutputs::dense}) {
      program.linear = linear;
      const std::vector<PatientCourse> patients = decays(21);
      const std::vector<double> times{0, 0.5, 1, 7, 20};
      std::vector<Trajectory> trajectories(patients.size());
      std::vector<LaneJob> jobs;
      for (std::size_t i = 0; i < patients.size(); ++i)
        jobs.push_back({.course = &patients[i], .out = &trajectories[i]});
      Again source(jobs);
      LaneEngine engine(program, {.method = Method::lanes, .lanes = {.outputs = outputs}});
      engine.run(times, source, &patients[0]);
      source.rewind();
      const std::size_t before = allocations();
      engine.run(times, source, &patients[0]);
      EXPECT_EQ(allocations(), before) << "linear " << linear;
      EXPECT_EQ(jobs.back().outcome.status, Status::ok);
    }
}

// y = e^-kt shown as 0.2 y falls through 0.1 at ln 2 / k.
TEST(LaneEngine, FindsStateEvents) {
  const Program program = decay();
  const std::vector<double> times{0, 0.5, 3, 20};
  for (const LaneScheme scheme : {LaneScheme::rodas4, LaneScheme::rodas5p})
    for (const LaneOutputs outputs : {LaneOutputs::land, LaneOutputs::dense}) {
      const SolverOptions options{
          .method = Method::lanes, .rtol = 1e-9, .lanes = {.scheme = scheme, .outputs = outputs}};
      const LaneBatch without = run_lanes(program, options, decays(11), times);
      std::vector<PatientCourse> patients = decays(11);
      for (PatientCourse& patient : patients) patient.state_events = {{.threshold = 0.1}};
      patients[4].state_events[0].action = StateEvent::Action::end_course;
      patients[5].state_events.clear();
      const LaneBatch batch = run_lanes(program, options, patients, times);
      for (std::size_t i = 0; i < patients.size(); ++i) {
        const std::vector<Crossing>& found = batch.trajectories[i].crossings;
        if (i == 5) {
          EXPECT_TRUE(found.empty());
          continue;
        }
        ASSERT_EQ(found.size(), 1u) << i;
        const double k = patients[i].parameters[0], exact = std::log(2.0) / k;
        // the distance at the exact time is wrong by 20 rtol or so, and falls with slope k
        EXPECT_NEAR(found[0].time, exact, 20e-9 / k) << i;
        EXPECT_FALSE(found[0].rising);
        if (i == 4) {
          EXPECT_TRUE(std::isnan(batch.trajectories[i].at(3, 0))) << "the course ended before";
          EXPECT_NEAR(batch.jobs[i].outcome.t_reached, exact, 20e-9 / k);
        } else {  // what is only recorded changes no bit, no step
          EXPECT_EQ(batch.trajectories[i].values, without.trajectories[i].values);
          EXPECT_EQ(batch.jobs[i].outcome.statistics.steps, without.jobs[i].outcome.statistics.steps);
        }
      }
    }
}

TEST(LaneEngine, StateEventsAreFoundInLinearProgramsToo) {
  Program program = decay();
  program.linear = true;
  std::vector<PatientCourse> patients = decays(3);
  patients[1].state_events = {{.threshold = 0.1}};
  const LaneBatch batch =
      run_lanes(program, {.method = Method::lanes, .rtol = 1e-9}, patients, std::vector<double>{0, 20});
  EXPECT_EQ(batch.jobs[0].outcome.statistics.steps, 0u) << "closed form";
  ASSERT_EQ(batch.trajectories[1].crossings.size(), 1u);
  const double k = patients[1].parameters[0];
  EXPECT_NEAR(batch.trajectories[1].crossings[0].time, std::log(2.0) / k, 20e-9 / k);
}

TEST(LaneEngine, GoesOnAfterAnException) {
  const Program program = decay();
  std::vector<PatientCourse> patients = decays(9);
  for (PatientCourse& patient : patients) patient.state_events = {{.threshold = 0.1}};
  const std::vector<double> times{0, 20};
  const SolverOptions options{.method = Method::lanes};
  const LaneBatch well = run_lanes(program, options, patients, times);
  std::vector<Trajectory> trajectories(patients.size());
  std::vector<LaneJob> jobs;
  for (std::size_t i = 0; i < patients.size(); ++i) jobs.push_back({.course = &patients[i], .out = &trajectories[i]});
  LaneEngine engine(program, options);
  patients[4].records = {{.amount = -1}};
  Again bad(jobs);
  EXPECT_THROW(engine.run(times, bad, &patients[0]), InputError);
  patients[4].records.clear();
  for (PatientCourse& patient : patients) patient.state_events.clear();
  Again good(jobs);
  engine.run(times, good, &patients[0]);
  for (std::size_t i = 0; i < patients.size(); ++i) EXPECT_EQ(trajectories[i].values, well.trajectories[i].values);
}

// y' = y^2 ends at t = 1: a lane cannot, the reference confirms it, the others are not disturbed.
TEST(LaneEngine, APatientWhoBlowsUpIsReportedByTheSafePath) {
  const Program program = blow_up();
  std::vector<PatientCourse> patients(9, PatientCourse{.parameters = {0.1}, .records = {}});
  const std::vector<double> times{0, 0.5, 2};
  const SolverOptions options{.method = Method::lanes, .rtol = 1e-8};
  const LaneBatch well = run_lanes(program, options, patients, times);
  patients[2].parameters[0] = 1;
  const LaneBatch batch = run_lanes(program, options, patients, times);
  EXPECT_NE(batch.jobs[2].outcome.status, Status::ok);
  EXPECT_NEAR(batch.jobs[2].outcome.t_reached, 1, 1e-3);
  EXPECT_EQ(batch.jobs[2].outcome.statistics.fallbacks, 1u);
  Trajectory reference;
  const Outcome alone = Timeline(program, {.rtol = 1e-8}).run(patients[2], times, reference);
  EXPECT_EQ(batch.jobs[2].outcome.status, alone.status);
  for (std::size_t i = 0; i < patients.size(); ++i)
    if (i != 2) {
      EXPECT_EQ(batch.jobs[i].outcome.status, Status::ok);
      EXPECT_EQ(batch.jobs[i].outcome.statistics.fallbacks, 0u);
      EXPECT_EQ(batch.trajectories[i].values, well.trajectories[i].values);
    }
}

TEST(LaneEngine, StopsAfterTheStepsAllowed) {
  const Program program = decay();
  const std::vector<PatientCourse> patients = decays(9);
  const SolverOptions options{.method = Method::lanes, .rtol = 1e-8, .max_steps = 5};
  const LaneBatch batch = run_lanes(program, options, patients, std::vector<double>{0, 100});
  for (const LaneJob& job : batch.jobs) {
    EXPECT_EQ(job.outcome.status, Status::max_steps);
    EXPECT_EQ(job.outcome.statistics.steps + job.outcome.statistics.rejected, 5u);
    EXPECT_LT(job.outcome.t_reached, 100);
  }
}

}  // namespace
}  // namespace tansine
