// The kernels of a lowered Program say what the reference says: the same step, to rounding.

#include "engine/simd/lane_program.hpp"
#include "engine/evaluator.hpp"
#include "engine/reference/rosenbrock_step.hpp"
#include "engine/rosenbrock/controller.hpp"
#include "engine/tests/random_kernel.hpp"
#include "engine/tests/small_programs.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace tansine {
namespace {

/// One lane, operation by operation.
void run_scalar(const LaneKernel& kernel, std::vector<double>& rows) {
  std::vector<KernelCase::Row> arena(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) arena[i].fill(rows[i]);
  arena = run_plainly(kernel, std::move(arena));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = arena[i][0];
}

class LaneProgramSteps : public testing::TestWithParam<const RosenbrockTableau*> {};
INSTANTIATE_TEST_SUITE_P(, LaneProgramSteps, testing::Values(&rodas4(), &rodas5p()),
                         [](const auto& tableau) { return tableau.param == &rodas5p() ? "Rodas5P" : "Rodas4"; });

/// One step of `program` from its typical start, by the reference and by the kernels.
struct Pair {
  Pair(const Program& program_in, const RosenbrockTableau& table, double h_in, double input = 0)
      : program(program_in),
        h(h_in),
        code(lower(program, table, {}, LaneKernelSet::with_dense)),
        rows(code.n_rows, 0.0),
        step(program, table) {
    const std::size_t n = program.n_states();
    Evaluator evaluator(program);
    std::vector<double> y(n), r(n, 0.0);
    evaluator.initial(y);
    for (std::size_t i = 0; i < n; ++i) {
      y[i] += 0.1 * static_cast<double>(i + 1);
      if (code.input[i] != LaneProgram::no_row) rows[code.input[i]] = r[i] = input;
      rows[code.first_state + i] = y[i];
    }
    for (const LaneProgram::Parameter& p : code.prologue) rows[p.row] = evaluator.value(p.slot);
    rows[code.t] = t;
    rows[code.h] = h;
    rows[code.t_new] = t + h;
    rows[code.inverse_rtol] = 1e6;
    EXPECT_TRUE(step.start(t, y, r));
    EXPECT_EQ(step.attempt(h, t + h), RosenbrockStep::Attempt::done);
  }
  const Program& program;
  double t = 0.25, h;
  LaneProgram code;
  std::vector<double> rows;
  RosenbrockStep step;
};

// A step is some hundred roundings; the solution's size is 1.
constexpr double rounding = 1e-13;

TEST_P(LaneProgramSteps, AreThoseOfTheReference) {
  for (const Program& program : {nonlinear_in_time(), power_of_time(3)}) {
    Pair pair(program, *GetParam(), 0.05);
    run_scalar(pair.code.step, pair.rows);
    double error = 0;
    for (std::size_t i = 0; i < program.n_states(); ++i) {
      const double y_new = pair.step.y_new()[i];
      EXPECT_NEAR(pair.rows[pair.code.first_new_state + i], y_new, rounding * (1 + std::abs(y_new)));
      const double share = pair.step.error()[i] / (std::abs(y_new) + 1e-3 * program.states[i].nominal);
      error += share * share / static_cast<double>(program.n_states());
    }
    error = std::sqrt(error) * 1e6;
    EXPECT_NEAR(pair.rows[pair.code.error], error, 1e-6 + 1e-6 * error);  // the error is a difference of rounded sums
    const double exponent = -1.0 / (GetParam()->embedded_order + 1);
    const double least = std::max(pair.rows[pair.code.error], controller::least_error);
    EXPECT_NEAR(pair.rows[pair.code.shrink], std::pow(least, exponent), 1e-13 * std::pow(least, exponent));
  }
}

TEST_P(LaneProgramSteps, InterpolateAsTheReference) {
  const Program program = nonlinear_in_time();
  Pair pair(program, *GetParam(), 0.05);
  run_scalar(pair.code.step_dense, pair.rows);
  Evaluator evaluator(program);
  std::vector<double> y(program.n_states()), shown(program.observables.size());
  for (const double theta : {0.1, 0.5, 0.9}) {
    pair.rows[pair.code.theta] = theta;
    run_scalar(pair.code.dense, pair.rows);
    pair.step.interpolate(theta, y);
    evaluator.observables(pair.t + theta * pair.h, y, shown);
    for (std::size_t j = 0; j < shown.size(); ++j)
      EXPECT_NEAR(pair.rows[pair.code.first_observable + j], shown[j], rounding * (1 + std::abs(shown[j])));
  }
}

TEST_P(LaneProgramSteps, SayWhenAStateIsNotFinite) {
  const Program program = nonlinear_in_time();
  Pair pair(program, *GetParam(), 0.05);
  pair.rows[pair.code.first_state] = std::numeric_limits<double>::infinity();
  run_scalar(pair.code.step, pair.rows);
  EXPECT_FALSE(pair.rows[pair.code.error] <= 1);
}

}  // namespace
}  // namespace tansine
