// Regimens: every form of docs/regimens.md, and what is refused where.

#include "library/dosing/regimen.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <cmath>

using namespace tansine;

namespace {

Regimen parsed(std::string_view text) {
  UnitProblem problem;
  const std::optional<Regimen> r = parse_regimen(text, &problem);
  EXPECT_TRUE(r) << text << ": " << problem.message;
  return r.value_or(Regimen{});
}

/// "message|characters underlined|suggestion"
std::string refusal(std::string_view text) {
  UnitProblem problem;
  if (parse_regimen(text, &problem)) return "accepted";
  return problem.message + "|" + std::string(text.substr(std::min(problem.offset, text.size()), problem.length)) + "|" +
         problem.suggestion;
}

constexpr double kWeek = 168;

BodySize adult() { return {.WT = 70e6, .HT = 170e4, .BSA = {}, .sex = 1.0}; }

}  // namespace

TEST(Regimen, PerBodyWeightInfused) {
  const Regimen r = parsed("3.6 mg/kg q3w x 6, infused over 90 min");
  ASSERT_EQ(r.phases.size(), 1u);
  const DosePhase& p = r.phases[0];
  EXPECT_EQ(p.amount, 3.6);
  EXPECT_EQ(p.basis, DoseBasis::body_weight);
  EXPECT_EQ(p.interval, 3 * kWeek);
  EXPECT_EQ(p.count, 6u);
  EXPECT_EQ(p.infusion, 1.5);
  // 3.6 mg/kg * 70 kg = 252 mg; over 0.148 mg/nmol
  const std::vector<EventRecord> records = dose_records(r, adult(), 0.148, 2);
  ASSERT_EQ(records.size(), 6u);
  EXPECT_DOUBLE_EQ(records[0].amount, 252 / 0.148);
  EXPECT_DOUBLE_EQ(records[0].rate, 252 / 0.148 / 1.5);
  EXPECT_EQ(records[5].time, 15 * kWeek);
  EXPECT_EQ(records[5].target, 2u);
  EXPECT_EQ(end_of_regimen(r), 18 * kWeek);
}

TEST(Regimen, WaysToSayWhen) {
  const auto interval = [](std::string_view text) { return parsed(text).phases.at(0).interval; };
  EXPECT_EQ(interval("1 mg q3w"), 504);
  EXPECT_EQ(interval("1 mg qw"), 168);
  EXPECT_EQ(interval("1 mg q1w x 3"), 168);
  EXPECT_EQ(interval("1 mg Q21D"), 504);
  EXPECT_EQ(interval("1 mg q12h"), 12);
  EXPECT_EQ(interval("1 mg qd"), 24);
  EXPECT_EQ(interval("1 mg daily for 5 d"), 24);
  EXPECT_EQ(interval("1 mg every 10 d x 2"), 240);
  EXPECT_EQ(interval("1 mg every week x 2"), 168);
  EXPECT_EQ(interval("1 mg every 3 weeks"), 504);
  EXPECT_EQ(interval("1 mg single dose"), 0);
  EXPECT_EQ(interval("1 mg"), 0);
}

TEST(Regimen, CountsFromALength) {
  EXPECT_EQ(parsed("1 mg q3w for 18 weeks").phases[0].count, 6u);
  EXPECT_EQ(parsed("1 mg q3w for 17 weeks").phases[0].count, 6u);
  EXPECT_EQ(parsed("1 mg q3w for 19 weeks").phases[0].count, 7u);
  EXPECT_EQ(parsed("1 mg q3w x6").phases[0].count, 6u);
  EXPECT_EQ(parsed("1 mg q3w × 4 doses").phases[0].count, 4u);
}

TEST(Regimen, Bases) {
  EXPECT_EQ(parsed("100 mg/m2 q2w").phases[0].basis, DoseBasis::body_surface);
  EXPECT_EQ(parsed("100 mg/m^2 q2w").phases[0].basis, DoseBasis::body_surface);
  EXPECT_EQ(parsed("6 mg/kg AIBW q3w").phases[0].basis, DoseBasis::adjusted_body_weight);
  EXPECT_EQ(parsed("500 mg q3w").phases[0].basis, DoseBasis::flat);
  EXPECT_EQ(parsed("500 ug/kg q3w").phases[0].amount, 0.5);
  const Regimen molar = parsed("1.2 umol q2w");
  EXPECT_TRUE(molar.phases[0].molar);
  EXPECT_EQ(molar.phases[0].amount, 1200);
  EXPECT_EQ(dose_records(molar, {}, 0.148, 0)[0].amount, 1200);
  const Regimen per_kg = parsed("10 nmol/kg");
  EXPECT_DOUBLE_EQ(dose_records(per_kg, adult(), 0.148, 0)[0].amount, 700);
}

TEST(Regimen, CapsAndBodySizes) {
  const Regimen weight = parsed("2 mg/kg capped at 60 kg q3w x 2");
  EXPECT_DOUBLE_EQ(dose_records(weight, adult(), 1, 0)[0].amount, 120);
  const Regimen dose = parsed("2 mg/kg (max 100 mg) q3w, over 1 h");
  EXPECT_DOUBLE_EQ(dose_records(dose, adult(), 1, 0)[0].amount, 100);
  EXPECT_EQ(dose.phases[0].infusion, 1);
  // B-19: 70 kg, 170 cm
  EXPECT_NEAR(body_surface_du_bois(70e6, 170e4) / 1e12, 1.8097, 1e-4);
  EXPECT_NEAR(body_surface_mosteller(70e6, 170e4) / 1e12, 1.8181, 1e-4);
  // IBW 0.9*170-88 = 65 kg; AIBW 65 + 0.4*5 = 67 kg
  EXPECT_DOUBLE_EQ(adjusted_ideal_body_weight(70e6, 170e4, true), 67e6);
  EXPECT_DOUBLE_EQ(dose_records(parsed("6 mg/kg AIBW"), adult(), 1, 0)[0].amount, 402);
  EXPECT_EQ(missing_for(parsed("6 mg/kg AIBW").phases[0], {.WT = 7e7, .HT = {}, .BSA = {}, .sex = {}}), "HT");
  EXPECT_EQ(missing_for(parsed("6 mg/m2").phases[0], {.WT = {}, .HT = {}, .BSA = 1.8e12, .sex = {}}), "");
}

TEST(Regimen, LoadingThenMaintenance) {
  const Regimen r = parsed("loading 8 mg/kg, then 6 mg/kg q3w x 5, infused over 30 min");
  ASSERT_EQ(r.phases.size(), 2u);
  const std::vector<PlannedDose> doses = planned_doses(r);
  ASSERT_EQ(doses.size(), 6u);
  EXPECT_EQ(doses[1].time, 504);
  EXPECT_EQ(doses[0].phase->amount, 8);
  EXPECT_EQ(doses[5].time, 5 * 504);
  const Regimen switched = parsed("4 mg/kg, infused over 90 min, then 2 mg/kg qw x 3, infused over 30 min");
  EXPECT_EQ(switched.phases[0].infusion, 1.5);
  EXPECT_EQ(switched.phases[1].infusion, 0.5);
  EXPECT_EQ(parsed("4 mg/kg, over 90 min, then 2 mg/kg qw x 3").phases[1].infusion, 1.5);
}

TEST(Regimen, RefusesWithThePlace) {
  EXPECT_EQ(refusal("3.6 mg/kgg q3w x 6"), "unknown unit \"mg/kgg\"|mg/kgg|mg/kg");
  EXPECT_EQ(refusal("3.6 g/L q3w"),
            "\"3.6 g/L\" is not a dose; expected one like \"3.6 mg/kg\", \"100 mg/m2\" or \"500 mg\"|3.6 g/L|");
  EXPECT_THAT(refusal("5 % q3w"), testing::HasSubstr("is not a dose"));
  EXPECT_THAT(refusal("3.6 kg/kg q3w"), testing::Eq("accepted"));  // odd, but a dose
  EXPECT_EQ(refusal("3.6 mg/kg q3x"), "unknown interval \"q3x\"; expected one like q3w, qw, q21d, q12h|q3x|q3w");
  EXPECT_EQ(refusal("3.6 mg/kg q0w"), "unknown interval \"q0w\"; expected one like q3w, qw, q21d, q12h|q0w|q3w");
  EXPECT_EQ(refusal("3.6 mg/kg q3w x 0"), "a regimen needs at least one dose|0|");
  EXPECT_EQ(refusal("3.6 mg/kg q3w x 99999999999999999999"), "more than 100000 doses|99999999999999999999|");
  EXPECT_EQ(refusal("3.6 mg/kg q3w x"), "how many doses? expected a whole number after \"x\"||");
  EXPECT_EQ(refusal("3.6 mg/kg q3w infused over 90 mg"), "\"90 mg\" is not a time|90 mg|");
  EXPECT_EQ(refusal("-1 mg/kg q3w"), "a dose must not be negative|-1 mg/kg|");
  EXPECT_EQ(refusal("8 mg/kg, then 6 mg/kg"),
            "two doses after each other need an interval, like \"q3w\"|8 mg/kg, then 6 mg/kg|");
  EXPECT_EQ(refusal("1 mg q3w tomorrow"), "unexpected \"tomorrow\"|tomorrow|");
  EXPECT_THAT(refusal(""), testing::HasSubstr("a dose is missing"));
  EXPECT_THAT(refusal("2 mg/kg capped at 5 mL q3w"), testing::HasSubstr("does not cap this dose"));
  EXPECT_THAT(refusal("500 mg AIBW"), testing::HasSubstr("AIBW needs a dose per kg"));
}
