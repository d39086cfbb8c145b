// `give`: the conjugate, and its parts by themselves, as arms of one study.

#include "program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;

const std::string study = R"(study = "simulate"
compound = "tusamitamab-ravtansine"
regimen = "100 mg single dose"
give = ["conjugate", "free payload", "naked antibody", "naked antibody + free payload"]
patients = 10
[observe]
conjugate = "every 6 h for 21 d"
naked = "every 6 h for 21 d"
DM4 = "every 1 min for 1 h"
[solver]
audit = 1
)";

/// The number in `column` (from 0) of the first line of `csv` that starts with `start`.
double number(const std::string& csv, const std::string& start, std::size_t column) {
  const std::size_t line = csv.find("\n" + start);
  if (line == std::string::npos) return -1;
  std::size_t at = line + 1;
  for (std::size_t i = 0; i < column; ++i) at = csv.find(',', at) + 1;
  return std::stod(csv.substr(at));
}

TEST(Give, PartsComeInTheAmountsOfTheConjugate) {
  const Desk desk;
  desk.put("parts.toml", study);
  const Ran ran = desk.run({"run", "parts.toml"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const std::string csv = desk.get("runs/parts/summary.csv");
  const std::string header = csv.substr(0, csv.find('\n'));
  const auto columns = static_cast<std::size_t>(
      std::count(header.begin(), header.begin() + static_cast<std::ptrdiff_t>(header.find("typical")), ','));
  // at time 0, in nmol: the antibodies are as many; the drugs are 3.2956 times as many, in 1 L
  const double conjugate = number(csv, "pouzin2022,conjugate,conjugate,ug/mL,0,", columns),
               with_it = number(csv, "pouzin2022,conjugate,naked,ug/mL,0,", columns),
               naked = number(csv, "pouzin2022,naked antibody,naked,ug/mL,0,", columns),
               payload = number(csv, "pouzin2022,free payload,DM4,nM,0,", columns),
               both = number(csv, "pouzin2022,naked antibody + free payload,DM4,nM,0,", columns);
  EXPECT_GT(naked, 0);
  const double MW = 150e-6, MW_naked = 144522e-9;  // [mg/nmol], of the model
  EXPECT_NEAR(conjugate / MW + with_it / MW_naked, naked / MW_naked, 1e-9 * naked / MW_naked);
  EXPECT_NEAR(payload, 100.0 / 150e-6 / 1e3 * 3.2956, 1e-3 * payload) << header;
  EXPECT_DOUBLE_EQ(payload, both);
}

TEST(Give, TheAnswerLaysTheArmsSideBySide) {
  const Desk desk;
  ASSERT_EQ(desk.run({"init", "with-and-without-antibody"}).code, 0);
  const std::string file = "with-and-without-antibody.toml";
  desk.put(file, replaced(desk.get(file), "patients = 200", "patients = 3"));
  const Ran ran = desk.run({"run", file});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("Medians: tumor_DM1 on average [nM]: "),
                    ContainsRegex("platelets at its lowest .cell/nL.: [0-9.]+ .conjugate., [0-9.]+ .free payload.")));
}

TEST(Give, SaysWhatAModelCannotBeGiven) {
  const Desk desk;
  desk.put("parts.toml", replaced(study, "compound = \"tusamitamab-ravtansine\"", "compound = \"t-dm1\""));
  const Ran ran = desk.run({"run", "parts.toml"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("parts.toml:4:22: error: model 'lu2014' cannot be given this"),
                             HasSubstr("parts.toml:4:38: error")));
  desk.put(
      "word.toml",
      replaced(study, "give = [\"conjugate\", \"free payload\", \"naked antibody\", \"naked antibody + free payload\"]",
               "give = \"free pay load\""));
  EXPECT_THAT(desk.run({"check", "word.toml"}).err, HasSubstr("did you mean \"free payload\"?"));
}

}  // namespace
}  // namespace tansine
