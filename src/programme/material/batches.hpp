#pragma once
// Batches are whole, are ordered months ahead, and can fail.

#include <vector>

namespace tansine {

struct BatchPlan {
  double mass = 100;     ///< g per batch
  double retained = 6;   ///< g per batch for release tests, reserve samples and stability
  double success = 0.9;  ///< probability that a batch is released
  [[nodiscard]] double net() const { return mass - retained; }
};
/// Batches that must succeed for `need` g. Throws InputError if a batch leaves nothing.
int batches_needed(double need, const BatchPlan& plan);
/// P(at least `need` of `ordered` succeed).
double batches_suffice(int need, int ordered, double success);
/// Least order that gives `need` good batches with this confidence.
int batches_to_order(int need, double success, double confidence = 0.95);

/// What ordering costs when the need is normal: batches at a price each, and a price per g short.
struct OrderCost {
  int batches = 0;
  double no_shortage = 0;  ///< probability
  double cost = 0;         ///< mean
};
struct UncertainNeed {
  double mean = 0, sd = 1;  ///< g
};
/// For orders of 1 to `most` batches.
std::vector<OrderCost> order_costs(const UncertainNeed& need, const BatchPlan& plan, double batch_cost,
                                   double shortage_cost, int most);
/// The newsvendor's quantity: mean + sd Phi^-1(short/(short + over)), costs per unit.
double newsvendor(const UncertainNeed& need, double cost_short, double cost_over);

}  // namespace tansine
