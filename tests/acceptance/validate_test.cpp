// `tansine validate` and `tansine run` of a calibration, as a user meets them.

#include "program.hpp"

#include "base/resources.hpp"
#include "base/table.hpp"
#include "studies/calibrate/calibrate.hpp"
#include "studies/catalogue.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kHeader =
    "study,compound,species,dose,dose_unit,regimen,analyte,time,time_unit,value,value_unit,stat,sd,n,source_key,note\n";

Table csv(const std::string& text) { return read_table(std::make_shared<const SourceText>(SourceText{"table", text})); }

TEST(Validate, PredictsAFolderOfTheUsers) {
  const Desk desk;
  std::filesystem::create_directory(desk.path("mine"));
  desk.put("mine/own.csv",
           std::string(kHeader) +
               "Own trial,T-DM1,human,3.6,mg/kg,IV q3w cycle 1,T-DM1 conjugate (serum),1,day,50,ug/mL,mean,,3,x,\n"
               "Own trial,T-DM1,human,3.6,mg/kg,IV q3w cycle 1,T-DM1 conjugate (serum),7,day,15,ug/mL,mean,,3,x,\n"
               "Own trial,T-DM1,human,3.6,mg/kg,IV q3w cycle 1,T-DM1 conjugate (serum),14,day,5,ug/mL,mean,,3,x\n"
               "Own trial,qmab vedotin,cyno,3000,ug/kg,single IV,total antibody,24,hour,60,ug/mL,mean,,3,x,\n"
               "Own trial,qmab vedotin,cyno,3000,ug/kg,single IV,free MMAE,24,hour,1,ng/mL,mean,,3,x,\n"
               "Own trial,mystery-7,human,1,mg/kg,single IV,ADC,24,hour,1,ug/mL,mean,,3,x,\n"
               "Own trial,T-DM1,in vitro: cells,1,ug/mL,,viability,,hour,50,%,mean,,3,x,\n"
               "Own trial,T-DM1,human,3.6,mg/kg,IV q3w cycle 1,T-DM1 conjugate (serum),21,day,BLQ,ug/mL,mean,,3,x,\n");
  desk.put("mine/outcomes.csv",
           "compound,study,population,endpoint,dose,dose_unit,regimen,value,unit,sd_or_ci,n,source_key,note\n"
           "trastuzumab emtansine,Own trial,patients,clearance (conjugate),3.6,mg/kg,IV q3w,9.5,mL/day/kg,,3,x,\n"
           "trastuzumab emtansine,Own trial,patients,objective response,3.6,mg/kg,IV q3w,30,%,,3,x,\n");
  const Ran ran = desk.run({"validate", "mine", "--csv", "table.csv"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  const std::string text = desk.get("table.csv");
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "study,compound,species,dose,analyte,metric,predicted,observed,fold_error,basis");
  const Table table = csv(text);
  std::size_t profiles = 0, clearances = 0;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    EXPECT_EQ(table.cell(i, 9), "predicted");  // of a trial that nothing was fitted to
    if (table.cell(i, 5) == "aafe") ++profiles;
    if (table.cell(i, 5) == "CL") {
      ++clearances;
      const double fold = std::stod(std::string(table.cell(i, 8)));
      EXPECT_GT(fold, 0.67);  // published: 8.7 to 11.6 mL/d/kg
      EXPECT_LT(fold, 1.5);
    }
  }
  EXPECT_EQ(profiles, 3u);
  EXPECT_EQ(clearances, 1u);
  // what cannot be predicted is said, each with its place
  EXPECT_THAT(
      ran.out,
      HasSubstr("own.csv:7: Own trial: mystery-7, human 1 mg/kg, ADC (1 points): unknown compound \"mystery-7\""));
  EXPECT_THAT(ran.out, HasSubstr("own.csv:8"));
  EXPECT_THAT(ran.out, HasSubstr("own.csv:9"));
  EXPECT_THAT(ran.out, HasSubstr("outcomes.csv:3: Own trial: trastuzumab emtansine, 3.6 mg/kg, objective response"));
  EXPECT_TRUE(desk.has("runs/validate/report.html"));
  EXPECT_EQ(desk.get("runs/validate/validation.csv"), text);
  EXPECT_THAT(desk.get("runs/validate/not-predicted.csv"), HasSubstr("mystery-7"));
}

TEST(Validate, SaysEverythingThatIsWrongWithAFolder) {
  const Desk desk;
  EXPECT_EQ(desk.run({"validate", "nowhere"}).code, 2);
  EXPECT_THAT(desk.run({"validate", "nowhere"}).err, HasSubstr("nowhere: error: there is no such folder"));
  std::filesystem::create_directory(desk.path("bad"));
  EXPECT_THAT(desk.run({"validate", "bad"}).err, HasSubstr("the folder holds no table"));
  desk.put("bad/a.csv", "study,compound,dose,dose_unit,analite,time,time_unit,value\nx,T-DM1,1,mg/kg,ADC,1,day,2\n");
  desk.put("bad/b.csv", std::string(kHeader) + "x,T-DM1,human,1,mg/kg,,ADC,1,day,2,ug/mL,mean,,1,k,note,more\n");
  const Ran ran = desk.run({"validate", "bad"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("a.csv:1:1: error: column analyte is missing; did you mean \"analite\"?"));
  EXPECT_THAT(ran.err, HasSubstr("column value_unit is missing"));
  EXPECT_THAT(ran.err, HasSubstr("b.csv:2"));
  EXPECT_FALSE(desk.has("runs"));
}

// The data that come with Tansine: every row is predicted but those listed here.
TEST(Validate, PredictsAllDataThatComeWithTansine) {
  const Desk desk;
  const Ran ran = desk.run({"validate"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const Table left = csv(desk.get("runs/validate/not-predicted.csv"));
  EXPECT_EQ(left.rows(), 0u) << desk.get("runs/validate/not-predicted.csv");
  const Table table = csv(desk.get("runs/validate/validation.csv"));
  double sum = 0;
  std::size_t n = 0;
  for (std::size_t i = 0; i < table.rows(); ++i)
    if (table.cell(i, 5) == "aafe") sum += std::log(std::stod(std::string(table.cell(i, 8)))), ++n;
  EXPECT_GE(n, 55u);
  EXPECT_LT(std::exp(sum / static_cast<double>(n)), 1.35);  // 1.27 when written
}

/// The parameters of a calibration as the compound file has them, to the digits written there.
void is_in_its_compound_file(const std::string& name) {
  Calibration calibration(read_calibration(data_directory() / "calibration" / (name + ".toml")));
  const CalibrationResult result = calibration.run();
  const CompoundDescription compound = load_compound(calibration.file().compound.value);
  const ModelDescription* model = compound.model(calibration.file().model.value);
  ASSERT_NE(model, nullptr);
  for (const ParameterEstimate& e : result.estimates) {
    const SourcedQuantity* q = find(model->parameters, e.name);
    ASSERT_NE(q, nullptr) << e.name;
    // four digits are written; the optimizer's own noise is far below
    EXPECT_NEAR(q->value.value() / e.estimate.value(), 1, 2e-3) << name << ": " << e.name;
    EXPECT_THAT(q->source, HasSubstr("data/calibration/" + name + ".toml"));
  }
}

TEST(Calibrate, GivesTheNumbersOfTheCompoundFiles) {
  for (const char* name : {"medi2228", "mirvetuximab-soravtansine", "dhes0815a"}) is_in_its_compound_file(name);
}

TEST(Calibrate, WritesItsEstimates) {
  const Desk desk;
  const Ran ran = desk.run({"run", (data_directory() / "calibration" / "medi2228.toml").string()});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("CL_conjugate"));
  EXPECT_THAT(ran.out, HasSubstr("%"));
  EXPECT_THAT(desk.get("runs/medi2228/estimates.csv"), HasSubstr("parameter,value,unit,relative_standard_error"));
  EXPECT_THAT(desk.get("runs/medi2228/profiles.csv"), HasSubstr("fitted"));
}

TEST(Calibrate, SaysEverythingThatIsWrong) {
  const Desk desk;
  desk.put("fit.toml",
           "study = \"calibrate\"\ncompound = \"t-dm1\"\nmodel = \"calibrated\"\n"
           "[parameters.CLL]\nstart = \"1 L/d\"\nlow = \"0.1 L/d\"\nhigh = \"2 L/d\"\nsource = \"assumed: test\"\n"
           "[parameters.V1]\nstart = \"3 L/d\"\nlow = \"1 L/d\"\nhigh = \"5 L/d\"\nsource = \"assumed: test\"\n"
           "[[data]]\ndataset = \"observations/nothing.csv\"\n");
  const Ran ran = desk.run({"run", "fit.toml"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("the model has no parameter \"CLL\"; did you mean \"CL\"?"));
  EXPECT_THAT(ran.err, HasSubstr("V1 is in L, not in L/d"));
  EXPECT_THAT(ran.err, HasSubstr("nothing.csv"));
}

}  // namespace
}  // namespace tansine
