#include "studies/validate/profiles.hpp"
#include "studies/validate/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

MATCHER_P(NearTo, x, "") { return std::abs(arg - x) < 1e-6; }

std::vector<double> days(const char* regimen, double last_day) {
  std::vector<double> t = dose_times(regimen_of(regimen), 24 * last_day);
  for (double& x : t) x /= 24;
  return t;
}

TEST(RegimenWords, AreReadAsPeopleWriteThem) {
  EXPECT_THAT(days("IV q3w cycle 1", 21), ElementsAre(0));
  EXPECT_THAT(days("IV q3w, cycle 1", 60), ElementsAre(0));
  EXPECT_THAT(days("single IV", 90), ElementsAre(0));
  EXPECT_THAT(days("single IV infusion, cycle 1 of q3w", 21), ElementsAre(0));
  EXPECT_THAT(days("IV q3w x2 (doses at day 0 and 21)", 42), ElementsAre(0, 21));
  EXPECT_THAT(days("IV day 0 and 21", 42), ElementsAre(0, 21));
  EXPECT_THAT(days("IV q3w cycles 1-3 (doses ~ day 0, 22, 44)", 66), ElementsAre(0, 22, 44));
  EXPECT_THAT(days("IV q3w cycles 1-3", 66), ElementsAre(0, 21, 42));
  EXPECT_THAT(days("IV daily x3 q21d", 21), ElementsAre(0, 1, 2));
  EXPECT_THAT(days("/d x3 q21d", 40), ElementsAre(0, 1, 2, 21, 22, 23));
  EXPECT_THAT(days("IV d1,8,15 q28d", 28), ElementsAre(0, 7, 14));
  EXPECT_THAT(days("days 1, 8 of 21 (q3w)", 20), ElementsAre(0, 7));
  EXPECT_THAT(days("IV weekly", 20), ElementsAre(0, 7, 14));
  EXPECT_THAT(days("qw x 4", 60), ElementsAre(0, 7, 14, 21));
  EXPECT_THAT(days("every 2 weeks", 14), ElementsAre(0));
  EXPECT_THAT(days("every three weeks", 30), ElementsAre(0, 21));
  EXPECT_THAT(days("three times weekly", 6), ElementsAre(0, 2, 4));
  EXPECT_THAT(days("IV loading dose cycle 1 then q2w (14-day window)", 14), ElementsAre(0));
  EXPECT_THAT(days("1.8 mg/kg q3w", 21), ElementsAre(0));
  EXPECT_THAT(days("", 21), ElementsAre(0));
}

TEST(RegimenWords, ACycleStartsItsOwnClock) {
  EXPECT_THAT(days("q3w, cycle 3", 21), ElementsAre(-42, -21, 0));
  EXPECT_EQ(days("q3w steady state", 21).back(), 0);
  EXPECT_GT(days("q3w steady state", 21).size(), 5u);
}

TEST(RegimenWords, InfusionsAndRoutes) {
  EXPECT_EQ(regimen_of("IV 30 min").infusion, 0.5);
  EXPECT_EQ(regimen_of("single IV 1 h").infusion, 1.0);
  EXPECT_EQ(regimen_of("90-min infusion q3w").infusion, 1.5);
  EXPECT_EQ(regimen_of("IV q3w, infused over 90 minutes").infusion, 1.5);
  EXPECT_EQ(regimen_of("IV q3w").infusion, std::nullopt);
  EXPECT_TRUE(regimen_of("subcutaneous, single").subcutaneous);
}

TEST(DoseWords, UnitsOfAllKinds) {
  const auto amount = [](const char* dose, const char* unit) {
    const std::optional<DoseWords> d = dose_of(dose, unit);
    return d ? d->amount : -1;
  };
  EXPECT_EQ(amount("3.6", "mg/kg"), 3.6);
  EXPECT_EQ(amount("300", "ug/kg"), 0.3);
  EXPECT_EQ(amount("300", "mcg/kg"), 0.3);
  EXPECT_EQ(amount("60", "mg/m2/day"), 60);
  EXPECT_EQ(amount("100", "mg/m^2"), 100);
  EXPECT_EQ(amount("100", "mg/m\u00b2"), 100);
  EXPECT_EQ(amount("355", "mg"), 355);
  EXPECT_NEAR(amount("22-295", "mg/m2"), std::sqrt(22 * 295.0), 1e-9);
  EXPECT_EQ(amount("0.15 then 0.075", "mg/kg"), 0.15);
  EXPECT_EQ(dose_of("6", "mg/kg AIBW")->basis, DoseWords::Basis::adjusted_weight);
  EXPECT_EQ(dose_of("6", "mg/kg", "IV q3w, AIBW")->basis, DoseWords::Basis::adjusted_weight);
  EXPECT_EQ(dose_of("6", "mg/m2")->basis, DoseWords::Basis::surface);
  EXPECT_EQ(amount("TROP2", "molecules/cell"), -1);
  EXPECT_EQ(amount("200, 275, 325", "mg/m2"), -1);
  EXPECT_EQ(amount("6354", "TROP2 molecules/cell (x-axis covariate)"), -1);
}

TEST(ValueUnits, AreReadInAnyDress) {
  for (const char* text : {"ug/mL", "mcg/mL", "ug/ml", "\u00b5g/mL", "mg/L"}) {
    const std::optional<Unit> u = value_unit_of(text);
    ASSERT_TRUE(u) << text;
    EXPECT_EQ(u->to_canonical(1), 1) << text;
  }
  EXPECT_NEAR(value_unit_of("ug*day/mL")->to_canonical(1), 24, 1e-12);
  EXPECT_NEAR(value_unit_of("ug.h/mL")->to_canonical(1), 1, 1e-12);
  EXPECT_NEAR(value_unit_of("mL/day/kg")->to_canonical(24e9), 1, 1e-9);
  EXPECT_EQ(value_unit_of("nM")->dimension, dimension::concentration);
  EXPECT_FALSE(value_unit_of("ratio of what"));
  EXPECT_EQ(time_unit_of("hours")->to_canonical(2), 2);
  EXPECT_EQ(time_unit_of("day")->to_canonical(2), 48);
  EXPECT_FALSE(time_unit_of("kg"));
}

TEST(Species, ByTheirManyNames) {
  EXPECT_EQ(species_of("human"), "human");
  EXPECT_EQ(species_of(""), "human");
  EXPECT_EQ(species_of("cynomolgus monkeys"), "cynomolgus");
  EXPECT_EQ(species_of("NHP"), "cynomolgus");
  EXPECT_EQ(species_of("rat (tumor-bearing nude)"), "rat");
  EXPECT_EQ(species_of("SCID mice"), "mouse");
  EXPECT_EQ(species_of("in vitro: SK-BR-3"), "");
}

TEST(AnalyteWords, SayWhatWasMeasured) {
  using K = AnalyteKind;
  const AnalyteWords tdm1{
      .payload = "DM1", .metabolite = {}, .names = {"T-DM1", "trastuzumab emtansine"}, .antibody = "trastuzumab"};
  const AnalyteWords pola{
      .payload = "MMAE", .metabolite = {}, .names = {"polatuzumab vedotin"}, .antibody = "polatuzumab"};
  const AnalyteWords tusa{.payload = "DM4", .metabolite = "MeDM4", .names = {"SAR408701"}, .antibody = "tusamitamab"};
  const AnalyteWords dato{.payload = "DXd", .metabolite = {}, .names = {"Dato-DXd"}, .antibody = "datopotamab"};
  const AnalyteWords bev{
      .payload = {}, .metabolite = {}, .names = {"bevacizumab"}, .antibody = "typical IgG1", .antibody_only = true};
  EXPECT_EQ(analyte_of("T-DM1 conjugate (serum)", tdm1), K::conjugate);
  EXPECT_EQ(analyte_of("ADC (serum)", tdm1), K::conjugate);
  EXPECT_EQ(analyte_of("intact conjugate huC242-DM1 (plasma)", tdm1), K::conjugate);
  EXPECT_EQ(analyte_of("conjugated antibody", tdm1), K::conjugate);
  EXPECT_EQ(analyte_of("total trastuzumab (serum)", tdm1), K::total_antibody);
  EXPECT_EQ(analyte_of("total antibody", tdm1), K::total_antibody);
  EXPECT_EQ(analyte_of("TAb", tdm1), K::total_antibody);
  EXPECT_EQ(analyte_of("DM1 (plasma)", tdm1), K::payload);
  EXPECT_EQ(analyte_of("naked antibody", tdm1), K::naked_antibody);
  EXPECT_EQ(analyte_of("lysine-MCC-DM1", tdm1), std::nullopt);
  EXPECT_EQ(analyte_of("acMMAE (antibody-conjugated MMAE)", pola), K::conjugated_drug);
  EXPECT_EQ(analyte_of("antibody-conjugated drug", pola), K::conjugated_drug);
  EXPECT_EQ(analyte_of("MMAE (unconjugated, plasma)", pola), K::payload);
  EXPECT_EQ(analyte_of("free payload", pola), K::payload);
  EXPECT_EQ(analyte_of("ADC SAR408701 (plasma)", tusa), K::conjugate);
  EXPECT_EQ(analyte_of("S-methyl-DM4", tusa), K::metabolite);
  EXPECT_EQ(analyte_of("MeDM4", tusa), K::metabolite);
  EXPECT_EQ(analyte_of("DM4", tusa), K::payload);
  EXPECT_EQ(analyte_of("average DAR", tusa), K::dar);
  EXPECT_EQ(analyte_of("Dato-DXd", dato), K::conjugate);
  EXPECT_EQ(analyte_of("released DXd (plasma)", dato), K::payload);
  EXPECT_EQ(analyte_of("total anti-TROP2 antibody (serum)", dato), K::total_antibody);
  const AnalyteWords sg{
      .payload = "SN38", .metabolite = {}, .names = {"IMMU-132"}, .antibody = "hRS7", .antibody_only = false};
  EXPECT_EQ(analyte_of("SN-38 (free)", sg), K::payload);
  EXPECT_EQ(analyte_of("bevacizumab (serum)", bev), K::total_antibody);
  EXPECT_EQ(analyte_of("relative viability", tdm1), std::nullopt);
}

TEST(MetricWords, TellPharmacokineticsFromTheRest) {
  EXPECT_EQ(metric_of("Cmax cycle 1 (conjugate)")->kind, MetricKind::Cmax);
  EXPECT_EQ(metric_of("AUCinf cycle 1 (conjugate)")->kind, MetricKind::AUCinf);
  EXPECT_EQ(metric_of("AUClast or AUCtau cycle 1 (conjugate)")->kind, MetricKind::AUClast);
  EXPECT_EQ(metric_of("AUC0-7d conjugated antibody")->until, 168.0);
  EXPECT_EQ(metric_of("terminal half-life (conjugate)")->kind, MetricKind::half_life);
  EXPECT_EQ(metric_of("clearance (conjugate)")->kind, MetricKind::CL);
  EXPECT_EQ(metric_of("CL acMMAE")->kind, MetricKind::CL);
  EXPECT_EQ(metric_of("Cmax cycle 2 (geometric mean)")->cycle, 2);
  EXPECT_TRUE(metric_of("Cmax steady state")->steady_state);
  for (const char* other : {"objective response", "AUCinf ratio ADC vs normal", "MTD", "clearance nonlinearity",
                            "grade 3/4 neutropenia", "MMAE Tmax after end of infusion"})
    EXPECT_FALSE(metric_of(other)) << other;
}

// Troughs drawn a little late, doses given a day after the plan: the rise in the data says where the dose was.
TEST(Profiles, FindTheDoseWhereTheDataRise) {
  ConcentrationRow row{.study = "s",
                       .compound = "c",
                       .species = "human",
                       .dose = "1",
                       .dose_unit = "mg/kg",
                       .regimen = "IV q3w x2 (doses at day 0 and 21)",
                       .analyte = "ADC",
                       .stat = "mean",
                       .source_key = {},
                       .note = {},
                       .value_unit = "ug/mL",
                       .place = {}};
  std::vector<ConcentrationRow> rows;
  for (const auto& [day, value] :
       std::vector<std::pair<double, double>>{{0.1, 20}, {7, 2}, {21.05, 0.2}, {21, 24}, {22, 8}}) {
    row.time = 24 * day;
    row.value = value;
    rows.push_back(row);
  }
  std::vector<DataProfile> found = group_profiles(rows);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].doses, ElementsAre(0, 21 * 24));
  ASSERT_EQ(found[0].points.size(), 5u);
  EXPECT_EQ(found[0].points[2].value, 0.2);  // read before the dose
  EXPECT_LT(found[0].points[2].at, 21 * 24);
  EXPECT_EQ(found[0].points[3].value, 24);
  EXPECT_GE(found[0].points[3].at, 21 * 24);
  rows[2].time = 22.4 * 24;  // the second dose a day and a half late
  rows[3].time = 22.5 * 24;
  rows[4].time = 24 * 24;
  found = group_profiles(rows);
  EXPECT_GT(found[0].doses[1], 22.4 * 24);
  EXPECT_LT(found[0].doses[1], 22.5 * 24);
}

}  // namespace
}  // namespace tansine
