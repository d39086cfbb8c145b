#include "programme/designs/single_arm.hpp"

#include "programme/designs/chance.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>

namespace tansine {
namespace {

void require_prior(const BetaPrior& prior) {
  require(prior.a > 0 && prior.b > 0, "a Beta prior needs two positive parameters");
}

}  // namespace

double posterior_above(const BetaPrior& prior, int x, int n, double threshold) {
  require_prior(prior);
  require(n >= 1, "a posterior response rate needs at least one patient");
  require(x >= 0 && x <= n, fmt::format("{} responders of {} patients are not possible", x, n));
  return 1 - beta_cdf(threshold, prior.a + x, prior.b + n - x);
}

GoDecision decide(const DualCriterion& c, int x, int n) {
  require_probability(c.reference, "the lower reference value");
  require_probability(c.target, "the target value");
  require(c.reference < c.target, "the lower reference value must lie below the target value");
  const bool sure = posterior_above(c.prior, x, n, c.reference) >= c.surely;
  const bool likely = posterior_above(c.prior, x, n, c.target) >= c.likely;
  return sure && likely ? GoDecision::go : sure || likely ? GoDecision::consider : GoDecision::no_go;
}

double predictive_probability(const BetaPrior& prior, int x, int observed, int n, double p0, double confidence) {
  require_prior(prior);
  require_probability(p0, "the response rate to be exceeded");
  require(observed >= 0 && observed <= n && x >= 0 && x <= observed && n >= 1,
          fmt::format("{} responders of {} patients, of {} planned, are not possible", x, observed, n));
  double sum = 0;
  for (int more = 0; more <= n - observed; ++more)
    if (posterior_above(prior, x + more, n, p0) > confidence)
      sum += beta_binomial_pmf(more, n - observed, prior.a + x, prior.b + observed - x);
  return sum;
}

BinomialBoundaries binomial_boundaries(const std::vector<BinomialLook>& looks, double p) {
  require(!looks.empty(), "a sequential trial needs at least one look");
  BinomialBoundaries b;
  std::vector<double> alive{1};  // probability of being at k responders and going on
  int before = 0;
  for (std::size_t i = 0; i < looks.size(); ++i) {
    const BinomialLook& look = looks[i];
    require(look.n > before,
            fmt::format("look {} needs more than the {} patients before it, not {}", i + 1, before, look.n));
    require(look.lower < look.upper,
            fmt::format("look {} stops low at {} and high at {}: they overlap", i + 1, look.lower, look.upper));
    std::vector<double> next(static_cast<std::size_t>(look.n) + 1);
    for (std::size_t k = 0; k < alive.size(); ++k)
      for (int more = 0; more <= look.n - before; ++more)
        next[k + static_cast<std::size_t>(more)] += alive[k] * binomial_pmf(more, look.n - before, p);
    double low = 0, high = 0, on = 0;
    for (std::size_t k = 0; k < next.size(); ++k) {
      const int responders = static_cast<int>(k);
      (responders <= look.lower ? low : responders >= look.upper ? high : on) += next[k];
      if (responders <= look.lower || responders >= look.upper) next[k] = 0;
    }
    b.low.push_back(low);
    b.high.push_back(high);
    b.patients += look.n * (i + 1 < looks.size() ? low + high : low + high + on);
    alive = std::move(next);
    before = look.n;
  }
  return b;
}

}  // namespace tansine
