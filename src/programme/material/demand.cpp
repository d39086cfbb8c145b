#include "programme/material/demand.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "programme/designs/chance.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <cmath>

namespace tansine {
namespace {

void require_cycles(const CycleModel& c) {
  require(c.stay >= 0 && c.stay < 1,
          fmt::format("the probability of a further cycle must be below 1, not {}", shortest(c.stay)));
  require(!c.most || *c.most >= 1, "a trial without a cycle has no doses");
}

}  // namespace

double EnrollmentForecast::at_most(int patients) const {
  return negative_binomial_cdf(patients, model.sites * model.shape, model.rate / (model.rate + months));
}
int EnrollmentForecast::quantile(double probability) const {
  return negative_binomial_quantile(probability, model.sites * model.shape, model.rate / (model.rate + months));
}

EnrollmentForecast forecast_enrollment(const EnrollmentModel& m, double months) {
  require(m.sites >= 1, fmt::format("a trial without sites enrolls no patients: {}", m.sites));
  require(m.shape > 0 && m.rate > 0 && months > 0, "enrollment needs a positive shape, rate and time");
  const double mean = m.sites * m.shape / m.rate * months;
  return {mean, mean + mean * mean / (m.sites * m.shape), m, months};
}

// P(at least k cycles) = stay^(k-1): E[C] is its sum, E[C^2] that of (2k - 1) times it.
double CycleModel::mean() const {
  require_cycles(*this);
  return most ? (1 - std::pow(stay, *most)) / (1 - stay) : 1 / (1 - stay);
}
double CycleModel::mean_square() const {
  require_cycles(*this);
  if (!most) return (1 + stay) / ((1 - stay) * (1 - stay));
  double sum = 0, reached = 1;
  for (int k = 1; k <= *most; ++k, reached *= stay) sum += (2 * k - 1) * reached;
  return sum;
}

CycleModel cycles_until_progression(double median, double cycle, std::optional<int> most) {
  require(median > 0 && cycle > 0, "cycles until progression need a positive median and length of a cycle");
  CycleModel c{std::exp2(-cycle / median), most};
  require_cycles(c);
  return c;
}

double DemandForecast::quantile(double probability) const {
  require_probability(probability, "a quantile's probability");
  return mean + normal_quantile(probability) * sd;
}

DemandForecast dosed_mass_forecast(double patients, double patients_variance, double weight, double weight_sd,
                                   double dose, const CycleModel& cycles) {
  require(patients > 0, fmt::format("a trial without patients needs no material: {}", shortest(patients)));
  require(patients_variance >= 0 && weight > 0 && weight_sd >= 0 && dose > 0,
          "a demand needs a positive weight and dose, and no negative spread");
  // D = sum of S over N patients, S = dose W C: E[D] = E[N] E[S], Var[D] = E[N] Var[S] + Var[N] E[S]^2.
  const double each = dose * weight * cycles.mean();
  const double variance = dose * dose * (weight * weight + weight_sd * weight_sd) * cycles.mean_square() - each * each;
  return {patients * each / 1e6, std::sqrt(patients * variance + patients_variance * each * each) / 1e6};
}

double dosed_mass(const History& history) { return history.total("dose") / 1e6; }

}  // namespace tansine
