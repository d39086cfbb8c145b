// Steady states where no closed form is at hand: the two ways of finding one agree, a found state repeats itself, and
// what has none is refused.

#include "engine/steady_state.hpp"

#include "base/quantity.hpp"
#include "engine/timeline.hpp"
#include "model/notation.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace tansine;
using namespace tansine::units;

namespace {

constexpr double rtol = 1e-7;
// A state accepted with a last Newton correction of at most rtol * |y|, then integrated over one cycle.
constexpr double tolerance = 20 * rtol;

const std::string source = "assumed: test problem";

/// Three compartments and a depot: linear, with rate constants from 0.002 to 2 per hour.
Program three_compartments() {
  Model m("three compartments");
  const Expr ka = m.parameter("ka", 2 / h, "absorption", source), ke = m.parameter("ke", 0.02 / h, "loss", source);
  const Expr k12 = m.parameter("k12", 0.5 / h, "to 2", source), k21 = m.parameter("k21", 0.1 / h, "back", source);
  const Expr k13 = m.parameter("k13", 0.01 / h, "to 3", source), k31 = m.parameter("k31", 0.002 / h, "back", source);
  const Species depot = m.amount("depot"), a = m.amount("a"), b = m.amount("b"), c = m.amount("c");
  const Species lost = m.amount("lost");
  m.reaction("absorption", depot >> a, ka);
  m.reaction("exchange 2", a <=> b, k12, k21);
  m.reaction("exchange 3", a <=> c, k13, k31);
  m.reaction("loss", a >> lost, ke);
  for (const auto& [name, species] : {std::pair{"depot", depot}, {"a", a}, {"b", b}, {"c", c}, {"lost", lost}})
    m.observable(name, species, "nmol");
  m.dose("oral", "nmol", {{depot, 1}});
  m.dose("iv", "nmol", {{a, 1}});
  return compile(m.build());
}

/// Drug, receptor and complex. With turnover the receptor is made and lost; without, its total of 10 nmol is fixed and
/// the cycle's map has a neutral mode. The drug is lost either way.
Program receptor(bool turnover) {
  Model m("receptor");
  const Expr kon = m.parameter("kon", 1 / (nmol * h), "binding", source);
  const Expr koff = m.parameter("koff", 0.5 / h, "unbinding", source);
  const Expr kel = m.parameter("kel", 0.1 / h, "loss of drug", source);
  const Expr R0 = m.parameter("R0", 10 * nmol, "receptor", source);
  const Species D = m.amount("D"), R = m.amount("R"), DR = m.amount("DR");
  m.reaction("binding", D + R <=> DR, kon, koff);
  m.reaction("loss", D >> nothing, kel);
  if (turnover) {
    const Expr kdeg = m.parameter("kdeg", 0.05 / h, "loss of receptor", source);
    const Expr kint = m.parameter("kint", 0.3 / h, "internalization", source);
    m.flux("synthesis", nothing >> R, kdeg * R0);
    m.reaction("degradation", R >> nothing, kdeg);
    m.reaction("internalization", DR >> nothing, kint);
  }
  m.initial(R, R0);
  m.observable("D", D, "nmol");
  m.observable("R", R, "nmol");
  m.observable("DR", DR, "nmol");
  m.dose("iv", "nmol", {{D, 1}});
  return compile(m.build());
}

std::vector<double> typical(const Program& program) {
  std::vector<double> values;
  for (const ParameterInfo& info : program.parameters) values.push_back(info.value);
  return values;
}

struct Found {
  Outcome outcome;
  bool found = false;
  std::vector<double> y;
};

Found periodic(const Program& program, std::uint32_t target, const DoseInput& input, double interval, double phase) {
  Found result;
  result.y.resize(program.n_states());
  Evaluator evaluator(program);
  SteadyState steady(program, {.rtol = rtol});
  result.found =
      steady.periodic(evaluator, typical(program), 100, target, input, interval, phase, result.y, result.outcome);
  return result;
}

Found constant(const Program& program, std::uint32_t target, double rate) {
  Found result;
  result.y.resize(program.n_states());
  Evaluator evaluator(program);
  SteadyState steady(program, {.rtol = rtol});
  result.found = steady.constant(evaluator, typical(program), 0, target, rate, result.y, result.outcome);
  return result;
}

/// `program` at steady state on `dose`, and each observable one and three cycles later: the same.
void expect_repeats(const Program& program, EventRecord dose) {
  dose.steady_state = 1;
  dose.additional = 3;
  Timeline timeline(program, {.rtol = rtol});
  Trajectory result;
  const double II = dose.interval;
  const std::vector<double> times = {0.3 * II, 1.3 * II, 3.3 * II};
  ASSERT_EQ(timeline.run({typical(program), {dose}}, times, result).status, Status::ok);
  for (std::size_t j = 0; j < program.observables.size(); ++j) {
    EXPECT_GT(result.at(0, j), 0);
    EXPECT_NEAR(result.at(1, j) / result.at(0, j), 1, tolerance) << program.observables[j].name;
    EXPECT_NEAR(result.at(2, j) / result.at(0, j), 1, tolerance) << program.observables[j].name;
  }
}

}  // namespace

TEST(SteadyState, TheExactAndTheIteratedAgree) {
  const Program exact = three_compartments();
  ASSERT_TRUE(exact.linear);
  Program iterated = exact;
  iterated.linear = false;
  for (const DoseInput& input : {DoseInput{.bolus = 100}, {.rate = 20, .duration = 5}, {.rate = 2, .duration = 50}}) {
    for (const double phase : {0.0, 3.0, 7.0, 12.0}) {
      const Found direct = periodic(exact, 0, input, 12, phase), other = periodic(iterated, 0, input, 12, phase);
      ASSERT_TRUE(direct.found && other.found);
      EXPECT_EQ(direct.outcome.statistics.steps, 0u);
      EXPECT_GT(other.outcome.statistics.steps, 0u);
      for (std::size_t i = 0; i < direct.y.size(); ++i) {
        EXPECT_NEAR(direct.y[i], other.y[i], tolerance * (std::abs(direct.y[i]) + 1e-3)) << exact.states[i].name;
      }
    }
  }
  const Found direct = constant(exact, 1, 3), other = constant(iterated, 1, 3);
  ASSERT_TRUE(direct.found && other.found);
  for (std::size_t i = 0; i < direct.y.size(); ++i)
    EXPECT_NEAR(direct.y[i], other.y[i], tolerance * (direct.y[i] + 1e-3));
}

TEST(SteadyState, AccumulatorsKeepTheirInitialValue) {
  const Program program = three_compartments();
  const std::size_t lost = program.state_index("lost");
  ASSERT_TRUE(program.states[lost].accumulator);
  EXPECT_EQ(periodic(program, 0, {.bolus = 100}, 12, 5).y[lost], 0);
  EXPECT_EQ(constant(program, 0, 2).y[lost], 0);
}

TEST(SteadyState, NonlinearStatesRepeat) {
  for (const double amount : {1.0, 30.0, 300.0}) {
    expect_repeats(receptor(true), {.amount = amount, .interval = 24, .changes = {}});
    expect_repeats(receptor(true), {.amount = amount, .rate = amount / 40, .interval = 24, .changes = {}});
  }
}

// Nothing makes or loses the receptor: its total is what the initial state says, whatever the cycle's map may think.
TEST(SteadyState, AConservedTotalIsKept) {
  const Program program = receptor(false);
  expect_repeats(program, {.amount = 30, .interval = 24, .changes = {}});
  const Found dosed = periodic(program, 0, {.bolus = 30}, 24, 24);
  ASSERT_TRUE(dosed.found);
  EXPECT_NEAR(dosed.y[program.state_index("R")] + dosed.y[program.state_index("DR")], 10, 10 * tolerance);
  // D = r / kel = 20, DR = 10 D / (D + koff / kon) = 10 * 20 / 20.5
  const Found infused = constant(program, 0, 2);
  ASSERT_TRUE(infused.found);
  EXPECT_NEAR(infused.y[program.state_index("D")], 20, 20 * tolerance);
  EXPECT_NEAR(infused.y[program.state_index("DR")], 200 / 20.5, 10 * tolerance);
}

TEST(SteadyState, WhatHasNoneIsRefused) {
  Program program = three_compartments();
  for (ParameterInfo& info : program.parameters) {
    if (info.name == "ke") info.value = 0;
  }
  for (const bool linear : {true, false}) {
    program.linear = linear;
    Found result = periodic(program, 0, {.bolus = 100}, 12, 12);
    EXPECT_FALSE(result.found);
    EXPECT_EQ(result.outcome.status, Status::no_steady_state);
    result = constant(program, 0, 1);
    EXPECT_FALSE(result.found);
    EXPECT_EQ(result.outcome.status, Status::no_steady_state);
  }
  // Without a dose there is one: nothing.
  EXPECT_TRUE(constant(program, 0, 0).found);
}
