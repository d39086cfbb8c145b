// From network to Program: values, Jacobian, serialization, size.

#include "model/program.hpp"
#include "model/notation.hpp"

#include "base/problem.hpp"
#include "base/random.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <chrono>
#include <cmath>

using namespace tansine;
using namespace tansine::units;

namespace {

/// Runs the whole tape once: the slot array after it.
std::vector<double> run_tape(const Program& p, double t, const std::vector<double>& y) {
  std::vector<double> slot(p.constants);
  for (const ParameterInfo& q : p.parameters) slot.push_back(q.value);
  slot.push_back(t);
  slot.insert(slot.end(), y.begin(), y.end());
  for (const Instruction& i : p.code) slot.push_back(apply(i.op, slot[i.a], slot[i.b], slot[i.c]));
  return slot;
}

/// A model that uses every operation, time included.
Model every_operation() {
  Model m("every operation");
  const Expr k = m.parameter("k", 0.3 / h, "rate", "assumed: test");
  const Expr K = m.parameter("K", 2 * nM, "half saturation", "assumed: test");
  const Expr g = m.parameter("g", 1.7 * one, "Hill coefficient", "assumed: test");
  const Expr V = m.parameter("V", 3 * L, "volume", "assumed: test");
  const Compartment c = m.compartment("c", V);
  const Species x = m.species("x", c), y = m.species("y", c), z = m.species("z", c);
  const Expr hill = pow(x / K, g) / (1 + pow(x / K, g));
  const Expr tau = m.time() * k;
  m.flux("saturable", x >> y, k * K * V * hill);
  m.flux("timed", nothing >> x, k * K * V * exp(-tau) * (1 + tau));
  m.flux("bounded", y >> z, k * V * tansine::min(y, K));
  m.flux("switched", z >> nothing, k * V * select_nonnegative(z - K, z * z / K, sqrt(z * K)));
  m.flux("logged", y >> nothing, k * V * tansine::max(y, K) * log(1 + y / K));
  m.flux("rooted", x >> nothing, k * K * V * pow(x / K, 1.0 / 3));
  m.flux("steep", z >> y, k * K * V * pow(1 + pow(z / K, 20.0), -7.0));
  m.initial(x, 2 * K);
  m.observable("ratio", x / (y + K), "1");
  m.observable("x_uM", x, "uM");
  return m;
}

}  // namespace

TEST(Program, DerivativesAreWhatWasWritten) {
  const Program p = compile(every_operation().build());
  const double x = 1.3, y = 0.7, z = 2.9, t = 1.9, k = 0.3, K = 2, g = 1.7;
  const std::vector<double> s = run_tape(p, t, {x, y, z});
  const double hill = std::pow(x / K, g) / (1 + std::pow(x / K, g));
  const double saturable = k * K * hill, timed = k * K * std::exp(-k * t) * (1 + k * t), bounded = k * y;
  const double switched = k * z * z / K, logged = k * K * std::log(1 + y / K);
  const double rooted = k * K * std::cbrt(x / K), steep = k * K * std::pow(1 + std::pow(z / K, 20.0), -7.0);
  const double tol = 1e-14;  // a handful of roundings, terms of order one
  EXPECT_NEAR(s[p.derivatives[0]], timed - saturable - rooted, tol);
  EXPECT_NEAR(s[p.derivatives[1]], saturable - bounded - logged + steep, tol);
  EXPECT_NEAR(s[p.derivatives[2]], bounded - switched - steep, tol);
  EXPECT_NEAR(s[p.observables[0].slot], x / (y + K), tol);
  EXPECT_DOUBLE_EQ(s[p.observables[1].slot] * p.observables[1].scale, 1.3e-3);
  EXPECT_EQ(s[p.initial[0]], 4);
  EXPECT_FALSE(p.linear);
  EXPECT_FALSE(p.autonomous);
}

TEST(Program, JacobianEqualsFiniteDifferences) {
  const Program p = compile(every_operation().build());
  RandomStream random(1, 0, purpose("jacobian test"));
  for (int repeat = 0; repeat < 200; ++repeat) {
    std::vector<double> y(3);
    for (double& v : y) v = 4 * random.uniform() + 0.2;
    const double t = 5 * random.uniform();
    const std::vector<double> s = run_tape(p, t, y);
    // central differences of smooth pieces of order one: h^2 ~ 1e-10 and rounding 1e-16/1e-5
    const double h = 1e-5, tol = 1e-8;
    for (std::size_t row = 0; row < 3; ++row) {
      std::vector<double> dense(3, 0.0);
      for (auto e = p.jacobian_row_begin[row]; e < p.jacobian_row_begin[row + 1]; ++e)
        dense[p.jacobian_column[e]] = s[p.jacobian_slot[e]];
      for (std::size_t col = 0; col < 3; ++col) {
        if (std::abs(y[col] - 2) < 2 * h) continue;  // on the kink of min, max, select
        std::vector<double> up = y, down = y;
        up[col] += h;
        down[col] -= h;
        const double fd = (run_tape(p, t, up)[p.derivatives[row]] - run_tape(p, t, down)[p.derivatives[row]]) / (2 * h);
        EXPECT_NEAR(dense[col], fd, tol) << row << ' ' << col;
      }
      const double ft =
          (run_tape(p, t + h, y)[p.derivatives[row]] - run_tape(p, t - h, y)[p.derivatives[row]]) / (2 * h);
      EXPECT_NEAR(s[p.time_derivatives[row]], ft, tol);
    }
  }
}

TEST(Program, TextRoundTripGivesTheSameProgram) {
  const Program p = compile(every_operation().build());
  const std::string text = write_program(p);
  const Program q = read_program(text, "test");
  EXPECT_EQ(p, q);
  EXPECT_EQ(write_program(q), text);
}

TEST(Program, ReadingRefusesWhatCannotHaveBeenWritten) {
  const std::string text = write_program(compile(every_operation().build()));
  const auto refused = [](const std::string& broken) {
    EXPECT_THROW((void)read_program(broken, "broken.program"), InputError);
  };
  refused("");
  refused("tansine-program 2\n");
  refused(text + "more\n");
  for (std::size_t cut = 0; cut + 1 < text.size(); cut += 37) refused(text.substr(0, cut));
  std::string forward = text;  // an instruction that reads itself or a later slot
  const std::size_t code = forward.find("\nmul ");
  ASSERT_NE(code, std::string::npos);
  forward.replace(code + 5, 1, "9999999");
  refused(forward);
  // found by fuzzing: an unused operand that points outside of the slots
  std::string unused = text;
  const std::size_t negated = unused.find("\nneg ");
  ASSERT_NE(negated, std::string::npos);
  unused.replace(unused.find(' ', negated + 5), 2, " 99999999");
  refused(unused);
  try {
    (void)read_program("tansine-program 1\nname \"x\"\nstates many\n", "broken.program");
    FAIL();
  } catch (const InputError& e) {
    EXPECT_EQ(e.problems().list().front().place.line, 3);
  }
}

TEST(Program, FlagsLinearModelsAndAccumulators) {
  Model m("decay");
  const Expr k = m.parameter("k", 1 / h, "rate", "assumed: test");
  const Species x = m.amount("x"), gone = m.amount("gone");
  m.reaction("decay", x >> gone, k);
  m.dose("bolus", "nmol", {{x, 1.0}});
  const Program p = compile(m.build());
  EXPECT_TRUE(p.linear);
  EXPECT_TRUE(p.autonomous);
  EXPECT_FALSE(p.states[0].accumulator);
  EXPECT_TRUE(p.states[1].accumulator);
}

TEST(Program, EqualExpressionsAreComputedOnce) {
  Model m("shared");
  const Expr k = m.parameter("k", 1 / (nM * h), "rate", "assumed: test");
  const Expr V = m.parameter("V", 2 * L, "volume", "assumed: test");
  const Compartment c = m.compartment("c", V);
  const Species a = m.species("a", c), b = m.species("b", c), ab = m.species("ab", c);
  m.reaction("binding", (a + b) >> ab, k);
  m.initial(a, 1 * nM);
  m.initial(b, 1 * nM);
  const Program p = compile(m.build());
  EXPECT_EQ(p.derivative.end - p.derivative.begin, 3u);  // k*a, (k*a)*b, and its negative
}

// x^20 is printed as it was written and computed by five products; x^19 of its derivative shares four of them.
TEST(Program, SmallWholePowersAreProducts) {
  Model m("steep");
  const Expr k = m.parameter("k", 1 / h, "rate", "assumed: test");
  const Expr A = 1 * nmol;
  const Species x = m.amount("x"), y = m.amount("y"), z = m.amount("z");
  for (const Species& s : {x, y, z}) m.initial(s, 1.5 * A);
  m.flux("grows", nothing >> x, k * A * pow(x / A, 20.0));
  m.flux("shrinks", y >> nothing, k * A * pow(y / A, -5.0));
  m.flux("too steep", z >> nothing, k * A * pow(z / A, 33.0));
  const Network network = m.build();
  EXPECT_THAT(print_equations(network), ::testing::HasSubstr("^20"));
  const Program p = compile(network);
  const auto powers = [&](const Section& s) {
    return std::count_if(p.code.begin() + s.begin, p.code.begin() + s.end,
                         [](const Instruction& i) { return i.op == Op::pow; });
  };
  EXPECT_EQ(powers(p.derivative), 1);
  EXPECT_EQ(powers(p.jacobian), 0);  // z^32 is within the limit
  for (const double v : {0.5, 1.5, -1.25, 3.0}) {
    const std::vector<double> s = run_tape(p, 0, {v, v, v});
    // 19 roundings at most, and those of pow
    EXPECT_NEAR(s[p.derivatives[0]] / std::pow(v, 20), 1, 20 * 0x1p-53);
    EXPECT_NEAR(s[p.derivatives[1]] / -std::pow(v, -5), 1, 8 * 0x1p-53);
    EXPECT_NEAR(s[p.jacobian_slot[0]] / (20 * std::pow(v, 19)), 1, 21 * 0x1p-53);
    EXPECT_NEAR(s[p.jacobian_slot[1]] / (5 * std::pow(v, -6)), 1, 10 * 0x1p-53);
  }
}

TEST(Program, TheThirdRootIsAnOperation) {
  Model m("root");
  const Expr k = m.parameter("k", 1 / h, "rate", "assumed: test");
  const Expr A = 1 * nmol;
  const Species x = m.amount("x");
  m.initial(x, 8 * A);
  m.flux("surface", x >> nothing, k * A * pow(x / A, 1.0 / 3));
  const Network network = m.build();
  EXPECT_THAT(print_equations(network), ::testing::HasSubstr("cbrt("));
  const Program p = compile(network);
  EXPECT_EQ(read_program(write_program(p), "root"), p);
  const std::vector<double> s = run_tape(p, 0, {8.0});
  EXPECT_EQ(s[p.derivatives[0]], -2.0);
  EXPECT_DOUBLE_EQ(s[p.jacobian_slot[0]], -1.0 / 12);  // -1 / (3 * 8^(2/3))
}

TEST(Program, MicrometersMeetLiters) {
  // permeability times surface is a flow: um/h * um2 = 1e-15 L/h
  Model m("membrane");
  const Expr P = m.parameter("P", 100 * um / h, "permeability", "assumed: test");
  const Expr S = m.parameter("S", Quantity(1, unit("mm2")), "surface", "assumed: test");
  const Expr V = m.parameter("V", 1 * mL, "volume", "assumed: test");
  const Compartment c = m.compartment("c", V);
  const Species x = m.species("x", c);
  m.flux("leak", x >> nothing, P * S * x);
  m.initial(x, 1 * nM);
  const Program p = compile(m.build());
  const std::vector<double> s = run_tape(p, 0, {1.0});
  // 100 um/h * 1e6 um2 = 1e8 um3/h = 1e-7 L/h; over 1e-3 L: 1e-4 /h
  EXPECT_NEAR(s[p.derivatives[0]], -1e-4, 1e-18);
}

TEST(Program, AThousandStatesLowerFast) {
  // A chain of 1,000 species with reversible steps, a shared catalyst and an observable over all of them.
  Model m("long chain");
  const Expr V = m.parameter("V", 1 * L, "volume", "assumed: test");
  const Expr kf = m.parameter("kf", 1 / h, "forward", "assumed: test");
  const Expr kb = m.parameter("kb", 0.5 / h, "back", "assumed: test");
  const Expr kc = m.parameter("kc", 0.1 / (nM * h), "catalysed", "assumed: test");
  const Compartment c = m.compartment("c", V);
  const int n = 1000;
  std::vector<Species> x;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < n; ++i) x.push_back(m.species(fmt::format("x{}", i), c));
  Expr total = 0.0;
  for (int i = 0; i < n; ++i) total = total + x[static_cast<std::size_t>(i)];
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    m.reaction(fmt::format("step {}", i), x[i] <=> x[i + 1], kf, kb);
    m.reaction(fmt::format("catalysis {}", i), (x[i] + x[0]) >> (x[i + 1] + x[0]), kc);
  }
  m.initial(x[0], 1 * nM);
  m.observable("total", total, "nM");
  const Program p = compile(m.build());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  RecordProperty("seconds", std::to_string(seconds));
  EXPECT_EQ(p.n_states(), 1000u);
  EXPECT_LT(p.jacobian_column.size(), 5000u);  // tridiagonal and one column
  // not a timed test of speed but of growth: a quadratic step would take minutes
  EXPECT_LT(seconds, 10);
  std::printf("1,000 states lowered in %.3f s, %zu instructions\n", seconds, p.code.size());
}
