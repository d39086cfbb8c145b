// Patients who fail, and patients of whom nothing is asked, among others who go on as if they had been alone.

#include "awkward_batch.hpp"
#include "backends.hpp"
#include "classic_problems.hpp"

#include "model/notation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tansine {
namespace {

using units::h, units::one;

class BackendFailures : public testing::TestWithParam<std::size_t> {
 protected:
  const Backend& backend = backends().at(GetParam());
};

INSTANTIATE_TEST_SUITE_P(, BackendFailures, testing::Range<std::size_t>(0, backends().size()),
                         [](const auto& which) { return test_name(backends().at(which.param).name); });

/// y' = k y^2, y(0) = 1: y = 1 / (1 - k t).
Program explosion() {
  Model m("explosion");
  const Expr k = m.parameter("k", 1 / h, "rate", "assumed: test");
  const Expr start = m.parameter("start", 1 * one, "y at the start", "assumed: test");
  const Species y = m.state("y", "1");
  m.rate(y, k * y * y);
  m.initial(y, start);
  m.observable("size", y, "1");
  return compile(m.build());
}

/// Equal, or both not a number (an average over nothing).
bool same_values(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

std::vector<double> every(double step, int n) {
  std::vector<double> times;
  for (int i = 0; i <= n; ++i) times.push_back(i * step);
  return times;
}

TEST_P(BackendFailures, OneOfThemExplodes) {
  const Program program = explosion();
  const std::vector<double> times = every(0.125, 16);
  constexpr std::size_t explodes = 6;
  std::vector<PatientCourse> patients;
  for (std::size_t i = 0; i < n_awkward; ++i) patients.push_back({{0.03 * static_cast<double>(i), 1}, {}});
  patients[explodes].parameters = {0.81, 1};  // at t = 1 / 0.81, between two outputs
  SolverOptions options = backend.options;
  options.rtol = 1e-8;
  const std::vector<PatientRun> runs = backend.run(program, options, patients, times);
  for (std::size_t i = 0; i < n_awkward; ++i) {
    const auto& [trajectory, outcome] = runs.at(i);
    const double k = patients[i].parameters[0];
    EXPECT_EQ(outcome.status == Status::ok, i != explodes) << i << ": " << status_name(outcome.status);
    for (std::size_t row = 0; row < times.size(); ++row) {
      if (i == explodes && times[row] >= 1 / 0.81) {
        EXPECT_TRUE(std::isnan(trajectory.at(row, 0))) << row;
        continue;
      }
      // An error in y grows with y itself: d(1/y) is kept, so that its relative size is magnified by y.
      const double y = 1 / (1 - k * times[row]);
      EXPECT_NEAR(trajectory.at(row, 0), y, y * y * backend.error * options.rtol) << i << ", " << row;
    }
  }
  EXPECT_NEAR(runs[explodes].outcome.t_reached, 1 / 0.81, 1e-6);
  EXPECT_EQ(runs[explodes].outcome.state, 0u);
}

TEST_P(BackendFailures, OneOfThemTakesTooManySteps) {
  const Program program = van_der_pol(1);
  const std::vector<double> times = every(0.5, 40);
  constexpr std::size_t races = 9;
  std::vector<PatientCourse> patients(n_awkward, PatientCourse{typical_parameters(program), {}});
  const std::size_t rate = program.parameter_index("unit_rate");
  for (std::size_t i = 0; i < n_awkward; ++i) patients[i].parameters[rate] = 0.5 + 0.05 * static_cast<double>(i);
  const std::vector<PatientRun> calm = backend.run(program, backend.options, patients, times);
  patients[races].parameters[rate] = 1e4;
  SolverOptions options = backend.options;
  options.max_steps = 5000;
  const std::vector<PatientRun> runs = backend.run(program, options, patients, times);
  for (std::size_t i = 0; i < n_awkward; ++i) {
    ASSERT_EQ(calm[i].outcome.status, Status::ok);
    if (i != races) {
      EXPECT_EQ(runs[i].outcome.status, Status::ok) << i;
      EXPECT_EQ(runs[i].trajectory.values, calm[i].trajectory.values) << i;
      continue;
    }
    EXPECT_EQ(runs[i].outcome.status, Status::max_steps) << status_name(runs[i].outcome.status);
    EXPECT_GT(runs[i].outcome.t_reached, 0);
    EXPECT_LT(runs[i].outcome.t_reached, times.back());
    for (std::size_t row = 0; row < times.size(); ++row)
      for (std::size_t j = 0; j < runs[i].trajectory.n_observables; ++j)
        EXPECT_EQ(std::isnan(runs[i].trajectory.at(row, j)), times[row] > runs[i].outcome.t_reached) << row;
  }
}

// A bioavailability below 0 ends a patient at the first dose (docs/events.md, E-20): after rows, not at the start.
TEST_P(BackendFailures, OneOfThemCannotTakeTheDose) {
  const auto model =
      std::ranges::find_if(backend_models(), [](const RegisteredModel& m) { return m.name == "dosing"; });
  ASSERT_NE(model, backend_models().end());
  std::vector<PatientCourse> patients(n_awkward, model->course);
  patients[4].parameters[model->program.parameter_index("F")] = -0.1;
  const std::vector<PatientRun> runs = backend.run(model->program, backend.options, patients, model->times);
  const double enters = 1 + 0.7;  // time of the dose and lag
  for (std::size_t i = 0; i < n_awkward; ++i) {
    EXPECT_EQ(runs[i].outcome.status, i == 4 ? Status::not_finite : Status::ok) << i;
    EXPECT_EQ(runs[i].trajectory.values == runs[0].trajectory.values, i != 4) << i;
  }
  EXPECT_EQ(runs[4].outcome.t_reached, enters);
  for (std::size_t row = 0; row < model->times.size(); ++row)
    EXPECT_EQ(std::isnan(runs[4].trajectory.at(row, 0)), model->times[row] >= enters) << row;
}

// All are done before their first stretch: rows at the start only, and no rows.
TEST_P(BackendFailures, NothingToIntegrate) {
  for (const RegisteredModel& model : backend_models()) {
    const std::vector<PatientCourse> patients = awkward_patients(model);
    const double start = model.times.front();
    const std::vector<double> once = {start, start};
    const std::vector<PatientRun> runs = backend.run(model.program, backend.options, patients, once);
    for (std::size_t i = 0; i < n_awkward; ++i) {
      if (awkward_name(i) == "steady state") continue;  // is integrated for, at the start
      Trajectory right;
      const Outcome expected = Timeline(model.program, {}).run(patients[i], once, right);
      EXPECT_EQ(runs[i].outcome.status, expected.status) << model.name << ", " << awkward_name(i);
      if (expected.status != Status::ok || i == with_nan) continue;
      EXPECT_EQ(runs[i].outcome.t_reached, expected.t_reached) << model.name << ", " << awkward_name(i);
      EXPECT_TRUE(same_values(runs[i].trajectory.values, right.values)) << model.name << ", " << awkward_name(i);
    }
    for (const PatientRun& run : backend.run(model.program, backend.options, patients, {})) {
      EXPECT_EQ(run.outcome.status, Status::ok) << model.name;
      EXPECT_TRUE(run.trajectory.values.empty());
    }
    EXPECT_TRUE(backend.run(model.program, backend.options, {}, model.times).empty());
  }
}

}  // namespace
}  // namespace tansine
