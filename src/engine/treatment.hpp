#pragma once
// The decisions about one patient's treatment while the course goes on: which visits are due, how often each rule has
// acted, at which level doses are given. It decides; engine/body.hpp carries out. Rules: docs/events.md, cited (E-..).

#include "engine/decisions.hpp"
#include "engine/evaluator.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace tansine {

/// Reusable: begin() keeps the memory.
class Treatment {
 public:
  /// Plans must be valid (check_decisions) and outlive the course, as must `log`. Visits before `start` [h] are none.
  void begin(std::span<const DecisionPlan> plans, double start, std::vector<DecisionMade>& log);

  /// The next visit at a time of its own [h]; infinity if there is none.
  [[nodiscard]] double next_visit() const;
  /// A plan whose visit is due at t and not yet made.
  [[nodiscard]] std::optional<std::uint32_t> due(double t) const;
  /// Likewise because a dose into `target` is to enter at t.
  [[nodiscard]] std::optional<std::uint32_t> due_before_dose(std::uint32_t target, double t) const;

  /// What has to be done about the plan's target. Held doses and levels are asked for when a dose enters.
  struct Orders {
    double delay = 0;  ///< [h] that all doses to come are moved by
    bool stop = false, end_infusions = false;
  };
  /// Makes the visit; `evaluator` has last observed the present state.
  Orders visit(std::uint32_t plan, double t, const Evaluator& evaluator);

  [[nodiscard]] bool decides_about(std::uint32_t target) const { return find(target) != nullptr; }
  /// The doses into `target` that enter at t are skipped.
  [[nodiscard]] bool held(std::uint32_t target, double t) const;
  /// Of the planned amount, for doses that enter now.
  [[nodiscard]] double share(std::uint32_t target) const;
  /// Something else has stopped it: no more visits.
  void stop(std::uint32_t target);

 private:
  struct RuleState {
    std::uint32_t times = 0, waits = 0;
    bool waiting = false;
  };
  struct PlanState {
    const DecisionPlan* plan = nullptr;
    std::size_t first_rule = 0;  // in rules_
    std::size_t next_fixed = 0;  // in plan->visits
    double next_look = std::numeric_limits<double>::infinity();
    double visited = -std::numeric_limits<double>::infinity();  // when last
    double held = -std::numeric_limits<double>::infinity();     // likewise
    std::uint32_t level = 0;
    bool stopped = false;
  };
  [[nodiscard]] const PlanState* find(std::uint32_t target) const;
  [[nodiscard]] static double next_visit(const PlanState& state);
  static bool lower(PlanState& state, std::uint32_t levels);
  Orders act(PlanState& state, std::uint32_t rule, double t);
  Orders stop_by(PlanState& state, std::uint32_t rule, double t);
  void note(const PlanState& state, std::uint32_t rule, double t, DecisionMade::What what);

  std::vector<PlanState> plans_;
  std::vector<RuleState> rules_;
  std::vector<DecisionMade>* log_ = nullptr;
};

}  // namespace tansine
