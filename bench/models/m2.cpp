// M2: a conjugate resolved by its number of drugs (DAR 0-8) in two compartments, its payload, a tumor in which it
// binds, is internalized and releases the payload, tumor growth and kill after Simeoni 2004 (Cancer Res 64:1094),
// platelets after Friberg 2002 (J Clin Oncol 20:4713).
//
// Plasma is written as reactions. The tumor's species are concentrations in a volume that moves without diluting them
// (the benchmark is defined so), which reactions between compartments cannot say: they are states with rates. Every net
// flux is one shared difference. Payload is not balanced: nine tenths of what an eliminated conjugate carries is lost.

#include "benchmark_models.hpp"
#include "model/notation.hpp"

#include <array>
#include <string>

namespace tansine {

using units::cell, units::cm, units::day, units::L, units::mL, units::nM, units::nmol, units::one;

namespace {

// How much of the payload's load the members of a lump carry, and the fraction of a dose that each DAR makes up.
constexpr std::array lump_load{0.0, 1.5, 3.5, 6.0};
constexpr std::array dose_share{0.03, 0.08, 0.17, 0.22, 0.21, 0.15, 0.08, 0.04, 0.02};

struct M2 {
  Model m{"M2 DAR-resolved ADC, tumor, platelets"};
  const char* source = "assumed: benchmark, magnitudes of T-DM1 and of published tumor models";

  Expr fixed(const char* name, const Quantity& value, const char* meaning) {
    return m.parameter(name, value, meaning, source);
  }
  Expr varying(const char* name, const Quantity& value, const char* meaning, double omega) {
    return m.parameter(name, value, meaning, source, Variability::lognormal(omega * omega));
  }
  Species amount(const std::string& name, const char* meaning, double nominal) {
    return m.amount(name, {}, {.meaning = meaning, .nominal = nominal * nmol});
  }
  Species concentration(const std::string& name, const char* meaning, double nominal) {
    return m.state(name, "nmol/L", {.meaning = meaning, .nominal = nominal * nM});
  }

  Expr CL0 = varying("CL0", 0.30 * L / day, "clearance of the naked antibody", 0.25);
  Expr V1 = varying("V1", 3.127 * L, "central volume", 0.12);
  Expr V2 = varying("V2", 2.4 * L, "peripheral volume", 0.30);
  Expr Q = varying("Q", 0.65 * L / day, "distribution clearance", 0.30);
  Expr kdec = varying("kdec", 0.12 / day, "loss of each drug", 0.20);
  Expr CLp = varying("CLp", 170 * L / day, "clearance of the payload", 0.30);
  Expr R0 = varying("R0", 400 * nM, "receptor at rest", 0.50);
  Expr kint = varying("kint", 1.5 / day, "internalization", 0.30);
  Expr lam0 = varying("lam0", 0.015 / day, "exponential growth of the tumor", 0.40);
  Expr kkmax = varying("kkmax", 0.05 / day, "largest kill", 0.40);
  Expr Circ0 = varying("Circ0", 250e9 * cell / L, "platelets at rest", 0.20);
  Expr slope = varying("slope", 0.0009 / nM, "effect of the conjugate on proliferation", 0.40);
  Expr frel = fixed("frel", 0.1 * one, "payload that elimination of a conjugate sets free");

  std::vector<Species> A, Qp;
  std::vector<Species> E, B;
  Species PC, PP, Rec, Lys, PF, PB, PE, X1, X2, X3, X4;

  Program build() {
    plasma();
    tumor();
    platelets();
    return compile(m.build());
  }

  void plasma() {
    const Expr aCL = fixed("aCL", 0.06 * one, "increase of clearance with each drug");
    const Expr Vp1 = fixed("Vp1", 15 * L, "payload, central volume");
    const Expr Qp_ = fixed("Qp", 120 * L / day, "payload, distribution clearance");
    const Expr Vp2 = fixed("Vp2", 200 * L, "payload, peripheral volume");
    const Expr k12 = m.derived("k12", Q / V1), k21 = m.derived("k21", Q / V2);
    for (int n = 0; n <= 8; ++n) A.push_back(amount("A" + std::to_string(n), "conjugate, central", 100));
    for (int n = 0; n <= 8; ++n) Qp.push_back(amount("Q" + std::to_string(n), "conjugate, peripheral", 100));
    PC = amount("PC", "payload, central", 40), PP = amount("PP", "payload, peripheral", 400);
    for (int n = 0; n <= 8; ++n) {
      const std::string form = " of DAR " + std::to_string(n);
      const std::size_t i = static_cast<std::size_t>(n);
      const Expr ke = m.derived("ke" + std::to_string(n), CL0 * (1 + aCL * n) / V1);
      m.reaction("distribution" + form, A[i] <=> Qp[i], k12, k21);
      if (n == 0) {
        m.reaction("elimination" + form, A[i] >> nothing, ke);
        continue;
      }
      m.reaction("elimination" + form, A[i] >> (n * frel) * PC, ke);
      m.reaction("deconjugation" + form, A[i] >> (A[i - 1] + PC), n * kdec);
      m.reaction("peripheral deconjugation" + form, Qp[i] >> (Qp[i - 1] + PC), n * kdec);
    }
    m.reaction("payload elimination", PC >> nothing, m.derived("kp10", CLp / Vp1));
    m.reaction("payload distribution", PC <=> PP, m.derived("kp12", Qp_ / Vp1), m.derived("kp21", Qp_ / Vp2));

    Expr total = A[0], conjugated = A[1], drugs = A[1];
    for (int n = 1; n <= 8; ++n) total = total + A[static_cast<std::size_t>(n)];
    for (int n = 2; n <= 8; ++n) {
      conjugated = conjugated + A[static_cast<std::size_t>(n)];
      drugs = drugs + n * Expr(A[static_cast<std::size_t>(n)]);
    }
    Cc = m.derived("Cc", conjugated / V1, "conjugate with at least one drug in plasma");
    Ctab = total / V1;
    Cconj = drugs / V1;
    Cpay = PC / Vp1;
    std::vector<Model::DoseShare> shares;
    for (std::size_t n = 0; n <= 8; ++n) shares.push_back({A[n], dose_share[n]});
    m.dose("central", "nmol", shares);
    sP_volume = Vp1;
  }

  void tumor() {
    const Expr epsA = fixed("epsA", 0.24 * one, "volume fraction open to the conjugate");
    const Expr epsP = fixed("epsP", 0.44 * one, "volume fraction open to the payload");
    const Expr kA0 = fixed("kA0", 0.9500444444444445 / day, "exchange of the conjugate through capillaries");
    const Expr kA1 = fixed("kA1", 0.132 * cm * cm / day, "six times its diffusion coefficient, through the surface");
    const Expr kP0 = fixed("kP0", 59.733333333333334 / day, "exchange of the payload through capillaries");
    const Expr kP1 = fixed("kP1", 1.5 * cm * cm / day, "six times its diffusion coefficient, through the surface");
    const Expr kon = fixed("kon", 61.3 / (nM * day), "association");
    const Expr koff = fixed("koff", 30 / day, "dissociation");
    const Expr kdegR = fixed("kdegR", 0.3 / day, "turnover of the receptor");
    const Expr kdegL = fixed("kdegL", 2.8 / day, "lysosomal release");
    const Expr konT = fixed("konT", 0.7 / (nM * day), "binding to tubulin");
    const Expr koffT = fixed("koffT", 13 / day, "release from tubulin");
    const Expr Ttot = fixed("Ttot", 65 * nM, "tubulin sites");
    const Expr kinP = fixed("kinP", 2 / day, "uptake of payload into cells");
    const Expr koutP = fixed("koutP", 1.1 / day, "efflux of payload");
    const Expr lam1 = fixed("lam1", 0.5 * mL / day, "linear growth of the tumor");
    const Expr KC50 = fixed("KC50", 120 * nM, "payload of half the largest kill");
    const Expr ktau = fixed("ktau", 0.3 / day, "dying cells, transit");
    const Expr X0 = fixed("X0", 10 * mL, "tumor volume at the start");
    const Expr sphere = fixed("sphere", 0.238732414637843 * one, "3/(4 pi)");
    const Expr rest = fixed("rest", 0.01 * mL, "keeps the radius positive");

    for (int j = 0; j < 4; ++j) E.push_back(concentration("E" + std::to_string(j), "free in the tumor", 0.02));
    for (int j = 0; j < 4; ++j) B.push_back(concentration("B" + std::to_string(j), "bound", 20));
    Rec = concentration("Rec", "free receptor", 400);
    Lys = concentration("Lys", "payload in lysosomes", 100);
    PF = concentration("PF", "free payload in cells", 200);
    PB = concentration("PB", "payload on tubulin", 50);
    PE = concentration("PE", "payload between cells", 5);
    X1 = m.state("X1", "mL", {.meaning = "growing cells", .nominal = 10 * mL});
    const auto dying = [&](const char* name) {
      return m.state(name, "mL", {.meaning = "dying cells", .nominal = 1 * mL});
    };
    X2 = dying("X2"), X3 = dying("X3"), X4 = dying("X4");

    const Expr VT = m.derived("VT", X1 + X2 + X3 + X4, "tumor volume");
    const Expr RT = m.derived("RT", 1 * cm * pow(sphere * ((VT + rest) / (1 * mL)), 1.0 / 3), "tumor radius");
    const Expr iR2 = m.derived("iR2", 1 / (RT * RT));
    const Expr kxA = m.derived("kxA", kA0 + kA1 * iR2), kxP = m.derived("kxP", kP0 + kP1 * iR2);
    const Expr sA = m.derived("sA", epsA / V1), sP = m.derived("sP", epsP / sP_volume);
    const Expr kone = m.derived("kone", kon / epsA);
    const std::array<Expr, 4> in_plasma{Expr(A[0]), A[1] + A[2], A[3] + A[4], A[5] + A[6] + A[7] + A[8]};
    std::vector<Expr> bind, loses;  // loses[j]: lump j + 1 to j, each drug-losing step of the lump's mean load
    for (std::size_t j = 0; j < 4; ++j)
      bind.push_back(m.derived("bind" + std::to_string(j), kone * E[j] * Rec - koff * B[j]));
    const std::array<Expr, 4> rd{Expr(0), kdec, m.derived("rd2", 1.75 * kdec), m.derived("rd3", 2.4 * kdec)};
    for (std::size_t j = 0; j < 4; ++j) {
      Expr free = kxA * (sA * in_plasma[j] - E[j]) - bind[j];
      Expr bound = bind[j] - kint * B[j];
      if (j > 0) free = free - rd[j] * E[j], bound = bound - rd[j] * B[j];
      if (j < 3) free = free + rd[j + 1] * E[j + 1], bound = bound + rd[j + 1] * B[j + 1];
      m.rate(E[j], free);
      m.rate(B[j], bound);
    }
    m.rate(Rec, kdegR * R0 - kdegR * Rec - (bind[0] + bind[1] + bind[2] + bind[3]));

    const auto load = [&](const auto& of_lump) {
      return lump_load[1] * of_lump(1) + lump_load[2] * of_lump(2) + lump_load[3] * of_lump(3);
    };
    const Expr tub = m.derived("tub", konT * PF * (Ttot - PB) - koffT * PB, "binding to tubulin");
    const Expr Rxp = m.derived("Rxp", kxP * (PE - sP * PC), "payload from tumor to plasma");
    const Expr uptake = kinP * PE, efflux = koutP * PF, release = kdegL * Lys;
    m.rate(Lys, kint * load([&](std::size_t j) { return Expr(B[j]); }) - release);
    m.rate(PF, release + uptake - efflux - tub);
    m.rate(PB, tub);
    m.rate(PE, -Rxp + efflux - uptake + kdec * load([&](std::size_t j) { return E[j] + B[j]; }));
    m.rate(PC, Rxp * VT);

    const Expr PIn = PF + PB;
    const Expr kill = m.derived("kill", kkmax * PIn / (KC50 + PIn));
    const Expr gz = m.derived("gz", pow((lam0 / lam1) * VT, 20.0));
    const Expr dies = kill * X1;
    m.rate(X1, lam0 * X1 * pow(1 + gz, -0.05) - dies);
    m.rate(X2, dies - ktau * X2);
    m.rate(X3, ktau * (X2 - X3));
    m.rate(X4, ktau * (X3 - X4));
    m.initial(Rec, R0);
    m.initial(X1, X0);

    m.observable("Ctab", Ctab, "nmol/L", "antibody in plasma");
    m.observable("Cconj", Cconj, "nmol/L", "conjugated drug in plasma");
    m.observable("Cpay", Cpay, "nmol/L", "payload in plasma");
    m.observable("Efree", E[0] + E[1] + E[2] + E[3], "nmol/L", "free conjugate in the tumor");
    m.observable("Btot", B[0] + B[1] + B[2] + B[3], "nmol/L", "bound conjugate");
    m.observable("Ptub", PB, "nmol/L", "payload on tubulin");
    m.observable("Vtum", VT, "mL", "tumor volume");
  }

  void platelets() {
    const Expr MTT = fixed("MTT", 5.2 * day, "mean transit time");
    const Expr gam = fixed("gam", 0.2 * one, "feedback");
    const Expr ktr = m.derived("ktr", 4 / MTT);
    const auto cells = [&](const char* name, const char* meaning) {
      return m.state(name, "cell/L", {.meaning = meaning, .nominal = 250e9 * cell / L});
    };
    const Species Prol = cells("Prol", "proliferating"), T1 = cells("T1", "in transit"), T2 = cells("T2", "in transit"),
                  T3 = cells("T3", "in transit"), Circ = cells("Circ", "circulating");
    const Expr edrug = m.derived("edrug", slope * Cc), fb = m.derived("fb", pow(Circ0 / Circ, gam));
    m.rate(Prol, ktr * Prol * ((1 - edrug) * fb - 1));
    m.rate(T1, ktr * (Prol - T1));
    m.rate(T2, ktr * (T1 - T2));
    m.rate(T3, ktr * (T2 - T3));
    m.rate(Circ, ktr * (T3 - Circ));
    for (const Species& s : {Prol, T1, T2, T3, Circ}) m.initial(s, Circ0);
    m.observable("Plt", Circ, "cell/L", "platelets");
  }

 private:
  Expr Cc = 0.0, Ctab = 0.0, Cconj = 0.0, Cpay = 0.0, sP_volume = 0.0;
};

}  // namespace

Program benchmark_m2() { return M2().build(); }

}  // namespace tansine
