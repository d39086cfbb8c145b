#pragma once
// The state events of one patient while the course goes on: on which side of its threshold each observable is, what
// has been crossed, and what is still to be done about it. Rules: docs/events.md (E-63 and on).

#include "engine/evaluator.hpp"
#include "engine/state_events.hpp"
#include "engine/watch.hpp"

#include <span>
#include <vector>

namespace tansine {

/// Reusable: begin() keeps the memory.
class StateWatch {
 public:
  /// Events must be valid and outlive the course, as must `log`. The sides are those at (t, y).
  void begin(std::span<const StateEvent> events, Evaluator& evaluator, double t, std::span<const double> y,
             std::vector<Crossing>& log);
  [[nodiscard]] std::span<const Watch> watches() const { return watches_; }
  void distances(Evaluator& evaluator, double t, std::span<const double> y, std::span<double> distances) const;
  void crossed(std::size_t k, double t);
  /// The state has jumped to y at t: what is on the other side now has crossed there (E-64).
  void jump(Evaluator& evaluator, double t, std::span<const double> y);
  /// Takes the next event that has come to pass and acts; nullptr: none.
  const StateEvent* take_due();

 private:
  std::span<const StateEvent> events_;
  std::vector<Watch> watches_;
  std::vector<double> distances_;
  std::vector<std::size_t> due_;
  std::vector<Crossing>* log_ = nullptr;
};

}  // namespace tansine
