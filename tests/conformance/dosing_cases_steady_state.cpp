// Steady states of the linear model, and of one with saturable elimination: rows E-21 to E-30, E-35, E-36.

#include "dosing_case.hpp"

#include <gtest/gtest.h>
#include <cmath>

namespace tansine::dosing {

namespace {

double left(double t) { return std::exp(-k * t); }

Given bolus(std::uint32_t into, double start, double amount) {
  return {.into = into, .start = start, .amount = amount};
}
Given infusion(std::uint32_t into, double start, double amount, double duration) {
  return {.into = into, .start = start, .amount = amount, .duration = duration};
}
/// The endless train that is behind an SS record at `time` whose own gift enters as `own`.
std::vector<Given> train(const Given& own, double interval, double time = 0) {
  return between(for_ever(own, interval), time);
}
/// `count` additional gifts after `own`.
std::vector<Given> more(Given own, double interval, int count) {
  own.start += interval;
  return repeated(own, interval, count);
}
/// What an endless infusion into the central compartment that stops at `time` leaves: rate / k, as one gift.
Given plateau(double time, double rate) { return bolus(central, time, rate / k); }

Dose constant(double time, std::uint32_t into, double rate, std::uint8_t SS = 1) {
  return Dose(time, into, 0).rated(rate).at_steady_state(SS);
}

Case no_steady_state(std::string name, const Program& program, Dose dose, std::vector<Setting> settings = {}) {
  return {std::move(name), {"E-30", "E-39"}, [&program, dose, settings] {
            for (const Method method : {Method::reference, Method::cvode}) {
              Timeline timeline(program, {.method = method});
              Trajectory result;
              std::vector<double> values = parameters(program);
              for (const Setting& s : settings) values[change(program, s.parameter, s.value).parameter] = s.value;
              const std::vector<double> times = {0, dose.time - 1, dose.time, dose.time + 1};
              const Outcome outcome = timeline.run({values, {Dose(0, depot, 10), dose}}, times, result);
              EXPECT_EQ(outcome.status, Status::no_steady_state) << status_name(outcome.status);
              EXPECT_EQ(outcome.t_reached, dose.time);
              EXPECT_TRUE(std::isfinite(result.at(1, 0)));
              EXPECT_TRUE(std::isnan(result.at(2, 0)));
              EXPECT_TRUE(std::isnan(result.at(3, 0)));
            }
          }};
}

// Saturable elimination, see dosing_model.hpp.
constexpr double Vmax = 2, Km = 4;  // [mg/h], [mg/L]

/// Boluses of `amount` every `interval` h for ever: Km ln(C0/C) + C0 - C = Vmax t / V from peak C0 to trough C, and
/// C0 - C = amount / V, give C0 / C = exp((Vmax interval - amount) / (V Km)).
Case saturable_boluses(std::string name, double amount, double interval) {
  return {std::move(name), {"E-21", "E-30"}, [=] {
            Timeline timeline(saturable(), {.rtol = rtol});
            Trajectory result;
            const double ratio = std::exp((Vmax * interval - amount) / (V * Km));
            const double trough = amount / V / (ratio - 1);
            const std::vector<double> times = {0, interval - 1e-9, interval};
            const Outcome outcome =
                timeline.run({parameters(saturable()), {Dose(0, central, amount).every(interval, 1).at_steady_state()}},
                             times, result);
            ASSERT_EQ(outcome.status, Status::ok) << status_name(outcome.status);
            expect_close(result.at(0, 0), 1000 * (trough + amount / V), "peak");
            expect_close(result.at(1, 0), 1000 * trough, "trough");
            expect_close(result.at(2, 0), 1000 * (trough + amount / V), "next peak");
          }};
}

Case saturable_infusion(std::string name, double rate) {
  return {
      std::move(name), {"E-28", "E-30"}, [=] {
        Timeline timeline(saturable(), {.rtol = rtol});
        Trajectory result;
        const std::vector<double> times = {0};
        const Outcome outcome = timeline.run({parameters(saturable()), {constant(0, central, rate)}}, times, result);
        ASSERT_EQ(outcome.status, Status::ok) << status_name(outcome.status);
        expect_close(result.at(0, 0), 1000 * Km * rate / (Vmax - rate), "plateau");  // Vmax C / (Km + C) = rate
      }};
}

}  // namespace

std::vector<Case> steady_state_cases() {
  std::vector<Case> cases;
  const auto add = [&cases](Case one) { cases.push_back(std::move(one)); };
  const double full = 100 * unit;
  const std::vector<Given> load = between({bolus(central, 0, 300)}, 0);

  add(superposition("SteadyBolus", {"E-21"}, {Dose(0, central, 100).every(24).at_steady_state()},
                    train(bolus(central, 0, 100), 24)));
  add(superposition("SteadyDepotBolus", {"E-21"}, {Dose(0, depot, 100).every(12).at_steady_state()},
                    train(bolus(depot, 0, 100), 12)));
  add(superposition("SteadyBolusLater", {"E-21"}, {Dose(36, depot, 100).every(12).at_steady_state()},
                    train(bolus(depot, 36, 100), 12, 36)));
  add(superposition("SteadyShortInterval", {"E-21"}, {Dose(0, central, 1).every(0.25).at_steady_state()},
                    train(bolus(central, 0, 1), 0.25)));
  add(by_record("SteadyRowShowsTheDose", {"E-21", "E-07"},
                {Dose(0, central, 100).every(24).at_steady_state(), observation(24)},
                {full / (1 - left(24)), full / (1 - left(24)) * left(24)}));
  add(superposition("SteadyInfusion", {"E-22"}, {Dose(0, central, 100).rated(10).every(24).at_steady_state()},
                    train(infusion(central, 0, 100, 10), 24)));
  add(superposition("SteadyDepotInfusion", {"E-22"}, {Dose(0, depot, 100).rated(20).every(8).at_steady_state()},
                    train(infusion(depot, 0, 100, 5), 8)));
  add(superposition("SteadyInfusionOfOneInterval", {"E-23"},
                    {Dose(0, central, 100).rated(10).every(10, 8).at_steady_state()},
                    train(infusion(central, 0, 100, 10), 10) + more(infusion(central, 0, 100, 10), 10, 8)));
  add(superposition("SteadyInfusionOfThreeIntervals", {"E-23", "E-24"},
                    {Dose(0, central, 90).rated(5).every(6, 2).at_steady_state()},
                    train(infusion(central, 0, 90, 18), 6) + more(infusion(central, 0, 90, 18), 6, 2)));
  add(superposition(
      "SteadyInfusionAlmostTwoIntervals", {"E-23", "E-24"},
      {Dose(0, central, 100).rated(8.3333).every(6, 12).at_steady_state()},
      train(infusion(central, 0, 100, 100 / 8.3333), 6) + more(infusion(central, 0, 100, 100 / 8.3333), 6, 12)));
  add(superposition("SteadyInfusionBeyondInterval", {"E-24"},
                    {Dose(0, central, 100).rated(5).every(12).at_steady_state()},
                    train(infusion(central, 0, 100, 20), 12)));
  add(superposition("SteadyInfusionFarBeyondInterval", {"E-24", "E-36", "E-35"},
                    {Dose(0, central, 100).rated(2).every(12, 4).at_steady_state()},
                    train(infusion(central, 0, 81.2, 40.6), 12) + more(infusion(central, 0, 81.2, 40.6), 12, 4),
                    {{"F", 0.812}}));
  add(superposition("SteadyDepotInfusionBeyondInterval", {"E-24"},
                    {Dose(0, depot, 100).rated(4).every(12, 1).at_steady_state()},
                    train(infusion(depot, 0, 100, 25), 12) + more(infusion(depot, 0, 100, 25), 12, 1)));

  add(superposition("SteadyLaggedBolus", {"E-25", "E-35"}, {Dose(0, central, 100).every(24, 3).at_steady_state()},
                    train(bolus(central, 4, 41.2), 24) + more(bolus(central, 4, 41.2), 24, 3),
                    {{"LAG", 4}, {"F", 0.412}}));
  add(by_record("SteadyRowOfALaggedRecord", {"E-25", "E-07"},
                {Dose(0, central, 100).every(24).at_steady_state(), observation(0)},
                {full / (1 - left(24)) * left(20), full / (1 - left(24)) * left(20)}, {{"LAG", 4}}));
  add(superposition("SteadyLaggedInfusion", {"E-25", "E-35"},
                    {Dose(0, central, 100).rated(10).every(24, 3).at_steady_state()},
                    train(infusion(central, 3.16, 41.2, 4.12), 24) + more(infusion(central, 3.16, 41.2, 4.12), 24, 3),
                    {{"LAG", 3.16}, {"F", 0.412}}));
  add(superposition("SteadyLaggedInfusionStillRunning", {"E-25", "E-24"},
                    {Dose(0, central, 100).rated(5).every(24, 1).at_steady_state()},
                    train(infusion(central, 10, 100, 20), 24) + more(infusion(central, 10, 100, 20), 24, 1),
                    {{"LAG", 10}}));
  add(superposition("SteadyLaggedInfusionBeyondInterval", {"E-25", "E-24"},
                    {Dose(0, central, 100).rated(5).every(12, 2).at_steady_state()},
                    train(infusion(central, 5, 100, 20), 12) + more(infusion(central, 5, 100, 20), 12, 2),
                    {{"LAG", 5}}));
  add(superposition("SteadyLagOfOneInterval", {"E-25"}, {Dose(0, central, 100).every(8, 2).at_steady_state()},
                    train(bolus(central, 8, 100), 8) + more(bolus(central, 8, 100), 8, 2), {{"LAG", 8}}));
  add(superposition("SteadyLagBeyondInterval", {"E-25"}, {Dose(0, central, 100).every(8, 2).at_steady_state()},
                    train(bolus(central, 20, 100), 8) + more(bolus(central, 20, 100), 8, 2), {{"LAG", 20}}));
  add(superposition("SteadyInfusionAndLagBeyondInterval", {"E-25", "E-24"},
                    {Dose(0, central, 100).rated(5).every(12, 1).at_steady_state()},
                    train(infusion(central, 30, 100, 20), 12) + more(infusion(central, 30, 100, 20), 12, 1),
                    {{"LAG", 30}}));

  add(superposition("SteadyReplacesAmounts", {"E-26"},
                    {Dose(0, central, 300), Dose(20, depot, 100).every(12, 2).at_steady_state()},
                    between(load, 0, 20) + train(bolus(depot, 20, 100), 12, 20) + more(bolus(depot, 20, 100), 12, 2)));
  add(superposition(
      "SteadyReplacesInfusionAndWaiting", {"E-26"},
      {Dose(0, central, 300).rated(10).every(16, 9), Dose(20, depot, 100).every(12).at_steady_state()},
      between(repeated(infusion(central, 0, 300, 30), 16, 2), 0, 20) + train(bolus(depot, 20, 100), 12, 20)));
  add(superposition("SteadyReplacesLagged", {"E-26", "E-25"},
                    {Dose(0, central, 300), Dose(2, central, 100).every(12).at_steady_state()},
                    train(bolus(central, 7, 100), 12, 2), {{"LAG", 5}}));
  add(superposition("SteadyAfterReset", {"E-05", "E-21"},
                    {Dose(0, central, 300), Dose(12, depot, 100).every(12).at_steady_state().after_reset()},
                    between(load, 0, 12) + train(bolus(depot, 12, 100), 12, 12)));
  add(superposition("SteadyLaggedAfterReset", {"E-05", "E-25"},
                    {Dose(0, depot, 300), Dose(12, central, 100).every(12).at_steady_state().after_reset()},
                    between({bolus(depot, 0, 300)}, 0, 12) + train(bolus(central, 22, 100), 12, 12), {{"LAG", 10}}));

  add(superposition("SteadyAdds", {"E-27"},
                    {Dose(0, central, 300), Dose(12, depot, 100).every(24, 2).at_steady_state(2)},
                    load + train(bolus(depot, 12, 100), 24, 12) + more(bolus(depot, 12, 100), 24, 2)));
  add(superposition(
      "MorningAndEvening", {"E-27", "E-21", "E-35"},
      {Dose(0, depot, 100).every(24, 4).at_steady_state(), Dose(12, depot, 50).every(24, 3).at_steady_state(2)},
      train(bolus(depot, 0, 100), 24) + more(bolus(depot, 0, 100), 24, 4) + train(bolus(depot, 12, 50), 24, 12) +
          more(bolus(depot, 12, 50), 24, 3)));
  add(superposition("SteadyAddsBesideInfusionAndWaiting", {"E-27"},
                    {Dose(0, central, 300).rated(10).every(16, 2), Dose(20, depot, 100).every(12).at_steady_state(2)},
                    repeated(infusion(central, 0, 300, 30), 16, 3) + train(bolus(depot, 20, 100), 12, 20)));
  add(superposition("SteadyAddsOverlappingInfusion", {"E-27", "E-24"},
                    {Dose(0, central, 60).rated(4).every(10, 2).at_steady_state(),
                     Dose(3, central, 60).rated(5).every(8).at_steady_state(2)},
                    train(infusion(central, 0, 60, 15), 10) + more(infusion(central, 0, 60, 15), 10, 2) +
                        train(infusion(central, 3, 60, 12), 8, 3)));
  add(superposition("SteadyAddsWithLag", {"E-27", "E-25"},
                    {Dose(0, depot, 200), Dose(6, central, 100).rated(10).every(12, 2).at_steady_state(2)},
                    std::vector{bolus(depot, 0, 200)} + train(infusion(central, 13, 100, 10), 12, 6) +
                        more(infusion(central, 13, 100, 10), 12, 2),
                    {{"LAG", 7}}));
  add(superposition("SteadyAddsToNothing", {"E-27"}, {Dose(0, central, 100).every(12).at_steady_state(2)},
                    train(bolus(central, 0, 100), 12)));

  add(superposition("ConstantInfusion", {"E-28"}, {constant(0, central, 7)}, {plateau(0, 7)}));
  add(superposition("ConstantDepotInfusion", {"E-28"}, {constant(0, depot, 100)},
                    {plateau(0, 100), bolus(depot, 0, 100 / KA)}));
  add(superposition("ConstantInfusionIgnoresFAndLag", {"E-28"}, {constant(0, central, 7)}, {plateau(0, 7)},
                    {{"F", 0.3}, {"LAG", 5}}));
  add(superposition("ConstantModelledRate", {"E-28", "E-12"}, {constant(0, central, -1)}, {plateau(0, 4)},
                    {{"RAT2", 4}}));
  add(superposition("ConstantInfusionReplaces", {"E-28", "E-26"},
                    {Dose(0, central, 300).rated(10).every(24, 3), constant(12, central, 7)},
                    between({infusion(central, 0, 300, 30)}, 0, 12) + std::vector{plateau(12, 7)}));
  add(superposition("ConstantInfusionAdds", {"E-28", "E-27"}, {Dose(0, central, 300), constant(12, central, 7, 2)},
                    load + std::vector{plateau(12, 7)}));
  add(superposition("NothingForEver", {"E-29"}, {Dose(0, central, 300), constant(12, central, 0)},
                    between(load, 0, 12)));

  add(superposition("SteadyWithF", {"E-36", "E-21"}, {Dose(0, central, 100).every(12).at_steady_state()},
                    train(bolus(central, 0, 80), 12), {{"F", 0.8}}));
  add(superposition("SteadyModelledDuration", {"E-36", "E-13", "E-35"},
                    {Dose(0, central, 100).rated(-2).every(12, 3).at_steady_state()},
                    train(infusion(central, 0, 61, 9), 12) + more(infusion(central, 0, 61, 9), 12, 3),
                    {{"DUR2", 9}, {"F", 0.61}}));
  add(superposition("SteadyModelledDurationBeyondInterval", {"E-36", "E-24", "E-13"},
                    {Dose(0, central, 100).rated(-2).every(6).at_steady_state()}, train(infusion(central, 0, 61, 9), 6),
                    {{"DUR2", 9}, {"F", 0.61}}));
  add(superposition("SteadyModelledRate", {"E-36", "E-12"},
                    {Dose(0, central, 100).rated(-1).every(12).at_steady_state()},
                    train(infusion(central, 0, 50, 8), 12), {{"RAT2", 6.25}, {"F", 0.5}}));

  // Nearly no elimination: 140 years of half-life. D / (1 - exp(-k II)), with k from the changed clearance.
  add(by_record("SteadyStateOfALongHalfLife", {"E-21", "E-30"}, {Dose(0, central, 100).every(24).at_steady_state()},
                {full / -std::expm1(-1e-5 / V * 24)}, {{"CL", 1e-5}}));

  add(saturable_boluses("SaturableBoluses", 24, 24));
  add(saturable_boluses("SaturableNearItsLimit", 45, 24));
  add(saturable_infusion("SaturableInfusion", 1));
  add(saturable_infusion("SaturableInfusionNearItsLimit", 1.95));
  add(no_steady_state("NoElimination", one_compartment(), Dose(5, depot, 100).every(24).at_steady_state(),
                      {{"CL", 0}}));
  add(no_steady_state("NoEliminationOfAnInfusion", one_compartment(), constant(5, central, 1), {{"CL", 0}}));
  add(no_steady_state("SaturableOverwhelmed", saturable(), Dose(5, central, 60).every(24).at_steady_state()));
  add(no_steady_state("SaturableOverwhelmedByInfusion", saturable(), constant(5, central, 2.5)));
  return cases;
}

}  // namespace tansine::dosing
