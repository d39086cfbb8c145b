// Boluses, infusions, additional doses, lag and bioavailability: rows E-02, E-10 to E-20.

#include "dosing_case.hpp"

#include <gtest/gtest.h>
#include <cmath>

namespace tansine::dosing {

namespace {

Given bolus(std::uint32_t into, double start, double amount) {
  return {.into = into, .start = start, .amount = amount};
}
Given infusion(std::uint32_t into, double start, double amount, double duration) {
  return {.into = into, .start = start, .amount = amount, .duration = duration};
}

/// The patient ends at `time` with not_finite: one dose parameter is outside its range.
Case out_of_range(std::string name, Dose dose, Setting setting) {
  return {std::move(name), {"E-20", "E-39"}, [=] {
            Timeline timeline(one_compartment(), {});
            Trajectory result;
            const std::vector<double> times = {0, 5, 10, 15};
            const Outcome outcome =
                timeline.run({parameters(one_compartment(), {setting}), {Dose(0, depot, 100), dose}}, times, result);
            EXPECT_EQ(outcome.status, Status::not_finite);
            EXPECT_EQ(outcome.t_reached, 10);
            EXPECT_TRUE(std::isfinite(result.at(1, 0)));
            EXPECT_TRUE(std::isnan(result.at(2, 0)));
            EXPECT_TRUE(std::isnan(result.at(3, 0)));
          }};
}

}  // namespace

std::vector<Case> dose_cases() {
  std::vector<Case> cases;
  const auto add = [&cases](Case one) { cases.push_back(std::move(one)); };

  add(superposition("BolusCentral", {"E-02", "E-10"}, {Dose(0, central, 100)}, {bolus(central, 0, 100)}));
  add(superposition("BolusDepot", {"E-02", "E-10"}, {Dose(0, depot, 100)}, {bolus(depot, 0, 100)}));
  add(superposition("BolusLater", {"E-10", "E-09"}, {Dose(12, central, 70)}, {bolus(central, 12, 70)}));
  add(superposition("BolusWithF", {"E-10", "E-17"}, {Dose(0, central, 100)}, {bolus(central, 0, 41.2)},
                    {{"F", 0.412}}));
  add(superposition("FAboveOne", {"E-10", "E-17"}, {Dose(0, central, 100)}, {bolus(central, 0, 223)}, {{"F", 2.23}}));
  add(superposition("FZero", {"E-10", "E-17"}, {Dose(0, central, 100), Dose(4, depot, 10)}, {bolus(depot, 4, 10)},
                    {{"F", 0}}));
  add(superposition("FOfOneTargetOnly", {"E-17"}, {Dose(0, central, 100), Dose(0, depot, 100)},
                    {bolus(central, 0, 30), bolus(depot, 0, 100)}, {{"F", 0.3}}));

  add(superposition("InfusionCentral", {"E-11"}, {Dose(0, central, 100).rated(10)}, {infusion(central, 0, 100, 10)}));
  add(superposition("InfusionDepot", {"E-11"}, {Dose(0, depot, 100).rated(12.5)}, {infusion(depot, 0, 100, 8)}));
  add(superposition("InfusionWithFIsShorter", {"E-11", "E-17"}, {Dose(0, central, 480).rated(10)},
                    {infusion(central, 0, 240, 24)}, {{"F", 0.5}}));
  add(superposition("InfusionWithFZero", {"E-11", "E-17"}, {Dose(0, central, 100).rated(10)}, {}, {{"F", 0}}));
  add(superposition("InfusionVeryShort", {"E-11"}, {Dose(2, central, 100).rated(1e4)},
                    {infusion(central, 2, 100, 0.01)}));
  add(superposition("ModelledRate", {"E-12"}, {Dose(0, central, 100).rated(-1)}, {infusion(central, 0, 100, 16)},
                    {{"RAT2", 6.25}}));
  add(superposition("ModelledRateWithF", {"E-12", "E-17"}, {Dose(0, central, 100).rated(-1)},
                    {infusion(central, 0, 50, 8)}, {{"RAT2", 6.25}, {"F", 0.5}}));
  add(superposition("ModelledDuration", {"E-13"}, {Dose(0, central, 100).rated(-2)}, {infusion(central, 0, 100, 9)},
                    {{"DUR2", 9}}));
  add(superposition("ModelledDurationWithF", {"E-13", "E-17"}, {Dose(0, central, 100).rated(-2)},
                    {infusion(central, 0, 61, 9)}, {{"DUR2", 9}, {"F", 0.61}}));

  add(superposition("AdditionalBoluses", {"E-14"}, {Dose(0, depot, 100).every(24, 3)},
                    repeated(bolus(depot, 0, 100), 24, 4)));
  add(superposition("AdditionalInfusions", {"E-14", "E-11"}, {Dose(0, central, 100).rated(10).every(24, 3)},
                    repeated(infusion(central, 0, 100, 10), 24, 4)));
  add(superposition("AdditionalModelledDurations", {"E-14", "E-13"}, {Dose(0, central, 90).rated(-2).every(12, 4)},
                    repeated(infusion(central, 0, 90, 2), 12, 5)));
  add(superposition("TwoSeries", {"E-14"}, {Dose(0, depot, 100).every(24, 2), Dose(4, central, 50).every(8, 5)},
                    repeated(bolus(depot, 0, 100), 24, 3) + repeated(bolus(central, 4, 50), 8, 6)));
  add(superposition("IntervalWithoutAdditional", {"E-14"}, {Dose(0, central, 100).every(24)},
                    {bolus(central, 0, 100)}));
  add(superposition("FractionalInterval", {"E-14", "E-31"}, {Dose(0, central, 100).every(0.1, 9)},
                    repeated(bolus(central, 0, 100), 0.1, 10)));

  add(superposition("OverlappingInfusions", {"E-15"}, {Dose(0, central, 100).rated(5).every(12, 4)},
                    repeated(infusion(central, 0, 100, 20), 12, 5)));
  add(superposition("ManyfoldOverlap", {"E-15"}, {Dose(0, central, 100).rated(2).every(6, 7)},
                    repeated(infusion(central, 0, 100, 50), 6, 8)));
  add(superposition("InfusionsBackToBack", {"E-15", "E-31"}, {Dose(0, central, 100).rated(10).every(10, 5)},
                    repeated(infusion(central, 0, 100, 10), 10, 6)));
  add(superposition("BolusDuringInfusion", {"E-15"}, {Dose(0, central, 100).rated(10), Dose(4, central, 60)},
                    {infusion(central, 0, 100, 10), bolus(central, 4, 60)}));
  add(superposition("TwoTargetsOverlap", {"E-15"}, {Dose(0, central, 100).rated(10), Dose(2, depot, 48).rated(4)},
                    {infusion(central, 0, 100, 10), infusion(depot, 2, 48, 12)}));

  add(superposition("Lag", {"E-16", "E-07"}, {Dose(0, central, 100)}, {bolus(central, 4.15, 100)}, {{"LAG", 4.15}}));
  add(superposition("LagWithAdditional", {"E-16", "E-14"}, {Dose(0, central, 100).every(24, 3)},
                    repeated(bolus(central, 12.13, 223), 24, 4), {{"LAG", 12.13}, {"F", 2.23}}));
  add(superposition("LagAboveInterval", {"E-16", "E-14"}, {Dose(0, central, 100).every(8, 4)},
                    repeated(bolus(central, 20, 100), 8, 5), {{"LAG", 20}}));
  add(superposition("LaggedInfusion", {"E-16", "E-11"}, {Dose(0, central, 100).rated(10).every(24, 3)},
                    repeated(infusion(central, 4.15, 100, 10), 24, 4), {{"LAG", 4.15}}));
  add(superposition("LaggedModelledDuration", {"E-16", "E-13"}, {Dose(0, central, 100).rated(-2).every(24, 3)},
                    repeated(infusion(central, 5, 61, 9), 24, 4), {{"LAG", 5}, {"DUR2", 9}, {"F", 0.61}}));
  add(superposition("LagOfOneTargetOnly", {"E-16"}, {Dose(0, central, 100), Dose(0, depot, 50)},
                    {bolus(central, 10, 100), bolus(depot, 0, 50)}, {{"LAG", 10}}));

  add(superposition("DoseOfNothing", {"E-18"}, {Dose(0, central, 0).every(12, 3), Dose(2, central, 10)},
                    {bolus(central, 2, 10)}));

  add(out_of_range("NegativeF", Dose(10, central, 100), {"F", -0.1}));
  add(out_of_range("NegativeLag", Dose(10, central, 100), {"LAG", -1}));
  add(out_of_range("NoDuration", Dose(10, central, 100).rated(-2), {"DUR2", 0}));
  add(out_of_range("NoRate", Dose(10, central, 100).rated(-1), {"RAT2", 0}));
  return cases;
}

}  // namespace tansine::dosing
