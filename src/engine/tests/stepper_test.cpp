// What every integrator must do, reference and oracle alike.

#include "engine/stepper.hpp"
#include "engine/tests/small_programs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace tansine {
namespace {

struct Recorder : OutputSink {
  std::vector<double> t;
  std::vector<std::vector<double>> y;
  void at(std::size_t, double time, std::span<const double> states) override {
    t.push_back(time);
    y.emplace_back(states.begin(), states.end());
  }
};

class Steppers : public testing::TestWithParam<Method> {
 protected:
  [[nodiscard]] SolverOptions options(double rtol = 1e-6) const { return {.method = GetParam(), .rtol = rtol}; }
  static std::vector<double> typical(const Program& program) {
    std::vector<double> values;
    for (const ParameterInfo& p : program.parameters) values.push_back(p.value);
    return values;
  }
  static std::unique_ptr<Stepper> started(const Program& program, const SolverOptions& options, double input = 0) {
    auto stepper = make_stepper(program, options);
    stepper->set_parameters(typical(program));
    std::vector<double> y;
    for (const Slot slot : program.initial) y.push_back(stepper->value(slot));
    stepper->restart(0, y, std::vector(y.size(), input));
    return stepper;
  }
};

INSTANTIATE_TEST_SUITE_P(, Steppers, testing::Values(Method::reference, Method::cvode),
                         [](const auto& method) { return std::string(method_name(method.param)); });

// One-step methods keep local errors at the tolerance; over a few time constants of a decaying problem they do not add
// up to more than a few of them. BDF of varying order is allowed its customary factor of ten more.
double allowed(Method method, double rtol) { return method == Method::reference ? 10 * rtol : 100 * rtol; }

TEST_P(Steppers, DecayWithAndWithoutInput) {
  const Program program = decay(0.5);
  for (const double rtol : {1e-4, 1e-6, 1e-8, 1e-10}) {
    for (const double input : {0.0, 2.0}) {
      auto stepper = started(program, options(rtol), input);
      Recorder out;
      Outcome outcome;
      const std::vector<double> times{0.1, 1.0, 3.0, 7.0};
      ASSERT_TRUE(stepper->advance(7, times, 0, out, outcome));
      ASSERT_EQ(out.t, times);
      for (std::size_t i = 0; i < times.size(); ++i) {
        const double expected = input / 0.5 + (1 - input / 0.5) * std::exp(-0.5 * times[i]);
        EXPECT_NEAR(out.y[i][0], expected, allowed(GetParam(), rtol) * expected) << rtol << " " << times[i];
      }
    }
  }
}

TEST_P(Steppers, NonlinearAndInTime) {
  const Program program = nonlinear_in_time();
  auto stepper = started(program, options(1e-7));
  Recorder out;
  Outcome outcome;
  ASSERT_TRUE(stepper->advance(3, {}, 0, out, outcome));
  EXPECT_NEAR(stepper->y()[0], 0.1, 0.1 * allowed(GetParam(), 1e-7));
  EXPECT_NEAR(stepper->y()[1], std::exp(-3), std::exp(-3) * allowed(GetParam(), 1e-7));
}

TEST_P(Steppers, LandsExactlyAndGivesTheEndItself) {
  const Program program = decay();
  auto stepper = started(program, options());
  Recorder out;
  Outcome outcome;
  const double t_end = 0.1 + 0.2;  // not a sum the steps would hit by themselves
  ASSERT_TRUE(stepper->advance(t_end, std::vector{t_end}, 0, out, outcome));
  EXPECT_EQ(stepper->t(), t_end);
  EXPECT_EQ(outcome.t_reached, t_end);
  ASSERT_EQ(out.t.size(), 1U);
  EXPECT_EQ(out.y[0][0], stepper->y()[0]);
}

// y' = sqrt(1 - t) - y is nan beyond t = 1: an integrator that looks beyond the end would meet it.
TEST_P(Steppers, EvaluatesNothingBeyondTheEnd) {
  Tape tape;
  const Number t = tape.time();
  const Number y = tape.state("y", 0);
  tape.derivative();
  const Number root = sqrt(1 - t);
  tape.rate(root - y);
  tape.jacobian();
  tape.entry(0, 0, tape.constant(-1));
  tape.time_rate(-0.5 * tape.apply(Op::min, 1 / root, tape.constant(1e6), root));
  tape.observables();
  const Program program = tape.finish();
  auto stepper = started(program, options(1e-5));
  Recorder out;
  Outcome outcome;
  EXPECT_TRUE(stepper->advance(1, {}, 0, out, outcome));
  EXPECT_EQ(stepper->t(), 1.0);
  // e^-1 int_0^1 e^s sqrt(1-s) ds = int_0^1 e^-u sqrt(u) du = gamma(3/2, 1)
  EXPECT_NEAR(stepper->y()[0], 0.378944691640985, 1e-3);
}

TEST_P(Steppers, OutputGridDoesNotChangeTheAnswer) {
  const Program program = dimer(1);
  std::vector<double> fine, coarse;
  for (int i = 1; i <= 400; ++i) {
    fine.push_back(i / 40.0);
    if (i % 40 == 0) coarse.push_back(i / 40.0);
  }
  Recorder with_fine, with_coarse;
  Outcome first, second;
  auto stepper = started(program, options());
  ASSERT_TRUE(stepper->advance(10, fine, 0, with_fine, first));
  stepper = started(program, options());
  ASSERT_TRUE(stepper->advance(10, coarse, 0, with_coarse, second));
  EXPECT_EQ(first.statistics.steps, second.statistics.steps);
  for (std::size_t i = 0; i < coarse.size(); ++i) EXPECT_EQ(with_coarse.y[i], with_fine.y[40 * (i + 1) - 1]) << i;
}

TEST_P(Steppers, OutputsBetweenStepsAreAsGoodAsSteps) {
  const Program program = dimer(1);
  std::vector<double> times;
  for (int i = 1; i <= 200; ++i) times.push_back(1e-5 * std::pow(10.0, i / 33.0));  // 1e-5 to 11.5 h
  Recorder loose, tight;
  Outcome outcome;
  ASSERT_TRUE(started(program, options(1e-6))->advance(times.back(), times, 0, loose, outcome));
  ASSERT_TRUE(started(program, options(1e-11))->advance(times.back(), times, 0, tight, outcome));
  for (std::size_t i = 0; i < times.size(); ++i)
    for (std::size_t s = 0; s < 2; ++s)
      EXPECT_NEAR(loose.y[i][s], tight.y[i][s], allowed(GetParam(), 1e-6) * (tight.y[i][s] + 1e-3)) << times[i];
}

// Stopping where nothing happens costs steps, not accuracy; stopping again a few roundings later must not break either.
TEST_P(Steppers, StopsAndSlivers) {
  const Program program = decay(0.5);
  auto stepper = started(program, options(1e-8));
  Recorder out;
  Outcome outcome;
  double t = 0;
  for (int i = 1; i <= 20; ++i) {
    t = 0.3 * i;
    ASSERT_TRUE(stepper->advance(t, {}, 0, out, outcome)) << i;
    const double next = std::nextafter(t, 1e9);
    ASSERT_TRUE(stepper->advance(next, std::vector{next}, 0, out, outcome)) << i;
    ASSERT_EQ(stepper->t(), next);
    if (i % 5 == 0) {  // an event there, and another one rounding later
      const std::vector<double> y(stepper->y().begin(), stepper->y().end());
      stepper->restart(next, y, std::vector{0.0});
      ASSERT_TRUE(stepper->advance(std::nextafter(next, 1e9), {}, 0, out, outcome));
    }
    ASSERT_TRUE(stepper->advance(stepper->t(), {}, 0, out, outcome)) << "already there";
  }
  EXPECT_EQ(out.t.size(), 20U);
  EXPECT_NEAR(stepper->y()[0], std::exp(-0.5 * t), allowed(GetParam(), 1e-8) * std::exp(-0.5 * t));
  EXPECT_LT(outcome.statistics.steps, 400U) << "a sliver must not make the following steps small";
}

TEST_P(Steppers, SaysNotFiniteAtOnce) {
  const Program program = decay();
  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    auto stepper = make_stepper(program, options());
    Recorder out;
    Outcome outcome;
    stepper->set_parameters(std::vector{bad});
    stepper->restart(0, std::vector{1.0}, std::vector{0.0});
    EXPECT_FALSE(stepper->advance(1, std::vector{0.5}, 0, out, outcome));
    EXPECT_EQ(outcome.status, Status::not_finite);
    EXPECT_EQ(outcome.t_reached, 0.0);
    EXPECT_EQ(outcome.statistics.steps, 0U);
    EXPECT_TRUE(out.t.empty());

    stepper->set_parameters(std::vector{1.0});
    stepper->restart(0, std::vector{bad}, std::vector{0.0});
    outcome = {};
    EXPECT_FALSE(stepper->advance(1, {}, 0, out, outcome));
    EXPECT_EQ(outcome.status, Status::not_finite);
    EXPECT_EQ(outcome.state, 0U);

    // And the stepper is good for the next patient.
    stepper->restart(0, std::vector{1.0}, std::vector{0.0});
    outcome = {};
    EXPECT_TRUE(stepper->advance(1, {}, 0, out, outcome));
    EXPECT_EQ(outcome.status, Status::ok);
  }
}

// y2' = log(y1), y1' = -1: nan from t = 1 on, and it is the second state's derivative that is not finite.
TEST_P(Steppers, NamesTheStateThatBecomesNotFinite) {
  Tape tape;
  const Number y1 = tape.state("y1", 1);
  tape.state("y2", 0);
  tape.derivative();
  tape.rate(tape.constant(-1));
  tape.rate(log(y1));
  tape.jacobian();
  tape.entry(1, 0, 1 / y1);
  tape.observables();
  const Program program = tape.finish();
  auto stepper = started(program, options());
  Recorder out;
  Outcome outcome;
  EXPECT_FALSE(stepper->advance(2, {}, 0, out, outcome));
  if (GetParam() == Method::reference) {
    EXPECT_EQ(outcome.status, Status::not_finite);
    EXPECT_EQ(outcome.state, 1U);
  } else {  // CVODE meets the nan, shortens its steps, and may then fail its error test before it meets it again
    EXPECT_TRUE(outcome.status == Status::not_finite || outcome.status == Status::step_too_small);
  }
  EXPECT_NEAR(outcome.t_reached, 1, 1e-2);
}

TEST_P(Steppers, SaysWhenStepsBecomeTooSmall) {
  const Program program = blow_up();
  auto stepper = started(program, options());
  Recorder out;
  Outcome outcome;
  EXPECT_FALSE(stepper->advance(2, std::vector{0.5, 1.5}, 0, out, outcome));
  // Whether the last step ends in an overflow or at the spacing of doubles is the method's luck.
  EXPECT_TRUE(outcome.status == Status::step_too_small || outcome.status == Status::not_finite);
  EXPECT_EQ(outcome.state, 0U);
  EXPECT_NEAR(outcome.t_reached, 1, 1e-3);
  EXPECT_EQ(out.t, std::vector{0.5}) << "what was reached is given, what was not is not";
  EXPECT_NEAR(out.y[0][0], 2, 2 * allowed(GetParam(), 1e-6));
}

TEST_P(Steppers, CountsStepsOfAPatient) {
  const Program program = nonlinear_in_time();
  SolverOptions few = options(1e-9);
  few.max_steps = 7;
  auto stepper = started(program, few);
  Recorder out;
  Outcome outcome;
  EXPECT_FALSE(stepper->advance(3, {}, 0, out, outcome));
  EXPECT_EQ(outcome.status, Status::max_steps);
  EXPECT_EQ(outcome.statistics.steps + outcome.statistics.rejected, 7U);
  EXPECT_GT(outcome.statistics.evaluations, 7U);
  EXPECT_LT(outcome.t_reached, 3.0);
  EXPECT_EQ(outcome.t_reached, stepper->t());
}

TEST_P(Steppers, KeepsToTheLargestStep) {
  const Program program = decay(1e-3);
  SolverOptions careful = options(1e-3);
  careful.max_step = 0.5;
  Recorder out;
  Outcome outcome;
  ASSERT_TRUE(started(program, careful)->advance(10, {}, 0, out, outcome));
  EXPECT_GE(outcome.statistics.steps, 20U);
}

// Rescaling all units by a power of two changes no rounding, so it must change no bit of the answer.
TEST_P(Steppers, RescaledUnitsGiveTheSameBits) {
  std::vector<std::vector<double>> answers;
  for (const double unit : {1.0, 0x1p-40, 0x1p+40}) {
    const Program program = dimer(unit);
    auto stepper = started(program, options());
    Recorder out;
    Outcome outcome;
    ASSERT_TRUE(stepper->advance(10, {}, 0, out, outcome));
    answers.push_back({stepper->y()[0] / unit, stepper->y()[1] / unit, static_cast<double>(outcome.statistics.steps)});
  }
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_EQ(answers[0], answers[2]);
}

TEST_P(Steppers, APatientDoesNotDependOnTheOneBefore) {
  const Program program = dimer(1);
  const auto run = [&](Stepper& stepper, double kon) {
    Recorder out;
    Outcome outcome;
    stepper.set_parameters(std::vector{kon, 40.0, 0.3});
    stepper.restart(0, std::vector{2.0, 0.0}, std::vector{0.0, 0.0});
    EXPECT_TRUE(stepper.advance(10, std::vector{0.7, 3.1}, 0, out, outcome));
    out.y.emplace_back(stepper.y().begin(), stepper.y().end());
    return out.y;
  };
  auto fresh = make_stepper(program, options());
  const auto alone = run(*fresh, 3e3);
  auto used = make_stepper(program, options());
  run(*used, 5e7);
  run(*used, 1e-2);
  EXPECT_EQ(run(*used, 3e3), alone);
}

TEST_P(Steppers, ThousandStiffStates) {
  constexpr std::uint32_t n = 1000;
  const Program program = diffusion(n);
  auto stepper = started(program, options());
  Recorder out;
  Outcome outcome;
  ASSERT_TRUE(stepper->advance(0.3, {}, 0, out, outcome));
  const double rate = 2.0 * n * n * (1 - std::cos(std::numbers::pi / n));
  double worst = 0;
  for (std::uint32_t i = 0; i < n; ++i)
    worst =
        std::max(worst, std::abs(stepper->y()[i] - std::exp(-rate * 0.3) * std::cos(std::numbers::pi * (i + 0.5) / n)));
  EXPECT_LT(worst, allowed(GetParam(), 1e-6) * std::exp(-rate * 0.3));
  EXPECT_LT(outcome.statistics.steps, 2000U);  // an explicit method needs 6e5
}

TEST(Status, HasNames) {
  EXPECT_EQ(status_name(Status::ok), "ok");
  EXPECT_EQ(status_name(Status::step_too_small), "step_too_small");
  EXPECT_EQ(status_name(Status::not_finite), "not_finite");
  EXPECT_EQ(method_name(Method::cvode), "cvode");
}

}  // namespace
}  // namespace tansine
