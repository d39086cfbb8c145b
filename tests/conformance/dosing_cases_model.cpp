// What the model says about doses: shares, resets of states, accumulators, baselines, balances: rows E-26, E-27, E-29,
// E-33, E-34, E-49.

#include "dosing_case.hpp"

#include "base/quantity.hpp"
#include "model/notation.hpp"

#include <gtest/gtest.h>
#include <cmath>

namespace tansine::dosing {

namespace {

using namespace units;

const std::string source = "assumed: test problem";

/// Two pools that a dose enters by share, each with its own loss, which is collected.
///   fast -> lost at 0.5/h, slow -> lost at 0.05/h; share of fast: parameter "share".
Program two_pools() {
  Model m("two pools");
  const Expr share = m.parameter("share", 0.25 * one, "share of the fast pool", source);
  const Expr k_fast = m.parameter("k_fast", 0.5 / h, "loss of the fast pool", source);
  const Expr k_slow = m.parameter("k_slow", 0.05 / h, "loss of the slow pool", source);
  const Moiety drug = m.moiety("drug");
  m.conserve(drug);
  const Species fast = m.amount("fast", drug), slow = m.amount("slow", drug), lost = m.amount("lost", drug);
  m.reaction("fast loss", fast >> lost, k_fast);
  m.reaction("slow loss", slow >> lost, k_slow);
  m.observable("fast", fast, "nmol");
  m.observable("slow", slow, "nmol");
  m.observable("lost", lost, "nmol");
  m.dose("iv", "nmol", {{fast, share}, {slow, 1 - share}});
  return compile(m.build());
}

/// A signal that every dose sets to 1 and that fades at 0.1/h, beside a drug that is lost at 0.05/h.
Program signalling() {
  Model m("signal");
  const Expr k_loss = m.parameter("k", 0.05 / h, "loss", source);
  const Expr fading = m.parameter("fading", 0.1 / h, "fading", source);
  const Expr lag = m.parameter("lag", 0.0 * h, "lag", source);
  const Species drug = m.amount("drug");
  const Species signal = m.state("signal", "1");
  m.reaction("loss", drug >> nothing, k_loss);
  m.rate(signal, -fading * signal);
  m.observable("drug", drug, "nmol");
  m.observable("signal", signal, "1");
  m.dose("iv", "nmol", {{drug, 1}}, {.F = {}, .lag = lag, .duration = {}, .rate = {}, .resets = {{signal, 1}}});
  return compile(m.build());
}

/// A receptor made at 2 nmol/h and lost at 0.1/h, and lost faster where drug is (not linear).
Program turnover(bool linear) {
  Model m("turnover");
  const Expr ksyn = m.parameter("ksyn", 2 * nmol / h, "synthesis", source);
  const Expr kdeg = m.parameter("kdeg", 0.1 / h, "loss", source);
  const Expr k_drug = m.parameter("k", 0.05 / h, "loss of drug", source);
  const Species drug = m.amount("drug"), receptor = m.amount("receptor");
  m.flux("synthesis", nothing >> receptor, ksyn);
  m.reaction("degradation", receptor >> nothing, kdeg);
  m.reaction("loss", drug >> nothing, k_drug);
  if (!linear) {
    const Expr k_on = m.parameter("k_on", 0.01 / (nmol * h), "binding", source);
    m.flux("binding", (drug + receptor) >> nothing, k_on * drug * receptor);
  }
  m.observable("receptor", receptor, "nmol");
  m.observable("drug", drug, "nmol");
  m.dose("iv", "nmol", {{drug, 1}});
  return compile(m.build());
}

struct Run {
  Outcome outcome;
  Trajectory result;
};
Run run(const Program& program, const std::vector<EventRecord>& records, const std::vector<double>& times,
        Method method = Method::reference) {
  Timeline timeline(program, {.method = method, .rtol = rtol});
  Run one;
  one.outcome = timeline.run({parameters(program), records}, times, one.result);
  EXPECT_EQ(one.outcome.status, Status::ok) << status_name(one.outcome.status);
  return one;
}

void shares() {
  const Program program = two_pools();
  const Run one = run(program, {Dose(0, 0, 100), Dose(4, 0, 60).rated(10)}, {0, 3, 10});
  expect_close(one.result.at(0, 0), 25, "fast");
  expect_close(one.result.at(0, 1), 75, "slow");
  expect_close(one.result.at(1, 0), 25 * std::exp(-1.5), "fast");
  expect_close(one.result.at(2, 0), 25 * std::exp(-5.0) + 2.5 / 0.5 * (1 - std::exp(-3.0)), "fast");
  expect_close(one.result.at(2, 1), 75 * std::exp(-0.5) + 7.5 / 0.05 * (1 - std::exp(-0.3)), "slow");
}

/// The share changes while an infusion runs: from then on it enters by the new share.
void shares_in_force() {
  const Program program = two_pools();
  const std::vector<EventRecord> records = {Dose(0, 0, 100).rated(10), observation(4),
                                            observation(10, {change(program, "share", 0.75)})};
  const Run one = run(program, records, {10});
  const double early = 2.5 / 0.5 * (1 - std::exp(-2.0)) * std::exp(-3.0), late = 7.5 / 0.5 * (1 - std::exp(-3.0));
  expect_close(one.result.at(0, 0), early + late, "fast");
}

void states_set_at_each_dose() {
  const Program program = signalling();
  const Run one =
      run(program, {Dose(2, 0, 100).every(8, 1), Dose(20, 0, 60).rated(10)}, {1, 2, 5, 9.999, 10, 12, 20, 23});
  const std::vector<double> elapsed = {0, 0, 3, 7.999, 0, 2, 0, 3};
  expect_close(one.result.at(0, 1), 0, "before the first dose");
  for (std::size_t i = 1; i < elapsed.size(); ++i) {
    expect_close(one.result.at(i, 1), std::exp(-0.1 * elapsed[i]), "signal");
  }
  expect_close(one.result.at(2, 0), 100 * std::exp(-0.15), "drug");
}

void states_set_in_steady_state() {
  const Program program = signalling();
  const double drug = 100 / (1 - std::exp(-0.05 * 8));
  Run one = run(program, {Dose(0, 0, 100).every(8).at_steady_state()}, {0, 3});
  expect_close(one.result.at(0, 1), 1, "signal at the dose");
  expect_close(one.result.at(1, 1), std::exp(-0.3), "signal");
  expect_close(one.result.at(1, 0), drug * std::exp(-0.15), "drug");
  // With a lag of 2 h the record stands 6 h after the last implied dose.
  one = run(program, {Dose(0, 0, 100).every(8).at_steady_state().with(change(program, "lag", 2))}, {0, 2, 3});
  expect_close(one.result.at(0, 1), std::exp(-0.6), "signal before the lagged dose");
  expect_close(one.result.at(0, 0), drug * std::exp(-0.3), "drug before the lagged dose");
  expect_close(one.result.at(1, 1), 1, "signal at the lagged dose");
  expect_close(one.result.at(2, 1), std::exp(-0.1), "signal after the lagged dose");
}

void accumulators_under_replacement() {
  const Program program = two_pools();
  const Run one = run(program, {Dose(0, 0, 100), Dose(10, 0, 100).every(12).at_steady_state()}, {9.99, 10, 12});
  EXPECT_GT(one.result.at(0, 2), 20);
  expect_close(one.result.at(1, 2), 0, "lost");
  const double fast = 25 / (1 - std::exp(-6.0)), slow = 75 / (1 - std::exp(-0.6));
  expect_close(one.result.at(1, 0), fast, "fast");
  expect_close(one.result.at(1, 1), slow, "slow");
  expect_close(one.result.at(2, 2), fast * (1 - std::exp(-1.0)) + slow * (1 - std::exp(-0.1)), "lost since");
}

void accumulators_under_addition() {
  const Program program = two_pools();
  const Run one = run(program, {Dose(0, 0, 100), Dose(10, 0, 100).every(12).at_steady_state(2)}, {10});
  expect_close(one.result.at(0, 2), 25 * (1 - std::exp(-5.0)) + 75 * (1 - std::exp(-0.5)), "lost");
  expect_close(one.result.at(0, 1), 75 * std::exp(-0.5) + 75 / (1 - std::exp(-0.6)), "slow");
}

void baseline(bool linear) {
  const Program program = turnover(linear);
  const Run one = run(program, {Dose(3, 0, 0).at_steady_state()}, {0, 2, 3, 50});
  expect_close(one.result.at(0, 0), 0, "initial value");
  expect_close(one.result.at(1, 0), 20 * (1 - std::exp(-0.2)), "on its way");
  expect_close(one.result.at(2, 0), 20, "baseline");
  expect_close(one.result.at(3, 0), 20, "baseline stays");
}

void baseline_counted_twice() {
  const Run one =
      run(turnover(true), {Dose(0, 0, 0).at_steady_state(), Dose(1, 0, 100).every(8).at_steady_state(2)}, {0, 1});
  expect_close(one.result.at(0, 0), 20, "baseline");
  expect_close(one.result.at(1, 0), 40, "as E-27 warns");
}

/// A constant infusion of r into a pool that binds its receptor: k D + k_on D R = r, kdeg R + k_on D R = ksyn.
void nonlinear_infusion() {
  const double r = 3, ksyn = 2, kdeg = 0.1, k_drug = 0.05, k_on = 0.01;
  // R = ksyn / (kdeg + k_on D) in the first: a quadratic in D.
  const double a = k_drug * k_on, b = k_drug * kdeg + k_on * ksyn - r * k_on, c = -r * kdeg;
  const double D = (-b + std::sqrt(b * b - 4 * a * c)) / (2 * a);
  for (const Method method : {Method::reference, Method::cvode}) {
    const Run one = run(turnover(false), {Dose(0, 0, 0).rated(r).at_steady_state()}, {0}, method);
    expect_close(one.result.at(0, 1), D, "drug");
    expect_close(one.result.at(0, 0), ksyn / (kdeg + k_on * D), "receptor");
  }
}

/// The integrator conserves linear totals to rounding and its tolerance; a hundred steps, errors add.
constexpr double balance_tolerance = 100 * rtol;

void balance_holds() {
  const std::vector<EventRecord> records = {Dose(0, 0, 100).every(6, 3),
                                            Dose(1, 0, 60).rated(5).every(6, 3),
                                            Dose(30, 0, 40).after_reset(),
                                            Dose(40, 0, 90).rated(6).every(12, 2).at_steady_state(),
                                            Dose(44, 0, 50).every(8).at_steady_state(2),
                                            observation(50, {change(two_pools(), "share", 0.5)})};
  std::vector<double> times;
  for (int i = 0; i <= 160; ++i) times.push_back(0.5 * i);
  const Run one = run(two_pools(), records, times);
  EXPECT_LT(one.outcome.balance_error, balance_tolerance);
}

void balance_sees_a_leak() {
  Program program = two_pools();
  ASSERT_EQ(program.balances.size(), 1u);
  program.balances[0].per_dose[0] = no_slot;  // says that doses bring in nothing
  const Run one = run(program, {Dose(0, 0, 100), Dose(1, 0, 50).after_reset(), Dose(2, 0, 100)}, {0.5, 1.5, 2.5});
  EXPECT_EQ(one.outcome.balance_error, 0);  // nothing expected, nothing compared
  program = two_pools();
  program.dose_targets[0].entries.pop_back();  // 75 % of each dose is lost on the way
  const Run leak = run(program, {Dose(0, 0, 100), Dose(1, 0, 60).rated(10)}, {0.5, 12});
  EXPECT_NEAR(leak.outcome.balance_error, 0.75, 1e-6);
}

}  // namespace

std::vector<Case> model_cases() {
  return {
      {"Shares", {"E-33"}, shares},
      {"SharesInForce", {"E-33", "E-32"}, shares_in_force},
      {"StatesSetAtEachDose", {"E-34"}, states_set_at_each_dose},
      {"StatesSetInSteadyState", {"E-34", "E-21", "E-25"}, states_set_in_steady_state},
      {"AccumulatorsUnderReplacement", {"E-26"}, accumulators_under_replacement},
      {"AccumulatorsUnderAddition", {"E-27"}, accumulators_under_addition},
      {"Baseline", {"E-29"}, [] { baseline(true); }},
      {"BaselineNonlinear", {"E-29"}, [] { baseline(false); }},
      {"BaselineCountedTwice", {"E-27", "E-29"}, baseline_counted_twice},
      {"NonlinearInfusion", {"E-28"}, nonlinear_infusion},
      {"BalanceHolds", {"E-49"}, balance_holds},
      {"BalanceSeesALeak", {"E-49"}, balance_sees_a_leak},
  };
}

}  // namespace tansine::dosing
