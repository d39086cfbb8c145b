#include "programme/material/batches.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "programme/designs/chance.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <cmath>

namespace tansine {
namespace {

void require_batch(const BatchPlan& p) {
  require(p.retained >= 0 && p.net() > 0,
          fmt::format("a batch of {} g with {} g retained leaves nothing", shortest(p.mass), shortest(p.retained)));
  require(
      p.success > 0 && p.success <= 1,
      fmt::format("the probability that a batch succeeds must be above 0 and at most 1, not {}", shortest(p.success)));
}

void require_need(const UncertainNeed& n) {
  require(n.mean >= 0 && n.sd > 0, "an uncertain need has a mean that is not negative and a positive spread");
}

}  // namespace

int batches_needed(double need, const BatchPlan& plan) {
  require_batch(plan);
  require(need >= 0 && need / plan.net() < 1e6, fmt::format("a need of {} g cannot be met in batches", shortest(need)));
  return static_cast<int>(std::ceil(need / plan.net() - 1e-12));
}

double batches_suffice(int need, int ordered, double success) {
  return need <= 0 ? 1 : 1 - binomial_cdf(need - 1, ordered, success);
}

int batches_to_order(int need, double success, double confidence) {
  require(need >= 0 && need <= 10'000, fmt::format("{} batches cannot be ordered", need));
  require_probability(confidence, "the confidence of an order");
  require(success > 0 && success <= 1, "the probability that a batch succeeds must be above 0 and at most 1");
  int ordered = need;
  while (batches_suffice(need, ordered, success) < confidence) ++ordered;
  return ordered;
}

std::vector<OrderCost> order_costs(const UncertainNeed& need, const BatchPlan& plan, double batch_cost,
                                   double shortage_cost, int most) {
  require_batch(plan);
  require_need(need);
  require(batch_cost >= 0 && shortage_cost >= 0, "costs must not be negative");
  std::vector<OrderCost> costs;
  for (int ordered = 1; ordered <= most; ++ordered) {
    OrderCost c{ordered, 0, ordered * batch_cost};
    for (int good = 0; good <= ordered; ++good) {
      const double p = binomial_pmf(good, ordered, plan.success), z = (good * plan.net() - need.mean) / need.sd;
      c.no_shortage += p * normal_cdf(z);
      c.cost += p * shortage_cost * need.sd * (normal_pdf(z) - z * normal_cdf(-z));  // mean shortage: unit normal loss
    }
    costs.push_back(c);
  }
  return costs;
}

double newsvendor(const UncertainNeed& need, double cost_short, double cost_over) {
  require_need(need);
  require(cost_short > 0 && cost_over > 0, "the newsvendor needs two positive costs");
  return need.mean + need.sd * normal_quantile(cost_short / (cost_short + cost_over));
}

}  // namespace tansine
