// Result tables, and folders that appear whole or not at all.

#include "io/result_files.hpp"
#include "base/table.hpp"
#include "base/text.hpp"
#include "io/tests/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tansine {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}
std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(ColumnName, EndsInItsUnit) {
  EXPECT_EQ(column_name("time", unit("h")), "time_h");
  EXPECT_EQ(column_name("conjugate", unit("ug/mL")), "conjugate_ug_per_mL");
  EXPECT_EQ(column_name("dose", unit("mg/kg")), "dose_mg_per_kg");
  EXPECT_EQ(column_name("CL", unit("mL/d/kg")), "CL_mL_per_d_per_kg");
  EXPECT_EQ(column_name("kon", unit("1/(nM h)")), "kon_per_nM_per_h");
  EXPECT_EQ(column_name("dose", unit("mg/m2")), "dose_mg_per_m2");
  EXPECT_EQ(column_name("bound", unit("%")), "bound_percent");
  EXPECT_EQ(column_name("DAR", Unit{}), "DAR");
  EXPECT_EQ(column_name("T-DM1, 5 %", Unit{}), "T_DM1_5_");
}

TEST(ResultTable, WritesWhatReadsBackTheSame) {
  ResultTable table;
  const std::vector<double> times = {0, 12, 36};
  const std::vector<double> values = {0.1, std::nan(""), 1.0 / 3};
  const std::vector<std::string> arms = {"3.6 mg/kg", "a,b", "say \"x\""};
  table.add_numbers("time", unit("d"), times);
  table.add_numbers("conjugate", unit("ug/mL"), values);
  table.add_texts("arm", arms);
  EXPECT_EQ(table.csv(),
            "time_d,conjugate_ug_per_mL,arm\n"
            "0,0.1,3.6 mg/kg\n"
            "0.5,,\"a,b\"\n"
            "1.5,0.3333333333333333,\"say \"\"x\"\"\"\n");
  const Table back = read_table(std::make_shared<const SourceText>(SourceText{"t", table.csv()}));
  EXPECT_EQ(back.cell(2, 2), "say \"x\"");
  EXPECT_EQ(parse_number(back.cell(2, 1)), 1.0 / 3);
}

TEST(ResultTable, UnequalOrDoubledColumnsAreOurBug) {
  ResultTable table;
  table.add_numbers("a", Unit{}, std::vector<double>{1, 2});
  EXPECT_THROW(table.add_numbers("b", Unit{}, std::vector<double>{1}), InternalError);
  EXPECT_THROW(table.add_numbers("a", Unit{}, std::vector<double>{1, 2}), InternalError);
}

TEST(ResultDirectory, AppearsWhole) {
  const TemporaryFolder folder;
  const fs::path runs = folder.path() / "deep" / "runs";
  ResultDirectory run(runs, "first");
  run.write("summary.csv", "a\n1\n");
  EXPECT_FALSE(fs::exists(runs / "first"));  // not before it is whole
  EXPECT_EQ(run.commit(), runs / "first");
  EXPECT_EQ(content(runs / "first" / "summary.csv"), "a\n1\n");
  EXPECT_EQ(entries(runs), 1u);  // nothing else left
}

TEST(ResultDirectory, NeverReplacesAnEarlierRun) {
  const TemporaryFolder folder;
  for (int i = 1; i <= 3; ++i) {
    ResultDirectory run(folder, "run");
    run.write("n", std::to_string(i));
    run.commit();
  }
  EXPECT_EQ(content(folder.path() / "run" / "n"), "1");
  EXPECT_EQ(content(folder.path() / "run-2" / "n"), "2");
  EXPECT_EQ(content(folder.path() / "run-3" / "n"), "3");
  fs::create_directory(folder.path() / "empty");  // plain rename() would replace it
  ResultDirectory run(folder, "empty");
  EXPECT_EQ(run.commit(), folder.path() / "empty-2");
  write_file(folder.path() / "file", "x");
  ResultDirectory other(folder, "file");
  EXPECT_EQ(other.commit(), folder.path() / "file-2");
}

TEST(ResultDirectory, TwoAtOnceDoNotMeet) {
  const TemporaryFolder folder;
  ResultDirectory a(folder, "run"), b(folder, "run");
  a.write("n", "a");
  b.write("n", "b");
  EXPECT_EQ(b.commit().filename(), "run");
  EXPECT_EQ(a.commit().filename(), "run-2");
  EXPECT_EQ(content(folder.path() / "run-2" / "n"), "a");
}

TEST(ResultDirectory, LeavesNothingWithoutCommit) {
  const TemporaryFolder folder;
  {
    ResultDirectory run(folder, "run");
    run.write("a", "x");
    FileWriter(run.path("b")).write("half");
  }
  EXPECT_EQ(entries(folder), 0u);
}

TEST(ResultDirectory, KeptAndTakenUpAgain) {
  const TemporaryFolder folder;
  const fs::path parent = folder.path() / "runs";
  fs::path partial;
  {
    ResultDirectory run(parent, "study");
    run.write("state", "1");
    run.keep();
    EXPECT_TRUE(ResultDirectory::take_up(parent, "study", run.path()) == nullptr) << "it is at work";
    partial = run.show_partial();
    EXPECT_EQ(partial, parent / "study.partial");
    EXPECT_TRUE(ResultDirectory::take_up(parent, "study", partial) == nullptr) << "still, under its new name";
  }
  EXPECT_EQ(ResultDirectory::partials(parent, "study", "state"), std::vector{partial});
  EXPECT_TRUE(ResultDirectory::partials(parent, "study", "other").empty());
  EXPECT_TRUE(ResultDirectory::partials(parent, "stud", "state").empty());
  std::ofstream(partial / ".tansine-1-0.tmp") << "half";  // of a process that was killed
  {
    const auto run = ResultDirectory::take_up(parent, "study", partial);
    ASSERT_TRUE(run != nullptr);
    EXPECT_EQ(entries(partial), 1u);
  }
  EXPECT_TRUE(fs::exists(partial)) << "kept again";
  const auto run = ResultDirectory::take_up(parent, "study", partial);
  run->remove("state");
  run->write("summary.csv", "x");
  EXPECT_EQ(run->commit(), parent / "study");
  EXPECT_FALSE(fs::exists(partial));
  EXPECT_EQ(entries(parent / "study"), 1u);
  EXPECT_TRUE(ResultDirectory::take_up(parent, "study", partial) == nullptr) << "gone";
}

TEST(ResultDirectory, NewestPartialFirst) {
  const TemporaryFolder folder;
  const auto hour = std::chrono::hours(1);
  const auto put = [&](const std::string& name, fs::file_time_type time) {
    fs::create_directory(folder.path() / name);
    std::ofstream(folder.path() / name / "state") << "1";
    fs::last_write_time(folder.path() / name / "state", time);
  };
  const fs::file_time_type now = fs::file_time_type::clock::now();
  put("study.partial", now - hour);
  put("study.partial-2", now - 2 * hour);
  put(".study.partial-77-0", now);
  put("other.partial", now);
  EXPECT_THAT(ResultDirectory::partials(folder, "study", "state"),
              testing::ElementsAre(folder.path() / ".study.partial-77-0", folder.path() / "study.partial",
                                   folder.path() / "study.partial-2"));
}

TEST(ResultDirectory, RefusesNamesThatAreNone) {
  const TemporaryFolder folder;
  for (const char* name : {"", ".", "..", "a/b", ".hidden"})
    EXPECT_THROW(ResultDirectory(folder, name), InputError) << name;
  EXPECT_THROW(ResultDirectory(folder, std::string(300, 'x')), InputError);
  EXPECT_EQ(entries(folder), 0u);
}

std::string failure(const std::function<void()>& act) {
  try {
    act();
  } catch (const IoError& error) {
    return error.problems().list().front().message;
  }
  return "nothing";
}

TEST(ResultDirectory, AFileInTheWay) {
  const TemporaryFolder folder;
  const fs::path runs = folder.path() / "runs";
  write_file(runs, "a file");
  EXPECT_EQ(failure([&] { ResultDirectory(runs, "x"); }),
            "cannot write " + in_quotes(runs.string()) + ": a part of its path is a file; no results were left");
}

// The nearest thing to a full disk that a test may make: a limit on the size of files.
TEST(ResultDirectory, AFullDiskLeavesNothing) {
  const TemporaryFolder folder;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  std::string message;
  {
    ResultDirectory run(folder, "run");
    run.write("small", "x");
    const rlimit small{.rlim_cur = 4096, .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    message = failure([&] { run.write("big.csv", std::string(100'000, 'x')); });
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    EXPECT_EQ(entries(folder), 0u);  // at once, not only when the run object ends
    EXPECT_THROW(run.commit(), InternalError);
  }
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(message, "cannot write " + in_quotes((folder.path() / "run" / "big.csv").string()) +
                         ": it would be larger than a file may be; no results were left");
}

TEST(ResultDirectory, NoPermissionIsSaid) {
  const TemporaryFolder folder;
  const fs::path closed = folder.path() / "closed";
  fs::create_directory(closed);
  ::chmod(folder.path().c_str(), 0755);
  ::chmod(closed.c_str(), 0555);
  const uid_t me = ::geteuid();
  // root may write anywhere
  if (me == 0) {
    ASSERT_EQ(::seteuid(65534), 0);
  }
  const std::string message = failure([&] { ResultDirectory(closed, "run"); });
  if (me == 0) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  EXPECT_EQ(message, "cannot write " + in_quotes((closed / "run").string()) + ": no permission; no results were left");
  EXPECT_EQ(entries(closed), 0u);
}

}  // namespace
}  // namespace tansine
