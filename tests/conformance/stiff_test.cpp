// Classic stiff problems against published solutions, both integrators.

#include "classic_problems.hpp"
#include "engine/stepper.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tansine {
namespace {

struct Recorder : OutputSink {
  std::vector<std::vector<double>> y;
  void at(std::size_t, double, std::span<const double> states) override {
    y.emplace_back(states.begin(), states.end());
  }
};

struct Solution {
  std::vector<std::vector<double>> y;
  Outcome outcome;
};

Solution solve(const Program& program, const SolverOptions& options, const std::vector<double>& times) {
  const auto stepper = make_stepper(program, options);
  std::vector<double> parameters, y;
  for (const ParameterInfo& p : program.parameters) parameters.push_back(p.value);
  stepper->set_parameters(parameters);
  for (const Slot slot : program.initial) y.push_back(stepper->value(slot));
  stepper->restart(0, y, std::vector(y.size(), 0.0));
  Recorder recorder;
  Solution solution;
  EXPECT_TRUE(stepper->advance(times.back(), times, 0, recorder, solution.outcome))
      << status_name(solution.outcome.status) << " at " << solution.outcome.t_reached;
  solution.y = recorder.y;
  return solution;
}

double relative_error(const std::vector<double>& y, const std::vector<double>& exact) {
  double worst = 0;
  for (std::size_t i = 0; i < exact.size(); ++i)
    worst = std::max(worst, std::abs(y.at(i) - exact[i]) / std::abs(exact[i]));
  return worst;
}

class StiffProblems : public testing::TestWithParam<Method> {
 protected:
  // Solves at three tolerances; the relative error of every state at every time must be below factor * rtol, and the
  // true numbers go to the test's record.
  void expect(const std::string& name, const Program& program, const std::vector<double>& times,
              const std::vector<std::vector<double>>& exact, double factor, double atol_scale = 1e-3) const {
    for (const double rtol : {1e-5, 1e-7, 1e-9}) {
      const Solution solution = solve(program, {.method = GetParam(), .rtol = rtol, .atol_scale = atol_scale}, times);
      ASSERT_EQ(solution.y.size(), times.size());
      double worst = 0;
      for (std::size_t i = 0; i < times.size(); ++i) worst = std::max(worst, relative_error(solution.y[i], exact[i]));
      EXPECT_LT(worst, factor * rtol) << name << " at rtol " << rtol;
      const std::string line = fmt::format("error {:.1e} = {:.2g} rtol, {} steps, {} rejected", worst, worst / rtol,
                                           solution.outcome.statistics.steps, solution.outcome.statistics.rejected);
      RecordProperty(fmt::format("rtol_{:.0e}", rtol), line);
    }
  }
  // Reference: error per unit time is controlled to rtol and the problems forget their past, so that a few tolerances
  // add up. CVODE's global errors are customarily one to two digits larger than its tolerance.
  [[nodiscard]] double usual() const { return GetParam() == Method::reference ? 20 : 500; }
};

INSTANTIATE_TEST_SUITE_P(, StiffProblems, testing::Values(Method::reference, Method::cvode),
                         [](const auto& method) { return std::string(method_name(method.param)); });

// Solution at t = 1e11: Test Set for IVP Solvers, Mazzia & Magherini, University of Bari, release 2.4 (problem rober).
TEST_P(StiffProblems, Robertson) {
  expect("Robertson", robertson(), {1e11}, {{0.2083340149701255e-07, 0.8333360770334713e-13, 0.9999999791665050}},
         usual());
}

// Solution at t = 321.8122: same test set (problem hires), computed there with RADAU5 in quadruple precision.
TEST_P(StiffProblems, Hires) {
  expect("HIRES", hires(), {321.8122},
         {{0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
           0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2}},
         usual());
}

// eps = 1e-6 (mu = 1000 in unscaled time), t = 1 ... 11: E. Hairer's stiff test set (problem vdpol), start (2, 0).
TEST_P(StiffProblems, VanDerPolStiff) {
  std::vector<double> times;
  for (int t = 1; t <= 11; ++t) times.push_back(t);
  // Each of the five relaxation jumps turns an error of the slow phase into one of the jump's time.
  expect("Van der Pol", van_der_pol(1e-6), times,
         {{-0.1863646254808130e1, 0.7535430865435460e0},
          {0.1706167732170456e1, -0.8928097010248257e0},
          {-0.1510606936744095e1, 0.1178380000730945e1},
          {0.1194414677695905e1, -0.2799585996540082e1},
          {0.1890428596416747e1, -0.7345118680166940e0},
          {-0.1737716306805883e1, 0.8604008653025923e0},
          {0.1551614645548223e1, -0.1102382892533321e1},
          {-0.1278631984330405e1, 0.2013890883009155e1},
          {-0.1916552949489830e1, 0.7169573003463228e0},
          {0.1768163792391936e1, -0.8315276407898496e0},
          {-0.1590150544829062e1, 0.1040279389212485e1}},
         10 * usual());
}

// mu = 1: after one period the limit cycle returns. Period and amplitude: Amore, Boyd & Fernandez, J. Math. Phys. 59,
// 012702 (2018), doi:10.1063/1.5016961.
TEST_P(StiffProblems, VanDerPolMild) {
  constexpr double period = 6.6632868593231301896996820305, amplitude = 2.00861986087484313650940188;
  Program program = van_der_pol(1);
  program.parameters[program.parameter_index("start")].value = amplitude;
  for (const double rtol : {1e-5, 1e-7, 1e-9}) {
    const Solution solution = solve(program, {.method = GetParam(), .rtol = rtol}, {period});
    const double error = std::max(std::abs(solution.y[0][0] - amplitude), std::abs(solution.y[0][1]));
    EXPECT_LT(error, usual() * rtol);
    RecordProperty(fmt::format("rtol_{:.0e}", rtol), fmt::format("error {:.1e} = {:.2g} rtol, {} steps", error,
                                                                 error / rtol, solution.outcome.statistics.steps));
  }
}

}  // namespace
}  // namespace tansine
