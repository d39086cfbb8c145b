#include "programme/designs/assurance.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "programme/designs/chance.hpp"
#include "programme/require.hpp"

#include <fmt/format.h>
#include <cmath>

namespace tansine {
namespace {

void require_belief(const NormalBelief& b) {
  require(b.sd > 0, fmt::format("a belief needs a positive standard deviation, not {}", shortest(b.sd)));
}

}  // namespace

EffectTrial superiority_trial(double events, double alpha) {
  require(events > 0, fmt::format("a trial of survival needs events, not {}", shortest(events)));
  require_probability(alpha, "the type I error alpha");
  const double se = std::sqrt(4 / events);
  return {se, normal_quantile(1 - alpha) * se};
}

EffectTrial observed_ratio_trial(double events, double hazard_ratio) {
  require(events > 0, fmt::format("a trial of survival needs events, not {}", shortest(events)));
  require(hazard_ratio > 0, fmt::format("a hazard ratio must be positive, not {}", shortest(hazard_ratio)));
  return {std::sqrt(4 / events), -std::log(hazard_ratio)};
}

double trial_power(const EffectTrial& t, double effect) { return normal_cdf((effect - t.critical) / t.se); }

double assurance(const EffectTrial& t, const NormalBelief& b) {
  require_belief(b);
  return normal_cdf((b.mean - t.critical) / std::sqrt(b.sd * b.sd + t.se * t.se));
}

double assurance_ceiling(const NormalBelief& b) {
  require_belief(b);
  return normal_cdf(b.mean / b.sd);
}

double simon_assurance(const SimonDesign& d, const BetaPrior& prior) {
  // Stage 1 and the rest share p: the rest's responders are beta-binomial given stage 1.
  require_simon(d);
  double sum = 0;
  for (int x = d.r1 + 1; x <= d.n1; ++x) {
    double promising = 0;
    for (int more = 0; more <= d.n - d.n1; ++more)
      if (x + more > d.r) promising += beta_binomial_pmf(more, d.n - d.n1, prior.a + x, prior.b + d.n1 - x);
    sum += beta_binomial_pmf(x, d.n1, prior.a, prior.b) * promising;
  }
  return sum;
}

SharedTruth shared_truth(const EffectTrial& first, const EffectTrial& second, const NormalBelief& belief) {
  require_belief(belief);
  SharedTruth s;
  constexpr int panels = 4000;  // Simpson over 8 standard deviations to both sides
  const double h = 16 * belief.sd / panels;
  for (int i = 0; i <= panels; ++i) {
    const double z = -8 + 16.0 * i / panels, effect = belief.mean + z * belief.sd;
    const double w = (i == 0 || i == panels ? 1 : i % 2 != 0 ? 4 : 2) * h / 3 * normal_pdf(z) / belief.sd;
    const double a = trial_power(first, effect), b = trial_power(second, effect);
    s.first += w * a;
    s.second += w * b;
    s.joint += w * a * b;
  }
  return s;
}

}  // namespace tansine
