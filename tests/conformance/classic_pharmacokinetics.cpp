// The compartment models of pharmacokinetics, and a model that uses every operation.

#include "classic_problems.hpp"

#include "model/notation.hpp"

namespace tansine {

using units::day, units::h, units::L, units::mL, units::nM, units::one;

Program compartments(int n_peripheral) {
  Model m("compartments " + std::to_string(1 + n_peripheral));
  const char* source = "Lu et al. 2014, T-DM1 population PK (typical patient)";
  const char* assumed = "assumed: test of closed forms";
  const Expr CL = m.parameter("CL", 0.676 * L / day, "clearance", source);
  const Expr V1 = m.parameter("V1", 3.127 * L, "central volume", source);
  const Expr ka = m.parameter("ka", 0.5 / day, "absorption", assumed);
  const Moiety X = m.moiety("substance");
  m.conserve(X);
  const Compartment central = m.compartment("central", V1);
  const Species C1 = m.species("C1", central, X);
  const Species depot = m.amount("depot", X);
  const Species out = m.amount("eliminated", X);
  m.flux("elimination", C1 >> out, CL * C1);
  m.reaction("absorption", depot >> C1, ka);
  if (n_peripheral > 0) {
    const Expr Q2 = m.parameter("Q2", 1.534 * L / day, "distribution", source);
    const Expr V2 = m.parameter("V2", 0.66 * L, "peripheral volume", source);
    const Species C2 = m.species("C2", m.compartment("peripheral", V2), X);
    m.flux("distribution", C1 >> C2, Q2 * (C1 - C2));
  }
  if (n_peripheral > 1) {
    const Expr Q3 = m.parameter("Q3", 0.12 * L / day, "slow distribution", assumed);
    const Expr V3 = m.parameter("V3", 2.9 * L, "deep volume", assumed);
    const Species C3 = m.species("C3", m.compartment("deep", V3), X);
    m.flux("slow distribution", C1 >> C3, Q3 * (C1 - C3));
  }
  m.observable("C", C1, "nM");
  m.dose("central", "nmol", {{C1, 1.0}});
  m.dose("depot", "nmol", {{depot, 1.0}});
  return compile(m.build());
}

Program receptor_uptake() {
  Model m("receptor uptake");
  const char* source = "assumed: orders of magnitude of T-DM1 on SK-BR-3 cells";
  const Expr V_medium = m.parameter("V_medium", 0.1 * mL, "culture medium", source);
  const Expr V_cells = m.parameter("V_cells", 2.1e-5 * mL, "all cells", source);
  const Expr DAR = m.parameter("DAR", 3.5 * one, "drug-to-antibody ratio", source);
  const Expr kon = m.parameter("kon", 2.07 / (nM * h), "association", source);
  const Expr KD = m.parameter("KD", 0.314 * nM, "affinity", source);
  const Expr kint = m.parameter("kint", 0.15 / h, "internalization", source);
  const Expr krec = m.parameter("krec", 0.0864 / h, "recycling", source);
  const Expr klys = m.parameter("klys", 2.4 / h, "lysosomal release", source);
  const Expr kout = m.parameter("kout", 0.14 / h, "payload efflux", source);
  const Expr kdeg = m.parameter("kdeg", 0.4572 / h, "receptor turnover", source);
  const Expr R0 = m.parameter("R0", 1.5 * nM, "receptor at rest", source);
  const Expr koff = m.derived("koff", kon * KD), ksyn = m.derived("ksyn", kdeg * R0);
  const Compartment medium = m.compartment("medium", V_medium), cells = m.compartment("cells", V_cells);
  const Moiety HER2 = m.moiety("HER2"), Ab = m.moiety("antibody"), payload = m.moiety("payload");
  m.conserve(payload);
  const Species A = m.species("A", medium, Ab + DAR * payload);
  const Species R = m.species("R", medium, HER2);
  const Species AR = m.species("AR", medium, Ab + DAR * payload + HER2);
  const Species AR_i = m.species("AR_i", cells, Ab + DAR * payload + HER2);
  const Species D = m.species("D", cells, payload);
  const Species D_m = m.species("D_m", medium, payload);
  m.reaction("synthesis", nothing >> R, ksyn);
  m.reaction("turnover", R >> nothing, kdeg);
  m.reaction("binding", A + R <=> AR, kon, koff);
  m.reaction("internalization", AR >> AR_i, kint);
  m.reaction("recycling", AR_i >> AR, krec);
  m.reaction("lysosomal release", AR_i >> DAR * D, klys);
  m.flux("payload efflux", D >> D_m, kout * (D - D_m) * V_cells);
  m.initial(R, R0);
  m.observable("free", A, "nM");
  m.observable("payload", D, "nM");
  m.dose("medium", "nmol", {{A, 1.0}});
  return compile(m.build());
}

Program every_operation() {
  Model m("every operation");
  const char* source = "assumed: test";
  const Expr V = m.parameter("V", 3 * L, "volume", source);
  const Expr Vmax = m.parameter("Vmax", 40 * nM / h, "saturable elimination", source);
  const Expr Km = m.parameter("Km", 7 * nM, "its half-saturation", source);
  const Expr kdes = m.parameter("kdes", 0.01 / h, "decay of a time-dependent clearance", source);
  const Expr k0 = m.parameter("k0", 0.05 / h, "first-order elimination", source);
  const Expr EC50 = m.parameter("EC50", 15 * nM, "effect", source);
  const Expr hill = m.parameter("hill", 1.7 * one, "effect", source);
  const Expr kkill = m.parameter("kkill", 0.04 / h, "effect", source);
  const Expr kgrow = m.parameter("kgrow", 0.01 / h, "growth", source);
  const Expr capacity = m.parameter("capacity", 5 * one, "growth", source);
  const Expr W0 = m.parameter("W0", 0.2 * one, "size at the start", source);
  const Species C = m.species("C", m.compartment("central", V));
  const Species W = m.state("W", "1");
  const Species S = m.state("S", "1");
  const Expr t = m.time();
  const Expr concentration = Expr(C);
  m.flux("elimination", C >> nothing,
         (k0 * exp(-kdes * t) * concentration + Vmax * concentration / (Km + concentration)) * V);
  const Expr effect = pow(max(concentration, 1e-6 * EC50) / EC50, hill);
  m.rate(W, kgrow * W * log(capacity / W) - kkill * effect / (1 + effect) * W);
  m.rate(S, kgrow * (sqrt(1 + W * W) - S) + select_nonnegative(concentration - EC50, kkill, 0.0 * kkill) * min(W, 1.0) -
                kdes * pow(S, 3));
  m.initial(W, W0);
  m.observable("C", C, "nM");
  m.observable("W", W, "1");
  m.observable("S", S, "1");
  m.dose("central", "nmol", {{C, 1.0}});
  return compile(m.build());
}

}  // namespace tansine
