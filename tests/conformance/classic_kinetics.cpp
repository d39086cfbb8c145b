// Classic stiff problems of chemical and biological kinetics.

#include "classic_problems.hpp"

#include "model/notation.hpp"

#include <string>
#include <vector>

namespace tansine {

using units::h, units::L, units::nM, units::one;

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

Program oregonator() {
  Model m("OREGO");
  const char* source = "Field & Noyes 1974, as in Hairer & Wanner 1996, IV.10";
  const Expr s = m.parameter("s", 77.27 / h, "rate of the fast reactions", source);
  const Expr q = m.parameter("q", 8.375e-6 * one, "self-inhibition of HBrO2", source);
  const Expr w = m.parameter("w", 0.161 / h, "rate of the catalyst", source);
  const Expr unit_rate = m.parameter("unit_rate", 1 / h, "the problem's unit of time", source);
  const Expr y1_0 = m.parameter("y1_0", 1 * one, "start", source);
  const Expr y2_0 = m.parameter("y2_0", 2 * one, "start", source);
  const Expr y3_0 = m.parameter("y3_0", 3 * one, "start", source);
  const Species y1 = m.state("y1", "1", {.meaning = "HBrO2"});
  const Species y2 = m.state("y2", "1", {.meaning = "Br-"});
  const Species y3 = m.state("y3", "1", {.meaning = "Ce(IV)"});
  m.rate(y1, s * (y2 + y1 * (1 - q * y1 - y2)));
  m.rate(y2, (y3 - (1 + y1) * y2) / s * unit_rate * unit_rate);
  m.rate(y3, w * (y1 - y3));
  m.initial(y1, y1_0);
  m.initial(y2, y2_0);
  m.initial(y3, y3_0);
  m.observable("HBrO2", y1, "1");
  m.observable("Br", y2, "1");
  m.observable("Ce", y3, "1");
  return compile(m.build());
}

Program e5() {
  Model m("E5");
  const char* source = "Enright, Hull & Lindberg 1975, as in Hairer & Wanner 1996, IV.10";
  const Expr A = m.parameter("A", 7.89e-10 / h, "decay of the first reactant", source);
  const Expr B = m.parameter("B", 1.1e7 / (nM * h), "y1 and y3 to y4", source);
  const Expr C = m.parameter("C", 1.13e3 / h, "y4 to y3", source);
  const Expr MC = m.parameter("MC", 1.13e9 / (nM * h), "y2 and y3 to products: M * C with M = 1e6", source);
  const Expr y1_0 = m.parameter("y1_0", 1.76e-3 * nM, "start", source);
  const Compartment vessel = m.compartment("vessel", m.parameter("V", 1 * L, "volume", "assumed: any"));
  // The scales of the end: y1 falls from 2e-3 to nothing, y2 and y3 from 1e-10 to 9e-23, y4 below them.
  const Species y1 = m.species("y1", vessel, {}, {.meaning = "reactant", .nominal = 1e-12 * nM});
  const Species y2 = m.species("y2", vessel, {}, {.meaning = "radical", .nominal = 1e-22 * nM});
  const Species y3 = m.species("y3", vessel, {}, {.meaning = "radical", .nominal = 1e-22 * nM});
  const Species y4 = m.species("y4", vessel, {}, {.meaning = "adduct", .nominal = 1e-24 * nM});
  m.reaction("initiation", y1 >> (y2 + y3), A);
  m.reaction("addition", (y1 + y3) >> y4, B);
  m.reaction("termination", (y2 + y3) >> nothing, MC);
  m.reaction("release", y4 >> y3, C);
  m.initial(y1, y1_0);
  m.observable("y1", y1, "nM");
  m.observable("y2", y2, "nM");
  m.observable("y3", y3, "nM");
  m.observable("y4", y4, "nM");
  return compile(m.build());
}

Program e5_reduced() {
  Model m("E5, reduced");
  const char* source = "Enright, Hull & Lindberg 1975, as in Hairer & Wanner 1996, IV.10";
  const Expr A = m.parameter("A", 7.89e-10 / h, "decay of the first reactant", source);
  const Expr B = m.parameter("B", 1.1e7 / (nM * h), "y1 and y3 to y4", source);
  const Expr C = m.parameter("C", 1.13e3 / h, "y4 to y3", source);
  const Expr MC = m.parameter("MC", 1.13e9 / (nM * h), "y2 and y3 to products: M * C with M = 1e6", source);
  const Expr y1_0 = m.parameter("y1_0", 1.76e-3 * nM, "start", source);
  const Expr V = m.parameter("V", 1 * L, "volume", "assumed: any");
  const Compartment vessel = m.compartment("vessel", V);
  const Species y1 = m.species("y1", vessel, {}, {.meaning = "reactant", .nominal = 1e-12 * nM});
  const Species y3 = m.species("y3", vessel, {}, {.meaning = "radical", .nominal = 1e-22 * nM});
  const Species y4 = m.species("y4", vessel, {}, {.meaning = "adduct", .nominal = 1e-24 * nM});
  const Expr y2 = m.derived("y2", y3 + y4);
  m.reaction("initiation", y1 >> y3, A);
  m.reaction("addition", (y1 + y3) >> y4, B);
  m.flux("termination", y3 >> nothing, MC * y2 * y3 * V);
  m.reaction("release", y4 >> y3, C);
  m.initial(y1, y1_0);
  m.observable("y1", y1, "nM");
  m.observable("y2_out", y2, "nM");
  m.observable("y3", y3, "nM");
  m.observable("y4", y4, "nM");
  return compile(m.build());
}

Program pollution() {
  Model m("Pollution");
  const char* source = "Verwer 1994, as in the Test Set for IVP Solvers (problem pollu)";
  const Compartment air = m.compartment("air", m.parameter("V", 1 * L, "volume", "assumed: any"));
  const Moiety N = m.moiety("nitrogen"), S = m.moiety("sulfur");
  m.conserve(N);
  m.conserve(S);
  // In the order of the test set, ppm as nM. Nominal: the order of magnitude after an hour.
  std::vector<Species> all;
  const auto species = [&](const char* name, double nominal, const Composition& composition = {}) {
    all.push_back(m.species(name, air, composition, {.meaning = "", .nominal = nominal * nM}));
    return all.back();
  };
  const Species NO2 = species("NO2", 1e-2, N), NO = species("NO", 1e-1, N), O3P = species("O3P", 1e-9);
  const Species O3 = species("O3", 1e-3), HO2 = species("HO2", 1e-7), OH = species("OH", 1e-7);
  const Species HCHO = species("HCHO", 1e-2), CO = species("CO", 1e-1), ALD = species("ALD", 1e-3);
  const Species MEO2 = species("MEO2", 1e-8), C2O3 = species("C2O3", 1e-8), CO2 = species("CO2", 1e-3);
  const Species PAN = species("PAN", 1e-4, N), CH3O = species("CH3O", 1e-5), HNO3 = species("HNO3", 1e-3, N);
  const Species O1D = species("O1D", 1e-18), SO2 = species("SO2", 1e-3, S), SO4 = species("SO4", 1e-4, S);
  const Species NO3 = species("NO3", 1e-6, N), N2O5 = species("N2O5", 1e-5, Composition(2 * N));
  int number = 0;
  const auto reaction = [&](const Sides& sides, const Quantity& k) {
    const std::string index = std::to_string(++number);
    m.reaction("r" + index, sides, m.parameter("k" + index, k, "rate of reaction " + index, source));
  };
  const auto alone = 1 / h, met = 1 / (nM * h);
  reaction(NO2 >> (NO + O3P), 0.35 * alone);
  reaction((NO + O3) >> NO2, 26.6 * met);
  reaction((HO2 + NO) >> (NO2 + OH), 1.23e4 * met);
  reaction(HCHO >> (2 * HO2 + CO), 8.6e-4 * alone);
  reaction(HCHO >> CO, 8.2e-4 * alone);
  reaction((HCHO + OH) >> (HO2 + CO), 1.5e4 * met);
  reaction(ALD >> (MEO2 + HO2 + CO), 1.3e-4 * alone);
  reaction((ALD + OH) >> C2O3, 2.4e4 * met);
  reaction((C2O3 + NO) >> (NO2 + MEO2 + CO2), 1.65e4 * met);
  reaction((C2O3 + NO2) >> PAN, 9e3 * met);
  reaction(PAN >> (C2O3 + NO2), 2.2e-2 * alone);
  reaction((MEO2 + NO) >> (CH3O + NO2), 1.2e4 * met);
  reaction(CH3O >> (HCHO + HO2), 1.88 * alone);
  reaction((NO2 + OH) >> HNO3, 1.63e4 * met);
  reaction(O3P >> O3, 4.8e6 * alone);
  reaction(O3 >> O1D, 3.5e-4 * alone);
  reaction(O3 >> O3P, 1.75e-2 * alone);
  reaction(O1D >> 2 * OH, 1e8 * alone);
  reaction(O1D >> O3P, 4.44e11 * alone);
  reaction((SO2 + OH) >> (SO4 + HO2), 1.24e3 * met);
  reaction(NO3 >> NO, 2.1 * alone);
  reaction(NO3 >> (NO2 + O3P), 5.78 * alone);
  reaction((NO2 + O3) >> NO3, 4.74e-2 * met);
  reaction((NO3 + NO2) >> N2O5, 1.78e3 * met);
  reaction(N2O5 >> (NO3 + NO2), 3.12 * alone);
  const auto start = [&](const Species& which, const char* name, double value) {
    m.initial(which, m.parameter(name, value * nM, "start", source));
  };
  start(NO, "NO_0", 0.2);
  start(O3, "O3_0", 0.04);
  start(HCHO, "HCHO_0", 0.1);
  start(CO, "CO_0", 0.3);
  start(ALD, "ALD_0", 0.01);
  start(SO2, "SO2_0", 0.007);
  for (std::size_t i = 0; i < all.size(); ++i) m.observable("y" + std::to_string(i + 1), all[i], "nM");
  return compile(m.build());
}

}  // namespace tansine
