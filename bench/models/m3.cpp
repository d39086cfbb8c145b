// M3: a Krogh cylinder. Around a capillary of radius Rcap lies tumor tissue out to Rk, cut into 40 shells of equal
// width h (cell-centered finite volumes). In every shell: free conjugate Ta, bound Tb, internalized Ti, payload between
// cells Pe, in cells Pi and on tubulin Pb, in nmol per liter of tissue. Ta and Pe diffuse and cross the capillary's
// wall.
//
//   du_i/dt = D/(r_i h^2) (r_{i+1/2} (u_{i+1} - u_i) - r_{i-1/2} (u_i - u_{i-1})) + ...,   no flux at Rk
//
// Neighbors differ by little: every difference is one shared node.

#include "benchmark_models.hpp"
#include "model/notation.hpp"

#include <string>
#include <vector>

namespace tansine {

using units::day, units::L, units::mL, units::nM, units::nmol, units::one, units::um;

Program benchmark_m3() {
  constexpr int shells = 40;
  Model m("M3 Krogh cylinder");
  const char* source = "assumed: benchmark, magnitudes of T-DM1 and of published tumor models";
  const auto fixed = [&](const char* name, const Quantity& value, const char* meaning) {
    return m.parameter(name, value, meaning, source);
  };
  const auto varying = [&](const char* name, const Quantity& value, const char* meaning, double omega) {
    return m.parameter(name, value, meaning, source, Variability::lognormal(omega * omega));
  };
  const Expr CL = varying("CL", 0.676 * L / day, "clearance", 0.25);
  const Expr V1 = varying("V1", 3.127 * L, "central volume", 0.12);
  const Expr PA = varying("PA", 260 * um / day, "permeability of the wall for the conjugate", 0.30);
  const Expr DA = varying("DA", 1e6 * um * um / day, "diffusion of the conjugate", 0.30);
  const Expr Rt = varying("Rt", 800 * nM, "receptor", 0.40);
  const Expr kint = varying("kint", 1.5 / day, "internalization", 0.30);
  const Expr koutP = varying("koutP", 5 / day, "efflux of payload", 0.30);
  const Expr Rk = varying("Rk", 75 * um, "radius of the cylinder", 0.15);
  const Expr Q = fixed("Q", 1.534 * L / day, "distribution clearance");
  const Expr V2 = fixed("V2", 0.66 * L, "peripheral volume");
  const Expr kdec = fixed("kdec", 0.12 / day, "loss of each drug");
  const Expr DAR = fixed("DAR", 3.5 * one, "drugs per antibody");
  const Expr CLp = fixed("CLp", 170 * L / day, "payload, clearance");
  const Expr Vp1 = fixed("Vp1", 15 * L, "payload, central volume");
  const Expr Qp = fixed("Qp", 120 * L / day, "payload, distribution clearance");
  const Expr Vp2 = fixed("Vp2", 200 * L, "payload, peripheral volume");
  const Expr Rcap = fixed("Rcap", 8 * um, "radius of the capillary");
  const Expr epsA = fixed("epsA", 0.24 * one, "volume fraction open to the conjugate");
  const Expr epsP = fixed("epsP", 0.44 * one, "volume fraction open to the payload");
  const Expr DP = fixed("DP", 17000000.0 * um * um / day, "diffusion of the payload");
  const Expr PPm = fixed("PPm", 20000 * um / day, "permeability of the wall for the payload");
  const Expr kon = fixed("kon", 61.3 / (nM * day), "association");
  const Expr koff = fixed("koff", 30 / day, "dissociation");
  const Expr kdeg = fixed("kdeg", 2.8 / day, "degradation, sets the payload free");
  const Expr kinP = fixed("kinP", 20 / day, "uptake of payload into cells");
  const Expr konT = fixed("konT", 0.7 / (nM * day), "binding to tubulin");
  const Expr koffT = fixed("koffT", 13 / day, "release from tubulin");
  const Expr Ttot = fixed("Ttot", 65 * nM, "tubulin sites");
  const Expr VT = fixed("VT", 10 * mL, "tumor volume");

  const Expr hh = m.derived("hh", (Rk - Rcap) / shells, "width of a shell");
  const auto radius = [&](double shell) { return Rcap + shell * hh; };
  const Expr wall = Rcap / (radius(0.5) * hh);
  const Expr gA = m.derived("gA", wall * PA), gP = m.derived("gP", wall * PPm);
  const Expr section = Rk * Rk - Rcap * Rcap;
  const Expr gV = m.derived("gV", 2 * Rcap / section * PPm * VT);
  const Expr dA = m.derived("dA", DA / (hh * hh)), dP = m.derived("dP", DP / (hh * hh));
  const Expr kone = m.derived("kone", kon / epsA), kinPe = m.derived("kinPe", kinP / epsP);
  const Expr made = m.derived("made", DAR * kdeg);

  const auto amount = [&](const char* name, const char* meaning, double nominal) {
    return m.amount(name, {}, {.meaning = meaning, .nominal = nominal * nmol});
  };
  const Species AC = amount("AC", "conjugate, central", 1500), AP = amount("AP", "conjugate, peripheral", 200);
  const Species PC = amount("PC", "payload, central", 40), PP = amount("PP", "payload, peripheral", 400);
  std::vector<Species> Ta, Tb, Ti, Pe, Pi, Pb;
  for (int i = 0; i < shells; ++i) {
    const auto concentration = [&](std::vector<Species>& in, const char* name, const char* meaning, double nominal) {
      in.push_back(m.state(name + std::to_string(i), "nmol/L", {.meaning = meaning, .nominal = nominal * nM}));
    };
    concentration(Ta, "Ta", "free conjugate", 0.1);
    concentration(Tb, "Tb", "bound conjugate", 100);
    concentration(Ti, "Ti", "internalized conjugate", 50);
    concentration(Pe, "Pe", "payload between cells", 5);
    concentration(Pi, "Pi", "payload in cells", 200);
    concentration(Pb, "Pb", "payload on tubulin", 50);
  }

  const Expr uA = m.derived("uA", gA * (AC / V1 - Ta[0] / epsA), "conjugate through the wall");
  const Expr uP = m.derived("uP", PC / Vp1 - Pe[0] / epsP, "payload, across the wall");
  m.reaction("elimination", AC >> nothing, m.derived("k10", CL / V1));
  m.reaction("distribution", AC <=> AP, m.derived("k12", Q / V1), m.derived("k21", Q / V2));
  m.reaction("payload elimination", PC >> nothing, m.derived("kp10", CLp / Vp1));
  m.reaction("payload distribution", PC <=> PP, m.derived("kp12", Qp / Vp1), m.derived("kp21", Qp / Vp2));
  m.rate(PC, kdec * DAR * AC - gV * uP);  // what the tissue takes up of the conjugate is not missed in plasma

  for (std::size_t i = 0; i < shells; ++i) {
    const std::string shell = std::to_string(i);
    const double at = static_cast<double>(i);
    const Expr outward = radius(at + 1) / radius(at + 0.5), inward = radius(at) / radius(at + 0.5);
    const auto diffusion = [&](const std::vector<Species>& u, const Expr& d) {
      Expr net = 0.0;
      if (i + 1 < shells) net = (d * outward) * (u[i + 1] - u[i]);
      if (i > 0) net = net - (d * inward) * (u[i] - u[i - 1]);
      return net;
    };
    const Expr bind = m.derived("bd" + shell, kone * Ta[i] * (Rt - Tb[i]) - koff * Tb[i]);
    const Expr tub = m.derived("tb" + shell, konT * Pi[i] * (Ttot - Pb[i]) - koffT * Pb[i]);
    const Expr exchange = m.derived("ex" + shell, kinPe * Pe[i] - koutP * Pi[i]);
    Expr free = diffusion(Ta, dA) - bind, outside = diffusion(Pe, dP) - exchange;
    if (i == 0) free = free + uA, outside = outside + gP * uP;
    m.rate(Ta[i], free);
    m.rate(Tb[i], bind - kint * Tb[i]);
    m.rate(Ti[i], kint * Tb[i] - kdeg * Ti[i]);
    m.rate(Pe[i], outside);
    m.rate(Pi[i], made * Ti[i] + exchange - tub);
    m.rate(Pb[i], tub);
  }

  const auto mean = [&](const char* name, const std::vector<Species>& u, const char* meaning) {
    Expr sum = radius(0.5) * u[0];
    for (std::size_t i = 1; i < shells; ++i) sum = sum + radius(static_cast<double>(i) + 0.5) * u[i];
    m.observable(name, sum * (2 * hh / section), "nmol/L", meaning);
  };
  m.observable("Cadc", AC / V1, "nmol/L", "conjugate in plasma");
  m.observable("Cpay", PC / Vp1, "nmol/L", "payload in plasma");
  mean("mTa", Ta, "mean free conjugate in the tumor");
  mean("mTb", Tb, "mean bound conjugate");
  mean("mTi", Ti, "mean internalized conjugate");
  mean("mPe", Pe, "mean payload between cells");
  mean("mPb", Pb, "mean payload on tubulin");
  m.observable("Pb_in", Pb[0], "nmol/L", "payload on tubulin at the capillary");
  m.observable("Pb_mid", Pb[shells / 2], "nmol/L", "payload on tubulin half way");
  m.observable("Pb_out", Pb[shells - 1], "nmol/L", "payload on tubulin at the rim");
  m.dose("central", "nmol", {{AC, 1.0}});
  return compile(m.build());
}

}  // namespace tansine
