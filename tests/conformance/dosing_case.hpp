#pragma once
// One conformance case of dosing: records, what they must give, and the rows of docs/events.md that it covers. What is
// expected comes from sums of exponentials written out here, never from the engine.

#include "dosing_model.hpp"

#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace tansine::dosing {

struct Case {
  std::string name;  ///< letters and digits: it becomes a test's name
  std::vector<std::string> rows;
  std::function<void()> check;
};

std::vector<Case> dose_cases();
std::vector<Case> record_cases();
std::vector<Case> steady_state_cases();
std::vector<Case> model_cases();
std::vector<Case> refusal_cases();
std::vector<Case> decision_cases();
std::vector<Case> state_event_cases();

// ---- writing records -------------------------------------------------------------------------------------------

/// A dose record, with its other items set by chained calls.
struct Dose : EventRecord {
  Dose(double at, std::uint32_t into, double mg) {
    time = at;
    target = into;
    amount = mg;
  }
  Dose& rated(double value) { return rate = value, *this; }
  Dose& every(double II, std::uint32_t ADDL = 0) { return interval = II, additional = ADDL, *this; }
  Dose& at_steady_state(std::uint8_t SS = 1) { return steady_state = SS, *this; }
  Dose& after_reset() { return evid = Evid::reset_and_dose, *this; }
  Dose& with(ParameterChange value) { return changes.push_back(value), *this; }
};
EventRecord observation(double time, std::vector<ParameterChange> changes = {});
EventRecord reset(double time);

// ---- what must come out ------------------------------------------------------------------------------------------

/// Drug that enters: `amount` [mg] (F applied) at once, or evenly over `duration` [h].
struct Given {
  std::uint32_t into = central;
  double start = 0;
  double amount = 0;
  double duration = 0;
  double until = std::numeric_limits<double>::infinity();   ///< forgotten from here on: reset or SS 1
  double since = -std::numeric_limits<double>::infinity();  ///< does not exist before: implied doses of an SS record
};
/// The amounts [mg] that one gift leaves at t: superposition of exponentials.
double depot_amount(const Given& given, double t);
double central_amount(const Given& given, double t);
/// A gift and all its implied earlier ones, every `interval` hours, until exp(-k t) < 1e-18 of them is left.
std::vector<Given> for_ever(Given given, double interval);
/// `count` gifts, every `interval` hours.
std::vector<Given> repeated(Given given, double interval, int count);
/// The same gifts, not existing before `since` and forgotten at `until`.
std::vector<Given> between(std::vector<Given> given, double since,
                           double until = std::numeric_limits<double>::infinity());
std::vector<Given> operator+(std::vector<Given> a, const std::vector<Given>& b);

/// A case of the linear model: records against superposed gifts, on a grid of times, with both integrators, by asked
/// times and by observation records after the doses of equal time.
Case superposition(std::string name, std::vector<std::string> rows, std::vector<EventRecord> records,
                   std::vector<Given> given, std::vector<Setting> settings = {});

/// Likewise, asked times only, with decisions: what was decided must be `made`.
Case decided(std::string name, std::vector<std::string> rows, std::vector<EventRecord> records,
             std::vector<DecisionPlan> plans, std::vector<Given> given, std::vector<DecisionMade> made);

/// The amounts [mg] of all gifts, as the model shows them at t.
struct Amounts {
  double depot = 0, central = 0;
};
Amounts sum(const std::vector<Given>& given, double t);
/// Row `row` of a run of the linear model shows these amounts.
void expect_amounts(const Trajectory& result, std::size_t row, const Amounts& expected, const std::string& what);

/// A case whose records carry the expectation: CP [ug/L] of each record's row, in order.
Case by_record(std::string name, std::vector<std::string> rows, std::vector<EventRecord> records,
               std::vector<double> CP, std::vector<Setting> settings = {});

/// rtol of the cases, and what results may be off by: every accepted step may err by rtol, a case takes some hundred
/// steps, and errors decay with the drug. Measured: the worst result of all cases is off by a third of this.
inline constexpr double rtol = 1e-8;
inline constexpr double tolerance = 100 * rtol;
void expect_close(double ours, double expected, const std::string& what);

}  // namespace tansine::dosing
