#pragma once
// A population to run, and what "the same result" means.

#include "engine/runner.hpp"
#include "engine/tests/tape.hpp"

#include <gtest/gtest.h>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

namespace tansine {

inline constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::uint64_t seed = 11;

/// One compartment, saturable (so that patients take different steps): A' = -Vmax c / (Km + c), c = A/V; what is lost
/// is counted too, so that there is a balance. Observables "c" and "A". Vmax and V vary.
inline Program saturable() {
  Tape tape;
  const Number Vmax = tape.parameter("Vmax", 2), V = tape.parameter("V", 10), Km = tape.parameter("Km", 0.5);
  const Number one = tape.constant(1);
  const Number A = tape.state("A", 0, 10), lost = tape.state("lost", 0, 10);
  tape.derivative();
  const Number c = A / V, flux = Vmax * c / (Km + c);
  tape.rate(-flux);
  tape.rate(flux);
  tape.jacobian();
  const Number slope = Vmax * Km / ((Km + c) * (Km + c) * V);
  tape.entry(0, 0, -slope);
  tape.entry(1, 0, slope);
  tape.observables();
  tape.observable("c", A / V);
  tape.observable("A", A);
  const Number total = A + lost;
  Program p = tape.finish();
  p.states[1].accumulator = true;
  p.dose_targets.push_back({.name = "central", .unit = "mg", .entries = {{0, one.index}}, .resets = {}});
  p.balances.push_back({"drug", p.first_temporary() + total.index, {one.index}});
  for (const std::size_t i : {0u, 1u}) {
    p.parameters[i].distribution = Distribution::lognormal;
    p.parameters[i].omega2 = 0.09;
  }
  p.covariances = {{0, 1, 0.03}};
  validate(p);
  return p;
}

/// 40 mg at 0 and at 24 h.
inline PopulationRun::Patient dosed(VirtualPatient patient) {
  PopulationRun::Patient p;
  p.course.parameters = patient.parameters;
  p.course.records = {{.time = 0, .amount = 40, .interval = 24, .additional = 1, .changes = {}}};
  p.nca = {.dose = 40, .end = 24};
  p.virtual_patient = std::move(patient);
  return p;
}

class Runner : public testing::Test {
 protected:
  Runner() {
    run.program = &program;
    run.times = {0, 0.5, 1, 2, 4, 8, 12, 16, 20, 24, 30, 36, 48};
    run.last = 100;
    run.patient = [this](std::uint64_t id) { return dosed(sampler.patient(id)); };
    run.nca_observables = {0};
    run.threads = 1;
  }

  const Program program = saturable();
  const PopulationSampler sampler{program, {}, seed};
  PopulationRun run;
};

inline void expect_same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    ASSERT_EQ(std::bit_cast<std::uint64_t>(a[i]), std::bit_cast<std::uint64_t>(b[i]))
        << i << ": " << a[i] << " " << b[i];
}

inline void expect_same(const Outcome& a, const Outcome& b) {
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.state, b.state);
  expect_same_bits({a.t_reached, a.balance_error}, {b.t_reached, b.balance_error});
  EXPECT_EQ(a.statistics.steps, b.statistics.steps);
  EXPECT_EQ(a.statistics.rejected, b.statistics.rejected);
  EXPECT_EQ(a.statistics.evaluations, b.statistics.evaluations);
  EXPECT_EQ(a.statistics.factorizations, b.statistics.factorizations);
}

/// Every member, to the bit. (Sketches: counts, and extremes of which none is nan or -0.)
inline void expect_same(const PopulationResult& a, const PopulationResult& b) {
  expect_same_bits(a.times, b.times);
  expect_same_bits(a.mean, b.mean);
  EXPECT_EQ(a.n_observables, b.n_observables);
  EXPECT_TRUE(a.at == b.at);
  EXPECT_TRUE(a.nca == b.nca);
  EXPECT_EQ(a.patients, b.patients);
  EXPECT_EQ(a.failures, b.failures);
  ASSERT_EQ(a.failed.size(), b.failed.size());
  for (std::size_t i = 0; i < a.failed.size(); ++i) {
    EXPECT_EQ(a.failed[i].id, b.failed[i].id);
    expect_same(a.failed[i].outcome, b.failed[i].outcome);
    expect_same_bits(a.failed[i].parameters, b.failed[i].parameters);
  }
  Outcome x, y;
  x.balance_error = a.largest_balance_error, x.statistics = a.statistics;
  y.balance_error = b.largest_balance_error, y.statistics = b.statistics;
  expect_same(x, y);
  EXPECT_EQ(a.statistics.fallbacks, b.statistics.fallbacks);
  EXPECT_TRUE(a.costs == b.costs);
  EXPECT_TRUE(a.audit == b.audit);
  EXPECT_EQ(a.cancelled, b.cancelled);
}

/// A patient now and then that cannot be integrated.
inline PopulationRun::Patient with_failures(PopulationRun::Patient patient) {
  if (patient.virtual_patient.id % 3 == 1) patient.course.parameters[0] = NaN;
  return patient;
}

}  // namespace tansine
