#pragma once
// The schedule of a course of a linear Program, where patients share it: which stretches of time, under which inputs,
// with which doses and outputs between. Times only; amounts, rates and coefficients are each patient's own.

#include "base/event_record.hpp"
#include "model/program.hpp"

#include <optional>
#include <span>
#include <vector>

namespace tansine {

struct LinearPlan {
  /// Constant input over a stretch; moves of equal length and input are one.
  struct Move {
    std::size_t length = 0;              ///< index into `lengths`
    std::vector<std::uint32_t> running;  ///< records whose infusions run; one twice if it overlaps itself
    friend bool operator==(const Move&, const Move&) = default;
  };
  /// What a record has brought in: its amount so many times, or its rate for so many hours.
  struct Given {
    std::uint32_t record = 0;
    double times_or_hours = 0;
  };
  /// What happens in turn: boluses enter, the outputs first_row..last_row are seen, then time moves.
  struct Step {
    static constexpr std::size_t stay = static_cast<std::size_t>(-1);
    std::vector<std::uint32_t> doses;  ///< records whose bolus enters
    std::size_t first_row = 0, last_row = 0;
    std::size_t move = stay;   ///< index into `moves`
    std::vector<Given> given;  ///< before the outputs, by record
  };

  std::vector<EventRecord> records;  ///< those it was made from
  std::vector<double> lengths;       ///< [h] distinct
  std::vector<Move> moves;
  std::vector<Step> steps;
};

/// The plan of a course with outputs at `times` [h] ascending, by the rules of docs/events.md; none if the schedule
/// depends on the patient (lags, modelled rates or durations, bioavailability of an infusion, new parameter values), or
/// holds what has no closed form here (resets, steady states).
std::optional<LinearPlan> plan_linear_course(const Program& program, std::span<const EventRecord> records,
                                             std::span<const double> times);

/// Do these records have the plan's schedule? Their amounts may differ, and rates with them.
bool has_schedule(const LinearPlan& plan, std::span<const EventRecord> records);

}  // namespace tansine
