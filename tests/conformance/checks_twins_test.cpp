// Twin tests: the equations of each paper, typed by hand in amounts, against the derivative of the assembled model on
// random states. Units here: nmol, L, day.

#include "base/random.hpp"
#include "compound_runs.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <map>

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

using State = std::map<std::string, double>;  ///< amounts [nmol], or as the paper has it

/// `volumes`: of the species that are concentrations in the model. `paper` gives amount rates per day for the species
/// it names; the model's other states are not compared.
void expect_twin(const std::string& compound, const std::string& model, const std::map<std::string, double>& volumes,
                 const std::function<State(State)>& paper, double scale, double t_days = 0) {
  const CompoundRun run(compound, model);
  const Program& p = run.program();
  RandomStream random(1, 0, purpose("twin test"));
  for (int trial = 0; trial < 1000; ++trial) {
    std::vector<double> y(p.n_states());
    State amounts;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const std::string& name = p.states[i].name;
      y[i] = scale * std::pow(10, 4 * random.uniform() - 3);
      amounts[name] = y[i] * (volumes.contains(name) ? volumes.at(name) : 1);
    }
    const std::vector<double> dy = run.derivative(t_days * day, y);
    const State expected = paper(amounts);
    // terms of very different size cancel: relative to the largest rate of this state's balance is what 1e-12 can mean
    double largest = 0;
    for (const auto& [name, rate] : expected) largest = std::max(largest, std::abs(rate));
    for (const auto& [name, rate] : expected) {
      const std::size_t i = p.state_index(name);
      ASSERT_NE(i, Program::npos) << name;
      const double got = dy[i] * day * (volumes.contains(name) ? volumes.at(name) : 1);
      ASSERT_NEAR(got, rate, 1e-12 * std::max(std::abs(rate), largest)) << model << " " << name << ", trial " << trial;
    }
  }
}

std::string A(int n, const char* tag = "") { return "A" + std::to_string(n) + tag; }

TEST(Twins, Lu2014) {
  const double CL = .676, V = 3.127, Q = 1.534, Vp = .66;
  expect_twin(
      "t-dm1", "lu2014", {{"ADC", V}, {"ADC_p", Vp}},
      [=](State y) {
        const double k10 = CL / V, k12 = Q / V, k21 = Q / Vp;
        return State{{"ADC", -k10 * y["ADC"] - k12 * y["ADC"] + k21 * y["ADC_p"]},
                     {"ADC_p", k12 * y["ADC"] - k21 * y["ADC_p"]},
                     {"Ab_eliminated", k10 * y["ADC"]}};
      },
      100);
}

/// Bender 2014: three compartments, eight forms, loss of drugs from the central one.
void expect_bender(const std::string& model, double CL, double V1, double Q2, double V2, double Q3, double V3,
                   double k1, double k2, double k3) {
  std::map<std::string, double> volumes;
  for (int n = 0; n < 8; ++n) volumes[A(n)] = V1, volumes[A(n, "_p")] = V2, volumes[A(n, "_p2")] = V3;
  expect_twin(
      "t-dm1", model, volumes,
      [=](State y) {
        const double k[] = {0, k1, k2, k3, k3, k3, k3, k3, 0};
        State d;
        double lost = 0, catabolized = 0, eliminated = 0;
        for (int n = 0; n < 8; ++n) {
          const double C1 = y[A(n)] / V1, C2 = y[A(n, "_p")] / V2, C3 = y[A(n, "_p2")] / V3;
          const double gained = n < 7 ? k[n + 1] * y[A(n + 1)] : 0;
          d[A(n)] = -(CL + Q2 + Q3) * C1 + Q2 * C2 + Q3 * C3 - k[n] * y[A(n)] + gained;
          d[A(n, "_p")] = Q2 * (C1 - C2);
          d[A(n, "_p2")] = Q3 * (C1 - C3);
          lost += k[n] * y[A(n)];
          catabolized += n * CL * C1;
          eliminated += CL * C1;
        }
        d["payload_lost"] = lost;
        d["payload_catabolized"] = catabolized;
        d["Ab_eliminated"] = eliminated;
        return d;
      },
      100);
}

TEST(Twins, Bender2014Cynomolgus) {
  expect_bender("bender2014-cynomolgus", .0174, .148, .0255, .0572, .0812, .127, .0939, .255, .341);
}
TEST(Twins, Bender2014Rat) {
  expect_bender("bender2014-rat", .00242, .011, .049, .00344, .012, .0167, .114, .388, .543);
}

TEST(Twins, Bender2014Reduced) {
  const double CL = .0199, CLDEC = .022, V1 = .154, Q2 = .0568, V2 = .05, Q3 = .0604, V3 = .0847;
  std::map<std::string, double> volumes;
  for (const char* s : {"ADC", "Ab_total"}) {
    volumes[s] = V1;
    volumes[std::string(s) + "_p"] = V2;
    volumes[std::string(s) + "_p2"] = V3;
  }
  expect_twin(
      "t-dm1", "bender2014-reduced-cynomolgus", volumes,
      [=](State y) {
        State d;
        for (const auto& [s, c] : {std::pair{std::string("ADC"), CL + CLDEC}, std::pair{std::string("Ab_total"), CL}}) {
          const double C1 = y[s] / V1, C2 = y[s + "_p"] / V2, C3 = y[s + "_p2"] / V3;
          d[s] = -(c + Q2 + Q3) * C1 + Q2 * C2 + Q3 * C3;
          d[s + "_p"] = Q2 * (C1 - C2);
          d[s + "_p2"] = Q3 * (C1 - C3);
        }
        return d;
      },
      100);
}

TEST(Twins, Pouzin2022) {
  const double Vc = 3.37, Vp = 2.54, Q = .543, CL_ADC = .392, CL_NAB = .408, CL_DM4 = 240, CL_Me = .256, FR = .0107,
               Vm = 1;
  std::map<std::string, double> volumes{{"DM4", Vm}, {"MeDM4", Vm}};
  for (int n = 0; n < 9; ++n) volumes[A(n)] = Vc, volumes[A(n, "_p")] = Vp;
  expect_twin(
      "tusamitamab-ravtansine", "pouzin2022", volumes,
      [=](State y) {
        const double k[] = {0, .0565, .181, .340, .525, .751, .938, .938, .938, 0};
        State d;
        double released = 0;
        for (int n = 0; n < 9; ++n) {
          const double CL = n == 0 ? CL_NAB : CL_ADC, exchange = Q * (y[A(n)] / Vc - y[A(n, "_p")] / Vp);
          d[A(n)] = -CL / Vc * y[A(n)] - exchange - k[n] * y[A(n)] + (n < 8 ? k[n + 1] * y[A(n + 1)] : 0);
          d[A(n, "_p")] = exchange;
          released += k[n] * y[A(n)];
        }
        d["DM4"] = released - CL_DM4 / Vm * y["DM4"];
        d["MeDM4"] = FR * CL_DM4 / Vm * y["DM4"] - CL_Me / Vm * y["MeDM4"];
        return d;
      },
      100);
}

TEST(Twins, Suri2018) {
  // umol and hours in the paper; here nmol and days: Kd per nmol and day
  const double CL = .0478 * 24, V1 = 3.5, Q2 = .0673 * 24, V2 = 3.67, Q3 = .0125 * 24, V3 = 5.79;
  const double CLM = .577 * 24, VM = 16, QM = 2.65 * 24, VMP = 14.2;
  const double Kd = .00069e-3 * 24, ALFM = 2.64 * 24, Klag = 15.7 * 24, FM = 1;
  expect_twin(
      "brentuximab-vedotin", "suri2018", {{"ADC", V1}, {"ADC_p", V2}, {"ADC_p2", V3}, {"MMAE", VM}, {"MMAE_p", VMP}},
      [=](State y) {
        const double C1 = y["ADC"] / V1, C2 = y["ADC_p"] / V2, C3 = y["ADC_p2"] / V3;
        const double binding = Kd * y["sites"] * y["ADC"];
        return State{{"ADC", -(CL + Q2 + Q3) * C1 + Q2 * C2 + Q3 * C3},
                     {"ADC_p", Q2 * (C1 - C2)},
                     {"ADC_p2", Q3 * (C1 - C3)},
                     {"sites", -binding},
                     {"lag", binding + y["early"] * CL / V1 * y["ADC"] * FM - Klag * y["lag"]},
                     {"early", -ALFM * y["early"]},
                     {"MMAE", Klag * y["lag"] - (CLM + QM) / VM * y["MMAE"] + QM / VMP * y["MMAE_p"]},
                     {"MMAE_p", QM / VM * y["MMAE"] - QM / VMP * y["MMAE_p"]}};
      },
      10);
}

TEST(Twins, Sathe2024) {
  const double t = 40;  // [d]
  const double CL = .13333 * 24, V1 = 2.77011, Q = .0055141 * 24, V2 = .907787;
  const double krel = .0961 * 24, CLs = 409 * 24, Qs = 247 * 24, V1s = 49, V2s = 2177;
  const double CLt = .016 * 24 * (1 - .167 * (1 - std::exp(-6.08e-4 * t * 24))), V1t = 3.06, Qt = .010 * 24, V2t = 1.20;
  expect_twin(
      "sacituzumab-govitecan", "sathe2024",
      {{"ADC", V1}, {"ADC_p", V2}, {"Ab_total", V1t}, {"Ab_total_p", V2t}, {"SN38", V1s}, {"SN38_p", V2s}},
      [=](State y) {
        const double e = Q * (y["ADC"] / V1 - y["ADC_p"] / V2), et = Qt * (y["Ab_total"] / V1t - y["Ab_total_p"] / V2t);
        const double es = Qs * (y["SN38"] / V1s - y["SN38_p"] / V2s);
        const double mass = 160000 / 392.4;  // the paper counts in mg: nmol of SN-38 per nmol of conjugate
        return State{{"ADC", -CL / V1 * y["ADC"] - e},
                     {"ADC_p", e},
                     {"Ab_total", -CLt / V1t * y["Ab_total"] - et},
                     {"Ab_total_p", et},
                     {"SN38", krel * y["ADC"] * mass - CLs / V1s * y["SN38"] - es},
                     {"SN38_p", es}};
      },
      100, t);
}

TEST(Twins, Quartino2019) {
  const double CL = .127, Vc = 2.62, Q = .544, Vp = 2.97, Vmax = 8.81, Km = 8.92, MW = .145532;  // mg, mg/L, mg/nmol
  expect_twin(
      "trastuzumab", "quartino2019", {{"Ab", Vc}, {"Ab_p", Vp}},
      [=](State y) {
        const double mg = y["Ab"] * MW, C = mg / Vc, e = Q * (C - y["Ab_p"] * MW / Vp);
        return State{{"Ab", (-CL * C - Vmax * C / (Km + C) - e) / MW}, {"Ab_p", e / MW}};
      },
      100);
}

TEST(Twins, TargetMediatedTdm1) {
  const double CL = .18685, V1 = 3.127, Q = 2.2339, V2 = 2.431, kdec = 8.5e-7 * 86400, Kss = .659132, kint = 3.1029,
               kdeg = 4.68589, R0 = 6.908;
  expect_twin(
      "t-dm1", "tmdd",
      {{"A_naked", V1}, {"A_conjugate", V1}, {"A_naked_p", V2}, {"A_conjugate_p", V2}, {"R_total_p", V2}},
      [=](State y) {
        const double A1 = y["A_conjugate"], A2 = y["A_conjugate_p"], B1 = y["A_naked"], B2 = y["A_naked_p"],
                     R = y["R_total_p"];
        const double T = (A2 + B2) / V2, Rc = R / V2, b = T - Rc - Kss, s = std::sqrt(b * b + 4 * Kss * T);
        const double C = b >= 0 ? (b + s) / 2 : 2 * Kss * T / (s - b), phi = C / T;
        const double RC = R * C / (Kss + C), RCA = RC * A2 / (A2 + B2), RCB = RC - RCA;
        const double ea = Q * (A1 / V1 - phi * A2 / V2), eb = Q * (B1 / V1 - phi * B2 / V2);
        return State{{"A_conjugate", -CL * A1 / V1 - kdec * A1 - ea},
                     {"A_conjugate_p", ea - kdec * A2 - kint * RCA},
                     {"A_naked", -CL * B1 / V1 + kdec * A1 - eb},
                     {"A_naked_p", eb + kdec * A2 - kint * RCB},
                     {"R_total_p", kdeg * R0 - kdeg * R - (kint - kdeg) * RC}};
      },
      100);
}

// Cao 2013, equations of the minimal body, in amounts.
TEST(Twins, Cao2013) {
  const double L = 2.9, L1 = .33 * L, L2 = .67 * L, s1 = .931, s2 = .837, sL = .2, CLp = .00668 * 24, Vp = 2.6;
  const double Vt = .65 * 15.6 * .8, Vl = .35 * 15.6 * .8;
  expect_twin(
      "generic-mab", "cao-gevokizumab", {{"Ab", Vp}, {"Ab_lymph", Vp}, {"Ab_tight", Vt}, {"Ab_leaky", Vl}},
      [=](State y) {
        const double Cp = y["Ab"] / Vp, Cy = y["Ab_lymph"] / Vp, Ct = y["Ab_tight"] / Vt, Cl = y["Ab_leaky"] / Vl;
        return State{{"Ab", L * Cy - L1 * (1 - s1) * Cp - L2 * (1 - s2) * Cp - CLp * Cp},
                     {"Ab_tight", L1 * (1 - s1) * Cp - L1 * (1 - sL) * Ct},
                     {"Ab_leaky", L2 * (1 - s2) * Cp - L2 * (1 - sL) * Cl},
                     {"Ab_lymph", L1 * (1 - sL) * Ct + L2 * (1 - sL) * Cl - L * Cy}};
      },
      100);
}

// Shah & Betts 2012 in a mouse: all 77 states, from the printed table of organs [mL].
TEST(Twins, ShahBetts2012) {
  struct O {
    const char* name;
    double s, V, I, E, Q;
  };
  const std::vector<O> organs{{"lung", .95, .0294551, .0384286, .00102204, 373.131},
                              {"liver", .85, .164106, .384595, .009625, 10.263},
                              {"heart", .95, .005852, .021736, .00076, 36.498},
                              {"muscle", .95, .249018, 1.47147, .056595, 86.13},
                              {"skin", .95, .187711, 1.65627, .025095, 27.819},
                              {"adipose", .95, .021802, .33694, .00991, 13.431},
                              {"bone", .85, .062128, .525264, .01412, 15.18},
                              {"brain", .99, .01067, .0873, .002425, 11.781},
                              {"kidney", .90, .028875, .07875, .002625, 68.508},
                              {"small_intestine", .90, .0116116, .126672, .00364, 58.08},
                              {"large_intestine", .95, .00500032, .054549, .0015675, 17.292},
                              {"pancreas", .90, .005335, .016878, .000485, 6.237},
                              {"thymus", .90, .000495, .00153, 4.5e-05, 1.188},
                              {"spleen", .85, .015367, .0254, .000635, 8.184},
                              {"other", .95, .0195356, .0797245, .00232659, 12.54}};
  std::map<std::string, double> volumes{{"Ab", .94435e-3}, {"Ab_lymph", .113e-3}};
  double E_all = 0, Q_lung = 0;
  for (const O& o : organs) {
    volumes["Ab_plasma_" + std::string(o.name)] = o.V * 1e-3;
    volumes["Ab_interstitium_" + std::string(o.name)] = o.I * 1e-3;
    for (const char* x : {"Ab_endosome_", "Ab_FcRn_", "FcRn_"}) volumes[x + std::string(o.name)] = o.E * 1e-3;
    E_all += o.E;
    if (std::string(o.name) != "lung") Q_lung += o.Q;
  }
  const auto is_gut = [](const std::string& n) {
    return n == "small_intestine" || n == "large_intestine" || n == "pancreas" || n == "spleen";
  };
  expect_twin(
      "generic-mab", "shah-betts-mouse", volumes,
      [=](State y) {
        for (auto& [name, amount] : y)
          if (volumes.contains(name)) amount /= volumes.at(name);  // concentrations, as the paper has them
        const double mL = 1e-3 * 24;                               // mL/h in L/d
        const double CL = 3.66e-2 * E_all * mL, FR = .715, sIS = .2, kon = 8.06e7 * 1e-9 * 24, koff = 6.55 * 24,
                     kdeg = 42.9 * 24;
        double gut_out = 0, gut_in = 0, back = 0, lymph = 0;
        for (const O& o : organs)
          if (is_gut(o.name)) {
            gut_out += (o.Q - .002 * o.Q) * mL;
            gut_in += (o.Q - .002 * o.Q) * mL * y["Ab_plasma_" + std::string(o.name)];
          }
        State d;
        const double P = y["Ab"], lung = y["Ab_plasma_lung"], Lln = 9.1 * Q_lung * mL;
        double degraded = 0;
        for (const O& o : organs) {
          const std::string n = o.name;
          const bool liver = n == "liver", is_lung = n == "lung";
          const double Q = (is_lung ? Q_lung : o.Q) * mL, L = .002 * (liver ? Q + gut_out : Q);
          const double C = y["Ab_plasma_" + n], I = y["Ab_interstitium_" + n], Eu = y["Ab_endosome_" + n],
                       Eb = y["Ab_FcRn_" + n], F = y["FcRn_" + n], V = o.E * 1e-3;
          const double in = is_lung ? (Q + L) * P : liver ? Q * lung + gut_in : Q * lung;
          const double out = is_lung ? Q * C : liver ? (Q - L + gut_out) * C : (Q - L) * C;
          d["Ab_plasma_" + n] = in - out - (1 - o.s) * L * C - CL * C + CL * FR * Eb;
          d["Ab_interstitium_" + n] = (1 - o.s) * L * C - (1 - sIS) * L * I - CL * I + CL * (1 - FR) * Eb;
          d["Ab_endosome_" + n] = CL * (C + I) + V * (-kon * Eu * F + koff * Eb - kdeg * Eu);
          d["Ab_FcRn_" + n] = V * (kon * Eu * F - koff * Eb) - CL * Eb;
          d["FcRn_" + n] = -d["Ab_FcRn_" + n];
          if (!is_lung && !is_gut(n)) back += out;
          lymph += (1 - sIS) * L * I;
          degraded += kdeg * Eu * V;
        }
        const double LN = y["Ab_lymph"];
        d["Ab"] = back + Lln * LN - 1.002 * Q_lung * mL * P;
        d["Ab_lymph"] = lymph - Lln * LN;
        d["Ab_eliminated"] = degraded;
/// A Krogh tumor of three nodes on Lu's patient, as verify code has the cylinder [ours]: overall concentrations per
/// day.
TEST(Twins, KroghOfThreeNodes) {
  const double CL = .676, Vc = 3.127, Q = 1.534, Vp = .66, VT = .01, DAR = 3.5;
  const double Rc = 8, RK = 75, P = 2.82e-7 * 1e4 * 86400, D = 1.27e-7 * 1e8 * 86400, eps = .24;
  const double PX = 924, DX = 1.1e7, epsX = .44;
  const double kon = 7.1e5 * 1e-9 * 86400, koff = 3.5e-4 * 86400, ke = 3.3e-5 * 86400, T0 = 830, klys = 1.27e-4 * 86400;
  const double kin = 5.95e-5 * 86400, kout = 3.95e-5 * 86400;
  std::vector<double> f, c, w;
  for (int i = 0; i <= 3; ++i) f.push_back(Rc + (RK - Rc) * std::pow(i / 3., 1.3));
  for (std::size_t i = 0; i < 3; ++i) {
    c.push_back((f[i] + f[i + 1]) / 2);
    w.push_back((f[i + 1] * f[i + 1] - f[i] * f[i]) / (RK * RK - Rc * Rc));
  }
  const std::string tags[] = {"_t01", "_t02", "_t03"};
  std::map<std::string, double> volumes{{"ADC", Vc}, {"ADC_p", Vp}};
  for (std::size_t i = 0; i < 3; ++i)
    for (const char* s : {"A", "R", "RA", "RA_lyso", "Lys_DM1", "Lys_DM1_cyto"}) volumes[s + tags[i]] = VT * w[i];
  expect_twin(
      "t-dm1", "krogh-three-nodes", volumes,
      [=](State y) {
        std::array<double, 3> C, B, T, I, Pi, Pe, dC{}, dPe{};
        for (std::size_t i = 0; i < 3; ++i) {
          const auto at = [&](const std::string& name) { return y[name + tags[i]] / (VT * w[i]); };
          C[i] = at("A"), B[i] = at("RA"), T[i] = at("R"), I[i] = at("RA_lyso"), Pi[i] = at("Lys_DM1_cyto"),
          Pe[i] = at("Lys_DM1");
        }
        // finite volumes: flux densities at the faces; the wall between half a cell of diffusion and permeation
        const auto transport = [&](const std::array<double, 3>& u, double Cp, double perm, double diff, double e,
                                   std::array<double, 3>& du) {
          const double h = c[0] - f[0], wall = (perm * Cp + diff * u[0] / h) / (perm / e + diff / h);
          double F[4] = {perm * (Cp - wall / e), 0, 0, 0};
          for (std::size_t i = 1; i < 3; ++i) F[i] = -diff * (u[i] - u[i - 1]) / (c[i] - c[i - 1]);
          for (std::size_t i = 0; i < 3; ++i)
            du[i] = 2 * (f[i] * F[i] - f[i + 1] * F[i + 1]) / (f[i + 1] * f[i + 1] - f[i] * f[i]);
          return 2 * Rc * F[0] / (RK * RK - Rc * Rc) * VT;  // amount into the tumor
        };
        const double taken = transport(C, y["ADC"] / Vc, P, D, eps, dC), washed = transport(Pe, 0, PX, DX, epsX, dPe);
        State d{{"ADC", -(CL + Q) / Vc * y["ADC"] + Q / Vp * y["ADC_p"] - taken},
                {"ADC_p", Q / Vc * y["ADC"] - Q / Vp * y["ADC_p"]},
                {"payload_of_plasma", -washed}};
        for (std::size_t i = 0; i < 3; ++i) {
          const double V = VT * w[i], r = kon * C[i] / eps * T[i] - koff * B[i];
          d["A" + tags[i]] = V * (dC[i] - r);
          d["RA" + tags[i]] = V * (r - ke * B[i]);
          d["R" + tags[i]] = V * (ke * T0 - r - ke * T[i]);
          d["RA_lyso" + tags[i]] = V * (ke * B[i] - klys * I[i]);
          d["Lys_DM1_cyto" + tags[i]] = V * (DAR * klys * I[i] - kout * Pi[i] + kin * Pe[i]);
          d["Lys_DM1" + tags[i]] = V * (dPe[i] - kin * Pe[i] + kout * Pi[i]);
        }
        return d;
      },
      100);
}

// Friberg 2002 with the drift of ours, on Lu 2014: counts in cell/L, time in days.
TEST(Twins, Friberg2002) {
  const double Circ0 = 245e9, k = 4 / 3., gamma = .2, slope = .003, kS = 0 /* the typical patient is stable */,
               Smin = .7;
  expect_twin(
      "t-dm1", "lu2014-platelets", {},
      [=](State y) {
        const double C = y["ADC"] * .148781, E = std::min(slope * C, 1.0), S = y["platelets_capacity"];
        const double circ = std::max(y["platelets"] / Circ0, 1e-6);
        const double P = y["platelets_proliferating"], T1 = y["platelets_transit1"], T2 = y["platelets_transit2"],
                     T3 = y["platelets_transit3"];
        return State{{"platelets_proliferating", k * P * ((1 - E) * std::pow(S / circ, gamma) - 1)},
                     {"platelets_transit1", k * (P - T1)},
                     {"platelets_transit2", k * (T1 - T2)},
                     {"platelets_transit3", k * (T2 - T3)},
                     {"platelets", k * (T3 - y["platelets"])},
                     {"platelets_capacity", -kS * C * (S - Smin)}};
      },
      100);
}

}  // namespace
}  // namespace tansine::checks
