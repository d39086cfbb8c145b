#pragma once
// Covariate effects as factors of a parameter: theta_i = theta * product of factors * exp(eta). Each is 1 at the
// reference. docs/mechanisms/covariates.md

#include "model/expression.hpp"

namespace tansine {

/// (c/ref)^b
Expr power_effect(const Expr& covariate, const Expr& reference, const Expr& b);
/// exp(b (c - ref)), b in 1/unit of c
Expr exponential_effect(const Expr& covariate, const Expr& reference, const Expr& b);
/// 1 + b (c - ref); for an indicator: 1 + b if it differs from its reference by 1
Expr fractional_effect(const Expr& covariate, const Expr& reference, const Expr& b);
/// b^c for an indicator c of 0 or 1 (written 1 + (b - 1) c, the same there, and without a logarithm)
Expr factor_effect(const Expr& covariate, const Expr& b);

}  // namespace tansine
