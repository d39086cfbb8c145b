#include "programme/value/information.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "programme/designs/chance.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace tansine {
namespace {

double unit_normal_loss(double z) { return normal_pdf(z) - z * normal_cdf(-z); }

}  // namespace

double perfect_information(double mean, double sd) {
  require(sd > 0, fmt::format("an uncertain value needs a positive standard deviation, not {}", shortest(sd)));
  return sd * unit_normal_loss(std::abs(mean) / sd);
}

double sample_information(double mean, double sd, double se) {
  require(se >= 0, "a standard error must not be negative");
  require(sd > 0, fmt::format("an uncertain value needs a positive standard deviation, not {}", shortest(sd)));
  return perfect_information(mean, sd * sd / std::sqrt(sd * sd + se * se));
}

TwoStateValue two_state_value(const TwoStateDecision& d) {
  require_probability(d.good, "the probability that the drug is good");
  for (const double p : {d.sensitivity, d.specificity, d.success_if_good, d.success_if_bad})
    require(p >= 0 && p <= 1, fmt::format("a probability of a decision must be between 0 and 1, not {}", shortest(p)));
  const auto go = [&](double good) {
    return (good * d.success_if_good + (1 - good) * d.success_if_bad) * d.prize - d.cost;
  };
  TwoStateValue v;
  v.positive = d.good * d.sensitivity + (1 - d.good) * (1 - d.specificity);
  require(v.positive > 0 && v.positive < 1, "a trial that always says the same tells nothing");
  v.good_if_positive = d.good * d.sensitivity / v.positive;
  v.good_if_negative = d.good * (1 - d.sensitivity) / (1 - v.positive);
  v.without = std::max(0.0, go(d.good));
  v.with =
      v.positive * std::max(0.0, go(v.good_if_positive)) + (1 - v.positive) * std::max(0.0, go(v.good_if_negative));
  v.perfect = d.good * std::max(0.0, go(1)) + (1 - d.good) * std::max(0.0, go(0)) - v.without;
  return v;
}

double sample_information(const std::vector<std::vector<double>>& values, const std::vector<double>& summary,
                          int degree) {
  const std::size_t n = values.size(), k = static_cast<std::size_t>(degree) + 1;
  require(degree >= 1 && n > k && summary.size() == n,
          fmt::format("a regression of degree {} needs more draws than {}, and a summary of each", degree, n));
  const auto [least, most] = std::minmax_element(summary.begin(), summary.end());
  if (*least == *most) return 0;  // data that are always the same
  const std::size_t options = values.front().size();
  double center = 0, spread = 0;
  for (const double x : summary) center += x / static_cast<double>(n);
  for (const double x : summary) spread += (x - center) * (x - center) / static_cast<double>(n);
  spread = std::sqrt(spread);
  // Orthonormal polynomials of the draws (Gram-Schmidt): no normal equations to solve.
  std::vector<std::vector<double>> basis;
  for (std::size_t j = 0; j < k; ++j) {
    std::vector<double> q(n);
    for (std::size_t i = 0; i < n; ++i) q[i] = std::pow((summary[i] - center) / spread, static_cast<double>(j));
    for (int twice = 0; twice < 2; ++twice)
      for (const std::vector<double>& b : basis) {
        double dot = 0;
        for (std::size_t i = 0; i < n; ++i) dot += q[i] * b[i];
        for (std::size_t i = 0; i < n; ++i) q[i] -= dot * b[i];
      }
    double norm = 0;
    for (const double x : q) norm += x * x;
    if (norm < 1e-12 * static_cast<double>(n)) continue;  // few distinct summaries need no higher degree
    for (double& x : q) x /= std::sqrt(norm);
    basis.push_back(std::move(q));
  }
  std::vector<double> mean(options), best(n, -INFINITY);
  for (std::size_t option = 0; option < options; ++option) {
    std::vector<double> fit(n);
    for (const std::vector<double>& b : basis) {
      double dot = 0;
      for (std::size_t i = 0; i < n; ++i) {
        require(values[i].size() == options, "every draw needs a value of every option");
        dot += values[i][option] * b[i];
      }
      for (std::size_t i = 0; i < n; ++i) fit[i] += dot * b[i];
    }
    for (std::size_t i = 0; i < n; ++i) {
      mean[option] += values[i][option] / static_cast<double>(n);
      best[i] = std::max(best[i], fit[i]);
    }
  }
  double with = 0;
  for (const double x : best) with += x / static_cast<double>(n);
  return with - *std::max_element(mean.begin(), mean.end());
}

}  // namespace tansine
