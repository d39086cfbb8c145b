// A study whose doses come from a dataset: the example, by its patients, and what is warned about.

#include "program.hpp"

#include "base/file.hpp"
#include "base/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <cmath>
#include <map>

namespace tansine {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// patient -> time [h] -> conjugate [ug/mL]
std::map<int, std::map<double, double>> courses(const std::filesystem::path& csv) {
  const Table table = read_table(read_source(csv));
  const auto column = [&](const char* name) { return table.column(name).value(); };
  const std::size_t patient = column("patient"), time = column("time_h"), conjugate = column("conjugate_ug_per_mL");
  std::map<int, std::map<double, double>> all;
  for (std::size_t row = 0; row < table.rows(); ++row)
    all[std::stoi(std::string(table.cell(row, patient)))][std::stod(std::string(table.cell(row, time)))] =
        std::stod(std::string(table.cell(row, conjugate)));
  return all;
}

TEST(Dataset, EachPatientHasHisOwnCourse) {
  const Desk desk;
  ASSERT_EQ(desk.run({"init", "t-dm1-dataset"}).code, 0);
  const Ran ran = desk.run({"run", "t-dm1-dataset.toml"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("In the first dosing interval of the dataset the conjugate's Cmax is "));
  EXPECT_THAT(ran.err, AllOf(HasSubstr("1 model x 1 arm x 4 patients"), HasSubstr("reference value of AST, ECD, "),
                             Not(HasSubstr("WT"))));
  EXPECT_THAT(desk.get("runs/t-dm1-dataset/report.html"), HasSubstr("4 subjects, "));

  const auto all = courses(desk.path("runs/t-dm1-dataset/trajectories.csv"));
  ASSERT_EQ(all.size(), 4u);
  // a dose shows itself at the end of its infusion (written out even where the schedule has no such time): it has
  // raised the concentration since the dose record by about dose / central volume: 3.1 L in the typical patient, spread
  // over patients and with their weight of 50 to 100 kg
  const struct {
    int patient;
    double dose_at, hours, mg;
  } doses[] = {{0, 0, 1.5, 252},    {0, 504, 1.5, 252}, {0, 2520, 1.5, 252}, {1, 0, 1.5, 180}, {1, 672, 0.5, 150},
               {1, 2184, 0.5, 150}, {2, 0, 1.5, 360},   {2, 1512, 1.5, 324}, {3, 0, 1.5, 234}};
  for (const auto& d : doses) {
    SCOPED_TRACE(testing::Message() << "patient " << d.patient << ", dose at " << d.dose_at << " h");
    const auto& course = all.at(d.patient);
    ASSERT_TRUE(course.contains(d.dose_at));
    ASSERT_TRUE(course.contains(d.dose_at + d.hours));
    const double volume = d.mg / (course.at(d.dose_at + d.hours) - course.at(d.dose_at));
    EXPECT_GT(volume, 1.5);
    EXPECT_LT(volume, 6);
  }
  // no dose in the weeks in which the others have one
  EXPECT_LT(all.at(1).at(516), all.at(1).at(504));
  EXPECT_LT(all.at(3).at(516), all.at(3).at(504));
  // before any is given
  for (const auto& [patient, course] : all) EXPECT_EQ(course.at(0), 0) << patient;
}

TEST(Dataset, AmountsScaleTheLinearModel) {
  const Desk desk;
  const auto cmax = [&](const std::string& unit, const std::string& amount, const std::string& rate) {
    desk.put("doses.csv", "ID,TIME,AMT,RATE\n1,0," + amount + "," + rate + "\n");
    desk.put("study.toml",
             "study = \"simulate\"\ncompound = \"t-dm1\"\nmodel = \"lu2014\"\n[events]\ndataset = \"doses.csv\"\n"
             "amount_unit = \"" +
                 unit +
                 "\"\n[observe]\nconjugate = \"at 0, 90 min, 1 d\"\n"
                 "[output]\ntrajectories = true\n");
    EXPECT_EQ(desk.run({"run", "study.toml", "--results", unit + amount}).code, 0);
    return courses(desk.path(unit + amount + "/study/trajectories.csv")).at(0).at(1.5);
  };
  const double of_252_mg = cmax("mg", "252", "168");
  EXPECT_NEAR(cmax("mg", "504", "336"), 2 * of_252_mg, 1e-4 * of_252_mg);  // the solver's tolerance is 1e-6
  EXPECT_NEAR(cmax("g", "0.252", "0.168"), of_252_mg, 1e-9 * of_252_mg);
  // 148,781 g/mol
  EXPECT_NEAR(cmax("nmol", "1693.7647", "1129.1765"), of_252_mg, 1e-6 * of_252_mg);
}

TEST(Dataset, ColumnsNobodyReads) {
  const Desk desk;
  desk.put("doses.csv", "ID,TIME,AMT,WGT," + std::string(100'000, 'x') + "\n1,0,250,70,1\n");
  desk.put("study.toml",
           "study = \"simulate\"\ncompound = \"t-dm1\"\nmodel = \"lu2014\"\n[events]\n"
           "dataset = \"doses.csv\"\n[observe]\nconjugate = \"daily for 1 week\"\n");
  const Ran ran = desk.run({"check", "study.toml"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("warning: Columns of the dataset that no model of this study uses: \"WGT\", \"x"),
                    HasSubstr("warning: Every patient has the reference value of "), HasSubstr("WT")));
  EXPECT_LT(ran.out.size(), 1000u);
}

}  // namespace
}  // namespace tansine
