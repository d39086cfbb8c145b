// Mammillary models of one to three compartments against their closed forms: bolus, infusion, first-order absorption.
// The closed forms are written here from the textbook (partial fractions of the transfer function) and share nothing
// with the engine.

#include "classic_problems.hpp"
#include "engine/stepper.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tansine {
namespace {

// C(t) = sum of coefficient * exp(-rate * t) after a unit bolus into the central compartment.
struct Exponentials {
  std::vector<double> coefficient, rate;

  [[nodiscard]] double bolus(double t) const {
    double sum = 0;
    for (std::size_t i = 0; i < rate.size(); ++i) sum += coefficient[i] * std::exp(-rate[i] * t);
    return sum;
  }
  /// Input 1 per hour for `duration`.
  [[nodiscard]] double infusion(double t, double duration) const {
    double sum = 0;
    for (std::size_t i = 0; i < rate.size(); ++i) {
      const double during = std::min(t, duration), after = std::max(t - duration, 0.0);
      sum += coefficient[i] / rate[i] * -std::expm1(-rate[i] * during) * std::exp(-rate[i] * after);
    }
    return sum;
  }
  /// Unit dose into a depot emptied with rate ka.
  [[nodiscard]] double absorbed(double t, double ka) const {
    double sum = 0;
    for (std::size_t i = 0; i < rate.size(); ++i)
      sum += ka * coefficient[i] / (ka - rate[i]) * (std::exp(-rate[i] * t) - std::exp(-ka * t));
    return sum;
  }
};

// The rates are the roots of the characteristic polynomial: linear, quadratic, or cubic by Viete's trigonometric form
// (all roots of a mammillary model are real and positive).
Exponentials mammillary(double CL, double V1, const std::vector<double>& Q, const std::vector<double>& V) {
  const double k10 = CL / V1;
  Exponentials e;
  std::vector<double> back;  // k21, k31
  for (std::size_t p = 0; p < Q.size(); ++p) back.push_back(Q[p] / V[p]);
  if (Q.empty()) {
    e.rate = {k10};
  } else if (Q.size() == 1) {
    const double sum = k10 + Q[0] / V1 + back[0], product = k10 * back[0];
    const double large = (sum + std::sqrt(sum * sum - 4 * product)) / 2;
    e.rate = {large, product / large};
  } else {
    const double k12 = Q[0] / V1, k13 = Q[1] / V1, k21 = back[0], k31 = back[1];
    const double a2 = k10 + k12 + k13 + k21 + k31;
    const double a1 = k10 * k21 + k10 * k31 + k12 * k31 + k13 * k21 + k21 * k31;
    const double a0 = k10 * k21 * k31;
    const double p = (a2 * a2 - 3 * a1) / 9, q = (2 * a2 * a2 * a2 - 9 * a2 * a1 + 27 * a0) / 54;
    const double angle = std::acos(q / std::sqrt(p * p * p)) / 3;
    for (int i = 0; i < 3; ++i)
      e.rate.push_back(a2 / 3 + 2 * std::sqrt(p) * std::cos(angle + 2 * i * std::numbers::pi / 3));
  }
  for (std::size_t i = 0; i < e.rate.size(); ++i) {
    double c = 1 / V1;
    for (const double k : back) c *= k - e.rate[i];
    for (std::size_t j = 0; j < e.rate.size(); ++j)
      if (j != i) c /= e.rate[j] - e.rate[i];
    e.coefficient.push_back(c);
  }
  return e;
}

TEST(ClosedForm, CubicRootsAreRoots) {
  // Three compartments whose third exchanges nothing are two compartments, and the sum of coefficients is 1/V1.
  const Exponentials two = mammillary(0.3, 3, {1.1}, {2});
  const Exponentials three = mammillary(0.3, 3, {1.1, 1e-12}, {2, 5});
  for (const double t : {0.1, 1.0, 10.0, 40.0}) EXPECT_NEAR(three.bolus(t), two.bolus(t), 1e-10);
  const Exponentials e = mammillary(0.028, 3.127, {0.064, 0.005}, {0.66, 2.9});
  EXPECT_NEAR(e.bolus(0), 1 / 3.127, 1e-14);
}

struct Recorder : OutputSink {
  std::vector<double> C;
  void at(std::size_t, double, std::span<const double> y) override { C.push_back(y[0]); }
};

struct Case {
  Method method;
  int n_peripheral;
};

class ClosedForms : public testing::TestWithParam<Case> {
 protected:
  ClosedForms() : program(compartments(GetParam().n_peripheral)) {
    for (const ParameterInfo& p : program.parameters) parameters.push_back(p.value);
    std::vector<double> Q, V;
    for (int p = 2; p <= 1 + GetParam().n_peripheral; ++p) {
      Q.push_back(value(fmt::format("Q{}", p)));
      V.push_back(value(fmt::format("V{}", p)));
    }
    exact = mammillary(value("CL"), value("V1"), Q, V);
    for (int i = 1; i <= 120; ++i) times.push_back(4.2 * i);  // 21 days: six terminal half-lives
  }
  [[nodiscard]] double value(const std::string& name) const {
    return program.parameters.at(program.parameter_index(name)).value;
  }
  /// Reference: local errors are kept to rtol and a decaying system forgets them: a handful add up. CVODE: its
  /// customary one to two digits.
  [[nodiscard]] double allowed(double rtol) const {
    return GetParam().method == Method::reference ? 10 * rtol : 300 * rtol;
  }

  template <class Exact>
  void run(std::size_t target, double dose, double duration, const Exact& expected, const std::string& what) {
    for (const double rtol : {1e-4, 1e-6, 1e-8}) {
      const auto stepper = make_stepper(program, {.method = GetParam().method, .rtol = rtol});
      stepper->set_parameters(parameters);
      std::vector<double> y(program.n_states(), 0.0), r(program.n_states(), 0.0);
      const DoseEntry entry = program.dose_targets[target].entries.at(0);
      const double share = stepper->value(entry.coefficient);
      Recorder recorder;
      Outcome outcome;
      if (duration > 0) {
        r[entry.state] = dose / duration * share;
        stepper->restart(0, y, r);
        ASSERT_TRUE(stepper->advance(duration, times, 0, recorder, outcome));
        y.assign(stepper->y().begin(), stepper->y().end());
        r[entry.state] = 0;
      } else {
        y[entry.state] = dose * share;
      }
      stepper->restart(duration, y, r);
      ASSERT_TRUE(stepper->advance(times.back(), times, recorder.C.size(), recorder, outcome));
      ASSERT_EQ(recorder.C.size(), times.size());
      double worst = 0;
      for (std::size_t i = 0; i < times.size(); ++i)
        worst = std::max(worst, std::abs(recorder.C[i] / (dose * expected(times[i])) - 1));
      EXPECT_LT(worst, allowed(rtol)) << what << " at rtol " << rtol;
      RecordProperty(
          fmt::format("{}_rtol_{:.0e}", what, rtol),
          fmt::format("error {:.1e} = {:.2g} rtol, {} steps", worst, worst / rtol, outcome.statistics.steps));
    }
  }

  Program program;
  std::vector<double> parameters, times;
  Exponentials exact;
};

INSTANTIATE_TEST_SUITE_P(, ClosedForms,
                         testing::Values(Case{Method::reference, 0}, Case{Method::reference, 1},
                                         Case{Method::reference, 2}, Case{Method::cvode, 0}, Case{Method::cvode, 1},
                                         Case{Method::cvode, 2}),
                         [](const auto& c) {
                           return fmt::format("{}_{}", method_name(c.param.method), 1 + c.param.n_peripheral);
                         });

TEST_P(ClosedForms, Bolus) {
  run(
      0, 1700, 0, [&](double t) { return exact.bolus(t); }, "bolus");
}

TEST_P(ClosedForms, Infusion) {
  for (const double duration : {1.5, 100.0})
    run(
        0, 1700, duration, [&](double t) { return exact.infusion(t, duration) / duration; },
        fmt::format("infusion_{:g}", duration));
}

TEST_P(ClosedForms, Absorption) {
  const double ka = value("ka");
  run(
      1, 1700, 0, [&](double t) { return exact.absorbed(t, ka); }, "absorption");
}

}  // namespace
}  // namespace tansine
