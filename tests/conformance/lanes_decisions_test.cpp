// Decisions and state events in lanes: every patient has its own, and what is decided is what the reference decides.

#include "benchmark_models.hpp"
#include "lane_backend.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace tansine {
namespace {

// M2: doses are held while platelets are low and resumed a level lower, treatment stops when the tumor has grown.
std::vector<PatientCourse> patients_under_rules(const BenchmarkModel& model) {
  const auto observable = [&](const char* name) {
    return static_cast<std::uint32_t>(model.program.observable_index(name));
  };
  std::vector<PatientCourse> list;
  for (std::uint64_t id = 0; id < 21; ++id) {
    PatientCourse patient = benchmark_course(model, id);
    for (EventRecord& record : patient.records) record.amount *= 2, record.rate *= 2;
    const double platelets = 0.85 * patient.parameters[model.program.parameter_index("Circ0")];
    patient.decisions = {{.at_each_dose = true,
                          .levels = {0.8, 0.6},
                          .rules = {{.observable = observable("Plt"),
                                     .limit = platelets,
                                     .action = TreatmentRule::Action::delay,
                                     .delay = 72,
                                     .most_waits = 4,
                                     .levels_down = 1}}}};
    if (id % 3 == 1)
      patient.state_events = {{.observable = observable("Vtum"),
                               .threshold = 11,
                               .direction = StateEvent::Direction::rising,
                               .action = StateEvent::Action::stop_treatment}};
    list.push_back(patient);
  }
  return list;
}

TEST(LanesDecisions, AreThoseOfTheReference) {
  const BenchmarkModel model = benchmark_model("M2");
  const std::vector<PatientCourse> patients = patients_under_rules(model);
  constexpr double rtol = 1e-7;
  std::size_t decisions = 0, crossings = 0;
  for (const LaneOutputs outputs : {LaneOutputs::land, LaneOutputs::dense}) {
    const SolverOptions options{.method = Method::lanes, .rtol = rtol, .lanes = {.outputs = outputs}};
    const std::vector<PatientRun> runs = run_in_lanes(model.program, options, patients, model.times);
    for (std::size_t i = 0; i < patients.size(); ++i) {
      Trajectory reference;
      const Outcome outcome = Timeline(model.program, {.rtol = 1e-8}).run(patients[i], model.times, reference);
      ASSERT_EQ(outcome.status, Status::ok);
      EXPECT_EQ(runs[i].outcome.status, Status::ok) << i;
      EXPECT_EQ(runs[i].outcome.statistics.fallbacks, 0u) << i;
      const Trajectory& lanes = runs[i].trajectory;
      ASSERT_EQ(lanes.decisions.size(), reference.decisions.size()) << i;
      for (std::size_t k = 0; k < lanes.decisions.size(); ++k) EXPECT_EQ(lanes.decisions[k], reference.decisions[k]);
      ASSERT_EQ(lanes.crossings.size(), reference.crossings.size()) << i;
      for (std::size_t k = 0; k < lanes.crossings.size(); ++k)
        EXPECT_NEAR(lanes.crossings[k].time, reference.crossings[k].time,
                    0.01)  // the tumor, 11 mL to 1e-6, grows by 1e-3 mL an hour or more
            << i;
      for (std::size_t k = 0; k < reference.values.size(); ++k)
        EXPECT_NEAR(lanes.values[k], reference.values[k], 20e-6 * std::abs(reference.values[k]) + 1e-7)
            << i << " " << k;  // some tolerances add up, and a steep front may lie a little aside
      decisions += lanes.decisions.size();
      crossings += lanes.crossings.size();
    }
  }
  EXPECT_GT(decisions, 20u);  // the rules are such that there is something to decide
  EXPECT_GT(crossings, 2u);
}

}  // namespace
}  // namespace tansine
