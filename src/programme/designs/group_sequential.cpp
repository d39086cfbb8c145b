#include "programme/designs/group_sequential.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "programme/designs/chance.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <numeric>

namespace tansine {
namespace {

constexpr double kFar = 8;  // standard deviations: 1e-15 of a normal lies beyond

double root_of(const std::function<double(double)>& f, double low, double high) {
  std::uintmax_t steps = 200;
  const auto [a, b] =
      boost::math::tools::toms748_solve(f, low, high, boost::math::tools::eps_tolerance<double>(46), steps);
  return (a + b) / 2;
}

// The density of z at one look, among trials that go on, as weights at Simpson's points.
class GoingOn {
 public:
  GoingOn(double t, double drift, int panels) : t_(t), drift_(drift), panels_(panels) {}

  // P(z at information t above b) and below, from here
  [[nodiscard]] double above(double t, double b) const { return sum(t, b, +1); }
  [[nodiscard]] double below(double t, double a) const { return sum(t, a, -1); }

  // at information t, among those that stay between a and b
  [[nodiscard]] GoingOn next(double t, double a, double b) const {
    GoingOn g(t, drift_, panels_);
    const double mean = drift_ * std::sqrt(t), low = std::max(a, mean - kFar), high = std::min(b, mean + kFar);
    const double h = (high - low) / panels_, sd = std::sqrt(t - t_), root = std::sqrt(t), before = std::sqrt(t_);
    if (h <= 0) return g;  // nobody goes on
    for (int i = 0; i <= panels_; ++i) {
      const double z = low + i * h;
      double density = 0;
      if (t_ == 0) {
        density = normal_pdf(z - mean);
      } else {
        for (std::size_t j = 0; j < z_.size(); ++j)
          density += mass_[j] * normal_pdf((z * root - z_[j] * before - drift_ * (t - t_)) / sd);
        density *= root / sd;
      }
      g.z_.push_back(z);
      g.mass_.push_back(h / 3 * (i == 0 || i == panels_ ? 1 : i % 2 != 0 ? 4 : 2) * density);
    }
    return g;
  }

 private:
  [[nodiscard]] double sum(double t, double bound, double side) const {
    const double sd = std::sqrt(t - t_), at = bound * std::sqrt(t) - drift_ * (t - t_);
    if (t_ == 0) return normal_cdf(-side * at / sd);
    double p = 0;
    for (std::size_t j = 0; j < z_.size(); ++j) p += mass_[j] * normal_cdf(-side * (at - z_[j] * std::sqrt(t_)) / sd);
    return p;
  }
  double t_, drift_;
  int panels_;
  std::vector<double> z_, mass_;
};

}  // namespace

double BoundCrossing::above() const { return std::accumulate(upper.begin(), upper.end(), 0.0); }
double BoundCrossing::below() const { return std::accumulate(lower.begin(), lower.end(), 0.0); }

GroupSequential::GroupSequential(std::vector<double> information, int panels)
    : information_(std::move(information)), panels_(panels) {
  TANSINE_ASSERT(panels >= 2 && panels % 2 == 0, "Simpson's rule needs an even number of panels");
  require(!information_.empty(), "a group-sequential trial needs at least one look");
  double before = 0;
  for (const double t : information_) {
    require(t > before && t <= 1,
            fmt::format("information fractions must increase from above 0 to 1: {} comes after {}", shortest(t),
                        shortest(before)));
    before = t;
  }
  require(before == 1, fmt::format("the last look must be at information 1, not {}", shortest(before)));
}

BoundCrossing GroupSequential::crossing(std::span<const double> upper, double drift,
                                        std::span<const double> lower) const {
  require(upper.size() == information_.size() && (lower.empty() || lower.size() == upper.size()),
          fmt::format("{} looks need as many bounds, not {}", information_.size(), upper.size()));
  BoundCrossing c;
  GoingOn g(0, drift, panels_);
  for (std::size_t k = 0; k < upper.size(); ++k) {
    const double t = information_[k];
    if (!lower.empty())
      require(lower[k] <= upper[k], fmt::format("at look {} the lower bound {} is above the upper bound {}", k + 1,
                                                shortest(lower[k]), shortest(upper[k])));
    c.upper.push_back(g.above(t, upper[k]));
    c.lower.push_back(lower.empty() ? 0 : g.below(t, lower[k]));
    if (k + 1 < upper.size()) g = g.next(t, lower.empty() ? -INFINITY : lower[k], upper[k]);
  }
  return c;
}

std::vector<double> GroupSequential::wang_tsiatis(double alpha, double delta) const {
  require_probability(alpha, "the type I error alpha");
  require(alpha < 0.5, "a one-sided type I error must be below 0.5");
  const auto bounds = [&](double c) {
    std::vector<double> upper;
    for (const double t : information_) upper.push_back(c * std::pow(t, delta - 0.5));
    return upper;
  };
  const double c = root_of([&](double x) { return crossing(bounds(x)).above() - alpha; }, 1e-3, 12);
  return bounds(c);
}

std::vector<double> GroupSequential::spending(std::span<const double> cumulative) const {
  require(cumulative.size() == information_.size(),
          fmt::format("{} looks need as many cumulative errors, not {}", information_.size(), cumulative.size()));
  std::vector<double> upper;
  GoingOn g(0, 0, panels_);
  double spent = 0;
  for (std::size_t k = 0; k < cumulative.size(); ++k) {
    const double t = information_[k], now = cumulative[k] - spent;
    require(now > 0 && cumulative[k] < 1, fmt::format("the error spent must grow within (0, 1): {} comes after {}",
                                                      shortest(cumulative[k]), shortest(spent)));
    spent = cumulative[k];
    upper.push_back(root_of([&](double b) { return g.above(t, b) - now; }, -kFar, 2 * kFar));
    if (k + 1 < cumulative.size()) g = g.next(t, -INFINITY, upper.back());
  }
  return upper;
}

double GroupSequential::drift(std::span<const double> upper, double power) const {
  require_probability(power, "the power");
  return root_of([&](double theta) { return crossing(upper, theta).above() - power; }, -2 * kFar, 2 * kFar);
}

double GroupSequential::inflation(std::span<const double> upper, double alpha, double power) const {
  require_probability(alpha, "the type I error alpha");
  const double ratio = drift(upper, power) / (normal_quantile(1 - alpha) + normal_quantile(power));
  return ratio * ratio;
}

double hwang_shih_decani(double alpha, double gamma, double t) {
  return gamma == 0 ? alpha * t : alpha * std::expm1(-gamma * t) / std::expm1(-gamma);
}

double lan_demets_obrien_fleming(double alpha, double t) {
  return 2 * normal_cdf(-normal_quantile(1 - alpha / 2) / std::sqrt(t));
}

std::vector<double> fisher_combination(int looks, double alpha) {
  require(looks >= 1, "a combination test needs at least one look");
  require_probability(alpha, "the type I error alpha");
  // Level of the product of k uniform p-values being <= c: c sum_{i<k} (-ln c)^i / i!.
  const auto level = [](int k, double b) {
    double term = 1, sum = 1;
    for (int i = 1; i < k; ++i) sum += term *= b / i;
    return std::exp(-b) * sum;
  };
  const auto bounds = [&](double stage) {  // b_k = -ln c_k
    std::vector<double> b;
    for (int k = 1; k <= looks; ++k) b.push_back(root_of([&](double x) { return level(k, x) - stage; }, 1e-9, 500));
    return b;
  };
  // x_k = -ln(p_1 ... p_k) grows; look k is reached while x_i < b_i, a polytope whose volume obeys
  // V_m = sum_j (-1)^(j-1) b_(m-j+1)^j / j! V_(m-j); the trial stops there with probability c_k V_(k-1).
  const auto total = [&](double stage) {
    const std::vector<double> b = bounds(stage);
    std::vector<double> volume{1};
    double p = 0;
    for (int k = 1; k <= looks; ++k) {
      p += std::exp(-b[static_cast<std::size_t>(k - 1)]) * volume.back();
      double next = 0, factor = 1;
      for (int j = 1; j <= k; ++j) {
        const auto at = static_cast<std::size_t>(k - j);
        factor = std::pow(b[at], j) / std::tgamma(j + 1.0);
        next += (j % 2 != 0 ? 1 : -1) * factor * volume[at];
      }
      volume.push_back(next);
    }
    return p;
  };
  std::vector<double> c = bounds(root_of([&](double stage) { return total(stage) - alpha; }, alpha / looks / 2, alpha));
  for (double& x : c) x = std::exp(-x);
  return c;
}

}  // namespace tansine
