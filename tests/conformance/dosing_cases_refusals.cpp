// What is refused before anything runs: rows E-40 to E-48.

#include "dosing_case.hpp"

#include "base/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace tansine::dosing {

namespace {

using testing::HasSubstr;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The last of `records` is refused, with one message that holds `text`; run() throws the same.
Case refused(std::string name, std::string row, std::vector<EventRecord> records, std::string text) {
  return {std::move(name), {std::move(row)}, [records, text] {
            const Program& program = one_compartment();
            const Problems problems = check_records(program, records, "data.csv");
            ASSERT_EQ(problems.error_count(), 1u);
            const Problem& problem = problems.list().front();
            EXPECT_THAT(problem.message, HasSubstr(text));
            EXPECT_EQ(problem.place.name, "data.csv");
            EXPECT_EQ(problem.place.line, static_cast<int>(records.size()));
            Timeline timeline(program, {});
            Trajectory result;
            EXPECT_THROW(timeline.run_records({parameters(program), records}, result), InputError);
          }};
}

EventRecord changed(EventRecord record, ParameterChange value) {
  record.changes.push_back(value);
  return record;
}

void everything_at_once() {
  std::vector<EventRecord> records = {Dose(5, 7, -1).rated(-3), Dose(4, central, nan), observation(4)};
  records[2].amount = 3;
  const Problems problems = check_records(one_compartment(), records, "data.csv");
  std::vector<int> lines;
  for (const Problem& problem : problems.list()) lines.push_back(problem.place.line);
  EXPECT_EQ(lines, (std::vector<int>{1, 1, 1, 2, 2, 3}));
}

void good_records_pass() {
  const std::vector<EventRecord> records = {Dose(0, central, 100).rated(-1),
                                            Dose(0, central, 100).rated(-2).every(12, 3),
                                            Dose(3, central, 0).rated(4).at_steady_state(),
                                            Dose(3, depot, 0),
                                            reset(0),
                                            Dose(5, depot, 10).every(6).at_steady_state(2),
                                            Dose(1, depot, 10).after_reset(),
                                            observation(2, {change(one_compartment(), "CL", 2)})};
  EXPECT_EQ(check_records(one_compartment(), records, "data.csv").error_count(), 0u);
}

}  // namespace

std::vector<Case> refusal_cases() {
  EventRecord strange = observation(0);
  strange.evid = static_cast<Evid>(7);
  EventRecord dosing_observation = observation(0);
  dosing_observation.amount = 5;
  EventRecord dosing_reset = reset(0);
  dosing_reset.additional = 2;
  return {
      refused("TimeNan", "E-40", {Dose(nan, depot, 1)}, "TIME is nan"),
      refused("AmountInfinite", "E-40", {Dose(0, depot, inf)}, "AMT is inf"),
      refused("RateNan", "E-40", {Dose(0, depot, 1).rated(nan)}, "RATE is nan"),
      refused("IntervalInfinite", "E-40", {Dose(0, depot, 1).every(inf)}, "II is inf"),
      refused("ValueNan", "E-40", {changed(observation(0), change(one_compartment(), "CL", nan))}, "'CL' becomes nan"),
      refused("UnknownEvid", "E-40", {strange}, "EVID is 7"),
      refused("TimeStepsBack", "E-41", {Dose(5, depot, 1), observation(4)}, "time 4 h comes before"),
      refused("AmountOnObservation", "E-42", {dosing_observation}, "gives no dose"),
      refused("AdditionalOnReset", "E-42", {dosing_reset}, "gives no dose"),
      refused("NegativeAmount", "E-43", {Dose(0, depot, -5)}, "AMT is -5"),
      refused("NegativeRate", "E-43", {Dose(0, depot, 5).rated(-3)}, "RATE is -3"),
      refused("NegativeInterval", "E-43", {Dose(0, depot, 5).every(-12)}, "II is -12"),
      refused("AdditionalWithoutInterval", "E-44", {Dose(0, depot, 5).every(0, 3)}, "ADDL is 3"),
      refused("RateWithoutAmount", "E-45", {Dose(0, depot, 0).rated(3)}, "RATE without AMT"),
      refused("SteadyStateThree", "E-46", {Dose(0, depot, 5).every(12).at_steady_state(3)}, "SS is 3"),
      refused("SteadyStateWithoutInterval", "E-46", {Dose(0, depot, 5).at_steady_state()}, "SS is 1 but II is 0"),
      refused("SteadyInfusionWithoutInterval", "E-46", {Dose(0, depot, 5).rated(2).at_steady_state(2)},
              "SS is 2 but II"),
      refused("SteadyStateWithoutAmount", "E-46", {Dose(0, depot, 0).rated(3).every(12).at_steady_state()},
              "SS with II but no AMT"),
      refused("ConstantInfusionByDuration", "E-46", {Dose(0, central, 0).rated(-2).at_steady_state()}, "needs a rate"),
      refused("UnknownTarget", "E-47", {Dose(0, 2, 5)}, "dose target number 2"),
      refused("UnknownParameter", "E-47", {changed(observation(0), {.parameter = 99, .value = 1})},
              "parameter number 99"),
      refused("NoModelledRate", "E-47", {Dose(0, depot, 5).rated(-1)}, "'depot' has no modelled rate"),
      refused("NoModelledDuration", "E-47", {Dose(0, depot, 5).rated(-2)}, "'depot' has no modelled duration"),
      refused("TooManyDoses", "E-48", {Dose(0, depot, 1).every(1, 10'000'000)}, "more than 10000000 doses"),
      {"EverythingAtOnce", {"E-40", "E-41", "E-42", "E-43", "E-47"}, everything_at_once},
      {"GoodRecordsPass", {"E-41", "E-46"}, good_records_pass},
  };
}

}  // namespace tansine::dosing
