#include "programme/material/inventory.hpp"

#include "base/text.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace tansine {
namespace {

struct StockLot {
  std::size_t last = 0;  // period in which it can still be used
  double mass = 0;
};

void require_masses(const std::vector<double>& masses, const char* what, std::size_t periods) {
  require(masses.size() == periods,
          fmt::format("{} periods need as many values of {}, not {}", periods, what, masses.size()));
  for (std::size_t t = 0; t < masses.size(); ++t)
    require(masses[t] >= 0, fmt::format("negative stock: {} of period {} is {}", what, t + 1, shortest(masses[t])));
}

// Takes up to `want` from the lots, those that expire first first.
double take(std::vector<StockLot>& lots, double want) {
  double got = 0;
  for (StockLot& lot : lots) {
    const double taken = std::min(want - got, lot.mass);
    lot.mass -= taken;
    got += taken;
  }
  return got;
}

}  // namespace

std::vector<InventoryPeriod> run_inventory(const InventoryPlan& plan) {
  require(!plan.own.empty(), "a stock needs at least one period");
  require_masses(plan.arrivals, "arrivals", plan.own.size());
  require_masses(plan.own, "own demand", plan.own.size());
  require_masses(plan.partner, "partner demand", plan.own.size());
  require(plan.shelf_life >= 1, fmt::format("a shelf life is at least one period, not {}", plan.shelf_life));
  require(plan.reserve >= 0, fmt::format("negative stock: a reserve of {}", shortest(plan.reserve)));

  std::vector<StockLot> lots;  // in the order of arrival, which is that of expiry
  std::vector<InventoryPeriod> periods;
  for (std::size_t t = 0; t < plan.own.size(); ++t) {
    InventoryPeriod p;
    p.arrived = plan.arrivals[t];
    if (p.arrived > 0) lots.push_back({t + static_cast<std::size_t>(plan.shelf_life) - 1, p.arrived});
    p.own = take(lots, plan.own[t]);
    p.own_short = plan.own[t] - p.own;
    double held = 0, ending = 0;
    for (const StockLot& lot : lots) {
      held += lot.mass;
      ending += lot.last <= t ? lot.mass : 0;
    }
    // A reserve of what expires now is a loss and no reserve.
    const double kept = plan.living_reserve ? std::min(plan.reserve, held - ending) : plan.reserve;
    p.partner = take(lots, std::min(plan.partner[t], std::max(0.0, held - kept)));
    p.partner_short = plan.partner[t] - p.partner;
    for (const StockLot& lot : lots) (lot.last <= t ? p.expired : p.stock) += lot.mass;
    std::erase_if(lots, [t](const StockLot& lot) { return lot.last <= t || lot.mass == 0; });
    periods.push_back(p);
  }
  return periods;
}

InventoryPeriod inventory_total(const std::vector<InventoryPeriod>& periods) {
  InventoryPeriod sum;
  for (const InventoryPeriod& p : periods) {
    sum.arrived += p.arrived;
    sum.own += p.own;
    sum.own_short += p.own_short;
    sum.partner += p.partner;
    sum.partner_short += p.partner_short;
    sum.expired += p.expired;
    sum.stock = p.stock;
  }
  return sum;
}

bool order_at_risk(double go, double value_of_time, double batch_cost) {
  require(go >= 0 && go <= 1, fmt::format("a probability of going on must be between 0 and 1, not {}", shortest(go)));
  return go * value_of_time > (1 - go) * batch_cost;
}

}  // namespace tansine
