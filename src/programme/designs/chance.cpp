#include "programme/designs/chance.hpp"

#include "programme/require.hpp"

#include <fmt/format.h>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/negative_binomial.hpp>
#include <cmath>
#include <numbers>

namespace tansine {
namespace {

// As in base/random.cpp: the same bits where there are no 80-bit registers.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
using Binomial = boost::math::binomial_distribution<double, Policy>;
using Beta = boost::math::beta_distribution<double, Policy>;
using ChiSquared = boost::math::chi_squared_distribution<double, Policy>;
using NegativeBinomial = boost::math::negative_binomial_distribution<double, Policy>;

}  // namespace

double binomial_pmf(int k, int n, double p) { return k < 0 || k > n ? 0 : pdf(Binomial(n, p), k); }
double binomial_cdf(int k, int n, double p) { return k < 0 ? 0 : k >= n ? 1 : cdf(Binomial(n, p), k); }
double beta_cdf(double x, double a, double b) { return x <= 0 ? 0 : x >= 1 ? 1 : cdf(Beta(a, b), x); }
double beta_pdf(double x, double a, double b) { return x <= 0 || x >= 1 ? 0 : pdf(Beta(a, b), x); }

double beta_binomial_pmf(int k, int n, double a, double b) {
  if (k < 0 || k > n) return 0;
  const auto log_beta = [](double x, double y) { return std::lgamma(x) + std::lgamma(y) - std::lgamma(x + y); };
  return std::exp(log_beta(k + a, n - k + b) - log_beta(a, b) - log_beta(k + 1, n - k + 1) - std::log(n + 1.0));
}

double normal_pdf(double x) { return std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi); }
double chi_squared_upper(double x, int degrees) { return x <= 0 ? 1 : cdf(complement(ChiSquared(degrees), x)); }

double negative_binomial_cdf(int k, double shape, double p) {
  return k < 0 ? 0 : cdf(NegativeBinomial(shape, p), static_cast<double>(k));
}

int negative_binomial_quantile(double q, double shape, double p) {
  require_probability(q, "a quantile's probability");
  // Boost rounds outwards; the least whole number is found from its neighbor.
  int k = static_cast<int>(std::floor(quantile(NegativeBinomial(shape, p), q)));
  while (k > 0 && negative_binomial_cdf(k - 1, shape, p) >= q) --k;
  while (negative_binomial_cdf(k, shape, p) < q) ++k;
  return k;
}

Interval clopper_pearson(int x, int n, double level) {
  require(n >= 1, "a proportion needs at least one patient");
  require(x >= 0 && x <= n, fmt::format("{} of {} patients is not a proportion", x, n));
  require_probability(level, "a confidence level");
  const double tail = (1 - level) / 2;
  return {x == 0 ? 0 : quantile(Beta(x, n - x + 1), tail), x == n ? 1 : quantile(Beta(x + 1, n - x), 1 - tail)};
}

}  // namespace tansine
