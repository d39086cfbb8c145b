// Twin tests of tumors that grow: each paper's equations typed by hand, in its units (days, nM, mm3), against the
// derivative of the assembled model on random states.

#include "base/random.hpp"
#include "compound_runs.hpp"

#include <cmath>
#include <functional>
#include <map>
#include <numbers>

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

using State = std::map<std::string, double>;

/// `units`: how many of the paper's units one canonical unit of a state is. `low`, `high`: powers of ten between which
/// states lie, around `typical`. `paper` gives rates per day in its units for the states it names.
void expect_same(const std::string& compound, const std::string& model, const State& units, const State& typical,
                 const std::function<State(State)>& paper) {
  const CompoundRun run(compound, model);
  const Program& p = run.program();
  RandomStream random(2, 0, purpose("twin test"));
  for (int trial = 0; trial < 1000; ++trial) {
    std::vector<double> y(p.n_states(), 0.0);
    State state;
    const auto unit_of = [&](const std::string& name) { return units.contains(name) ? units.at(name) : 1.0; };
    for (std::size_t i = 0; i < y.size(); ++i) {
      const std::string& name = p.states[i].name;
      if (!typical.contains(name)) continue;
      state[name] = typical.at(name) * std::pow(10, 2 * random.uniform() - 1);
      y[i] = state[name] / unit_of(name);
    }
    const std::vector<double> dy = run.derivative(0, y);
    const State expected = paper(state);
    for (const auto& [name, rate] : expected) {
      const std::size_t i = p.state_index(name);
      ASSERT_NE(i, Program::npos) << name;
      // terms cancel: 1e-11 of the largest that a state of this size can have, some hundred per day
      ASSERT_NEAR(dy[i] * day * unit_of(name), rate, 1e-11 * (std::abs(rate) + 1e3 * state[name]))
          << name << " " << trial;
    }
  }
}

TEST(Twins, Simeoni2004) {
  const double l0 = .273, l1 = .814, k1 = .968, k2 = .000629, psi = 20;  // 1/d, g/d, 1/d, 1/(d ng/mL)
  expect_same(
      "paclitaxel", "simeoni2004",
      {{"tumor", 1e-3}, {"tumor_dying1", 1e-3}, {"tumor_dying2", 1e-3}, {"tumor_dying3", 1e-3}, {"ADC", .85391}},
      {{"tumor", 1}, {"tumor_dying1", .3}, {"tumor_dying2", .3}, {"tumor_dying3", .3}, {"ADC", 400}}, [=](State y) {
        const double x1 = y["tumor"], x2 = y["tumor_dying1"], x3 = y["tumor_dying2"], x4 = y["tumor_dying3"];
        const double w = x1 + x2 + x3 + x4;
        const double g = l0 * x1 / std::pow(1 + std::pow(l0 / l1 * w, psi), 1 / psi), e = k2 * y["ADC"] * x1;
        return State{{"tumor", g - e},
                     {"tumor_dying1", e - k1 * x2},
                     {"tumor_dying2", k1 * (x2 - x3)},
                     {"tumor_dying3", k1 * (x3 - x4)}};
      });
}

struct Shah {
  double Ag, koutPL, kge, kgl, Vmax, km, KC, tau, CLA, V1A, CLDA, V2A, CLP, V1P, CLDP, V2P, kdis, BW;

  State operator()(State y) const {
    const double kon = 6.22, koff = 12.5, kint = .61, PA = 334, DA = .022, eA = .24, PP = 2.1e4, DP = .25, eP = .44,
                 kinPL = 9.66, konT = .44, koffT = 13.1, psi = 20, Rc = 8, RK = 75;
    const double v1 = y["tumor"], v2 = y["tumor_dying1"], v3 = y["tumor_dying2"], v4 = y["tumor_dying3"];
    const double TV = v1 + v2 + v3 + v4, TVL = TV * 1e-6;
    const double R = std::cbrt(3 * TV * 1e-3 / (4 * std::numbers::pi));
    const double xa = 2 * PA * Rc / (RK * RK) + 6 * DA / (R * R), xp = 2 * PP * Rc / (RK * RK) + 6 * DP / (R * R);
    const double X1 = y["Ab"] * V1A * BW, X2 = y["Ab_p"] * V2A * BW;
    const double Cf = y["A_t"], Cb = y["RA_t"], Pi = y["MMAE_cyto_t"], Pb = y["MMAE_bound_t"], Pe = y["MMAE_t"],
                 C1 = y["MMAE"], C2 = y["MMAE_p"], DAR = y["DAR"];
    const double ja = xa * (eA * X1 / (V1A * BW) - Cf), jp = xp * (eP * C1 - Pe);
    const double b = kon * Cf * (Ag - Cb) - koff * Cb, tb = konT * Pi * y["T_t"] - koffT * Pb;
    const double c = Pi + Pb + Pe, kill = km * c / (KC + c);
    const double g = kge * v1 * (1 - TV / Vmax) / std::pow(1 + std::pow(kge * TV / kgl, psi), 1 / psi);
    const double dX1 = -(CLA + CLDA) / V1A * X1 + CLDA / V2A * X2 - ja * TVL, dX2 = CLDA / V1A * X1 - CLDA / V2A * X2;
    // free tubulin TT - Pb is a state of ours
    return {{"Ab", dX1 / (V1A * BW)},
            {"Ab_p", dX2 / (V2A * BW)},
            {"DAR", -kdis * DAR},
            {"A_t", ja - b},
            {"RA_t", b - kint * Cb},
            {"MMAE_cyto_t", kint * Cb * DAR + kinPL * Pe - koutPL * Pi - tb},
            {"MMAE_bound_t", tb},
            {"T_t", -tb},
            {"MMAE_t", jp - kinPL * Pe + koutPL * Pi + DAR * kdis * (Cf + Cb)},
            {"MMAE", -(CLP + CLDP) / V1P * C1 + CLDP / V1P * C2 - jp * TVL / (V1P * BW) + X1 * DAR * kdis / (V1P * BW) +
                         CLA * DAR * X1 / (V1A * V1P * BW)},
            {"MMAE_p", CLDP / V2P * (C1 - C2)},
            {"tumor", g - kill * v1},
            {"tumor_dying1", kill * v1 - v2 / tau},
            {"tumor_dying2", (v2 - v3) / tau},
            {"tumor_dying3", (v3 - v4) / tau}};
  }
};

const State mm3 = {{"tumor", 1e6}, {"tumor_dying1", 1e6}, {"tumor_dying2", 1e6}, {"tumor_dying3", 1e6}};

TEST(Twins, Shah2012) {
  const State typical = {{"Ab", 100},          {"Ab_p", 50},         {"DAR", 2},          {"A_t", 10},
                         {"RA_t", 50},         {"MMAE_t", 10},       {"MMAE_cyto_t", 50}, {"MMAE_bound_t", 10},
                         {"T_t", 30},          {"MMAE", 1},          {"MMAE_p", 1},       {"tumor", 300},
                         {"tumor_dying1", 30}, {"tumor_dying2", 30}, {"tumor_dying3", 30}};
  expect_same(
      "brentuximab-vedotin", "shah2012-l540cy-printed", mm3, typical,
      Shah{976, 1.1, .245, 43.3, 5000, .761, 254, .128, .006, .046, .13, .06, 18.4, .136, 1.84, .523, .12, .02});
  expect_same(
      "brentuximab-vedotin", "shah2012-karpas299-printed", mm3, typical,
      Shah{483, .68, .278, 87.3, 5000, .753, 172, .0114, .006, .046, .13, .06, 18.4, .136, 1.84, .523, .12, .02});
  expect_same(
      "brentuximab-vedotin", "shah2012-human-printed", mm3, typical,
      Shah{166, 1.1, .035, 220, 5.24e5, .761, 254, .128, .025, .054, .036, .1, .93, 1.26, 3.03, .799, .072, 70});
}

TEST(Twins, Singh2017) {
  const double BW = 70, CL = .0043, CLD = .014, V1 = .034, V2 = .04, CLp = 2.23, CLDp = 1, V1p = .034, V2p = 5,
               kdp = .241;
  const double kon = .37 * 24, koff = .097 * 24, kint = .09 * 24, kdeg = .03 * 24, kdt = .0223 * 24, kdf = .092 * 24,
               konT = .03 * 24, koffT = .0285 * 24, Ag = 1660;
  for (const bool loss : {false, true}) {
    const std::string A = loss ? "ADC" : "Ab";
    const auto paper = [=](State y) {
      const double TV = y["tumor"], R = std::cbrt(3 * TV * 1e-3 / (4 * std::numbers::pi));
      const double xa = 2 * 334. * 8 / 5625 + 6 * .022 / (R * R), xd = 2 * 2.1e4 * 8 / 5625 + 6 * .25 / (R * R);
      const double X1 = y[A] * V1 * BW, X2 = y[A + "_p"] * V2 * BW, DAR = loss ? 3.5 : y["DAR"];
      const double Cf = y["A_t"], Cb = y["RA_t"], Ce = y["RA_lyso_t"], Pf = y["DM1_cyto_t"], Pb = y["DM1_bound_t"],
                   Pe = y["DM1_t"], C1 = y["DM1"], C2 = y["DM1_p"];
      const double ja = xa * (.24 * y[A] - Cf), jd = xd * (.44 * C1 - Pe), b = kon * Cf * (Ag - Cb) / .24 - koff * Cb,
                   tb = konT * Pf * y["T_t"] - koffT * Pb, lost = loss ? 1 : 0;
      const double c = Pf + Pb, td = 25, kge = std::numbers::ln2 / td;
      const double g = kge * (1 - TV / 5.238e5) / std::pow(1 + std::pow(kge * TV / 621, 20), 1. / 20);
      State d{{A, (-(CL + CLD) / V1 * X1 + CLD / V2 * X2 - lost * kdp * X1 - ja * TV * 1e-6) / (V1 * BW)},
              {A + "_p", (CLD / V1 * X1 - CLD / V2 * X2) / (V2 * BW)},
              {"A_t", ja - b - lost * kdt * Cf},
              {"RA_t", b - kint * Cb - lost * kdt * Cb},
              {"RA_lyso_t", kint * Cb - kdeg * Ce},
              {"DM1_cyto_t", DAR * kdeg * Ce - tb + kdf * (Pe - Pf)},
              {"DM1_bound_t", tb},
              {"T_t", -tb},
              {"DM1_t", jd + DAR * kdt * (Cf + Cb) - kdf * (Pe - Pf)},
              {"DM1", -(CLp + CLDp) / V1p * C1 + CLDp / V1p * C2 + (kdp * X1 + CL * X1 / V1) * DAR / (V1p * BW) -
                          jd * TV * 1e-6 / (V1p * BW)},
              {"DM1_p", CLDp / V2p * (C1 - C2)},
              {"tumor", (g - .139 * c / (23.8 + c)) * TV}};
      if (!loss) d["DAR"] = -kdp * DAR;
      return d;
    };
    State typical{{A, 200},           {A + "_p", 100}, {"DAR", 2},         {"A_t", 10},         {"RA_t", 100},
                  {"RA_lyso_t", 100}, {"DM1_t", 5},    {"DM1_cyto_t", 20}, {"DM1_bound_t", 20}, {"T_t", 30},
                  {"DM1", 1},         {"DM1_p", 1},    {"tumor", 2000}};
    expect_same("t-dm1", loss ? "singh2017-o2-printed" : "singh2017-o1-printed", mm3, typical, paper);
  }
}

}  // namespace
}  // namespace tansine::checks
