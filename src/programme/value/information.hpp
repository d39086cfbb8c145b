#pragma once
// What it is worth to know more before deciding.

#include <vector>

namespace tansine {

/// Two actions, one worth 0, the other normal: expected value of perfect information, sd L(|mean|/sd) with the unit
/// normal loss L(z) = phi(z) - z (1 - Phi(z)).
double perfect_information(double mean, double sd);
/// The same of a study that estimates the value with standard error `se`: sd is replaced by the spread of the
/// posterior mean, sd^2/sqrt(sd^2 + se^2).
double sample_information(double mean, double sd, double se);

/// A drug is good or bad; a further trial may be bought before the last one.
struct TwoStateDecision {
  double good = 0.3;                                                             ///< probability
  double sensitivity = 0.85, specificity = 0.75;                                 ///< of the further trial
  double study_cost = 30;                                                        ///< of the further trial
  double success_if_good = 0.8, success_if_bad = 0.05, prize = 400, cost = 120;  ///< of the last trial
};
struct TwoStateValue {
  double positive = 0;  ///< probability of a positive further trial
  double good_if_positive = 0, good_if_negative = 0;
  double without = 0;  ///< value of deciding now: at least 0, which is stopping
  double with = 0;     ///< value of deciding after the further trial, before its cost
  double perfect = 0;  ///< expected value of perfect information
  [[nodiscard]] double gain() const { return with - without; }
};
TwoStateValue two_state_value(const TwoStateDecision& decision);

/// Expected value of sample information from simulated draws (Strong, Oakley & Brennan 2014): the options' values are
/// regressed on a summary of the data by a polynomial; mean of the largest fit less the largest mean. Each row of
/// `values`: one draw, one value per option; `summary`: one number per draw. Throws InputError for fewer draws than
/// coefficients, or rows of different length.
double sample_information(const std::vector<std::vector<double>>& values, const std::vector<double>& summary,
                          int degree = 3);

}  // namespace tansine
