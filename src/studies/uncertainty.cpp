#include "studies/uncertainty.hpp"

#include <cmath>

namespace tansine {

Lognormal lognormal_of_mean(double mean, double cv) {
  const double omega2 = std::log1p(cv * cv);
  return {mean * std::exp(-omega2 / 2), std::sqrt(omega2)};
}

Lognormal lognormal_of_interval(double lower, double upper) {
  constexpr double width = 3.92;  // twice the normal quantile of 0.975
  return {std::sqrt(lower * upper), std::log(upper / lower) / width};
}

}  // namespace tansine
