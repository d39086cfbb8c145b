#pragma once
// Lots in stock between own use and partner sale: first expired, first out.

#include <optional>
#include <vector>

namespace tansine {

/// One item over equal periods (quarters, say); masses in one unit. A lot that arrives in period t is usable through
/// the end of t + shelf_life - 1.
struct InventoryPlan {
  std::vector<double> arrivals, own, partner;  ///< per period, equally many
  int shelf_life = 8;                          ///< periods
  double reserve = 0;                          ///< partners get only what is above this
  /// The reserve counts only stock that outlives the period: what would expire is sold. False: it is kept and lost.
  bool living_reserve = true;
};
struct InventoryPeriod {
  double arrived = 0, own = 0, own_short = 0, partner = 0, partner_short = 0, expired = 0, stock = 0;
};
/// Own demand first, then partners. Throws InputError for a negative mass ("negative stock"), lists of different
/// length, or a shelf life below 1.
std::vector<InventoryPeriod> run_inventory(const InventoryPlan& plan);
/// Sums of all but the stock, which is the last one's.
InventoryPeriod inventory_total(const std::vector<InventoryPeriod>& periods);

/// Lead times in months before the first infusion.
struct LeadTimes {
  double antibody = 12, payload = 9, conjugation = 4, release = 3;  ///< assumed: none is public
  [[nodiscard]] double payload_order() const { return payload + conjugation + release; }
  [[nodiscard]] double antibody_order() const { return antibody + conjugation + release; }
};
/// Ordering before the previous phase reads out pays if P(go) x value of the time saved > P(stop) x cost of the
/// batches.
bool order_at_risk(double go, double value_of_time, double batch_cost);

}  // namespace tansine
