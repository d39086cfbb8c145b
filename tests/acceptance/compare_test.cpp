// `tansine compare`: several compounds in the same virtual patients.

#include "program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;

TEST(Compare, LaysCompoundsSideBySide) {
  const Desk desk;
  const Ran ran = desk.run({"compare", "t-dm1", "brentuximab-vedotin", "t-dm1/tmdd", "--patients", "20"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out,
              AllOf(ContainsRegex("linker +SMCC +mc-vc-PABC +SMCC"), ContainsRegex("model +lu2014 +suri2018 +tmdd"),
                    ContainsRegex("conjugate Cmax \\[ug/mL\\] +[0-9.]+ \\("), ContainsRegex("MMAE Cmax .* - +[0-9]")));
  const std::string csv = desk.get("runs/compare/compare.csv");
  EXPECT_THAT(csv, AllOf(HasSubstr("compound,model,regimen,observable,unit,metric,median,p05,p95"),
                         HasSubstr("brentuximab-vedotin,suri2018,1.8 mg/kg single dose,MMAE,nM,Cmax,")));
  EXPECT_TRUE(desk.has("runs/compare/report.html"));
}

TEST(Compare, OneRegimenForAllAndTheSameBitsAgain) {
  const Desk desk;
  const std::vector<std::string> words{"compare",    "t-dm1", "trastuzumab", "--regimen", "3.6 mg/kg q3w x 2",
                                       "--patients", "5"};
  EXPECT_EQ(desk.run(words).code, 0);
  EXPECT_EQ(desk.run(words).code, 0);
  EXPECT_EQ(desk.get("runs/compare/compare.csv"), desk.get("runs/compare-2/compare.csv"));
  EXPECT_EQ(desk.get("runs/compare/report.html"), desk.get("runs/compare-2/report.html"));
}

TEST(Compare, SaysEverythingThatIsWrong) {
  const Desk desk;
  const Ran ran = desk.run({"compare", "t-dm1", "t-dm2x", "t-dm1/lu2041", "t-dm1"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("unknown compound \"t-dm2x\""), HasSubstr("did you mean \"lu2014\"?"),
                             HasSubstr("\"t-dm1\" is named twice")));
  EXPECT_THAT(desk.run({"compare", "t-dm1"}).err, HasSubstr("at least two"));
  EXPECT_THAT(desk.run({"compare", "t-dm1", "trastuzumab", "--regimen", "3.6 mg/kgg q3w"}).err, HasSubstr("mg/kgg"));
  EXPECT_FALSE(desk.has("runs/compare"));
}

}  // namespace
}  // namespace tansine
