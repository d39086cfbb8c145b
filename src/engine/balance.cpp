#include "engine/balance.hpp"

#include <algorithm>
#include <cmath>

namespace tansine {

BalanceMonitor::BalanceMonitor(const Program& program)
    : program_(&program), expected_(program.balances.size(), 0.0), rates_(program.balances.size(), 0.0) {}

void BalanceMonitor::refer(const Evaluator& evaluator) {
  for (std::size_t b = 0; b < expected_.size(); ++b) expected_[b] = evaluator.value(program_->balances[b].total);
}

void BalanceMonitor::add(const Evaluator& evaluator, std::uint32_t target, double amount) {
  if (amount == 0) return;
  for (std::size_t b = 0; b < expected_.size(); ++b) {
    const Slot per_dose = program_->balances[b].per_dose[target];
    if (per_dose != no_slot) expected_[b] += amount * evaluator.value(per_dose);
  }
}

void BalanceMonitor::set_rates(const Evaluator& evaluator, std::span<const Agenda::Infusion> infusions) {
  std::ranges::fill(rates_, 0.0);
  for (std::size_t b = 0; b < rates_.size(); ++b) {
    for (const Agenda::Infusion& infusion : infusions) {
      const Slot per_dose = program_->balances[b].per_dose[infusion.target];
      if (per_dose != no_slot) rates_[b] += infusion.rate * evaluator.value(per_dose);
    }
  }
}

void BalanceMonitor::pass(double hours) {
  for (std::size_t b = 0; b < expected_.size(); ++b) expected_[b] += rates_[b] * hours;
}

void BalanceMonitor::check(const Evaluator& evaluator, double hours) {
  for (std::size_t b = 0; b < expected_.size(); ++b) compare(b, evaluator.value(program_->balances[b].total), hours);
}

void BalanceMonitor::check(std::span<const double> totals, double hours) {
  for (std::size_t b = 0; b < expected_.size(); ++b) compare(b, totals[b], hours);
}

void BalanceMonitor::compare(std::size_t balance, double total, double hours) {
  const double expected = expected_[balance] + rates_[balance] * hours;
  if (!(expected > 0)) return;
  largest_error_ = std::max(largest_error_, std::abs(total - expected) / expected);
}

}  // namespace tansine
