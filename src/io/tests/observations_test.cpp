// Tables of observed values.

#include "io/observations.hpp"
#include "base/file.hpp"
#include "io/tests/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tansine {
namespace {

const std::string kHeader =
    "study,compound,species,dose,dose_unit,regimen,analyte,time,time_unit,value,value_unit,stat,sd,n,source_key,note\n";

std::vector<ObservedProfile> parse(const std::string& text) {
  return parse_observations(std::make_shared<const SourceText>(SourceText{"o.csv", text}));
}
std::string said(const std::string& text) {
  try {
    parse(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(Observations, AreGroupedAndCanonical) {
  const auto profiles = parse(kHeader +
                              "A,x,human,0.3,mg/kg,IV,conjugate,1,day,4.5,ug/mL,mean,1.5,3,s1,late\n"
                              "A,x,human,0.3,mg/kg,IV,conjugate,120,minute,9.7,ug/mL,mean,,,s1,\n"
                              "A,x,human,0.6,mg/kg,IV,conjugate,2,h,20,mg/L,mean,,,s1,\n"
                              "A,x,human,0.3,mg/kg,IV,payload,2,h,500,pM,mean,,,s1,\n"
                              "A,x,human,0.3,mg/kg,IV,conjugate,36,hour,2000,ng/mL,mean,,,s1,\n");
  ASSERT_EQ(profiles.size(), 3u);
  const ObservedProfile& first = profiles[0];
  EXPECT_EQ(first.study, "A");
  EXPECT_EQ(first.dose->text(), "0.3 mg/kg");
  EXPECT_EQ(first.value_unit.text, "ug/mL");
  EXPECT_EQ(first.place.line, 2);
  ASSERT_EQ(first.points.size(), 3u);
  EXPECT_EQ(first.points[0].time, 2);  // sorted by time
  EXPECT_EQ(first.points[1].time, 24);
  EXPECT_EQ(first.points[2].time, 36);
  EXPECT_EQ(first.points[0].value, 9.7);  // ug/mL is mg/L
  EXPECT_EQ(first.points[2].value, 2);    // ng/mL in the same profile: the same kind of unit
  EXPECT_EQ(first.points[1].sd, 1.5);
  EXPECT_EQ(first.points[1].n, 3);
  EXPECT_EQ(first.points[1].note, "late");
  EXPECT_EQ(first.points[1].line, 2);
  EXPECT_FALSE(first.points[0].sd.has_value());
  EXPECT_EQ(profiles[1].dose->value(), 0.6e-6);
  EXPECT_EQ(profiles[2].analyte, "payload");
  EXPECT_EQ(profiles[2].points[0].value, 0.5);  // nM
}

TEST(Observations, IndividualsAreToldApartByTheirNote) {
  const auto profiles = parse(kHeader +
                              "A,x,human,235,mg/m2,IV,c,1,h,4,ug/mL,individual,,1,s,patient 1\n"
                              "A,x,human,235,mg/m2,IV,c,2,h,3,ug/mL,individual,,1,s,patient 2\n"
                              "A,x,human,235,mg/m2,IV,c,3,h,3,ug/mL,mean,,9,s,patient 2\n");
  ASSERT_EQ(profiles.size(), 3u);
  EXPECT_EQ(profiles[1].individual, "patient 2");
  EXPECT_EQ(profiles[2].individual, "");
}

TEST(Observations, OnlySevenColumnsAreRequired) {
  const auto profiles = parse("value_unit,value,time_unit,time,analyte,compound,study\nug/mL,1,h,2,c,x,A\n");
  ASSERT_EQ(profiles.size(), 1u);
  EXPECT_EQ(profiles[0].stat, "mean");
  EXPECT_FALSE(profiles[0].dose.has_value());
}

TEST(ObservationErrors, AllAtOnceWordForWord) {
  EXPECT_EQ(said("study,compound,analyte,time,time_unit,value,value_unit,sd\n"
                 "A,x,c,1,mg,4,ug/mLL,\n"
                 "A,x,c,-1,h,x,ug/mL,\n"
                 ",x,c,1,h,4,ug/mL,-2\n"
                 "A,x,c,1,h,4,ug/mL,\n"
                 "A,x,c,1,h,4,nM,\n"),
            "o.csv:2:9: error: time_unit must be a time like \"h\" or \"d\", got \"mg\"\n"
            "  2 | A,x,c,1,mg,4,ug/mLL,\n"
            "    |         ^^\n"
            "o.csv:2:14: error: unknown unit \"ug/mLL\"\n"
            "  2 | A,x,c,1,mg,4,ug/mLL,\n"
            "    |              ^^^^^^ did you mean \"ug/mL\"?\n"
            "o.csv:3:7: error: time must be at least 0, got -1\n"
            "  3 | A,x,c,-1,h,x,ug/mL,\n"
            "    |       ^^\n"
            "o.csv:3:12: error: value must be a finite number, got \"x\"\n"
            "  3 | A,x,c,-1,h,x,ug/mL,\n"
            "    |            ^\n"
            "o.csv:4:1: error: study is missing\n"
            "  4 | ,x,c,1,h,4,ug/mL,-2\n"
            "    | ^\n"
            "o.csv:4:18: error: sd must be at least 0, got -2\n"
            "  4 | ,x,c,1,h,4,ug/mL,-2\n"
            "    |                  ^^\n"
            "o.csv:6:13: error: \"nM\" here, but \"ug/mL\" in line 5, for the same study, dose and analyte\n"
            "  6 | A,x,c,1,h,4,nM,\n"
            "    |             ^^\n");
}

TEST(ObservationErrors, Columns) {
  EXPECT_EQ(said("study,compound,analyte,time,time_unit,value,value_units\n"),
            "o.csv: error: column value_unit is missing; did you mean \"value_units\"?\n"
            "o.csv:1:45: error: unknown column \"value_units\"; did you mean \"value_unit\"?\n"
            "  1 | study,compound,analyte,time,time_unit,value,value_units\n"
            "    |                                             ^^^^^^^^^^^\n");
  EXPECT_EQ(said(kHeader), "o.csv: error: no observations: the table has a header but no rows\n");
  EXPECT_THAT(said("study,compound,analyte,time,time_unit,value,value_unit,dose\nA,x,c,1,h,4,nM,3\n"),
              testing::HasSubstr("a dose without unit: column dose_unit is missing"));
  EXPECT_THAT(said(kHeader + "A,x,human,0,mg/kg,IV,c,1,h,1,nM,mean,,0,s,\n"),
              testing::AllOf(testing::HasSubstr("dose must be above 0, got 0"),
                             testing::HasSubstr("n must be above 0, got 0")));
  EXPECT_THAT(said(""), testing::StartsWith("o.csv"));
}

TEST(ObservationErrors, ManyAreCounted) {  // found by fuzzing: a header of hundreds of unknown columns
  std::string header = "study";
  for (int i = 0; i < 100; ++i) header += ",x" + std::to_string(i);
  EXPECT_THAT(said(header + "\n"), testing::EndsWith("o.csv: error: and 56 more problems in this table\n"));
}

TEST(ObservationErrors, AMissingFileIsShownWhereItWasNamed) {
  try {
    read_observations("/nowhere/o.csv", {.name = "study.toml", .line = 9, .column = 11});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("study.toml:9:11: error: cannot read \"/nowhere/o.csv\""));
  }
}

}  // namespace
}  // namespace tansine
