#include "engine/evaluator.hpp"

#include "engine/tests/small_programs.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace tansine {
namespace {

TEST(Evaluator, RunsEachSection) {
  const Program program = nonlinear_in_time();
  Evaluator evaluator(program);
  const std::vector<double> y{0.5, 3.0};
  std::vector<double> dy(2), jacobian(3), in_time(2);
  evaluator.derivative(2.0, y, dy);
  const double e = std::exp(2.0);  // 1 + t^2 = 5
  EXPECT_DOUBLE_EQ(dy[0], -1.0);
  EXPECT_DOUBLE_EQ(dy[1], -9 * e * 0.5 * 5);
  evaluator.jacobian(jacobian);
  EXPECT_DOUBLE_EQ(jacobian[0], -4.0);
  EXPECT_DOUBLE_EQ(jacobian[1], -9 * e * 5);
  EXPECT_DOUBLE_EQ(jacobian[2], -6 * e * 0.5 * 5);
  evaluator.time_derivative(in_time);
  EXPECT_DOUBLE_EQ(in_time[0], -0.5);
  EXPECT_DOUBLE_EQ(in_time[1], -9 * 0.5 * e * 9);
}

TEST(Evaluator, ShowsObservablesInTheirUnit) {
  const Program program = decay();
  Evaluator evaluator(program);
  std::vector<double> shown(1);
  evaluator.observables(0.0, std::vector{7.0}, shown);
  EXPECT_DOUBLE_EQ(shown[0], 1.4);
  EXPECT_DOUBLE_EQ(evaluator.value(program.observables[0].slot), 14.0);
}

TEST(Evaluator, StartsWithTypicalParametersAndTakesOthers) {
  const Program program = decay(0.25);
  Evaluator evaluator(program);
  std::vector<double> dy(1), y(1);
  evaluator.initial(y);
  EXPECT_EQ(y[0], 1.0);
  evaluator.derivative(0, y, dy);
  EXPECT_EQ(dy[0], -0.25);
  evaluator.set_parameters(std::vector{4.0});
  evaluator.derivative(0, y, dy);
  EXPECT_EQ(dy[0], -4.0);
}

// The interpreter repeats the operations of tansine::apply; they must agree to the bit, special values included.
TEST(Evaluator, MeansWhatApplyMeans) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> values{0.0,   -0.0, 1.0,  -1.0, 2.5,  -3.25,    0.5,       1e-310,
                                   1e300, 7.0,  1e-9, -2.0, 20.0, infinity, -infinity, std::nan("")};
  for (int code = 0; code <= static_cast<int>(last_op); ++code) {
    const Op op = static_cast<Op>(code);
    Tape tape;
    const Number a = tape.parameter("a", 0), b = tape.parameter("b", 0), c = tape.parameter("c", 0);
    tape.state("y", 0);
    tape.derivative();
    tape.rate(tape.apply(op, a, b, c));
    tape.jacobian();
    tape.observables();
    const Program program = tape.finish();
    Evaluator evaluator(program);
    std::vector<double> dy(1);
    for (const double x : values) {
      for (const double y : values) {
        evaluator.set_parameters(std::vector{x, y, 17.0});
        evaluator.derivative(0, std::vector{0.0}, dy);
        const double expected = apply(op, x, y, 17.0);
        if (std::isnan(expected)) {
          EXPECT_TRUE(std::isnan(dy[0])) << op_name(op) << " " << x << " " << y;
        } else {
          EXPECT_EQ(std::bit_cast<std::uint64_t>(dy[0]), std::bit_cast<std::uint64_t>(expected))
              << op_name(op) << " " << x << " " << y;
        }
      }
    }
  }
}

TEST(Evaluator, HandWrittenProgramsAreValid) {
  for (const Program& program : {decay(), nonlinear_in_time(), power_of_time(3), blow_up(), dimer(1)})
    EXPECT_NO_THROW(validate(program));
}

}  // namespace
}  // namespace tansine
