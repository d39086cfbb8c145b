// What must hold for every model, in one loop over all of them.

#include "registered_models.hpp"

#include "base/random.hpp"
#include "engine/evaluator.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace tansine {
namespace {

class RegisteredModels : public testing::TestWithParam<std::size_t> {
 protected:
  const RegisteredModel& model = registered_models().at(GetParam());

  Trajectory run(const Program& program, const SolverOptions& options, Outcome* outcome = nullptr) const {
    Trajectory trajectory;
    const Outcome result = Timeline(program, options).run(model.course, model.times, trajectory);
    EXPECT_EQ(result.status, Status::ok) << model.name << ": " << status_name(result.status) << " at "
                                         << result.t_reached;
    if (outcome != nullptr) *outcome = result;
    return trajectory;
  }
};

INSTANTIATE_TEST_SUITE_P(, RegisteredModels, testing::Range<std::size_t>(0, registered_models().size()),
                         [](const auto& index) {
                           std::string name = registered_models().at(index.param).name;
                           for (char& c : name)
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           return name;
                         });

TEST(Catalogue, IsRegisteredWhole) {
  for (const std::string& problem : unregistered_models()) ADD_FAILURE() << problem;
}

// Two methods of different kind (one-step and multistep), two implementations. The gap between them is CVODE's global
// error, one to three digits above its tolerance on the classic problems (stiff_test.cpp records it).
TEST_P(RegisteredModels, ReferenceAgreesWithCvode) {
  if (!model.for_cvode) GTEST_SKIP() << "CVODE gives up";
  const double rtol = model.large ? 1e-7 : 1e-9;
  Outcome reference, cvode;
  const Trajectory a = run(model.program, {.method = Method::reference, .rtol = rtol}, &reference);
  const Trajectory b = run(model.program, {.method = Method::cvode, .rtol = rtol}, &cvode);
  const double apart = difference(a, b, model.floor);
  EXPECT_LT(apart, 1000 * rtol);
  RecordProperty("agreement",
                 fmt::format("{:.1e}; steps {} and {}", apart, reference.statistics.steps, cvode.statistics.steps));
}

// At the default tolerance the reference is as accurate as it says.
TEST_P(RegisteredModels, DefaultToleranceIsMet) {
  const SolverOptions usual;
  Outcome outcome;
  const double error = difference(run(model.program, usual, &outcome),
                                  run(model.program, {.rtol = model.large ? 1e-8 : 1e-10}), model.floor);
  EXPECT_LT(error, 20 * usual.rtol);  // local errors of some steps add up; see stiff_test.cpp
  RecordProperty("error", fmt::format("{:.1e} = {:.2g} rtol; {} steps, {} rejected", error, error / usual.rtol,
                                      outcome.statistics.steps, outcome.statistics.rejected));
}

TEST_P(RegisteredModels, BalancesClose) {
  for (const Method method : {Method::reference, Method::cvode}) {
    if (method == Method::cvode && !model.for_cvode) continue;
    Outcome outcome;
    run(model.program, {.method = method}, &outcome);
    EXPECT_LE(outcome.balance_error, 1e-8) << method_name(method);  // required of every balance, whatever rtol is
    RecordProperty(std::string(method_name(method)), fmt::format("{:.1e}", outcome.balance_error));
  }
}

TEST_P(RegisteredModels, WrittenAndReadGivesTheSameBits) {
  const Program copy = read_program(write_program(model.program), model.name);
  EXPECT_EQ(copy, model.program);
  const Trajectory original = run(model.program, {}), again = run(copy, {});
  ASSERT_EQ(original.values.size(), again.values.size());
  for (std::size_t i = 0; i < original.values.size(); ++i)
    ASSERT_EQ(std::bit_cast<std::uint64_t>(original.values[i]), std::bit_cast<std::uint64_t>(again.values[i])) << i;
}

// A difference quotient with what is known about its own error.
struct Quotient {
  double value = 0, doubt = 0;
};

// A point and all derivatives there by differences: by_state[j * n + i] is d(dy_i/dt)/dy_j, by_time[i] at fixed y.
struct PointOfDifferences {
  std::vector<double> parameters, y;
  double t = 0;
  std::vector<Quotient> by_state, by_time;
};

// Central differences at x +- h and x +- h/2: the error of the finer, (h/2)^2 f'''/6, is a third of the gap between
// them. It is allowed three times that, for the terms of higher order, plus the rounding of the two values of f, which
// are sums of terms of size `terms`, each right to a few roundings (20 are allowed). `f` gives all dy_i/dt at x.
template <class F>
void differentiate(const F& f, double x, double h, std::span<const double> terms, std::span<Quotient> out) {
  const std::vector<double> far_up = f(x + h), far_down = f(x - h), up = f(x + h / 2), down = f(x - h / 2);
  constexpr double rounding = 20 * std::numeric_limits<double>::epsilon();
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double coarse = (far_up[i] - far_down[i]) / ((x + h) - (x - h));
    const double fine = (up[i] - down[i]) / ((x + h / 2) - (x - h / 2));
    out[i] = {fine, std::abs(fine - coarse) + rounding * terms[i] / h};
  }
}

// At random points: parameters within a factor of e^0.6 or so, states over two decades around their nominal size.
std::vector<PointOfDifferences> differences(const Program& program, std::size_t points) {
  const std::size_t n = program.n_states();
  Evaluator evaluator(program);
  RandomStream random(7, 0, purpose("test.jacobian"));
  std::vector<PointOfDifferences> result(points);
  for (PointOfDifferences& point : result) {
    point.parameters = typical_parameters(program);
    for (double& p : point.parameters) p *= std::exp(0.2 * random.normal());
    evaluator.set_parameters(point.parameters);
    for (const StateInfo& state : program.states)
      point.y.push_back(state.nominal * std::pow(10.0, 2 * random.uniform() - 1));
    point.t = 100 * random.uniform();
    std::vector<double> terms(n), values(program.jacobian_slot.size());
    evaluator.derivative(point.t, point.y, terms);
    evaluator.jacobian(values);
    for (std::size_t i = 0; i < n; ++i) {
      terms[i] = std::abs(terms[i]);
      for (std::uint32_t k = program.jacobian_row_begin[i]; k < program.jacobian_row_begin[i + 1]; ++k)
        terms[i] += std::abs(values[k] * point.y[program.jacobian_column[k]]);
    }
    const double step = std::cbrt(std::numeric_limits<double>::epsilon());  // balances truncation and rounding
    point.by_state.resize(n * n);
    point.by_time.resize(n);
    std::vector<double> moved = point.y, slope(n);
    for (std::size_t j = 0; j < n; ++j) {
      const auto slope_at = [&](double x) {
        moved[j] = x;
        evaluator.derivative(point.t, moved, slope);
        return slope;
      };
      differentiate(slope_at, point.y[j], step * point.y[j], terms, std::span(point.by_state).subspan(j * n, n));
      moved[j] = point.y[j];
    }
    const auto slope_in_time = [&](double t) {
      evaluator.derivative(t, point.y, slope);
      return slope;
    };
    differentiate(slope_in_time, point.t, step * point.t, terms, point.by_time);
  }
  return result;
}

// Largest |symbolic - quotient| / doubt over all entries (those outside the pattern are symbolically 0) and points.
double jacobian_mismatch(const Program& program, std::span<const PointOfDifferences> points) {
  const std::size_t n = program.n_states();
  Evaluator evaluator(program);
  double worst = 0;
  const auto compare = [&](double symbolic, const Quotient& quotient) {
    // Nothing moved and nothing claimed: exact.
    if (symbolic == quotient.value) return;
    worst = std::max(worst, std::abs(symbolic - quotient.value) / quotient.doubt);
  };
  for (const PointOfDifferences& point : points) {
    evaluator.set_parameters(point.parameters);
    std::vector<double> slope(n), in_time(n), values(program.jacobian_slot.size()), dense(n * n, 0.0);
    evaluator.derivative(point.t, point.y, slope);
    evaluator.jacobian(values);
    evaluator.time_derivative(in_time);
    for (std::size_t i = 0; i < n; ++i)
      for (std::uint32_t k = program.jacobian_row_begin[i]; k < program.jacobian_row_begin[i + 1]; ++k)
        dense[program.jacobian_column[k] * n + i] = values[k];
    for (std::size_t k = 0; k < n * n; ++k) compare(dense[k], point.by_state[k]);
    for (std::size_t i = 0; i < n; ++i) compare(in_time[i], point.by_time[i]);
  }
  return worst;
}

TEST_P(RegisteredModels, JacobianIsTheDerivative) {
  if (model.large) GTEST_SKIP() << "large_models_test.cpp differences it column by column";
  const double mismatch = jacobian_mismatch(model.program, differences(model.program, 20));
  EXPECT_LE(mismatch, 1.0);
  RecordProperty("mismatch", fmt::format("{:.2g} of the bound", mismatch));
}

// Each entry in turn is replaced by another of a different value: the check must see it, and by far.
TEST(JacobianCheck, SeesAWrongEntry) {
  for (const RegisteredModel& model : registered_models()) {
    if (model.large) continue;
    const Program& program = model.program;
    const std::vector<PointOfDifferences> points = differences(program, 3);
    Evaluator evaluator(program);
    std::vector<double> y, slope(program.n_states()), values(program.jacobian_slot.size());
    for (const StateInfo& state : program.states) y.push_back(state.nominal);
    evaluator.derivative(1, y, slope);
    evaluator.jacobian(values);
    for (std::size_t k = 0; k < values.size(); ++k) {
      // the one that differs most: a small entry for another small one may drown in the rest of its row
      const auto other = std::ranges::max_element(values, {}, [&](double v) { return std::abs(v - values[k]); });
      if (std::abs(*other - values[k]) <= 0.1 * (std::abs(*other) + std::abs(values[k]))) continue;
      Program wrong = program;
      wrong.jacobian_slot[k] = program.jacobian_slot[static_cast<std::size_t>(other - values.begin())];
      // the doubt of a row is that of its largest terms: in the platform of 74 states some entries are seen only at 16
      EXPECT_GT(jacobian_mismatch(wrong, points), 10.0) << model.name << " entry " << k;
    }
  }
}

TEST_P(RegisteredModels, ProgramIsValid) { EXPECT_NO_THROW(validate(model.program)); }

}  // namespace
}  // namespace tansine
