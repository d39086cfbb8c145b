#include "library/tumor/theory.hpp"

#include <cmath>
#include <numbers>

namespace tansine {

namespace {

double section(const KroghTissue& k) { return k.RK * k.RK - k.Rc * k.Rc; }

double effective_rate(const KroghTissue& k) { return k.kon * k.Ag / k.eps * k.ke / (k.koff + k.ke); }

/// a (I0(r/l) + b K0(r/l)) with no flux at RK; a from the wall.
struct BesselProfile {
  explicit BesselProfile(const KroghTissue& k)
      : l(penetration_length(k)), b(std::cyl_bessel_i(1, k.RK / l) / std::cyl_bessel_k(1, k.RK / l)) {
    a = k.P / (k.P * shape(k.Rc) / k.eps - k.D * slope(k.Rc));
  }
  [[nodiscard]] double shape(double r) const { return std::cyl_bessel_i(0, r / l) + b * std::cyl_bessel_k(0, r / l); }
  [[nodiscard]] double slope(double r) const {
    return (std::cyl_bessel_i(1, r / l) - b * std::cyl_bessel_k(1, r / l)) / l;
  }
  double l, b, a = 0;
};

}  // namespace

double front_radius(const KroghTissue& k, double AUC) { return std::sqrt(k.Rc * k.Rc + 2 * k.Rc * k.P * AUC / k.Ag); }
double saturating_AUC(const KroghTissue& k) { return k.Ag * section(k) / (2 * k.Rc * k.P); }
double clearance_modulus(const KroghTissue& k, double AUC) { return saturating_AUC(k) / AUC; }
double steady_front_radius(const KroghTissue& k, double Cp) {
  return std::sqrt(k.Rc * k.Rc + 2 * k.P * k.Rc * Cp / (k.ke * k.Ag));
}
double vascular_thiele_squared(const KroghTissue& k, double Cp) {
  return k.ke * k.Ag * section(k) / (2 * k.P * k.Rc * Cp);
}

double annulus_shape(double Rc, double RK) {
  const double u = RK * RK / (Rc * Rc);
  return u * u * std::log(u) / 2 / ((u - 1) * (u - 1)) - (3 * u - 1) / 4 / (u - 1);
}
double equilibration_rate(const KroghTissue& k) {
  return 2 * k.P * k.Rc / (k.eps * section(k)) / (1 + biot(k) * annulus_shape(k.Rc, k.RK));
}

double biot(const KroghTissue& k) { return k.P * k.Rc / (k.D * k.eps); }
double damkohler(const KroghTissue& k) { return k.kon * k.Ag * k.RK * k.RK / (k.eps * k.D); }
double depletion_number(const KroghTissue& k, double flow_per_volume) {
  return 2 * k.P * k.Rc / (k.RK * k.RK) / flow_per_volume;
}
double penetration_length(const KroghTissue& k) { return std::sqrt(k.D / effective_rate(k)); }
double bystander_length(double D, double kin) { return std::sqrt(D / kin); }

double linear_profile(const KroghTissue& k, double r) {
  const BesselProfile p(k);
  return p.a * p.shape(r) / k.eps;
}
double linear_uptake(const KroghTissue& k) {
  const BesselProfile p(k);
  return -2 * std::numbers::pi * k.Rc * k.D * p.a * p.slope(k.Rc);
}
double perfect_sink_uptake(const KroghTissue& k) { return 2 * std::numbers::pi * k.Rc * k.P; }

double omega(const KroghTissue& k) {
  const double eKd = k.eps * k.koff / k.kon, rate = 2 * k.P * k.Rc / (k.RK * k.RK);
  return rate / k.eps * eKd / (k.Ag + eKd) + k.ke * k.Ag / (k.Ag + eKd);
}
double well_mixed_uptake(const KroghTissue& k, double A, double a, double B, double b, double t) {
  const double W = omega(k), rate = 2 * k.P * k.Rc / (k.RK * k.RK);
  const auto phase = [&](double alpha) { return (std::exp(-alpha * t) - std::exp(-W * t)) / (W - alpha); };
  return rate * (A * phase(a) + B * phase(b));
}

double shrinking_core_time(const KroghTissue& k, double R, double Cm) { return R * R * k.Ag / (6 * k.D * k.eps * Cm); }
double shrinking_core_radius(double share) {
  // 1 - 3x^2 + 2x^3 falls from 1 to 0 between 0 and 1
  double low = 0, high = 1;
  for (int i = 0; i < 60; ++i) {
    const double x = 0.5 * (low + high);
    (1 - 3 * x * x + 2 * x * x * x > share ? low : high) = x;
  }
  return 0.5 * (low + high);
}
double effectiveness(double phi) { return 3 / (phi * phi) * (phi / std::tanh(phi) - 1); }

}  // namespace tansine
