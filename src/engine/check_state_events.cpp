// The refusals of docs/events.md about state events (E-69).

#include "engine/state_events.hpp"

#include <fmt/format.h>

#include <cmath>

namespace tansine {

Problems check_state_events(const Program& program, std::span<const StateEvent> events, const std::string& name) {
  Problems problems;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const StateEvent& event = events[i];
    const auto error = [&](std::string message) {
      problems.error(Place{.name = name, .line = static_cast<int>(i) + 1}, std::move(message));
    };
    if (event.observable >= program.observables.size()) {
      error(fmt::format("observable number {} does not exist, the model has {}", event.observable,
                        program.observables.size()));
    }
    if (!std::isfinite(event.threshold))
      error(fmt::format("threshold is {}, expected a finite number", event.threshold));
    if (event.direction > StateEvent::Direction::both || event.action > StateEvent::Action::end_course)
      error("no such direction or action");
    const bool has_target = event.target != StateEvent::every_target;
    if (event.action != StateEvent::Action::stop_treatment && (has_target || event.end_infusions))
      error("a dose target or an end of infusions, but the action is not to stop treatment");
    if (has_target && event.target >= program.dose_targets.size()) {
      error(fmt::format("dose target number {} does not exist, the model has {}", event.target,
                        program.dose_targets.size()));
    }
  }
  return problems;
}

}  // namespace tansine
