#include "programme/designs/event_count.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <cmath>

namespace tansine {
namespace {

void require_comparison(const SurvivalComparison& c) {
  require(c.hazard_ratio > 0 && c.hazard_ratio != 1,
          fmt::format("a hazard ratio must be positive and not 1 to be shown, not {}", shortest(c.hazard_ratio)));
  require_probability(c.alpha, "the type I error alpha");
  require_probability(c.power, "the power");
  require(c.ratio > 0, fmt::format("an allocation ratio must be positive, not {}", shortest(c.ratio)));
}

double z_sum_squared(const SurvivalComparison& c) {
  const double z = normal_quantile(1 - c.alpha) + normal_quantile(c.power);
  return z * z;
}

double weight(const SurvivalComparison& c) { return c.ratio / ((1 + c.ratio) * (1 + c.ratio)); }

double mean_event_probability(const SurvivalComparison& c, const AccrualPlan& plan) {
  return (event_probability(plan, plan.control_hazard) +
          c.ratio * event_probability(plan, plan.control_hazard * c.hazard_ratio)) /
         (1 + c.ratio);
}

}  // namespace

double schoenfeld_events(const SurvivalComparison& c) {
  require_comparison(c);
  const double log_hr = std::log(c.hazard_ratio);
  return z_sum_squared(c) / (weight(c) * log_hr * log_hr);
}

double freedman_events(const SurvivalComparison& c) {
  require_comparison(c);
  require(c.ratio == 1, "Freedman's formula here is for 1:1 allocation");
  const double x = (1 + c.hazard_ratio) / (1 - c.hazard_ratio);
  return z_sum_squared(c) * x * x;
}

double survival_power(const SurvivalComparison& c, double events) {
  require_comparison(c);
  require(events > 0, "a comparison needs events");
  return normal_cdf(std::sqrt(events * weight(c)) * std::abs(std::log(c.hazard_ratio)) - normal_quantile(1 - c.alpha));
}

double event_probability(const AccrualPlan& p, double hazard) {
  require(p.accrual > 0, fmt::format("a trial needs a time of accrual, not {} months", shortest(p.accrual)));
  require(p.follow_up >= 0 && p.dropout >= 0, "follow-up and dropout must not be negative");
  require(hazard > 0, fmt::format("an event hazard must be positive, not {}", shortest(hazard)));
  const double h = hazard + p.dropout;
  return hazard / h * (1 - std::exp(-h * p.follow_up) * -std::expm1(-h * p.accrual) / (h * p.accrual));
}

SurvivalSize survival_size(const SurvivalComparison& c, const AccrualPlan& plan) {
  SurvivalSize s{schoenfeld_events(c), mean_event_probability(c, plan), 0};
  s.patients = s.events / s.event_probability;
  return s;
}

double accrual_needed(const SurvivalComparison& c, AccrualPlan plan, double per_month) {
  require(per_month > 0, "accrual needs patients per month");
  // A longer accrual gives more patients, and more events of each: one crossing.
  double low = 0, high = 1;
  const auto too_few = [&](double accrual) {
    plan.accrual = accrual;
    return per_month * accrual < survival_size(c, plan).patients;
  };
  while (too_few(high)) {
    low = high;
    high *= 2;
    require(high < 1e6, "this accrual never gives the events needed");
  }
  for (int i = 0; i < 100; ++i) (too_few((low + high) / 2) ? low : high) = (low + high) / 2;
  return (low + high) / 2;
}

double expected_events(const SurvivalComparison& c, const AccrualPlan& plan, double patients) {
  require_comparison(c);
  return patients * mean_event_probability(c, plan);
}

}  // namespace tansine
