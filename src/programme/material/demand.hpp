#pragma once
// How much a trial will ask for, before it is run: enrollment at sites that differ, cycles until progression. From a
// simulated trial the doses themselves are added up instead (dosed_mass).

#include "programme/history.hpp"

#include <optional>

namespace tansine {

/// Sites whose enrollment rates are spread as a gamma distribution of this shape and rate: the patients enrolled by a
/// time are negative binomial. Anisimov & Fedorov 2007.
struct EnrollmentModel {
  int sites = 60;
  double shape = 1.2, rate = 4;  ///< rate [month]: a site enrolls shape/rate patients per month on average
};
struct EnrollmentForecast {
  double mean = 0, variance = 0;
  EnrollmentModel model;
  double months = 0;
  [[nodiscard]] double at_most(int patients) const;  ///< probability
  [[nodiscard]] int quantile(double probability) const;
};
/// Throws InputError without sites, or for a shape, rate or time that is not positive.
EnrollmentForecast forecast_enrollment(const EnrollmentModel& model, double months);

/// Doses of a patient who is treated every cycle until progression, constant hazard, or a last cycle.
struct CycleModel {
  double stay = 0.95;       ///< probability of a further cycle
  std::optional<int> most;  ///< cycles
  [[nodiscard]] double mean() const;
  [[nodiscard]] double mean_square() const;
};
/// Staying on treatment with a median time to progression: 2^(-cycle/median).
CycleModel cycles_until_progression(double median, double cycle, std::optional<int> most = {});

/// Mean and standard deviation of a total.
struct DemandForecast {
  double mean = 0, sd = 0;
  [[nodiscard]] double quantile(double probability) const;  ///< of the normal with these
};
/// Mass dosed, in kg: patients (mean and variance) times weight (kg, mean and sd) times dose (mg/kg) times cycles.
DemandForecast dosed_mass_forecast(double patients, double patients_variance, double weight, double weight_sd,
                                   double dose, const CycleModel& cycles);

/// Sum of the "dose" events of a history (quantities in mg), in kg: what a simulated trial gave.
double dosed_mass(const History& history);

}  // namespace tansine
