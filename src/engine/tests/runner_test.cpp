#include "engine/runner.hpp"

#include "engine/tests/runner_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace tansine;

TEST_F(Runner, SameBitsForAnyNumberOfThreads) {
  for (const Method method : {Method::reference, Method::cvode}) {
    run.solver.method = method;
    run.last = 203;  // an odd last block
    run.patient = [this](std::uint64_t id) { return with_failures(dosed(sampler.patient(id))); };
    run.threads = 1;
    const PopulationResult one = run_population(run);
    EXPECT_EQ(one.patients, 203u);
    EXPECT_EQ(one.n_failed(), 68u);
    for (const unsigned threads : {2u, 3u, 8u}) {
      run.threads = threads;
      expect_same(one, run_population(run));
    }
  }
}

TEST_F(Runner, SameBitsWhenThreadsAreHeldUp) {
  const PopulationResult straight = run_population(run);
  run.threads = 3;
  // The first block takes long: others run ahead, then wait.
  run.patient = [this](std::uint64_t id) {
    if (id < 8) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return dosed(sampler.patient(id));
  };
  expect_same(straight, run_population(run));
}

TEST_F(Runner, MemoryDoesNotGrowBehindASlowPatient) {
  // While patient 0 is held, no patient further than the documented few blocks ahead is begun.
  run.threads = 2;
  run.last = 1000;
  std::atomic<std::uint64_t> furthest = 0;
  std::atomic<bool> released = false;
  run.patient = [&](std::uint64_t id) {
    if (id == 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      EXPECT_LT(furthest.load(), 16u * 4 * 2);  // kBlockPatients * kBlocksAhead * threads
      released = true;
    }
    if (!released) {
      std::uint64_t seen = furthest.load();
      while (id > seen && !furthest.compare_exchange_weak(seen, id)) {
      }
    }
    return dosed(sampler.patient(id));
  };
  EXPECT_EQ(run_population(run).patients, 1000u);
}

TEST_F(Runner, OnePatientReplayedAloneHasTheSameBits) {
  for (const Method method : {Method::reference, Method::cvode}) {
    run.solver.method = method;
    run.threads = 2;
    std::map<std::uint64_t, Trajectory> seen;
    std::map<std::uint64_t, Outcome> outcomes;
    run.each = [&](const PopulationRun::Patient& p, const Outcome& o, const Trajectory& t) {
      seen[p.virtual_patient.id] = t;
      outcomes[p.virtual_patient.id] = o;
    };
    (void)run_population(run);
    ASSERT_EQ(seen.size(), 100u);
    PopulationRun alone = run;
    for (const std::uint64_t id : {0u, 1u, 7u, 8u, 50u, 99u}) {
      alone.first = id;
      alone.last = id + 1;
      alone.each = [&](const PopulationRun::Patient& p, const Outcome& o, const Trajectory& t) {
        EXPECT_EQ(p.virtual_patient.id, id);
        expect_same(o, outcomes.at(id));
        expect_same_bits(t.values, seen.at(id).values);
      };
      EXPECT_EQ(run_population(alone).patients, 1u);
    }
  }
}

TEST_F(Runner, ReplayAfterAFailedPatientHasTheSameBits) {
  // Nothing of a patient who failed, at once or half way through, may stay in the solver's memory.
  run.patient = [this](std::uint64_t id) {
    PopulationRun::Patient p = with_failures(dosed(sampler.patient(id)));
    if (id == 2) {  // from 30 to 40 h the rate overflows
      p.course.records.push_back({.time = 30, .evid = Evid::other, .changes = {}});
      p.course.records.push_back({.time = 40, .evid = Evid::other, .changes = {{0, 1e308}}});
    }
    return p;
  };
  for (const Method method : {Method::reference, Method::cvode}) {
    run.solver.method = method;
    run.first = 1, run.last = 4;
    std::vector<double> reached, after_failures, alone;
    run.each = [&](const PopulationRun::Patient&, const Outcome& o, const Trajectory& t) {
      reached.push_back(o.t_reached);
      after_failures = t.values;
    };
    EXPECT_EQ(run_population(run).n_failed(), 2u);
    EXPECT_EQ(reached, (std::vector<double>{0, 30, 48}));
    run.first = 3;
    run.each = [&](const PopulationRun::Patient&, const Outcome&, const Trajectory& t) { alone = t.values; };
    EXPECT_EQ(run_population(run).n_failed(), 0u);
    expect_same_bits(after_failures, alone);
  }
}

TEST_F(Runner, SummariesAreThoseOfThePatients) {
  std::vector<std::vector<double>> values(run.times.size() * 2);
  std::vector<double> half_life, Cmax;
  SolverStatistics statistics;
  double balance_error = 0;
  run.threads = 2;
  run.each = [&](const PopulationRun::Patient& p, const Outcome& o, const Trajectory& t) {
    EXPECT_EQ(o.status, Status::ok);
    for (std::size_t i = 0; i < t.values.size(); ++i) values[i].push_back(t.values[i]);
    statistics.steps += o.statistics.steps;
    statistics.evaluations += o.statistics.evaluations;
    balance_error = std::max(balance_error, o.balance_error);
    std::vector<double> c;
    for (std::size_t row = 0; row < t.times.size(); ++row) c.push_back(t.at(row, 0));
    const NcaResult r = nca(t.times, c, p.nca);
    half_life.push_back(r.half_life.value());
    Cmax.push_back(r.Cmax.value());
  };
  const PopulationResult result = run_population(run);
  EXPECT_EQ(result.patients, 100u);
  EXPECT_EQ(result.n_observables, 2u);
  EXPECT_EQ(result.times, run.times);
  EXPECT_EQ(result.statistics.steps, statistics.steps);
  EXPECT_EQ(result.statistics.evaluations, statistics.evaluations);
  EXPECT_EQ(result.largest_balance_error, balance_error);
  EXPECT_GT(balance_error, 0);
  EXPECT_LT(balance_error, 1e-10);
  EXPECT_TRUE(result.failures.empty());
  EXPECT_TRUE(result.failed.empty());
  EXPECT_FALSE(result.cancelled);
  for (std::size_t i = 0; i < values.size(); ++i) {
    double sum = 0;
    for (const double x : values[i]) sum += x;
    EXPECT_NEAR(result.mean[i], sum / 100, 1e-14 * sum);
    std::ranges::sort(values[i]);
    const double median = (values[i][49] + values[i][50]) / 2;  // of 100
    EXPECT_NEAR(result.at[i].quantile(0.5).value(), median, 1.0001e-3 * median);
    EXPECT_EQ(result.at[i].max(), values[i].back());
  }
  ASSERT_EQ(result.nca.size(), 1u);
  EXPECT_EQ(result.nca[0].half_life.min(), *std::ranges::min_element(half_life));
  EXPECT_EQ(result.nca[0].Cmax.max(), *std::ranges::max_element(Cmax));
  EXPECT_EQ(result.nca[0].Cmax.count(), 100u);
  EXPECT_EQ(result.nca[0].CL.missing(), 0u);
}

TEST_F(Runner, PopulationMomentsAreThoseOfTheSampler) {
  // Just after the first dose A is 40 and c = 40/V, V lognormal: mean of 1/V is exp(omega2/2)/10.
  run.times = {0};
  run.last = 4000;
  run.threads = 2;
  run.nca_observables = {};
  const PopulationResult result = run_population(run);
  const double mean = 4 * std::exp(0.045), sd = mean * std::sqrt(std::expm1(0.09));
  EXPECT_NEAR(result.mean[0], mean, 5 * sd / std::sqrt(4000));
  EXPECT_EQ(result.mean[1], 40);
  // The median's standard error is sqrt(pi/2) of the mean's; the sketch adds its own.
  EXPECT_NEAR(std::log(result.at[0].quantile(0.5).value() / 4), 0, 5 * 0.3 * std::sqrt(1.5708 / 4000) + 1e-3);
}

TEST_F(Runner, FailedPatientsAreReportedNotCrashed) {
  run.patient = [this](std::uint64_t id) { return with_failures(dosed(sampler.patient(id))); };
  run.first = 3;
  run.last = 103;
  run.threads = 2;
  const PopulationResult result = run_population(run);
  EXPECT_EQ(result.patients, 100u);
  EXPECT_EQ(result.failures, (std::map<Status, std::uint64_t>{{Status::not_finite, 33}}));
  EXPECT_EQ(result.n_failed(), 33u);
  ASSERT_EQ(result.failed.size(), 20u);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(result.failed[i].id, 4 + 3 * i);
    EXPECT_EQ(result.failed[i].outcome.status, Status::not_finite);
    EXPECT_TRUE(std::isnan(result.failed[i].parameters[0]));
  }
  const std::size_t last = result.at.size() - 2;
  EXPECT_EQ(result.at[last].count(), 67u);
  EXPECT_EQ(result.at[last].missing(), 33u);
  EXPECT_TRUE(std::isfinite(result.mean[last]));
  EXPECT_EQ(result.nca[0].AUClast.count(), 67u);
  EXPECT_EQ(result.nca[0].AUClast.missing(), 33u);
  EXPECT_LT(result.largest_balance_error, 1e-10);
}

TEST(RunnerOfMany, OneFailureAmongAMillion) {
  // y' = k y^2 is infinite at t = 1/k: of a million patients one does not get to 4 h. It is reported with the time and
  // the state; no other is touched.
  constexpr std::uint64_t bad = 654'321, n = 1'000'000;
  Tape tape;
  const Number k = tape.parameter("k", 0), y = tape.state("y", 1);
  tape.derivative();
  tape.rate(k * y * y);
  tape.jacobian();
  tape.entry(0, 0, 2 * (k * y));
  tape.observables();
  tape.observable("y", y);
  const Program program = tape.finish();
  PopulationRun run;
  run.program = &program;
  run.times = {0, 2, 4};
  run.last = n;
  run.threads = 2;
  run.audit.rate = 0;
  run.patient = [](std::uint64_t id) {
    PopulationRun::Patient p;
    p.virtual_patient.id = id;
    p.course.parameters = {id == bad ? 1.0 / 3 : 1e-7 * static_cast<double>(id)};
    return p;
  };
  const PopulationResult result = run_population(run);
  EXPECT_EQ(result.patients, n);
  EXPECT_EQ(result.n_failed(), 1u);
  ASSERT_EQ(result.failed.size(), 1u);
  EXPECT_EQ(result.failed[0].id, bad);
  EXPECT_NE(result.failed[0].outcome.status, Status::ok);
  EXPECT_NEAR(result.failed[0].outcome.t_reached, 3, 1e-3);  // the pole moves by as much as y is wrong before it
  EXPECT_EQ(result.failed[0].outcome.state, 0u);
  EXPECT_EQ(result.at[1].count(), n);
  EXPECT_EQ(result.at[2].count(), n - 1);
  EXPECT_EQ(result.at[2].missing(), 1u);
}

TEST_F(Runner, CostsAreThoseOfThePatients) {
  std::vector<std::uint64_t> tried;
  std::uint64_t factorizations = 0;
  run.threads = 2;
  run.each = [&](const PopulationRun::Patient&, const Outcome& o, const Trajectory&) {
    tried.push_back(o.statistics.steps + o.statistics.rejected);
    factorizations = std::max(factorizations, o.statistics.factorizations);
  };
  const CostSummary costs = run_population(run).costs;
  const auto most = std::ranges::max_element(tried);  // the first of them
  EXPECT_EQ(costs.most_steps, *most);
  EXPECT_EQ(costs.costliest, static_cast<std::uint64_t>(most - tried.begin()));
  EXPECT_LT(*std::ranges::min_element(tried), *most) << "all patients cost the same: nothing is tested";
  EXPECT_EQ(costs.steps.count(), 100u);
  EXPECT_EQ(costs.factorizations.max(), static_cast<double>(factorizations));
  EXPECT_EQ(costs.fallbacks, 0u);
}

TEST_F(Runner, OtherFailuresAreCountedByStatus) {
  run.solver.max_steps = 3;
  const PopulationResult result = run_population(run);
  EXPECT_EQ(result.failures, (std::map<Status, std::uint64_t>{{Status::max_steps, 100}}));
  EXPECT_TRUE(std::isnan(result.mean.back()));
  EXPECT_EQ(result.at.back().missing(), 100u);
  EXPECT_FALSE(result.at.back().quantile(0.5));
  EXPECT_EQ(result.at[0].count(), 100u);  // the first time was reached
}

TEST_F(Runner, EachComesInOrderOneAtATime) {
  run.threads = 3;
  std::vector<std::uint64_t> ids;
  std::atomic<int> inside = 0;
  run.each = [&](const PopulationRun::Patient& p, const Outcome&, const Trajectory& t) {
    EXPECT_EQ(inside++, 0);
    EXPECT_EQ(t.times, run.times);
    ids.push_back(p.virtual_patient.id);
    --inside;
  };
  std::vector<std::uint64_t> dones;
  run.progress = [&](std::uint64_t done, std::uint64_t total, std::uint64_t failed) {
    EXPECT_EQ(inside++, 0);
    EXPECT_EQ(total, 100u);
    EXPECT_EQ(failed, 0u);
    dones.push_back(done);
    --inside;
  };
  const PopulationResult with = run_population(run);
  ASSERT_EQ(ids.size(), 100u);
  for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], i);
  EXPECT_TRUE(std::ranges::is_sorted(dones));
  EXPECT_EQ(dones.back(), 100u);
  run.each = nullptr;
  run.progress = nullptr;
  expect_same(with, run_population(run));
}

TEST_F(Runner, WhatAPatientThrowsReachesTheCaller) {
  // 40 throws at once, 21 only when 40 has: always 21 arrives, after each has seen 0 to 20.
  for (const unsigned threads : {1u, 2u, 4u}) {
    run.threads = threads;
    std::atomic<bool> thrown = false;
    std::vector<std::uint64_t> ids;
    run.patient = [&](std::uint64_t id) {
      if (id == 40) {
        thrown = true;
        throw std::runtime_error("40");
      }
      if (id == 21) {
        for (int i = 0; i < 100 && threads > 1 && !thrown; ++i)
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        throw std::runtime_error("21");
      }
      return dosed(sampler.patient(id));
    };
    run.each = [&](const PopulationRun::Patient& p, const Outcome&, const Trajectory&) {
      ids.push_back(p.virtual_patient.id);
    };
    try {
      (void)run_population(run);
      ADD_FAILURE();
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "21") << threads;
    }
    EXPECT_EQ(ids.size(), 21u);
  }
}

TEST_F(Runner, WhatEachAndProgressThrowReachesTheCaller) {
  for (const unsigned threads : {1u, 3u}) {
    run.threads = threads;
    run.each = [](const PopulationRun::Patient& p, const Outcome&, const Trajectory&) {
      if (p.virtual_patient.id == 13) throw std::runtime_error("disk full");
    };
    EXPECT_THROW((void)run_population(run), std::runtime_error);
    run.each = nullptr;
    run.progress = [](std::uint64_t, std::uint64_t, std::uint64_t) { throw std::logic_error("no"); };
    EXPECT_THROW((void)run_population(run), std::logic_error);
    run.progress = nullptr;
  }
}

TEST_F(Runner, WrongRecordsAreTheCallersError) {
  run.threads = 2;
  run.patient = [this](std::uint64_t id) {
    PopulationRun::Patient p = dosed(sampler.patient(id));
    p.course.records[0].target = 9;
    return p;
  };
  EXPECT_THROW((void)run_population(run), InputError);
}

TEST_F(Runner, CancelledKeepsAWholeBeginning) {
  for (const unsigned threads : {1u, 3u}) {
    std::atomic<bool> cancel = false;
    run.threads = threads;
    run.last = 100'000;
    run.cancel = &cancel;
    run.progress = [&](std::uint64_t done, std::uint64_t, std::uint64_t) { cancel = done >= 40; };
    std::vector<std::uint64_t> ids;
    run.each = [&](const PopulationRun::Patient& p, const Outcome&, const Trajectory&) {
      ids.push_back(p.virtual_patient.id);
    };
    PopulationResult part = run_population(run);
    EXPECT_TRUE(part.cancelled);
    EXPECT_GE(part.patients, 40u);
    EXPECT_LT(part.patients, 1000u);
    ASSERT_EQ(ids.size(), part.patients);
    for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], i);

    run.last = part.patients;
    run.cancel = nullptr;
    run.progress = nullptr;
    part.cancelled = false;
    expect_same(part, run_population(run));
  }
}

TEST_F(Runner, CancelledBeforeTheStart) {
  const std::atomic<bool> cancel = true;
  run.cancel = &cancel;
  const PopulationResult result = run_population(run);
  EXPECT_EQ(result.patients, 0u);
  EXPECT_TRUE(result.cancelled);
  EXPECT_TRUE(std::isnan(result.mean[0]));
}

TEST_F(Runner, NobodyAndNothing) {
  run.last = 0;
  const PopulationResult nobody = run_population(run);
  EXPECT_EQ(nobody.patients, 0u);
  EXPECT_FALSE(nobody.cancelled);
  EXPECT_TRUE(std::isnan(nobody.mean[0]));
  run.last = 3;
  run.times = {};
  EXPECT_EQ(run_population(run).patients, 3u);
  run.times = {0, 1};
  run.threads = 0;
  EXPECT_EQ(run_population(run).patients, 3u);
}

TEST_F(Runner, RefusesItsOwnMisuse) {
  PopulationRun empty;
  EXPECT_THROW((void)run_population(empty), InternalError);
  run.nca_observables = {2};
  EXPECT_THROW((void)run_population(run), InternalError);
  run.nca_observables = {};
  run.first = 101;
  EXPECT_THROW((void)run_population(run), InternalError);
}
