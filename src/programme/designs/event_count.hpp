#pragma once
// How many events, patients and months a trial with a time-to-event endpoint needs. Hazards per month, times in
// months; one-sided type I error (0.025 for a two-sided 0.05); `ratio` patients on the drug per control patient.

namespace tansine {

struct SurvivalComparison {
  double hazard_ratio = 0.75;
  double alpha = 0.025;
  double power = 0.9;
  double ratio = 1;
};
/// (z_alpha + z_beta)^2 / (w ln(HR)^2), w = ratio/(1+ratio)^2. Schoenfeld, Biometrika 1981;68:316.
double schoenfeld_events(const SurvivalComparison& c);
/// 1:1 only: (z_alpha + z_beta)^2 ((1+HR)/(1-HR))^2. Freedman, Stat Med 1982;1:121.
double freedman_events(const SurvivalComparison& c);
/// Power of a comparison with so many events, by Schoenfeld's formula; `c.power` is not used.
double survival_power(const SurvivalComparison& c, double events);

struct AccrualPlan {
  double control_hazard = 0.1;         ///< [1/month]
  double accrual = 24, follow_up = 9;  ///< [month] uniform accrual, then follow-up of the last patient
  double dropout = 0;                  ///< [1/month] hazard
};
/// Probability that a patient of event hazard `hazard` has had the event at the end.
double event_probability(const AccrualPlan& plan, double hazard);
struct SurvivalSize {
  double events = 0, event_probability = 0, patients = 0;  ///< the probability is the mean over the arms
};
/// Throws InputError without accrual, with a hazard that is not positive, or an HR that is not positive or is 1.
SurvivalSize survival_size(const SurvivalComparison& c, const AccrualPlan& plan);
/// Months of accrual at `per_month` patients that give the events needed; plan.accrual is not used.
double accrual_needed(const SurvivalComparison& c, AccrualPlan plan, double per_month);
/// Events expected of so many patients.
double expected_events(const SurvivalComparison& c, const AccrualPlan& plan, double patients);

}  // namespace tansine
