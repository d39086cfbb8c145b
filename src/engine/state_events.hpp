#pragma once
// State events: an observable crosses a threshold, and the time is found and recorded; treatment or the course may end
// with it. Plain values; what they mean is rows of docs/events.md, section "State events".

#include "base/problem.hpp"
#include "model/program.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace tansine {

struct StateEvent {
  enum class Direction : std::uint8_t { rising, falling, both };
  enum class Action : std::uint8_t {
    record,          ///< only; changes no bit of the results
    stop_treatment,  ///< no dose enters `target` any more
    end_course,      ///< outputs after it are nan
  };
  static constexpr std::uint32_t every_target = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t observable = 0;  ///< index in the Program's observables
  double threshold = 0;          ///< in the observable's unit as shown
  Direction direction = Direction::both;
  Action action = Action::record;
  std::uint32_t target = every_target;  ///< stop_treatment: index in the Program's dose targets
  bool end_infusions = false;           ///< stop_treatment: running ones stop too
  friend bool operator==(const StateEvent&, const StateEvent&) = default;
};

/// One entry of a patient's record of crossings.
struct Crossing {
  double time = 0;  ///< [h] to 1e-10 relative
  std::uint32_t event = 0;
  bool rising = false;
  friend bool operator==(const Crossing&, const Crossing&) = default;
};

/// Everything in `events` that breaks a rule of docs/events.md, with the event's number (from 1) in Place::line.
Problems check_state_events(const Program& program, std::span<const StateEvent> events, const std::string& name);

}  // namespace tansine
