#pragma once
// Probability of success: the power averaged over what is believed about the effect. The effect is delta = -ln HR, so
// that bigger is better; a comparison with d events, 1:1, estimates it with variance 4/d.

#include "programme/designs/simon.hpp"
#include "programme/designs/single_arm.hpp"

namespace tansine {

/// What is believed about an effect.
struct NormalBelief {
  double mean = 0, sd = 0.2;
};
/// A trial that estimates the effect with standard error `se` and succeeds if the estimate is above `critical`.
struct EffectTrial {
  double se = 0.1, critical = 0.2;
};
/// With d events, success at one-sided `alpha`. Throws InputError without events.
EffectTrial superiority_trial(double events, double alpha = 0.025);
/// With d events, success if the observed hazard ratio is below `hazard_ratio`.
EffectTrial observed_ratio_trial(double events, double hazard_ratio);

double trial_power(const EffectTrial& trial, double effect);
/// Phi((mean - critical) / sqrt(sd^2 + se^2)). O'Hagan, Stevens & Campbell, Pharm Stat 2005;4:187.
double assurance(const EffectTrial& trial, const NormalBelief& belief);
/// What no trial can exceed, however large: P(effect > 0).
double assurance_ceiling(const NormalBelief& belief);
/// Of Simon's design under a Beta prior of the response probability.
double simon_assurance(const SimonDesign& design, const BetaPrior& prior);

/// Two phases that share one truth: both succeed more often than the product of their probabilities says.
struct SharedTruth {
  double first = 0, second = 0;  ///< probability of each alone
  double joint = 0;              ///< of both
  [[nodiscard]] double product() const { return first * second; }
  [[nodiscard]] double second_given_first() const { return joint / first; }
};
SharedTruth shared_truth(const EffectTrial& first, const EffectTrial& second, const NormalBelief& belief);

}  // namespace tansine
