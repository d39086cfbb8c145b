#pragma once
// Watches that what a patient was given is still there: the total of every conserved moiety against what it was at the
// last point of reference (start, reset, steady state, parameter change) plus what doses have brought in since.

#include "engine/evaluator.hpp"
#include "engine/events.hpp"

#include <span>
#include <vector>

namespace tansine {

class BalanceMonitor {
 public:
  explicit BalanceMonitor(const Program& program);
  void start() { largest_error_ = 0; }
  /// The totals as last observed by `evaluator` are right: begin to count from here.
  void refer(const Evaluator& evaluator);
  /// A bolus of `amount` (F applied) enters.
  void add(const Evaluator& evaluator, std::uint32_t target, double amount);
  /// From now on these infusions run.
  void set_rates(const Evaluator& evaluator, std::span<const Agenda::Infusion> infusions);
  void pass(double hours);
  /// Compares with the totals as last observed by `evaluator`, `hours` after the last pass().
  void check(const Evaluator& evaluator, double hours);
  /// Likewise with totals [nmol] evaluated elsewhere, one per balance.
  void check(std::span<const double> totals, double hours);
  /// max |total - expected| / expected since start(); moieties of which nothing is expected are not compared.
  [[nodiscard]] double largest_error() const { return largest_error_; }

 private:
  void compare(std::size_t balance, double total, double hours);

  const Program* program_;
  std::vector<double> expected_, rates_;  ///< [nmol], [nmol/h], one per balance
  double largest_error_ = 0;
};

}  // namespace tansine
