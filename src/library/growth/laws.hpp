#pragma once
// How fast an untreated tumor grows: the specific growth rate of what proliferates, as an expression of the tumor's
// whole size. docs/mechanisms/growth.md. Any mechanism that keeps cells (transit stages, staged cells with receptors)
// multiplies its proliferating compartment with it. Internal to the room.

#include "library/build.hpp"

#include <string>
#include <vector>

namespace tansine {

/// A law with its numbers. `kind` is one of growth_laws().
struct GrowthLaw {
  std::string kind;
  PaperValue kg;    ///< largest specific growth rate [1/h]
  PaperValue kgl;   ///< speed of linear growth [size/h]
  PaperValue Vmax;  ///< carrying capacity [size]
  PaperValue psi;   ///< sharpness of the switch from exponential to linear
  PaperValue rim;   ///< depth to which cells proliferate [um]
};

/// "exponential", "linear", "logistic", "gompertz", "exponential-linear", "koch", "capped-exponential-linear", "rim".
const std::vector<std::string>& growth_laws();

/// Reads the numbers that this law needs: `kg`, or the doubling time `td`; `kgl`; `Vmax_tumor`; `psi` (20 if it is not
/// given); `rim`. `size`: dimension::volume, or dimension::mass for a tumor that is weighed. Missing ones are reported.
GrowthLaw read_growth_law(Build& build, const std::string& kind, Dimension size, const std::string& needed_by,
                          const std::string& suffix = "");

/// g/x [1/h]: growth per size of what proliferates, in a tumor of the whole size `w` [size].
///   exponential                kg
///   linear                     kgl/w
///   logistic                   kg (1 - w/Vmax)
///   gompertz                   kg ln(Vmax/w)
///   exponential-linear         kg / (1 + (kg w/kgl)^psi)^(1/psi)               Simeoni 2004
///   koch                       2 kg kgl / (kgl + 2 kg w)                       Koch 2009
///   capped-exponential-linear  kg (1 - w/Vmax) / (1 + (kg w/kgl)^psi)^(1/psi)  Shah 2012, Scheuher 2023
///   rim                        kg (1 - (1 - rim/r)^3), r the radius of a sphere of volume w; kg while r < rim
Expr specific_growth(const GrowthLaw& law, const Expr& w);

/// The radius [um] of a sphere of volume w.
Expr radius_of(const Expr& w);

}  // namespace tansine
