// Event datasets: what is read, and what is said about every mistake.

#include "io/dataset.hpp"
#include "base/file.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "io/tests/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include <fmt/format.h>

namespace tansine {
namespace {

Dataset parse(const std::string& text, const DatasetOptions& options = {}) {
  return parse_dataset(std::make_shared<const SourceText>(SourceText{"d.csv", text}), options);
}
std::string said(const std::string& text, const DatasetOptions& options = {}) {
  try {
    parse(text, options);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(DatasetReading, AllColumns) {
  const Dataset d = parse(
      "ID,TIME,AMT,RATE,EVID,CMT,II,ADDL,SS,MDV,DV,WT,ARM\n"
      "1,0,100,50,1,2,24,3,1,1,.,70,a\n"
      "1,2.5,.,.,0,1,.,.,.,0,3.25,.,a\n"
      "1,3,,,2,1,,,,1,,72,a\n"
      "2,0,20,-2,4,1,0,0,0,1,.,60,b\n",
      {.time_unit = unit("d"), .amount_unit = unit("g")});
  ASSERT_EQ(d.subjects.size(), 2u);
  EXPECT_EQ(d.other_columns, (std::vector<std::string>{"WT", "ARM"}));
  const DatasetRow& dose = d.subjects[0].rows.at(0);
  EXPECT_EQ(dose.evid, Evid::dose);
  EXPECT_EQ(dose.amount, 100'000);      // g to mg
  EXPECT_EQ(dose.rate, 50'000.0 / 24);  // g/d to mg/h
  EXPECT_EQ(dose.interval, 24 * 24);
  EXPECT_EQ(dose.additional, 3u);
  EXPECT_EQ(dose.steady_state, 1);
  EXPECT_EQ(dose.compartment, 2);
  EXPECT_FALSE(dose.has_observation);
  EXPECT_EQ(dose.others.at(0), 70);
  EXPECT_TRUE(std::isnan(dose.others.at(1)));
  const DatasetRow& seen = d.subjects[0].rows.at(1);
  EXPECT_EQ(seen.time, 60);
  EXPECT_TRUE(seen.has_observation);
  EXPECT_EQ(seen.observation, 3.25);
  EXPECT_TRUE(std::isnan(seen.others.at(0)));
  EXPECT_EQ(d.subjects[0].rows.at(2).evid, Evid::other);
  EXPECT_EQ(d.subjects[1].rows.at(0).rate, -2);
  EXPECT_EQ(d.subjects[1].rows.at(0).evid, Evid::reset_and_dose);
  EXPECT_EQ(d.place(seen).line, 3);
  EXPECT_EQ(d.summary(), "2 subjects, 2 dose records, 1 observation; TIME in d, AMT in g");
}

TEST(DatasetReading, EvidIsInferredFromAmt) {
  const Dataset d = parse("ID,TIME,AMT,DV\n1,0,100,.\n1,1,.,5\n1,2,0,6\n");
  EXPECT_EQ(d.subjects[0].rows[0].evid, Evid::dose);
  EXPECT_EQ(d.subjects[0].rows[1].evid, Evid::observation);
  EXPECT_EQ(d.subjects[0].rows[2].evid, Evid::observation);
  EXPECT_EQ(d.summary(), "1 subject, 1 dose record, 2 observations; TIME in h (assumed), AMT in mg (assumed)");
}

TEST(DatasetReading, TheSameInEverySpelling) {
  const std::string plain = "ID,TIME,AMT,DV\n1,0,100,.\n1,1,.,5\n";
  const auto times = [](const Dataset& d) {
    std::string out;
    for (const DatasetRow& row : d.subjects.at(0).rows)
      out += fmt::format("{} {} {};", row.time, row.amount, row.has_observation);
    return out;
  };
  const std::string wanted = times(parse(plain));
  EXPECT_EQ(wanted, "0 100 false;1 0 true;");
  for (const std::string& text : std::vector<std::string>{
           "id,Time,amt,dv\n1,0,100,.\n1,1,.,5\n",         // any case
           "ID;TIME;AMT;DV\n1;0;100;.\n1;1;.;5\n",         // semicolons
           "ID\tTIME\tAMT\tDV\n1\t0\t100\t\n1\t1\t\t5\n",  // tabs, empty is missing
           "  ID TIME  AMT DV\n 1 0 100 .\n   1 1 .   5",  // blanks, no last line break
           "# made by hand\n#ID,TIME,AMT,DV\n1,0,100,.\n# between\n1,1,.,5\n",
           "\xEF\xBB\xBFID,TIME,AMT,DV\r\n1,0,100,.\r\n\r\n1,1,.,5\r\n",
           "C,ID,TIME,AMT,DV\n.,1,0,100,.\nC,1,0.5,.,wrong\n,1,1,.,5\n",
           "\"ID\",\"TIME\", \"AMT\" ,DV\n\"1\",0,100,.\n\"1\",1,.,5\n",
       }) {
    const TemporaryFolder folder;
    write_file(folder.path() / "d.csv", text);
    EXPECT_EQ(times(read_dataset(folder.path() / "d.csv")), wanted) << text;
  }
}

TEST(DatasetReading, ResetsMayRestartTheClock) {
  EXPECT_EQ(said("ID,TIME,EVID,AMT\n1,10,1,5\n1,0,3,.\n1,1,1,5\n1,0,4,5\n"), "nothing");
}

TEST(DatasetReading, AConstantInfusionAtSteadyStateNeedsNoAmt) {
  EXPECT_EQ(said("ID,TIME,EVID,AMT,RATE,SS\n1,0,1,0,5,1\n"), "nothing");
  EXPECT_EQ(parse("ID,TIME,AMT,RATE,SS\n1,0,0,5,1\n").subjects[0].rows[0].evid, Evid::dose);
}

struct Case {
  const char* name;
  const char* text;
  const char* said;
};
class DatasetMessage : public testing::TestWithParam<Case> {};
TEST_P(DatasetMessage, IsWordForWord) { EXPECT_EQ(said(GetParam().text), GetParam().said); }
INSTANTIATE_TEST_SUITE_P(
    Messages, DatasetMessage,
    testing::Values(
        Case{"Empty", "", "d.csv: error: the dataset is empty: expected a header row with ID and TIME\n"},
        Case{"OnlyAHeader", "ID,TIME\n", "d.csv: error: the dataset is empty: it has a header but no rows\n"},
        Case{"NoTime", "ID,TIMES,AMT\n1,0,5\n",
             "d.csv:1:1: error: column TIME is missing; did you mean \"TIMES\"?\n"
             "  1 | ID,TIMES,AMT\n"
             "    | ^^^^^^^^^^^^\n"},
        Case{"ColumnTwice", "ID,TIME,Wt,WT\n1,0,5,6\n",
             "d.csv:1:12: error: column \"WT\" a second time\n"
             "  1 | ID,TIME,Wt,WT\n"
             "    |            ^^\n"},
        Case{"Dates", "ID,DATE,TIME\n1,1,0\n",
             "d.csv:1:4: error: column \"DATE\" is not supported\n"
             "  1 | ID,DATE,TIME\n"
             "    |    ^^^^ give TIME as numbers since the first record\n"},
        Case{"ClockTime", "ID,TIME\n1,08:30\n",
             "d.csv:2:3: error: TIME must be a finite number, got \"08:30\"\n"
             "  2 | 1,08:30\n"
             "    |   ^^^^^ clock times are not read; give numbers since the first record\n"},
        Case{"NotANumber", "ID,TIME,AMT\n1,0,NaN\n",
             "d.csv:2:5: error: AMT must be a finite number, got \"NaN\"\n"
             "  2 | 1,0,NaN\n"
             "    |     ^^^\n"},
        Case{"DecimalComma", "ID;TIME;AMT\n1;0;2,5\n",
             "d.csv:2:5: error: AMT must be a finite number, got \"2,5\"\n"
             "  2 | 1;0;2,5\n"
             "    |     ^^^ write a point, not a comma\n"},
        Case{"TimeMissing", "ID,TIME\n1,.\n",
             "d.csv:2:1: error: TIME is missing\n"
             "  2 | 1,.\n"
             "    | ^^^\n"},
        Case{"NegativeTime", "ID,TIME\n1,-1\n",
             "d.csv:2:3: error: TIME must be at least 0, got -1\n"
             "  2 | 1,-1\n"
             "    |   ^^\n"},
        Case{"Unsorted", "ID,TIME\n1,24\n1,12\n",
             "d.csv:3:3: error: TIME goes back within ID \"1\": 12 after 24; only EVID 3 or 4 may restart the clock\n"
             "  3 | 1,12\n"
             "    |   ^^\n"},
        Case{"NotContiguous", "ID,TIME\n1,0\n2,0\n1,1\n",
             "d.csv:4:1: error: ID \"1\" comes back after another: the rows of an ID must follow each other\n"
             "  4 | 1,1\n"
             "    | ^\n"},
        Case{"IdMissing", "ID,TIME\n.,0\n",
             "d.csv:2:1: error: ID is missing\n"
             "  2 | .,0\n"
             "    | ^^^\n"},
        Case{"NegativeWeight", "ID,TIME,WT\n1,0,-70\n",
             "d.csv:2:5: error: WT must be above 0, got \"-70\"\n"
             "  2 | 1,0,-70\n"
             "    |     ^^^\n"},
        Case{"TooFewCells", "ID,TIME,AMT\n1,0\n",
             "d.csv:2:1: error: 2 cells where the header has 3\n"
             "  2 | 1,0\n"
             "    | ^^^\n"},
        Case{"UnknownEvid", "ID,TIME,EVID\n1,0,5\n",
             "d.csv:2:5: error: EVID must be a whole number from 0 to 4, got \"5\"\n"
             "  2 | 1,0,5\n"
             "    |     ^\n"},
        Case{"UnknownRate", "ID,TIME,AMT,RATE\n1,0,5,-3\n",
             "d.csv:2:7: error: RATE must be 0, positive, -1 (rate from the model) or -2 (duration from the model), "
             "got -3\n"
             "  2 | 1,0,5,-3\n"
             "    |       ^^\n"},
        Case{"NegativeDose", "ID,TIME,AMT\n1,0,-5\n",
             "d.csv:2:5: error: AMT must be at least 0, got -5\n"
             "  2 | 1,0,-5\n"
             "    |     ^^\n"},
        Case{"DoseWithoutAmt", "ID,TIME,EVID,AMT\n1,0,1,.\n",
             "d.csv:2:1: error: a dose (EVID 1) without AMT\n"
             "  2 | 1,0,1,.\n"
             "    | ^^^^^^^\n"},
        Case{"AmtOnAnObservation", "ID,TIME,EVID,AMT\n1,0,0,5\n",
             "d.csv:2:7: error: AMT on a record that gives no dose (EVID 0); a dose has EVID 1 or 4\n"
             "  2 | 1,0,0,5\n"
             "    |       ^\n"},
        Case{"AddlWithoutIi", "ID,TIME,AMT,ADDL,II\n1,0,5,2,.\n",
             "d.csv:2:7: error: ADDL needs II, the time between doses, above 0\n"
             "  2 | 1,0,5,2,.\n"
             "    |       ^\n"},
        Case{"SsWithoutIi", "ID,TIME,AMT,SS\n1,0,5,1\n",
             "d.csv:2:7: error: SS needs II, the time between doses, above 0\n"
             "  2 | 1,0,5,1\n"
             "    |       ^\n"},
        Case{"RateWithoutAmt", "ID,TIME,EVID,AMT,RATE\n1,0,1,0,5\n",
             "d.csv:2:9: error: an infusion (RATE) needs AMT, how much is infused\n"
             "  2 | 1,0,1,0,5\n"
             "    |         ^\n"},
        Case{"NegativeCompartment", "ID,TIME,EVID,CMT\n1,0,2,-1\n",
             "d.csv:2:7: error: a negative CMT (turning a compartment off) is not supported\n"
             "  2 | 1,0,2,-1\n"
             "    |       ^^\n"},
        Case{"ObservationMissing", "ID,TIME,MDV,DV\n1,0,0,.\n",
             "d.csv:2:5: error: MDV says that DV is there, but it is missing\n"
             "  2 | 1,0,0,.\n"
             "    |     ^\n"},
        Case{"StrangeComment", "C,ID,TIME\nx,1,0\n",
             "d.csv:2:1: error: column C marks comments with \"C\"; expected that, \".\" or nothing, got \"x\"\n"
             "  2 | x,1,0\n"
             "    | ^\n"},
        Case{"Utf8ColumnsAreCounted", "ID,TIME,µ,AMT\n1,0,é,x\n",
             "d.csv:2:7: error: AMT must be a finite number, got \"x\"\n"
             "  2 | 1,0,é,x\n"
             "    |       ^\n"}),
    [](const testing::TestParamInfo<Case>& one) { return one.param.name; });

TEST(DatasetErrors, AllAtOnceUpToAPointThenCounted) {
  std::string text = "ID,TIME,AMT\n";
  for (int i = 0; i < 120; ++i) text += "1," + std::to_string(i) + ",x\n";
  try {
    parse(text);
    FAIL();
  } catch (const InputError& error) {
    ASSERT_EQ(error.problems().list().size(), 51u);
    EXPECT_EQ(error.problems().list()[49].place.line, 51);
    EXPECT_EQ(error.problems().list()[50].message, "and 70 more problems in this dataset");
  }
}

TEST(DatasetErrors, NeededColumns) {
  EXPECT_EQ(said("ID,TIME,WEIGT\n1,0,70\n", {.needed_columns = {"WEIGHT"}}),
            "d.csv:1:1: error: column WEIGHT is missing; did you mean \"WEIGT\"?\n"
            "  1 | ID,TIME,WEIGT\n"
            "    | ^^^^^^^^^^^^^\n");
  EXPECT_EQ(said("ID,TIME,sex\n1,0,male\n", {.needed_columns = {"SEX"}}),
            "d.csv:2:5: error: sex must be a finite number, got \"male\"\n"
            "  2 | 1,0,male\n"
            "    |     ^^^^\n");
  EXPECT_EQ(said("ID,TIME,sex\n1,0,male\n"), "nothing");
}

TEST(DatasetErrors, ATenMegabyteLine) {
  const std::string wide = "ID,TIME\n1," + std::string(10'000'000, '1') + "\n";
  EXPECT_THAT(said(wide), testing::StartsWith("d.csv:2:3: error: TIME must be a finite number, got \"1111"));
  EXPECT_LT(said(wide).size(), 1000u);
  std::string cells = "ID,TIME\n1";
  for (int i = 0; i < 5'000'000; ++i) cells += ",1";
  EXPECT_THAT(said(cells), testing::StartsWith("d.csv:2:1: error: 5000001 cells where the header has 2"));
}

TEST(DatasetErrors, FilesThatCannotBeRead) {
  const TemporaryFolder folder;
  const Place asked{.name = "study.toml", .line = 3, .column = 11};
  try {
    read_dataset(folder.path() / "none.csv", {.asked_at = asked});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("study.toml:3:11: error: cannot read"));
  }
  EXPECT_THROW(read_dataset(folder.path()), InputError);
  write_file(folder.path() / "nul.csv", std::string_view("ID,TIME\n1,\0\n", 12));
  EXPECT_THROW(read_dataset(folder.path() / "nul.csv"), InputError);
}

// --- records for the engine

TEST(EventRecords, OnePerRowWithChangesWhereCovariatesChange) {
  const Dataset d = parse(
      "ID,TIME,AMT,EVID,CMT,WT,SEX\n"
      "1,0,100,1,2,70,1\n"
      "1,5,.,0,1,.,1\n"
      "1,9,.,2,1,72,1\n"
      "1,9,50,1,1,72,0\n",
      {.amount_unit = unit("nmol")});
  Problems problems;
  const auto records = event_records(
      d, d.subjects[0],
      {.targets = {{1, 10}, {2, 20}}, .parameters = {{"wt", {.index = 7, .unit = unit("kg")}}, {"SEX", {.index = 3}}}},
      problems);
  EXPECT_FALSE(problems.has_errors()) << render(problems);
  ASSERT_EQ(records.size(), 4u);
  EXPECT_EQ(records[0], (EventRecord{.time = 0,
                                     .evid = Evid::dose,
                                     .amount = 100,
                                     .target = 20,
                                     .changes = {{3, 1}, {7, 70e6}}}));  // SEX, wt: by name; kg to mg
  EXPECT_EQ(records[1], (EventRecord{.time = 5, .evid = Evid::observation, .changes = {}}));
  EXPECT_EQ(records[2], (EventRecord{.time = 9, .evid = Evid::other, .changes = {{7, 72e6}}}));
  EXPECT_EQ(records[3], (EventRecord{.time = 9, .evid = Evid::dose, .amount = 50, .target = 10, .changes = {{3, 0}}}));
}

TEST(EventRecords, SayWhatDoesNotMeetTheModel) {
  const Dataset d = parse("ID,TIME,AMT,CMT,WT,SEX\n7,0,100,3,.,male\n7,1,.,9,70,male\n");
  Problems problems;
  event_records(d, d.subjects[0],
                {.targets = {{1, 0}, {2, 1}}, .parameters = {{"AGEE", {}}, {"SEX", {}}, {"WT", {.index = 1}}}},
                problems);
  EXPECT_EQ(render(problems),
            "d.csv: error: column AGEE is missing\n"
            "d.csv:2:13: error: SEX must be a finite number, got \"male\"\n"
            "  2 | 7,0,100,3,.,male\n"
            "    |             ^^^^\n"
            "d.csv:3:12: error: SEX must be a finite number, got \"male\"\n"
            "  3 | 7,1,.,9,70,male\n"
            "    |            ^^^^\n"
            "d.csv:2:1: error: dose to an unknown compartment: CMT 3; the model takes doses in 1, 2\n"
            "  2 | 7,0,100,3,.,male\n"
            "    | ^^^^^^^^^^^^^^^^\n"
            "d.csv:2:1: error: WT is missing at the first record of ID 7\n"
            "  2 | 7,0,100,3,.,male\n"
            "    | ^^^^^^^^^^^^^^^^\n");
}

// Property: a dataset printed from random rows is read as these rows, whatever separator.
TEST(DatasetReading, WhatIsPrintedIsRead) {
  RandomStream random(4, 1, purpose("dataset"));
  for (const char separator : {',', ';', '\t', ' '}) {
    std::string text = fmt::format("ID{0}TIME{0}AMT{0}DV{0}X\n", separator);
    std::vector<std::array<double, 4>> rows;
    double clock = 0;
    for (int i = 0; i < 200; ++i) {
      clock += random.uniform();
      const bool dose = random.uniform() < 0.3;
      rows.push_back({clock, dose ? random.uniform() * 1e3 : 0, dose ? NAN : random.normal(), random.normal()});
      text += fmt::format("1{0}{1}{0}{2}{0}{3}{0}{4}\n", separator, shortest(clock), shortest(rows.back()[1]),
                          dose ? "." : shortest(rows.back()[2]), shortest(rows.back()[3]));
    }
    const Dataset d = parse(text);
    ASSERT_EQ(d.subjects.at(0).rows.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const DatasetRow& row = d.subjects[0].rows[i];
      EXPECT_EQ(row.time, rows[i][0]);
      EXPECT_EQ(row.amount, rows[i][1]);
      EXPECT_EQ(row.has_observation, !std::isnan(rows[i][2]));
      if (row.has_observation) {
        EXPECT_EQ(row.observation, rows[i][2]);
      }
      EXPECT_EQ(row.others.at(0), rows[i][3]);
    }
  }
}

}  // namespace
}  // namespace tansine
