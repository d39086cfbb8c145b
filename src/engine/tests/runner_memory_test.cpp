// What a run says that it will hold, what it holds, and what it may hold.

#include "engine/tests/runner_fixture.hpp"
#include "engine/tests/small_programs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <algorithm>

using namespace tansine;
using testing::AllOf;
using testing::HasSubstr;

namespace {

/// Bytes that malloc has given out and not got back.
[[maybe_unused]] std::size_t heap() { return ::mallinfo2().uordblks + ::mallinfo2().hblkhd; }

std::string refusal(const PopulationRun& run) {
  try {
    (void)run_population(run);
  } catch (const InputError& error) {
    return render(error.problems());
  }
  return "not refused";
}

}  // namespace

TEST_F(Runner, MemoryEstimate) {
  // What the sketches of this run hold is below the estimate, and a thousandfold population does not need much more.
  run.last = 300;
  const PopulationResult result = run_population(run);
  std::size_t held = 0;
  for (const QuantileSketch& sketch : result.at) held += sizeof sketch + sketch.memory();
  EXPECT_LT(held, memory_estimate(run));
  run.last = 1'000'000;
  const std::size_t million = memory_estimate(run);
  run.last = 1'000'000'000;
  EXPECT_EQ(memory_estimate(run), million);
  run.threads = 4;
  EXPECT_GT(memory_estimate(run), 3 * million);
  EXPECT_LT(memory_estimate(run), 5 * million);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they have a malloc of their own
TEST(RunnerMemory, HeldIsBelowTheEstimateAndDoesNotGrow) {
  const Program program = decay();
  PopulationRun run;
  run.program = &program;
  for (int i = 0; i < 40; ++i) run.times.push_back(i * 0.1);
  run.threads = 2;
  run.patient = [](std::uint64_t id) {
    PopulationRun::Patient p;
    p.virtual_patient.id = id;
    p.course.parameters = {0.1 + 1e-3 * static_cast<double>(id % 1000)};
    return p;
  };
  run.each = [](const PopulationRun::Patient&, const Outcome&, const Trajectory&) {};
  const auto peak = [&](std::uint64_t patients) {
    run.last = patients;
    const std::size_t before = heap();
    std::size_t most = 0;
    run.progress = [&](std::uint64_t done, std::uint64_t, std::uint64_t) {
      if (done % 4096 < 16 || done == patients) most = std::max(most, heap() - before);
    };
    (void)run_population(run);
    return most;
  };
  (void)peak(1000);  // what is allocated once for all
  const std::size_t of_few = peak(10'000), of_many = peak(100'000);
  EXPECT_GT(of_few, 40 * sizeof(QuantileSketch) * 2) << "nothing was seen";
  EXPECT_LT(of_many, memory_estimate(run));
  // the same pages of sketches; how many blocks wait for each other differs
  EXPECT_LT(of_many, of_few + of_few / 4);
}
#endif

TEST_F(Runner, AboveItsBudgetARunIsRefused) {
  run.memory_budget = memory_estimate(run);
  EXPECT_EQ(run_population(run).patients, 100u);
  run.memory_budget /= 2;
  run.patient = [](std::uint64_t) -> PopulationRun::Patient { throw std::logic_error("begun"); };
  EXPECT_THAT(refusal(run), AllOf(HasSubstr("this run may need "), HasSubstr("more than the "),
                                  HasSubstr("fewer output times (now 13)"), HasSubstr("threads (now 1)")));
}

TEST_F(Runner, WhatGrowsBeyondItsBudgetEnds) {
  // Volumes over 300 decades, where the estimate reckons with four: the sketches of c outgrow it.
  run.times = {0};
  run.nca_observables = {};
  run.last = 20'000;
  run.threads = 2;
  run.memory_budget = memory_estimate(run) + 100'000;
  run.patient = [this](std::uint64_t id) {
    PopulationRun::Patient p = dosed(sampler.patient(id));
    p.course.parameters[1] = std::pow(10.0, std::fmod(0.0317 * static_cast<double>(id), 300));
    return p;
  };
  EXPECT_THAT(refusal(run), HasSubstr("the summaries of this run have grown to "));
}
