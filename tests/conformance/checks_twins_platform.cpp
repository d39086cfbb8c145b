// Twin test of the platform of Scheuher 2023 in the mouse: its 53 equations typed by hand in amounts and days, against
// the derivative of the model that is put together from blood, tumor, counted cells and their contents.

#include "base/random.hpp"
#include "compound_runs.hpp"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

using State = std::map<std::string, double>;

constexpr double per_day = 86400, ln2 = 0.693147180559945309417, nm = 1 / avogadro_per_nmol;

std::string at(const std::string& name, int stage) { return name + "_" + std::to_string(stage) + "_t"; }

/// T-DM1, BT474EEI, driver: all unconjugated payload in cells. `y` in nmol and cells.
State paper(State y) {
  const double Vc = 1e-3, Vp = 5.7e-3, Vcell = 2e-12, RPC = 1e6, DAR = 3.5, kdec = 8.5e-7 * per_day, kAb = ln2 / 11.6;
  const double kPL = ln2 / (3. / 24), kon = 1e-4 * per_day, KD = .3, ke = 4.27e-5 * per_day, krec = 2.4e-5 * per_day,
               kdeg = 1.27e-4 * per_day, konT = 1e-3 * per_day, KDT = 950, Tc = 65, Pc = .51, kin = 5.95e-5 * per_day,
               kout = 3.94e-5 * per_day, epsA = .24, epsP = .44;
  const double kmax = .24, tau = 1e-3, KC = 236.8, td = 41.78, klin = 90, Vmax = 5e-3, psi = 20;
  const double r = Vc / Vp;
  const auto k12 = [&](double t, double P) { return ln2 / t * P / (P + r); };
  const auto k21 = [&](double t, double P) { return ln2 / t * r / (P + r); };
  const double a12 = k12(2.65 / 24, .34), a21 = k21(2.65 / 24, .34), x12 = k12(.1 / 24, 83.02),
               x21 = k21(.1 / 24, 83.02);
  double Nt = 0, inside = 0;
  for (int s = 1; s <= 4; ++s) {
    Nt += y["N" + std::to_string(s)];
    inside += y[at("Lys_DM1_endo", s)] + y[at("Lys_DM1_cyto", s)] + y[at("Lys_DM1_bound", s)];
  }
  const double Vint = Nt * Vcell, V = Vint / (1 - epsP), VA = epsA * V;
  const double R2 = std::pow(3 * V * 1e15 / (4 * 3.14159265358979323846), 2. / 3);
  const double fA = 2 * 50.34 * 8 / (75. * 75) + 6 * 1.74e5 / R2, fP = 2 * 924. * 8 / (75. * 75) + 6 * 1.1e7 / R2;
  const double a13 = fA * V / Vc, a31 = fA / epsA, x13 = fP * V / Vc, x31 = fP / epsP;
  const double kkill = kmax * (inside / Vint) / (KC + inside / Vint);
  const double g = ln2 / td * (1 - V / Vmax) / std::pow(1 + std::pow(ln2 * V * 1e6 / (td * klin), psi), 1 / psi);
  const double A = y["A_conjugate"], B = y["A_naked"], X = y["Lys_DM1"], A2 = y["A_conjugate_p"], B2 = y["A_naked_p"],
               X2 = y["Lys_DM1_p"], At = y["A_conjugate_t"], Bt = y["A_naked_t"], Xt = y["Lys_DM1_t"];
  State d;
  d["A_conjugate"] = -(kdec + kAb + a12 + a13) * A + a21 * A2 + a31 * At;
  d["A_naked"] = kdec * A - (kAb + a12 + a13) * B + a21 * B2 + a31 * Bt;
  d["Lys_DM1"] = DAR * (kdec + kAb) * A - (kPL + x12 + x13) * X + x21 * X2 + x31 * Xt;
  d["A_conjugate_p"] = a12 * A - (a21 + kdec + kAb) * A2;
  d["A_naked_p"] = a12 * B - (a21 + kAb) * B2 + kdec * A2;
  d["Lys_DM1_p"] = x12 * X - (x21 + kPL) * X2 + DAR * (kdec + kAb) * A2;
  d["A_conjugate_t"] = a13 * A - a31 * At - kdec * At;
  d["A_naked_t"] = a13 * B - a31 * Bt + kdec * At;
  d["Lys_DM1_t"] = x13 * X - x31 * Xt + DAR * kdec * At;
  const char* const carried[] = {
      "R", "RA_conjugate", "RA_naked", "R_endo", "RA_conjugate_endo", "RA_naked_endo", "Lys_DM1_endo", "Lys_DM1_cyto",
      "T", "Lys_DM1_bound"};
  const double leave[] = {kkill, 1 / tau, 1 / tau, 1 / tau};
  for (int s = 1; s <= 4; ++s) {
    const std::string n = "N" + std::to_string(s);
    const double N = y[n];
    const auto q = [&](const char* name) { return y[at(name, s)]; };
    const double b = kon / VA * q("R") * At - kon * KD * q("RA_conjugate"),
                 bb = kon / VA * q("R") * Bt - kon * KD * q("RA_naked"),
                 tb = konT / (Pc * N * Vcell) * q("T") * q("Lys_DM1_cyto") - konT * KDT * q("Lys_DM1_bound");
    const double in = s > 1 ? leave[s - 2] : 0, out = leave[s - 1];
    d[n] = (s == 1 ? g * N : in * y["N" + std::to_string(s - 1)]) - out * N;
    for (const char* name : carried) d[at(name, s)] = (s > 1 ? in * y[at(name, s - 1)] : 0) - out * y[at(name, s)];
    d[at("R", s)] += RPC * nm * ke * kdeg / (kdeg + krec) * N - b - bb - ke * q("R") + krec * q("R_endo");
    d[at("RA_conjugate", s)] += b - (kdec + ke) * q("RA_conjugate") + krec * q("RA_conjugate_endo");
    d[at("RA_naked", s)] += bb + kdec * q("RA_conjugate") - ke * q("RA_naked") + krec * q("RA_naked_endo");
    d[at("R_endo", s)] += ke * q("R") - (krec + kdeg) * q("R_endo");
    d[at("RA_conjugate_endo", s)] += ke * q("RA_conjugate") - (krec + kdeg) * q("RA_conjugate_endo");
    d[at("RA_naked_endo", s)] += ke * q("RA_naked") - (krec + kdeg) * q("RA_naked_endo");
    d[at("Lys_DM1_endo", s)] += DAR * kdeg * q("RA_conjugate_endo") - kin * q("Lys_DM1_endo");
    d[at("Lys_DM1_cyto", s)] += kin * q("Lys_DM1_endo") - tb + kin * Xt * N / Nt - kout * q("Lys_DM1_cyto");
    d[at("T", s)] -= tb;
    d[at("Lys_DM1_bound", s)] += tb;
    d["A_conjugate_t"] -= b;
    d["A_naked_t"] -= bb;
    d["Lys_DM1_t"] += DAR * kdec * q("RA_conjugate") - kin * Xt * N / Nt + kout * q("Lys_DM1_cyto");
    if (s == 4)
      d["Lys_DM1_t"] += out * (DAR * (q("RA_conjugate") + q("RA_conjugate_endo")) + q("Lys_DM1_endo") +
                               q("Lys_DM1_cyto") + q("Lys_DM1_bound"));
    if (s == 1) {
      d[at("R", 1)] += g * N * RPC * nm;
      d[at("R_endo", 1)] += g * N * RPC * nm * ke / (krec + kdeg);
      d[at("T", 1)] += g * N * Vcell * Tc;
    }
  }
  return d;
}

TEST(Twins, Scheuher2023Mouse) {
  const CompoundRun run("t-dm1", "scheuher2023-mouse-bt474eei");
  const Program& p = run.program();
  std::map<std::string, double> volumes;
  for (const char* s : {"A_conjugate", "A_naked", "Lys_DM1"})
    volumes[s] = 1e-3, volumes[std::string(s) + "_p"] = 5.7e-3;
  RandomStream random(1, 0, purpose("twin test"));
  for (int trial = 0; trial < 1000; ++trial) {
    std::vector<double> y(p.n_states());
    State amounts;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const std::string& name = p.states[i].name;
      const bool cells = name.size() == 2 && name[0] == 'N';
      y[i] = (cells ? 1e7 : 1e-3) * std::pow(10, 3 * random.uniform() - 1.5);
      amounts[name] = y[i] * (volumes.contains(name) ? volumes.at(name) : 1);
    }
    const std::vector<double> dy = run.derivative(0, y);
    const State expected = paper(amounts);
    ASSERT_EQ(expected.size(), 53u);
    double largest = 0;  // of the substances; cells are counted in millions
    for (const auto& [name, rate] : expected)
      if (name[0] != 'N') largest = std::max(largest, std::abs(rate));
    for (const auto& [name, rate] : expected) {
      const std::size_t i = p.state_index(name);
      ASSERT_NE(i, Program::npos) << name;
      const double got = dy[i] * day * (volumes.contains(name) ? volumes.at(name) : 1);
      ASSERT_NEAR(got, rate, 1e-11 * std::max(std::abs(rate), name[0] == 'N' ? 0 : largest)) << name << ", " << trial;
    }
  }
}

}  // namespace
}  // namespace tansine::checks
