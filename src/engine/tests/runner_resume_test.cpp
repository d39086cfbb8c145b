// Interrupted and resumed, a run is the straight run, to the bit.

#include "base/random.hpp"
#include "engine/tests/runner_fixture.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <string>
#include <vector>

using namespace tansine;

namespace {

std::string bytes_of(const PopulationResult& result) {
  ByteWriter bytes;
  write_result(bytes, result);
  return bytes.bytes();
}

PopulationResult result_of(const std::string& bytes) {
  ByteReader reader(bytes, Place{.name = "test"});
  PopulationResult result = read_result(reader);
  reader.end();
  return result;
}

/// What `each` saw.
struct Seen {
  std::vector<std::uint64_t> ids;
  std::vector<double> last_values;
  void watch(PopulationRun& run) {
    run.each = [this](const PopulationRun::Patient& p, const Outcome&, const Trajectory& t) {
      ids.push_back(p.virtual_patient.id);
      last_values.push_back(t.values.back());
    };
  }
};

}  // namespace

class RunnerResume : public Runner {
 protected:
  RunnerResume() {
    run.last = 1003;  // an odd last block
    run.audit.rate = 0.1;
    run.patient = [this](std::uint64_t id) {
      PopulationRun::Patient p = dosed(sampler.patient(id));
      if (id % 37 == 5) p.course.parameters[0] = NaN;
      return p;
    };
  }
};

TEST_F(RunnerResume, InterruptedAtRandomIsTheStraightRun) {
  Seen straight_seen;
  straight_seen.watch(run);
  const PopulationResult straight = run_population(run);
  int interruptions = 0;
  for (std::uint64_t trial = 0; trial < 8; ++trial) {
    RandomStream random(trial, 0, purpose("test"));
    Seen seen;
    seen.watch(run);
    std::atomic<bool> cancel = false;
    run.cancel = &cancel;
    std::string bytes;
    for (bool done = false; !done;) {
      cancel = false;
      run.threads = 1 + static_cast<unsigned>(3 * random.uniform());  // other threads each time
      const auto more = static_cast<std::uint64_t>(200 * random.uniform());
      std::uint64_t begin = 0;
      bool first = true;
      run.progress = [&](std::uint64_t now, std::uint64_t, std::uint64_t) {
        if (first) begin = now;
        first = false;
        if (now >= begin + more) cancel = true;
      };
      const PopulationResult part = bytes.empty() ? run_population(run) : resume_population(run, result_of(bytes));
      ASSERT_EQ(seen.ids.size(), part.patients);
      done = !part.cancelled;
      if (done) expect_same(straight, part);
      interruptions += done ? 0 : 1;
      bytes = bytes_of(part);
    }
    EXPECT_EQ(seen.ids, straight_seen.ids);
    expect_same_bits(seen.last_values, straight_seen.last_values);
    run.cancel = nullptr;
    run.progress = nullptr;
  }
  // each turn runs 200 of 1003 patients at most, and the blocks that are at work: two in each trial, if all is as slow
  EXPECT_GE(interruptions, 8 * 2) << "too few to have tested anything";
}

TEST_F(RunnerResume, FromAnyCheckpoint) {
  const PopulationResult straight = run_population(run);
  std::vector<std::string> checkpoints;
  std::uint64_t before = 0;
  run.checkpoint_every = {};
  run.threads = 2;
  run.checkpoint = [&](const PopulationResult& so_far) {
    EXPECT_GT(so_far.patients, before);
    before = so_far.patients;
    checkpoints.push_back(bytes_of(so_far));
  };
  expect_same(straight, run_population(run));
  EXPECT_GE(checkpoints.size(), 10u);
  run.checkpoint = nullptr;
  for (std::size_t i = 0; i < checkpoints.size(); i += 7) {
    run.threads = 1 + static_cast<unsigned>(i % 3);
    expect_same(straight, resume_population(run, result_of(checkpoints[i])));
  }
}

TEST_F(RunnerResume, NothingIsLeftToDo) {
  run.last = 100;
  const PopulationResult all = run_population(run);
  run.patient = [](std::uint64_t) -> PopulationRun::Patient { throw std::logic_error("begun"); };
  expect_same(all, resume_population(run, result_of(bytes_of(all))));
}

TEST_F(RunnerResume, AnotherRunIsRefused) {
  PopulationResult part = run_population(run);
  run.times.push_back(49);
  EXPECT_THROW((void)resume_population(run, part), InternalError);
  run.times.pop_back();
  run.last = 500;
  EXPECT_THROW((void)resume_population(run, part), InternalError);
}

TEST_F(RunnerResume, BytesAreExactAndDamageIsNoCrash) {
  run.last = 100;
  const PopulationResult result = run_population(run);
  const std::string bytes = bytes_of(result);
  EXPECT_EQ(bytes_of(result_of(bytes)), bytes);
  expect_same(result, result_of(bytes));
  for (std::size_t n = 0; n < bytes.size(); n += 41) EXPECT_THROW((void)result_of(bytes.substr(0, n)), InputError) << n;
  RandomStream random(3, 0, purpose("test"));
  for (int trial = 0; trial < 300; ++trial) {
    std::string damaged = bytes;
    const auto at = static_cast<std::size_t>(random.uniform() * static_cast<double>(bytes.size()));
    damaged[at] = static_cast<char>(static_cast<int>(256 * random.uniform()) - 128);
    try {
      (void)result_of(damaged);  // a changed number is still a number: a checkpoint has a hash against that
    } catch (const InputError&) {
    }
  }
}
