// Runs every conformance case of dosing, and sees to it that each row of docs/events.md has one.

#include "dosing_case.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <regex>
#include <set>

using namespace tansine;

namespace {

const std::vector<dosing::Case>& all_cases() {
  static const std::vector<dosing::Case> cases = [] {
    std::vector<dosing::Case> all;
    for (auto* some : {dosing::dose_cases, dosing::record_cases, dosing::steady_state_cases, dosing::model_cases,
                       dosing::refusal_cases, dosing::decision_cases, dosing::state_event_cases}) {
      for (dosing::Case& one : some()) all.push_back(std::move(one));
    }
    return all;
  }();
  return cases;
}

class Dosing : public testing::TestWithParam<std::size_t> {};

std::set<std::string> rows_of_the_table() {
  std::ifstream file(std::string(TANSINE_SOURCE_DIR) + "/docs/events.md");
  std::set<std::string> rows;
  std::smatch match;
  for (std::string line; std::getline(file, line);) {
    if (std::regex_search(line, match, std::regex(R"(^\| (E-\d\d) \|)"))) {
      EXPECT_TRUE(rows.insert(match[1]).second) << match[1] << " stands twice";
    }
  }
  return rows;
}

}  // namespace

TEST_P(Dosing, Conforms) { all_cases()[GetParam()].check(); }

INSTANTIATE_TEST_SUITE_P(Cases, Dosing, testing::Range(std::size_t{0}, all_cases().size()),
                         [](const auto& instance) { return all_cases()[instance.param].name; });

TEST(DosingTable, EveryRowHasACaseAndEveryCaseARow) {
  const std::set<std::string> rows = rows_of_the_table();
  ASSERT_GT(rows.size(), 40u);
  std::set<std::string> covered;
  for (const dosing::Case& one : all_cases()) {
    EXPECT_FALSE(one.rows.empty()) << one.name;
    for (const std::string& row : one.rows) {
      EXPECT_TRUE(rows.contains(row)) << one.name << " names " << row << ", which is not in docs/events.md";
      covered.insert(row);
    }
  }
  for (const std::string& row : rows) EXPECT_TRUE(covered.contains(row)) << row << " has no case";
}

TEST(DosingTable, HasAtLeastSixtyCases) {
  std::set<std::string> names;
  for (const dosing::Case& one : all_cases()) EXPECT_TRUE(names.insert(one.name).second) << one.name;
  EXPECT_GE(names.size(), 60u);
}
