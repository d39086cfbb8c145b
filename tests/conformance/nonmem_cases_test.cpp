// NONMEM's own numbers: every events.csv at any depth below the folder named in TANSINE_NONMEM_CASES. Columns by name,
// in any order, others ignored: ID, TIME, EVID, AMT, CMT, SS, II, ADDL, RATE and CP are needed, LAG, F, DUR2 and RAT2
// are the model's dose parameters on that record. Each ID is a scenario of the model in dosing_model.hpp; CMT 1 is the
// depot, CMT 2 the central compartment; every row's CP, dose rows included, is compared.

#include "dosing_model.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

using namespace tansine;

namespace {

// NONMEM prints 5 significant digits: half a unit of the last is at most 5e-5 of the value, and some inputs are rounded
// as well (RATE = 8.3333).
constexpr double relative = 2e-4;
// Printed zeros: nothing to be relative to. 1e-4 ug/L is below the last digit of every printed number.
constexpr double absolute = 1e-4;

struct Case {
  std::vector<EventRecord> records;
  std::vector<double> CP;
};

std::vector<std::string> split(std::string line) {
  line.erase(std::remove_if(line.begin(), line.end(), [](char c) { return c == '\r' || c == '"' || c == ' '; }),
             line.end());
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == ',') {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

/// A cell as a number; empty or "." is NONMEM's zero.
double number(const std::string& cell, const std::string& place) {
  if (cell.empty() || cell == "." || cell == "NA") return 0;
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  EXPECT_TRUE(error == std::errc{} && end == cell.data() + cell.size()) << place << ": not a number: " << cell;
  return value;
}

using Cases = std::map<std::string, Case>;

Cases read(const std::filesystem::path& path) {
  Cases cases;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> header = split(line);
  const auto column = [&](const char* name) {
    return static_cast<std::size_t>(std::ranges::find(header, name) - header.begin());
  };
  for (const char* needed : {"ID", "TIME", "EVID", "AMT", "CMT", "SS", "II", "ADDL", "RATE", "CP"}) {
    if (column(needed) == header.size()) {
      ADD_FAILURE() << path << " lacks column " << needed;
      return {};
    }
  }
  const Program& program = dosing::one_compartment();
  for (int line_number = 2; std::getline(file, line); ++line_number) {
    const std::vector<std::string> cells = split(line);
    if (cells.size() < header.size()) continue;  // a blank line
    const std::string place = fmt::format("{}:{}", path.string(), line_number);
    const auto item = [&](const char* name) { return number(cells[column(name)], place); };
    EventRecord record{.time = item("TIME"),
                       .evid = static_cast<Evid>(item("EVID")),
                       .amount = item("AMT"),
                       .rate = item("RATE"),
                       .interval = item("II"),
                       .additional = static_cast<std::uint32_t>(item("ADDL")),
                       .steady_state = static_cast<std::uint8_t>(item("SS")),
                       .target = static_cast<std::uint32_t>(std::max(item("CMT"), 1.0)) - 1,
                       .changes = {}};
    for (const char* name : {"LAG", "F", "DUR2", "RAT2"}) {
      if (column(name) < header.size()) record.changes.push_back(dosing::change(program, name, item(name)));
    }
    Case& scenario = cases[cells[column("ID")]];
    scenario.records.push_back(std::move(record));
    scenario.CP.push_back(item("CP"));
  }
  return cases;
}

/// The largest deviation of a scenario in units of what is allowed, and relative to the printed value.
struct Deviation {
  double worst = 0, relative = 0;
};

Deviation compare(const std::string& name, const Case& scenario, Method method) {
  Deviation deviation;
  const Program& program = dosing::one_compartment();
  Timeline timeline(program, {.method = method});
  Trajectory result;
  const Outcome outcome = timeline.run_records({dosing::parameters(program), scenario.records}, result);
  EXPECT_EQ(outcome.status, Status::ok) << name << " by " << method_name(method) << ": " << status_name(outcome.status);
  const std::size_t CP = program.observable_index("CP");
  int told = 0;
  for (std::size_t i = 0; i < scenario.CP.size(); ++i) {
    const double ours = result.at(i, CP), theirs = scenario.CP[i];
    const double error = std::abs(ours - theirs);
    const double allowed = relative * std::abs(theirs) + absolute;
    if (!(error / allowed <= deviation.worst)) deviation.worst = error / allowed;
    if (theirs > 0) deviation.relative = std::max(deviation.relative, error / theirs);
    if (!(error <= allowed) && ++told <= 3) {
      ADD_FAILURE() << name << " by " << method_name(method) << ", record " << i + 1 << " at "
                    << scenario.records[i].time << " h: CP " << ours << ", NONMEM printed " << theirs;
    }
  }
  return deviation;
}

}  // namespace

TEST(Nonmem, EveryScenarioMatchesThePrintedDigits) {
  const char* folder = std::getenv("TANSINE_NONMEM_CASES");
  if (!folder || !*folder) {
    GTEST_SKIP() << "TANSINE_NONMEM_CASES is not set: it names the folder with NONMEM's scenarios (events.csv)";
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().filename() == "events.csv") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  ASSERT_FALSE(files.empty()) << "no events.csv below " << folder;
  for (const Method method : {Method::reference, Method::cvode}) {
    std::size_t scenarios = 0, rows = 0;
    double worst = 0;
    for (const auto& file : files) {
      for (const auto& [id, scenario] : read(file)) {
        const Deviation deviation = compare(fmt::format("{}, ID {}", file.string(), id), scenario, method);
        if (std::getenv("TANSINE_NONMEM_VERBOSE")) fmt::print("ID {}: {:.2e}\n", id, deviation.relative);
        worst = std::max(worst, deviation.relative);
        ++scenarios;
        rows += scenario.CP.size();
      }
    }
    fmt::print("{}: {} scenarios, {} records, largest relative deviation {:.2e}\n", method_name(method), scenarios,
               rows, worst);
    EXPECT_GT(rows, 0u);
  }
}
