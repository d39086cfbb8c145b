#pragma once
// What can be said of an antibody in a tumor without integrating: how far it gets, what saturates it, and the groups of
// parameters that decide which process limits. For choosing settings and for checking simulations against.
//
// Names of the groups follow Thurber & Wittrup and Thurber & Weissleder [from general knowledge]; the formulas are
// derived from the balance of the Krogh cylinder and agree with its simulation to the digits that
// tests/conformance/checks_D_tumor.cpp states. Lengths in um, times in any one unit, concentrations in nM per overall
// tumor volume (in plasma: nM). docs/mechanisms/tumor.md

namespace tansine {

/// The tissue around one capillary, and an antibody in it.
struct KroghTissue {
  double Rc = 0;                     ///< radius of the capillary [um]
  double RK = 0;                     ///< radius of the tissue [um]
  double P = 0;                      ///< permeability of the vessel wall [um/time]
  double D = 0;                      ///< diffusivity [um2/time]
  double eps = 1;                    ///< accessible fraction
  double Ag = 0;                     ///< target at rest [nM]
  double kon = 0, koff = 0, ke = 0;  ///< [1/(nM time)], [1/time], internalization [1/time]
};

/// Front of irreversible binding that has met this much plasma exposure: Rf^2 = Rc^2 + 2 Rc P AUC/Ag. The wall is taken
/// to have nothing behind it, so it holds while P Rc/(D eps) is small, and up to RK.
double front_radius(const KroghTissue& tissue, double AUC);
/// Exposure after which all target is taken: Ag (RK^2 - Rc^2)/(2 Rc P).
double saturating_AUC(const KroghTissue& tissue);
/// Saturating exposure over that of the dose: below 1 the whole tumor is reached.
double clearance_modulus(const KroghTissue& tissue, double AUC);
/// Where uptake through the wall and internalization balance: Rss^2 = Rc^2 + 2 P Rc Cp/(ke Ag).
double steady_front_radius(const KroghTissue& tissue, double Cp);
/// Vascular Thiele modulus, squared: internalization over uptake, ke Ag (RK^2 - Rc^2)/(2 P Rc Cp); below 1 Cp
/// saturates.
double vascular_thiele_squared(const KroghTissue& tissue, double Cp);

/// Without binding the mean is eps Cp (1 - exp(-k t)). k by resistances in series, wall and quasi-steady diffusion:
///   k = 2 P Rc/(eps (RK^2 - Rc^2))/(1 + Bi s), s the shape of an annulus below.
/// The usual k = 2 P Rc/(eps RK^2) agrees with it where Bi s is near Rc^2/RK^2, as for an antibody in the tissue of the
/// checks (0.01 %); where diffusion is much faster than the wall, RK^2 - Rc^2 is right.
double equilibration_rate(const KroghTissue& tissue);
/// (Wall - mean) concentration per flux Rc/D when the whole annulus fills evenly: u^2 ln(u)/2/(u-1)^2 - (3u-1)/4/(u-1)
/// with u = RK^2/Rc^2.
double annulus_shape(double Rc, double RK);

/// Wall over diffusion, P Rc/(D eps): far below 1 the wall limits.
double biot(const KroghTissue& tissue);
/// Binding over diffusion, kon Ag RK^2/(eps D).
double damkohler(const KroghTissue& tissue);
/// Vessel wall over flow, 2 P Rc/RK^2 over blood flow per tumor volume: above about 0.1 plasma falls along the vessel,
/// which this model does not follow. [from general knowledge]
double depletion_number(const KroghTissue& tissue, double flow_per_volume);
/// Far below saturation: decay length of the concentration [um], sqrt(D/keff), keff = kon Ag/eps ke/(koff + ke).
double penetration_length(const KroghTissue& tissue);
/// Range over which a payload travels between cells before they take it up: sqrt(D/kin) [um].
double bystander_length(double D, double kin);

/// The steady profile far below saturation, by Bessel functions: concentration in the fluid over that in plasma at
/// radius r, and what crosses the wall per length of vessel over Cp [um2/time].
double linear_profile(const KroghTissue& tissue, double r);
double linear_uptake(const KroghTissue& tissue);
/// What would cross with nothing behind the wall: 2 pi Rc P.
double perfect_sink_uptake(const KroghTissue& tissue);

/// Well mixed, bound and free in quasi-steady balance far below saturation: antibody leaves with
/// Omega = k/eps eKd/(Ag + eKd) + ke Ag/(Ag + eKd), k = 2 P Rc/RK^2, eKd = eps koff/kon.
double omega(const KroghTissue& tissue);
/// Antibody in tissue at time t over Cp0 when plasma is Cp0 (A exp(-a t) + B exp(-b t)), after Schmidt & Wittrup.
double well_mixed_uptake(const KroghTissue& tissue, double A, double a, double B, double b, double t);

/// Ball with its surface at eps Cm, irreversible binding: time until the front meets in the center,
/// R^2 Ag/(6 D eps Cm), and the radius of the untouched core over R at a time over that.
double shrinking_core_time(const KroghTissue& tissue, double R, double Cm);
double shrinking_core_radius(double share_of_time);
/// Mean rate of uptake far below saturation over that at the surface, 3/phi^2 (phi coth(phi) - 1), phi = R/length.
double effectiveness(double phi);

}  // namespace tansine
