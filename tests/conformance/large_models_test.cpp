// The large models of the catalogue (bodies of organs, tumors in space): eight patients in lanes against each of them
// alone, how long their kernels take to make, and their Jacobians.

#include "backends.hpp"
#include "lane_backend.hpp"
#include "registered_models.hpp"

#include "base/random.hpp"
#include "engine/evaluator.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

std::vector<const RegisteredModel*> large_models() {
  std::vector<const RegisteredModel*> list;
  for (const RegisteredModel& m : registered_models())
    if (m.large) list.push_back(&m);
  return list;
}

class LargeModels : public testing::TestWithParam<std::size_t> {
 protected:
  const RegisteredModel& model = *large_models().at(GetParam());
};

INSTANTIATE_TEST_SUITE_P(, LargeModels, testing::Range<std::size_t>(0, large_models().size()),
                         [](const auto& index) { return test_name(large_models().at(index.param)->name); });

/// The typical course, with parameters a few percent apart, and once without a dose.
std::vector<PatientCourse> eight_patients(const RegisteredModel& model) {
  std::vector<PatientCourse> patients(8, model.course);
  RandomStream random(1, 0, purpose("large models"));
  for (std::size_t i = 1; i < patients.size(); ++i)
    for (std::size_t k = 0; k < patients[i].parameters.size(); ++k) {
      const ParameterInfo& p = model.program.parameters[k];
      // fractions stay fractions, and 0 or 1 stays so
      if (p.unit != "1") patients[i].parameters[k] *= std::exp(0.1 * random.normal());
    }
  patients[3].records.clear();
  return patients;
}

TEST_P(LargeModels, RunInLanes) {
  constexpr double rtol = 1e-6;
  const std::vector<PatientCourse> patients = eight_patients(model);
  using Clock = std::chrono::steady_clock;
  const auto seconds = [](Clock::time_point from) {
    return std::chrono::duration<double>(Clock::now() - from).count();
  };
  const SolverOptions options{.method = Method::lanes, .rtol = rtol};
  const Clock::time_point start = Clock::now();
  LaneEngine engine(model.program, options);
  const double compiled = seconds(start);
  std::vector<PatientRun> runs(patients.size());
  CourseSource source(patients, runs);
  engine.run(model.times, source);
  const double all = seconds(start) - compiled;
  ASSERT_EQ(source.n_done(), patients.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    Trajectory right;
    const Outcome expected =
        Timeline(model.program, {.method = Method::reference, .rtol = rtol / 10}).run(patients[i], model.times, right);
    ASSERT_EQ(expected.status, Status::ok);
    ASSERT_EQ(runs[i].outcome.status, Status::ok) << i;
    EXPECT_LE(runs[i].outcome.balance_error, 1e-8) << i;
    // 20 for the steps, as of all one-step methods, times the root of the number of states that one may err more
    EXPECT_LT(difference(runs[i].trajectory, right, 1e-3), 20 * std::sqrt(model.program.n_states()) * rtol) << i;
  }
  RecordProperty("kernels", fmt::format("{:.2f} s for {} states; eight patients {:.2f} s", compiled,
                                        model.program.n_states(), all));
  EXPECT_LT(compiled, 60);  // not a promise of speed: something that grows with the cube of the states would show
}

/// Every column of the sparse Jacobian against central differences, at one point.
TEST_P(LargeModels, JacobianIsTheDerivative) {
  const Program& p = model.program;
  const std::size_t n = p.n_states();
  Evaluator evaluate(p);
  evaluate.set_parameters(typical_parameters(p));
  RandomStream random(2, 0, purpose("large models"));
  std::vector<double> y(n), base(n), up(n), down(n), J(p.jacobian_slot.size());
  for (std::size_t i = 0; i < n; ++i) y[i] = p.states[i].nominal * std::exp(random.normal());
  evaluate.derivative(10, y, base);
  evaluate.jacobian(J);
  std::vector<std::vector<std::pair<std::size_t, double>>> column(n);
  for (std::size_t row = 0; row < n; ++row)
    for (std::uint32_t k = p.jacobian_row_begin[row]; k < p.jacobian_row_begin[row + 1]; ++k)
      column[p.jacobian_column[k]].emplace_back(row, J[k]);
  // what each derivative is made of: its rounding
  std::vector<double> terms(n);
  for (std::size_t j = 0; j < n; ++j)
    for (const auto& [row, value] : column[j]) terms[row] += std::abs(value * y[j]);
  for (std::size_t j = 0; j < n; ++j) {
    const double old = y[j], h = 1e-4 * old;
    y[j] = old + h;
    evaluate.derivative(10, y, up);
    y[j] = old - h;
    evaluate.derivative(10, y, down);
    y[j] = old;
    std::map<std::size_t, double> symbolic(column[j].begin(), column[j].end());
    for (std::size_t row = 0; row < n; ++row) {
      const double quotient = (up[row] - down[row]) / (2 * h), value = symbolic.contains(row) ? symbolic[row] : 0;
      // h^2 f'''/6 of a rate with one saturable term, and rounding
      EXPECT_NEAR(value, quotient, 1e-6 * std::abs(value) + 1e-14 * terms[row] / h)
          << p.states[row].name << " by " << p.states[j].name;
    }
  }
}

}  // namespace
}  // namespace tansine
