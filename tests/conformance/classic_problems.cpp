#include "classic_problems.hpp"

#include "model/notation.hpp"

#include <string>

namespace tansine {

using units::day, units::h, units::L, units::mL, units::nM, units::one;

Program robertson() {
  Model m("Robertson");
  const char* source = "Robertson 1966, as in Hairer & Wanner 1996, IV.1";
  const Expr k1 = m.parameter("k1", 0.04 / h, "A to B", source);
  const Expr k2 = m.parameter("k2", 3e7 / (nM * h), "B to C, catalyzed by B", source);
  const Expr k3 = m.parameter("k3", 1e4 / (nM * h), "B to A, catalyzed by C", source);
  const Expr A0 = m.parameter("A0", 1 * nM, "A at the start", source);
  const Compartment vessel = m.compartment("vessel", m.parameter("V", 1 * L, "volume", "assumed: any"));
  const Moiety X = m.moiety("X");
  m.conserve(X);
  // B falls from 4e-5 to 8e-14 while C is of order 1: its own scale is that of the end.
  const Species A = m.species("A", vessel, X, {.meaning = "reactant", .nominal = 1e-6 * nM});
  const Species B = m.species("B", vessel, X, {.meaning = "intermediate", .nominal = 1e-12 * nM});
  const Species C = m.species("C", vessel, X);
  m.reaction("slow", A >> B, k1);
  m.reaction("fast", 2 * B >> (B + C), k2);
  m.reaction("back", (B + C) >> (A + C), k3);
  m.initial(A, A0);
  m.observable("A", A, "nM");
  m.observable("B", B, "nM");
  m.observable("C", C, "nM");
  return compile(m.build());
}

Program hires() {
  Model m("HIRES");
  const char* source = "Schaefer 1975, as in Hairer & Wanner 1996, IV.10";
  const Expr oks = m.parameter("oks", 0.0007 / h, "inflow", source);
  const Expr k1 = m.parameter("k1", 1.71 / h, "Pr to Pfr", source), k2 = m.parameter("k2", 0.43 / h, "back", source);
  const Expr k3 = m.parameter("k3", 8.32 / h, "step", source), k4 = m.parameter("k4", 0.69 / h, "step", source);
  const Expr k5 = m.parameter("k5", 0.035 / h, "step", source), k6 = m.parameter("k6", 8.32 / h, "step", source);
  const Expr kplus = m.parameter("kplus", 280 / h, "complex formation", source);
  const Expr kminus = m.parameter("kminus", 0.69 / h, "complex dissociation", source);
  const Expr kstar = m.parameter("kstar", 0.69 / h, "complex dissociation to X", source);
  const Expr y1_0 = m.parameter("y1_0", 1 * one, "start", source);
  const Expr y8_0 = m.parameter("y8_0", 0.0057 * one, "start", source);
  std::vector<Species> y;
  for (int i = 1; i <= 8; ++i)
    y.push_back(m.state("y" + std::to_string(i), "1", {.meaning = "HIRES", .nominal = 1e-3 * one}));
  m.rate(y[0], -k1 * y[0] + k2 * y[1] + k6 * y[2] + oks);
  m.rate(y[1], k1 * y[0] - (k2 + k3) * y[1]);
  m.rate(y[2], -(k6 + k1) * y[2] + k2 * y[3] + k5 * y[4]);
  m.rate(y[3], k3 * y[1] + k1 * y[2] - (k4 + k2) * y[3]);
  m.rate(y[4], -(k5 + k1) * y[4] + k2 * (y[5] + y[6]));
  m.rate(y[5], -kplus * y[5] * y[7] + k4 * y[3] + k1 * y[4] - k2 * y[5] + kminus * y[6]);
  m.rate(y[6], kplus * y[5] * y[7] - (k2 + kminus + kstar) * y[6]);
  m.rate(y[7], -kplus * y[5] * y[7] + (k2 + kminus + kstar) * y[6]);
  m.initial(y[0], y1_0);
  m.initial(y[7], y8_0);
  for (int i = 0; i < 8; ++i) m.observable("out" + std::to_string(i + 1), y[static_cast<std::size_t>(i)], "1");
  return compile(m.build());
}

Program van_der_pol(double eps) {
  Model m("Van der Pol");
  const char* source = "Hairer & Wanner 1996, IV.10";
  const Expr epsilon = m.parameter("eps", eps * one, "1/mu^2", source);
  const Expr unit_rate = m.parameter("unit_rate", 1 / h, "the problem's unit of time", source);
  const Expr start = m.parameter("start", 2 * one, "y1 at the start", source);
  const Species y1 = m.state("y1", "1");
  const Species y2 = m.state("y2", "1");
  m.rate(y1, y2 * unit_rate);
  m.rate(y2, ((1 - y1 * y1) * y2 - y1) / epsilon * unit_rate);
  m.initial(y1, start);
  m.observable("deflection", y1, "1");
  m.observable("speed", y2, "1");
  return compile(m.build());
}

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
