#pragma once
// Decisions of a single-arm trial with a response: go/no-go by two thresholds, predictive probability, exact
// binomial boundaries at several looks.

#include <vector>

namespace tansine {

/// Beta(a, b) prior of a response probability.
struct BetaPrior {
  double a = 0.5, b = 0.5;
};
/// P(p > threshold | x responders of n). Throws InputError without patients, or for a prior that is none.
double posterior_above(const BetaPrior& prior, int x, int n, double threshold);

enum class GoDecision { go, consider, no_go };
/// Dual criterion (Lalonde 2007, Frewer 2016): a lower reference value that must be exceeded almost surely, a target
/// value that should be exceeded more likely than not.
struct DualCriterion {
  BetaPrior prior;
  double reference = 0.15, target = 0.3;  ///< response probabilities
  double surely = 0.95, likely = 0.5;     ///< posterior probabilities
};
/// go: both hold; no-go: neither; else consider.
GoDecision decide(const DualCriterion& criterion, int x, int n);

/// Probability that the trial ends with P(p > p0 | data) > `confidence` at n patients, given x responders of
/// `observed` so far. Lee & Liu, Clin Trials 2008;5:93.
double predictive_probability(const BetaPrior& prior, int x, int observed, int n, double p0, double confidence);

/// Looks at a growing number of patients: stop low at `lower` responders or fewer, high at `upper` or more.
struct BinomialLook {
  int n = 0, lower = 0, upper = 0;
};
struct BinomialBoundaries {
  std::vector<double> low, high;  ///< probability of stopping at each look
  double patients = 0;            ///< mean
};
/// Throws InputError unless n grows and lower < upper at each look.
BinomialBoundaries binomial_boundaries(const std::vector<BinomialLook>& looks, double p);

}  // namespace tansine
