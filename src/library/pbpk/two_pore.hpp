#pragma once
// The two-pore theory of what passes a vessel wall, by molar mass: convection and diffusion through small and large
// pores, and filtration in the kidney. After Li & Shah 2019 as coded in ADC-archives (two-pore) [code:ADC-archives; not
// checked against the paper]. Written once for numbers and for expressions of a model.

#include <cmath>

namespace tansine {

/// What the pores are like. The default of alpha_small is what is left beside alpha_large; the code above has 0.942,
/// which we take for a slip of the pen.
template <class T>
struct Pores {
  T r_small = 4.44, r_large = 22.85;           ///< [nm]
  T alpha_small = 0.958, alpha_large = 0.042;  ///< share of the hydraulic conductance
  T x_iso = 0.38;                              ///< flow that circulates through the pores, per lymph flow
};

/// All flows are per lymph flow of the tissue (dimensionless).
template <class T>
struct TwoPore {
  T a_e = 0.0;                             ///< hydrodynamic radius [nm]
  T sigma_small = 0.0, sigma_large = 0.0;  ///< reflection coefficients
  T A_small = 0.0, A_large = 0.0;          ///< A/A0, share of the pore that is open to the molecule
  T theta = 0.0;                           ///< glomerular sieving coefficient
  T L_small = 0.0, L_large = 0.0;          ///< convective flow; L_small is less than its share by what comes back
  T PS_small = 0.0, PS_large = 0.0;        ///< permeability-surface products
  T Pe_small = 0.0, Pe_large = 0.0;        ///< Peclet numbers
};

/// `Da`: molar mass [g/mol].
template <class T>
TwoPore<T> two_pore(const T& Da, const Pores<T>& pores) {
  using std::exp;
  using std::pow;
  constexpr double Xp = 13197;  // [nm3]
  TwoPore<T> p;
  p.a_e = 0.0483 * pow(Da, 0.386);
  p.sigma_large = 3.5e-5 * pow(Da, 0.717);
  p.sigma_small = 1.0 - 0.8489 * exp(-4e-5 * Da);
  p.A_small = 0.2352 * exp(-8.295e-5 * Da) + 0.7767 * exp(-5.3095e-4 * Da);
  p.A_large = 0.3429 * exp(-1.2175e-4 * Da) + 0.6571 * exp(-4.21e-6 * Da);
  p.theta = exp(1.0 - 8.7 / (1.0 + exp(0.028 * (72.3 - 1e-3 * Da))));
  p.L_large = pores.x_iso + pores.alpha_large;
  p.L_small = pores.alpha_small - pores.x_iso;
  p.PS_small = Xp / p.a_e * p.A_small * (1.0 - pores.alpha_large) / (pores.r_small * pores.r_small);
  p.PS_large = Xp / p.a_e * p.A_large * pores.alpha_large / (pores.r_large * pores.r_large);
  p.Pe_small = p.L_small * (1.0 - p.sigma_small) / p.PS_small;
  p.Pe_large = p.L_large * (1.0 - p.sigma_large) / p.PS_large;
  return p;
}

}  // namespace tansine
