#pragma once
// Decisions about treatment: at visits, rules on a patient's own state hold, delay, reduce or stop the doses of one
// target, as the dose-modification table of a trial's protocol does. Plain values; the meaning of each is a row of
// docs/events.md, section "Decisions".
//
// "Platelets < 75: hold for a week until at least 100, then one level lower; at most three weeks; third time: stop":
//   {.observable = platelets, .side = below, .limit = 75, .action = delay, .recovered = 100, .delay = 168,
//    .most_waits = 3, .levels_down = 1, .most_times = 2}

#include "base/event_record.hpp"
#include "base/problem.hpp"
#include "model/program.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tansine {

/// What is done when an observable lies on the wrong side of a limit.
struct TreatmentRule {
  enum class Side : std::uint8_t { below, above };  ///< acts if value < limit, or value > limit
  enum class Action : std::uint8_t {
    hold,    ///< the doses that enter at this visit are skipped
    delay,   ///< all doses to come are moved by `delay`; there is a visit then
    reduce,  ///< the doses from this visit on are `levels_down` lower
    stop,    ///< no dose enters any more
  };
  std::uint32_t observable = 0;  ///< index in the Program's observables
  Side side = Side::below;
  double limit = 0;  ///< in the observable's unit as shown
  Action action = Action::hold;
  /// hold, delay: once the rule has acted it goes on until the value is back at this limit; none: at `limit`.
  std::optional<double> recovered{};
  double delay = 0;               ///< [h]
  std::uint32_t most_waits = 0;   ///< hold, delay: so often in a row; once more is a stop. 0: no limit
  std::uint32_t levels_down = 0;  ///< hold, delay: when treatment resumes; reduce: at once
  std::uint32_t most_times = 0;  ///< so many times (of holds or delays in a row: one); once more is a stop. 0: no limit
  bool end_infusions = false;    ///< when this rule stops the treatment, running infusions stop too
  friend bool operator==(const TreatmentRule&, const TreatmentRule&) = default;
};

/// Everything that is decided about the doses into one target.
struct DecisionPlan {
  std::uint32_t target = 0;      ///< index in the Program's dose targets
  std::vector<double> visits{};  ///< [h] ascending
  bool at_each_dose = false;     ///< a visit just before each dose that is to enter
  std::vector<double> levels{};  ///< dose levels below the full dose, as shares of it, falling; below the last: stop
  std::vector<TreatmentRule> rules{};  ///< at a visit the first that applies acts, alone
  friend bool operator==(const DecisionPlan&, const DecisionPlan&) = default;
};

/// One entry of a patient's record of decisions.
struct DecisionMade {
  enum class What : std::uint8_t { held, delayed, resumed, reduced, stopped };
  double time = 0;  ///< [h]
  std::uint32_t plan = 0, rule = 0;
  What what = What::held;
  std::uint32_t level = 0;  ///< the dose level afterwards; 0: full dose
  friend bool operator==(const DecisionMade&, const DecisionMade&) = default;
};

/// Everything in `plans`, and in `records` where there are plans, that breaks a rule of docs/events.md, with the plan's
/// number (from 1) in Place::line.
Problems check_decisions(const Program& program, std::span<const DecisionPlan> plans,
                         std::span<const EventRecord> records, const std::string& name);

}  // namespace tansine
