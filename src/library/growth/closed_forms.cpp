#include "library/growth/closed_forms.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace tansine::closed_form {

double logistic(double w0, double kg, double K, double t) { return K / (1 + (K / w0 - 1) * std::exp(-kg * t)); }

double gompertz(double w0, double a, double K, double t) { return K * std::exp(std::log(w0 / K) * std::exp(-a * t)); }

double koch(double w0, double kg, double kgl, double t) {
  // f(u) = u/(2 kg) + w0 (e^u - 1)/kgl - t with u = ln(w/w0) rises and is convex: Newton's steps from above stay above.
  // Each of its two terms alone gives an upper bound.
  double u = std::fmin(2 * kg * t, std::log1p(kgl * t / w0));
  for (int i = 0; i < 200; ++i) {
    const double f = u / (2 * kg) + w0 * std::expm1(u) / kgl - t;
    const double step = f / (1 / (2 * kg) + w0 * std::exp(u) / kgl);
    u -= step;
    if (std::abs(step) <= 1e-15 * std::abs(u)) break;
  }
  return w0 * std::exp(u);
}

double with_resistant(double g, double k, double f_resistant, double t) {
  return (1 - f_resistant) * std::exp((g - k) * t) + f_resistant * std::exp(g * t);
}

std::optional<double> turn_with_resistant(double g, double k, double f_resistant) {
  const double ratio = (k - g) * (1 - f_resistant) / (g * f_resistant);
  if (!(ratio > 1) || !std::isfinite(ratio)) return std::nullopt;
  return std::log(ratio) / k;
}

double static_concentration(double kg, double kmax, double KC, double hill) {
  if (!(kmax > kg)) return std::numeric_limits<double>::infinity();
  return KC * std::pow(kg / (kmax - kg), 1 / hill);
}

double claret(double KL, double KDE, double lambda, double t) {
  // (1 - e^-x)/x goes to 1 where the effect does not fade
  const double faded = lambda == 0 ? t : -std::expm1(-lambda * t) / lambda;
  return std::exp(KL * t - KDE * faded);
}

std::optional<double> claret_nadir(double KL, double KDE, double lambda) {
  if (!(KDE > KL) || !(KL > 0) || !(lambda > 0)) return std::nullopt;
  return std::log(KDE / KL) / lambda;
}

double stein(double ks, double kg, double t) { return std::exp(-ks * t) + std::expm1(kg * t); }

std::optional<double> stein_nadir(double ks, double kg) {
  if (!(ks > kg) || !(kg > 0)) return std::nullopt;
  return std::log(ks / kg) / (ks + kg);
}

double wang(double B, double SR, double PG, double t) { return B * std::exp(-SR * t) + PG * t; }

double weibull_survival(double shape, double scale, double t) { return std::exp(-std::pow(t / scale, shape)); }

double lognormal_survival(double mu, double sigma, double t) {
  if (!(t > 0)) return 1;
  return 0.5 * std::erfc((std::log(t) - mu) / (sigma * std::numbers::sqrt2));
}

}  // namespace tansine::closed_form
