// Interrupted at any moment and resumed, a run leaves the same bytes as a straight one.

#include "program.hpp"

#include "base/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <algorithm>
#include <chrono>
#include <thread>

namespace tansine {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Two models, some patients fail, courses are streamed: everything that a checkpoint has to hold. About a second.
std::string long_study() {
  return replaced(replaced(good_study(), "patients = 20", "patients = 1200"), "\"lu2014\"", "[\"lu2014\", \"tmdd\"]") +
         "[covariates.ECD]\ndistribution = \"normal\"\nmean = \"20 ng/mL\"\nsd = \"20 ng/mL\"\n"
         "source = \"assumed: wrong on purpose\"\n[output]\ntrajectories = true\n";
}

/// Bytes of a file in a folder of a run at work or interrupted; 0: not there.
std::uintmax_t written(const Desk& desk, const char* file = "trajectories.csv") {
  std::error_code error;
  std::uintmax_t most = 0;
  for (fs::recursive_directory_iterator it(desk.path("runs"), error), end; !error && it != end; it.increment(error)) {
    std::error_code gone;
    const std::uintmax_t size = it->path().filename() == file ? fs::file_size(it->path(), gone) : 0;
    if (!gone) most = std::max(most, size);
  }
  return most;
}

/// Waits until the run has written more than `bytes`, or ended.
void wait_for(const Desk& desk, std::uintmax_t bytes) {
  for (int i = 0; i < 60'000 && written(desk) <= bytes && !desk.has("runs/study"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void expect_same_files(const Desk& desk, const std::string& a, const std::string& b) {
  for (const char* file :
       {"report.html", "summary.csv", "nca.csv", "trajectories.csv", "patients.csv", "manifest.json"})
    EXPECT_TRUE(desk.get(a + "/" + file) == desk.get(b + "/" + file)) << file;
}

/// Runs the study until a signal comes when some of it is written; then it is interrupted.
Ran interrupted(const Desk& desk, int signal = SIGINT, std::uintmax_t bytes = 1'000'000) {
  Desk::Process process;
  process.meanwhile = [&](int pid) {
    wait_for(desk, bytes);
    ::kill(pid, signal);
  };
  return desk.start({"run", "study.toml"}, process);
}

TEST(Resume, InterruptedAtAnyMomentTheSameBytes) {
  const Desk desk;
  desk.put("study.toml", long_study());
  ASSERT_EQ(desk.run({"run", "study.toml", "--results", "straight"}).code, 3);
  const auto all = static_cast<double>(fs::file_size(desk.path("straight/study/trajectories.csv")));
  int interruptions = 0;
  for (std::uint64_t trial = 0; trial < 4; ++trial) {
    RandomStream random(trial, 0, purpose("test"));
    fs::remove_all(desk.path("runs"));
    std::vector<std::string> words{"run", "study.toml"};
    for (int turn = 0;; ++turn) {
      ASSERT_LT(turn, 20);
      const auto more = static_cast<std::uintmax_t>(0.4 * all * random.uniform());
      Desk::Process process;
      process.meanwhile = [&](int pid) {
        wait_for(desk, turn == 0 ? more : written(desk) + more);
        ::kill(pid, turn % 2 == 0 ? SIGINT : SIGTERM);
      };
      const Ran ran = desk.start(words, process);
      if (ran.code == 3) break;
      ASSERT_EQ(ran.code, 130) << ran.err;
      EXPECT_EQ(ran.out, "");
      EXPECT_THAT(ran.err,
                  AllOf(HasSubstr("interrupted; "), HasSubstr(" of 2400 patients are kept in runs/study.partial"),
                        EndsWith(": go on with\n  tansine run study.toml --resume\n")));
      EXPECT_FALSE(desk.has("runs/study"));
      ++interruptions;
      words = {"run", "study.toml", "--resume", "--threads", turn % 2 == 0 ? "1" : "2"};
    }
    expect_same_files(desk, "straight/study", "runs/study");
    EXPECT_THAT(desk.all(), Not(Contains(HasSubstr("partial"))));
    EXPECT_THAT(desk.all(), Not(Contains(HasSubstr("checkpoint"))));
  }
  EXPECT_GE(interruptions, 4) << "too few to have tested anything";
}

TEST(Resume, KilledALittleIsLost) {
  const Desk desk;
  desk.put("study.toml", long_study());
  ASSERT_EQ(desk.run({"run", "study.toml", "--results", "straight"}).code, 3);
  Desk::Process process;
  process.meanwhile = [&](int pid) {
    wait_for(desk, 1'000'000);
    for (int i = 0; i < 1000 && written(desk, "checkpoint") == 0; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    ::kill(pid, SIGKILL);
  };
  ASSERT_EQ(desk.start({"run", "study.toml", "--checkpoint-every", "0.02"}, process).code, 128 + SIGKILL);
  const Ran ran = desk.start({"run", "study.toml", "--resume"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("going on after "), Not(HasSubstr("going on after 0 of"))));
  expect_same_files(desk, "straight/study", "runs/study");
}

TEST(Resume, InterruptedTwiceEndsAtOnceAndBreaksNothing) {
  const Desk desk;
  desk.put("study.toml", long_study());
  ASSERT_EQ(desk.run({"run", "study.toml", "--results", "straight"}).code, 3);
  for (int trial = 0; trial < 4; ++trial) {
    fs::remove_all(desk.path("runs"));
    Desk::Process process;
    process.meanwhile = [&](int pid) {
      wait_for(desk, 1'000'000);
      ::kill(pid, SIGINT);
      std::this_thread::sleep_for(std::chrono::milliseconds(trial * trial));  // 0, 1, 4, 9: while it is finishing
      ::kill(pid, SIGINT);
    };
    EXPECT_EQ(desk.start({"run", "study.toml"}, process).code, 130);
    // what it left is whole, or is nothing
    const Ran ran = desk.start({"run", "study.toml", "--resume"});
    if (ran.code == 3) {
      expect_same_files(desk, "straight/study", "runs/study");
    } else {
      EXPECT_EQ(ran.code, 2);
      EXPECT_THAT(ran.err, HasSubstr("there is no interrupted run of study in \"runs\""));
    }
  }
}

TEST(Resume, WhatIsDamagedIsSaidAndLeftAlone) {
  const Desk desk;
  desk.put("study.toml", long_study());
  ASSERT_EQ(interrupted(desk).code, 130);
  const std::string checkpoint = desk.get("runs/study.partial/checkpoint");
  const auto refused = [&](const std::string& text) {
    desk.put("runs/study.partial/checkpoint", text);
    const std::vector<std::string> before = desk.all();
    const Ran ran = desk.start({"run", "study.toml", "--resume"});
    EXPECT_EQ(ran.code, 2);
    EXPECT_EQ(desk.all(), before);
    return ran.err;
  };
  std::string flipped = checkpoint;
  flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
  const std::string place = "runs/study.partial/checkpoint: error: ";
  EXPECT_THAT(refused(flipped), HasSubstr(place + "this checkpoint is damaged; the run cannot go on with it"));
  EXPECT_THAT(refused(checkpoint.substr(0, checkpoint.size() / 2)), HasSubstr(place + "this checkpoint is damaged"));
  EXPECT_THAT(refused(""), HasSubstr(place + "this is not a checkpoint of tansine, or it is damaged"));
  EXPECT_THAT(refused("tansine-checkpoint 2\n" + checkpoint), HasSubstr("of another version of tansine"));

  // the streamed file, where it counts; what is behind the checkpoint is cut off
  desk.put("runs/study.partial/checkpoint", checkpoint);
  const std::string rows = desk.get("runs/study.partial/trajectories.csv");
  std::string other = rows;
  other[other.size() / 2] = 'x';
  desk.put("runs/study.partial/trajectories.csv", other);
  EXPECT_THAT(refused(checkpoint), HasSubstr("trajectories.csv: error: the file has changed"));
  desk.put("runs/study.partial/trajectories.csv", rows.substr(0, rows.size() / 2));
  EXPECT_THAT(refused(checkpoint), HasSubstr("trajectories.csv: error: the file has become shorter"));
  desk.put("runs/study.partial/trajectories.csv", rows + "half a li");
  EXPECT_EQ(desk.start({"run", "study.toml", "--resume"}).code, 3);
  ASSERT_EQ(desk.run({"run", "study.toml", "--results", "straight"}).code, 3);
  expect_same_files(desk, "straight/study", "runs/study");
}

TEST(Resume, AnotherStudyIsRefused) {
  const Desk desk;
  desk.put("study.toml", long_study());
  ASSERT_EQ(interrupted(desk).code, 130);
  desk.put("study.toml", "seed = 2\n" + long_study());
  const Ran ran = desk.start({"run", "study.toml", "--resume"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err,
              HasSubstr("the interrupted run is not of this study as it is now: what differs is the study file, "
                        "the numerical settings"));
  EXPECT_TRUE(desk.has("runs/study.partial/checkpoint"));
  // from the start it runs, and the interrupted one stays
  EXPECT_EQ(desk.run({"run", "study.toml"}).code, 3);
  EXPECT_TRUE(desk.has("runs/study.partial/checkpoint"));
}

TEST(Resume, NothingToResume) {
  const Desk desk;
  desk.put("study.toml", good_study());
  const Ran ran = desk.run({"run", "study.toml", "--resume"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("there is no interrupted run of study in \"runs\""));
  EXPECT_FALSE(desk.has("runs"));
}

TEST(Memory, AboveTheBudgetNothingIsRun) {
  const Desk desk;
  desk.put("study.toml", good_study());
  const Ran ran = desk.run({"run", "study.toml", "--memory", "1MB"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("this study may need "), HasSubstr(", more than the 1.00 MB it may use"),
                             HasSubstr("output times (now "), HasSubstr("--memory allows more")));
  EXPECT_FALSE(desk.has("runs/study"));
  EXPECT_EQ(desk.run({"run", "study.toml", "--memory", "1 GiB"}).code, 0);
  const Ran words = desk.run({"run", "study.toml", "--memory", "much"});
  EXPECT_EQ(words.code, 2);
  EXPECT_THAT(words.err, StartsWith("--memory: expected a size like 2GB or 512MiB, not much"));
}

}  // namespace
}  // namespace tansine
