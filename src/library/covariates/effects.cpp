#include "library/covariates/effects.hpp"

namespace tansine {

Expr power_effect(const Expr& covariate, const Expr& reference, const Expr& b) { return pow(covariate / reference, b); }

Expr exponential_effect(const Expr& covariate, const Expr& reference, const Expr& b) {
  return exp(b * (covariate - reference));
}

Expr fractional_effect(const Expr& covariate, const Expr& reference, const Expr& b) {
  return 1.0 + b * (covariate - reference);
}

Expr factor_effect(const Expr& covariate, const Expr& b) { return 1.0 + (b - 1.0) * covariate; }

}  // namespace tansine
