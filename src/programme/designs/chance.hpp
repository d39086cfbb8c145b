#pragma once
// The distributions that trial designs need. Probabilities are fractions. Boost.Math behind, plain doubles inside.

namespace tansine {

double binomial_pmf(int k, int n, double p);  ///< 0 outside 0..n
double binomial_cdf(int k, int n, double p);  ///< P(X <= k): 0 below 0, 1 from n on
double beta_cdf(double x, double a, double b);
double beta_pdf(double x, double a, double b);
double beta_binomial_pmf(int k, int n, double a, double b);  ///< of k in n when p ~ Beta(a, b)
double normal_pdf(double x);
double chi_squared_upper(double x, int degrees);  ///< P(X > x)
/// P(N <= k), N negative binomial: `shape` (any positive number) successes before, each with probability `p`.
double negative_binomial_cdf(int k, double shape, double p);
int negative_binomial_quantile(double q, double shape, double p);  ///< least k with P(N <= k) >= q

struct Interval {
  double low = 0, high = 1;
};
/// Exact two-sided confidence interval of a proportion, x of n. Clopper & Pearson 1934. Throws InputError without
/// patients or with x outside 0..n.
Interval clopper_pearson(int x, int n, double level = 0.95);

}  // namespace tansine
