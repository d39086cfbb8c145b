#pragma once
// A programme as a chain of stages, and its value: the exact law over where it fails, risk-adjusted and discounted.
// Time in years from the decision, money in millions, (1 + rate)^-t. What can fail is in the stages' probabilities and
// only there; the rate carries time and the market.

#include "programme/history.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tansine {

struct ProgrammeStage {
  std::string name;    ///< "phase 2"
  double success = 1;  ///< probability
  double years = 0;
  double cost = 0;                    ///< millions, spent halfway, whether or not the stage succeeds
  std::vector<std::string> events{};  ///< of the history, at its start
};
/// An event so many years after the last stage has succeeded.
struct LaunchEvent {
  std::string event;
  double years = 0;
};
/// Sales of years 1, 2, ... after launch, at the middle of each: a linear ramp to the peak, then flat.
struct SalesPlan {
  double peak = 0;  ///< millions per year; 0: none
  int ramp = 5, years = 10;
  std::string event = "sales", subject{};
  double margin = 1;                             ///< fraction of sales that the owner keeps
  [[nodiscard]] double in_year(int year) const;  ///< from 1
};
struct ProgrammePlan {
  std::vector<ProgrammeStage> stages;
  std::vector<LaunchEvent> launch;
  SalesPlan sales;

  [[nodiscard]] double alive(std::size_t stage) const;  ///< probability of starting it
  [[nodiscard]] double start(std::size_t stage) const;  ///< years
  [[nodiscard]] double success() const;                 ///< of all stages
  [[nodiscard]] double launch_time() const;
};
/// Throws InputError without stages, for probabilities outside [0, 1], negative times, costs or sales.
void require_plan(const ProgrammePlan& plan);

/// One end of a programme: what happened until then, and how likely that is.
struct ProgrammeOutcome {
  std::string name;  ///< "fails in phase 2", "launched"
  double probability = 0;
  History history;
};
/// One per stage that can fail, in order, and "launched". `decided`: the day from which the plan counts.
std::vector<ProgrammeOutcome> programme_outcomes(const ProgrammePlan& plan, const CalendarDate& decided);

/// A value with its probability.
struct ValueOutcome {
  std::string name;
  double probability = 0, value = 0;
};
/// The exact law of a value.
struct ValueLaw {
  std::vector<ValueOutcome> outcomes;
  [[nodiscard]] double mean() const;
  [[nodiscard]] double sd() const;
  [[nodiscard]] double lowest() const;
  [[nodiscard]] double highest() const;
  [[nodiscard]] double quantile(double probability) const;
};

struct DatedAmount {
  double years = 0, millions = 0;
};
/// Sum of the amounts at a yearly discount rate; throws InputError unless it is above -1.
double net_present_value(const std::vector<DatedAmount>& amounts, double rate);
/// Rate at which they are worth nothing, between -0.5 and 1; throws InputError if there is none.
double internal_rate_of_return(const std::vector<DatedAmount>& amounts);

/// Owner's costs and margins.
ValueLaw owner_law(const ProgrammePlan& plan, double rate);

/// What stands between a model's probability of success and the record of such programmes: the share of failures
/// (strategy, competition, manufacture, toxicity that is not modeled) that the model does not know.
struct SuccessClaim {
  double model = 0, base_rate = 0;
  std::string base_source;
  [[nodiscard]] double factor() const { return base_rate / model; }  ///< survives what is not modeled
};
/// Throws InputError unless both are within (0, 1].
void require_claim(const SuccessClaim& claim);
/// The law with a launch that is `factor` times as likely; the rest fails at the end, for what is not modeled.
ValueLaw with_unmodeled_failure(const ValueLaw& law, double factor);

}  // namespace tansine
