// Checks of module C: bodies of organs. C-02 is against the published reference solution of Jones 2019 (bioPBPK), by
// way of a script that agrees with it; [R] numbers are those of an independent implementation in Python, which shows
// that two programs agree, not that the model is right; [A] analytic; [S] published or measured.

#include "compound_runs.hpp"
#include "library/pbpk/two_pore.hpp"
#include "studies/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

/// The oracles run at 1e-7 to 1e-8: no more digits are needed of large models.
constexpr double tight = 1e-8;
const AssemblyOptions no_sinks{.lot = {}, .overrides = {}, .balances = false};

/// Numbers printed with `decimals` places are right to half a unit of the last, beside the relative tolerance.
void expect_printed(const std::vector<double>& got, const std::vector<double>& printed, double relative, int decimals) {
  ASSERT_EQ(got.size(), printed.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], printed[i], relative * std::abs(printed[i]) + 0.5 * std::pow(10, -decimals)) << "at " << i;
}
void expect_rel(double got, double expected, double relative) {
  EXPECT_NEAR(got, expected, relative * std::abs(expected));
}

std::vector<double> in_days(std::vector<double> hours) {
  for (double& t : hours) t /= day;
  return hours;
}

/// Half-life [d] between two outputs of the last run that are `hours` apart.
double half_life(const CompoundRun& run, const char* observable, std::size_t from, std::size_t to, double hours) {
  return std::numbers::ln2 * hours / day / std::log(run.at(from, observable) / run.at(to, observable));
}

/// A catalogue model that is told something else.
CompoundDescription told(const std::string& compound, const std::string& model,
                         const std::vector<std::pair<std::string, std::string>>& settings) {
  CompoundDescription c = load_compound(compound);
  for (ModelDescription& m : c.models)
    if (m.name == model)
      for (const auto& [name, word] : settings) m.mechanisms.front().settings.push_back({name, {word}, {}});
  return c;
}
ModelDescription& model_of(CompoundDescription& c, const std::string& name) {
  return *std::find_if(c.models.begin(), c.models.end(), [&](const ModelDescription& m) { return m.name == name; });
}

/// nM of an antibody of 150 kDa.
std::vector<double> nM(std::vector<double> ug_per_mL) {
  for (double& c : ug_per_mL) c /= 0.150;
  return ug_per_mL;
}

TEST(ChecksC, C01_CaoGevokizumab) {
  CompoundRun linear("generic-mab", "cao-gevokizumab", no_sinks);
  const double dose = linear.nmol(70);
  expect_rel(linear.half_lives().back(), 21.812, 1e-4);
  const double AUC = linear.auc_days("TAb", dose);  // [ug d/mL]
  expect_rel(AUC, 70 / (.00668 * 24), 1e-9);
  expect_rel(linear.auc_days("interstitium_tight", dose) / (AUC / .150), .08625, 1e-9);
  expect_rel(linear.auc_days("interstitium_leaky", dose) / (AUC / .150), .20375, 1e-9);
  // Vss = CL MRT: the integral of the amount in the body over that of plasma concentration
  const std::vector<double> x = linear.state_auc(dose);
  const double ISF = 15.6 * .8;
  const std::vector<std::pair<std::string, double>> V{
      {"Ab", 2.6}, {"Ab_lymph", 2.6}, {"Ab_tight", .65 * ISF}, {"Ab_leaky", .35 * ISF}};
  double amount = 0;
  for (const auto& [name, volume] : V) amount += x.at(linear.program().state_index(name)) * volume;
  expect_rel(amount / x.at(linear.program().state_index("Ab")), 4.5328, 1e-4);
  CompoundRun run("generic-mab", "cao-gevokizumab");
  run.bolus(dose, {1, 7, 28, 56});
  expect_printed(run.all("TAb"), {21.9934, 11.6880, 5.13288, 2.05333}, 1e-5, 5);
}

const std::vector<double> jones_hours{0, 10, 20, 100, 240, 480, 720, 1000, 1500, 2000};

TEST(ChecksC, C02_JonesReferenceSolution) {  // [S]
  CompoundRun run("generic-mab", "jones2019-human");
  run.tolerance(tight).bolus(run.nmol(5 * 71), in_days(jones_hours));
  const double expected[] = {113.5637, 67.8959, 65.0549, 51.3146, 39.2285, 27.2855, 19.6176, 13.5849, 7.1893, 3.8393};
  for (std::size_t i = 0; i < std::size(expected); ++i) expect_rel(run.at(i, "TAb"), expected[i], 5e-4);
  expect_rel(half_life(run, "TAb", 7, 9, 1000), 22.86, 1e-3);  // C-04
}

TEST(ChecksC, C03_JonesByScore) {  // [R]
  CompoundRun run("generic-mab", "jones2019-human");
  const double dose = run.tolerance(tight).nmol(5 * 71);
  run.set("acsins", 5).bolus(dose, in_days(jones_hours));
  expect_printed(run.all("TAb"),
                 {113.5637, 62.0863, 57.3833, 43.3762, 32.0559, 20.9237, 14.0797, 9.0088, 4.1302, 1.9087}, 1e-3, 4);
  expect_rel(half_life(run, "TAb", 7, 9, 1000), 18.61, 1e-3);  // C-04
  run.set("acsins", 10).bolus(dose, in_days(jones_hours));
  expect_printed(run.all("TAb"), {113.5637, 58.8153, 49.1276, 19.2274, 10.4599, 5.3230, 2.7667, 1.2991, .3402, .0896},
                 1e-3, 4);
  expect_rel(half_life(run, "TAb", 7, 9, 1000), 10.80, 1e-3);  // C-04
}

TEST(ChecksC, C04_JonesContent) {  // [R]
  CompoundRun run("generic-mab", "jones2019-human");
  const double dose = run.tolerance(tight).nmol(5 * 71);
  expect_rel(dose, 2366.67, 1e-5);
  const std::size_t lost = run.program().state_index("Ab_eliminated");
  expect_rel(dose - run.states_after(dose, 1000).at(lost), 640.02, 1e-3);
  expect_rel(dose - run.states_after(dose, 2000).at(lost), 182.91, 1e-3);
}

TEST(ChecksC, C05_ShahBettsMouse) {  // [R]
  CompoundRun wild("generic-mab", "shah-betts-mouse");
  const double dose = wild.nmol(8 * .028);
  wild.bolus(dose, in_days({1, 24, 72, 168, 336, 400, 600}));
  std::vector<double> C = nM(wild.all("TAb"));
  C.resize(5);
  // the oracle interpolates between steps of 2.5 h: 2e-3 at 1 h, where it falls by 25 % within a step
  expect_printed({C.begin() + 1, C.end()}, {606.90, 491.52, 351.57, 198.91}, 1e-3, 2);
  expect_rel(half_life(wild, "TAb", 5, 6, 200), 8.55, 1e-3);
  CompoundRun knocked_out(told("generic-mab", "shah-betts-mouse", {{"FcRn", "knock-out"}}), "shah-betts-mouse");
  EXPECT_EQ(knocked_out.program().state_index("FcRn_lung"), Program::npos);
  knocked_out.bolus(dose, in_days({400, 600}));
  expect_rel(half_life(knocked_out, "TAb", 0, 1, 200), 1.08, 5e-3);  // printed with two decimals
  // uptake by each organ's own endosomes, which must not be the default
  CompoundRun own(told("generic-mab", "shah-betts-mouse", {{"uptake", "per-organ"}}), "shah-betts-mouse");
  own.bolus(dose, in_days({400, 600}));
  expect_rel(half_life(own, "TAb", 0, 1, 200), 18.66, 1e-3);
}

TEST(ChecksC, C06_ShahBettsHuman) {  // [R]
  CompoundRun wild("generic-mab", "shah-betts-human");
  const double dose = wild.nmol(5 * 71);
  wild.bolus(dose, in_days({1600, 2400}));
  expect_rel(half_life(wild, "TAb", 0, 1, 800), 16.85, 1e-3);
  CompoundRun knocked_out(told("generic-mab", "shah-betts-human", {{"FcRn", "knock-out"}}), "shah-betts-human");
  knocked_out.bolus(dose, in_days({336, 1600, 2400}));
  EXPECT_NEAR(nM(knocked_out.all("TAb"))[0], .055, 6e-4);  // printed with 3 decimals, from steps of 10 h
  // C-06 says 3.38 d. There, after 20 to 30 half-lives, the oracle's plasma (1e-19 M) is below its absolute tolerance
  // (1e-18 M); this model is linear, and at tolerances of 1e-8, 1e-10 and 1e-12 it gives 3.275 d.
  expect_rel(half_life(knocked_out, "TAb", 1, 2, 800), 3.275, 1e-3);
}

/// The oracle makes its IgG, 10 mg/mL, of antibodies of 148 kDa like the conjugate; the model of 150 kDa (66.67 uM).
constexpr double oracle_IgG = 10 / .148e-3;  // [nM]

TEST(ChecksC, C07_Tdm1) {  // [R]
  CompoundRun run("t-dm1", "pbpk");
  run.set("C_IgG", oracle_IgG)
      .tolerance(tight)
      .bolus(run.nmol(3.6 * 71), in_days({0, 2.4, 6, 24, 72, 168, 240, 336, 504}));
  expect_printed(run.all("conjugate"), {81.7658, 49.2004, 45.6137, 36.3109, 24.8198, 12.9041, 7.7984, 3.5371, .3807},
                 1e-3, 4);
  expect_printed(run.all("DM1"), {0, 2.1107, 2.0712, 1.9748, 1.5105, .9372, .6812, .4442, .1224}, 1e-3, 4);
  // C-08
  const std::vector<double> liver = run.all("DM1_endothelium_liver");
  expect_rel(liver[1], 122.33, 2e-3);
  expect_rel(liver[3], 1594.6, 2e-3);
  expect_rel(liver[5], 690.9, 2e-3);
  EXPECT_LT(run.outcome().balance_error, 1e-9);
}

TEST(ChecksC, C08_WhatReleasesThePayloadOfTdm1) {  // [R]
  // with nothing of catabolized drugs free, their sink is what catabolism releases
  CompoundDescription c = load_compound("t-dm1");
  model_of(c, "pbpk").parameters.push_back({"phi_cat", assumed("0"), false});
  CompoundRun run(c, "pbpk");
  const double dose = run.set("C_IgG", oracle_IgG).tolerance(tight).nmol(3.6 * 71), drugs = 3.5 * dose;
  const std::vector<double> y = run.states_after(dose, 504);
  const Program& p = run.program();
  const double catabolized = y.at(p.state_index("payload_catabolized")) / drugs;
  expect_rel(catabolized, .2655, 2e-3);
  // of the antibody eliminated, what was not catabolized lost its drugs in plasma
  expect_rel(y.at(p.state_index("Ab_eliminated")) / dose - catabolized, .7034, 2e-3);
}

TEST(ChecksC, C09_TwoPores) {  // [A]
  Pores<double> as_coded;
  as_coded.alpha_small = .942;
  const TwoPore<double> p = two_pore<double>(150e3, as_coded);
  expect_rel(p.a_e, 4.8075, 1e-3);
  expect_rel(p.theta, 1.099e-3, 1e-3);
  expect_rel(p.A_small, 9.284e-7, 1e-3);
  expect_rel(p.A_large, .34944, 1e-3);
  expect_rel(p.sigma_large, .1800, 1e-3);
  expect_rel(p.sigma_small, .99790, 1e-3);
  expect_rel(p.Pe_large, 4.484, 1e-3);
  expect_rel(p.Pe_small, 9.549, 1e-3);
}

TEST(ChecksC, SmallMoleculesOfTwoPoresAreFilteredAndSpread) {
  CompoundRun run("generic-mab", "li-shah-mouse");
  double last = 1e9, last_ratio = 0;
  for (const double kDa : {150., 100., 50., 25.}) {
    run.set("MW", kDa * 1e-3).bolus(1.5, in_days({24, 48}));
    EXPECT_LT(run.outcome().balance_error, 1e-9);
    const double t_half = half_life(run, "TAb", 0, 1, 24);
    const double ratio = run.at(1, "interstitium_muscle") / (run.at(1, "TAb") / (kDa * 1e-3));
    EXPECT_LT(t_half, last) << kDa;
    EXPECT_GT(ratio, last_ratio) << kDa;
    last = t_half;
    last_ratio = ratio;
  }
  // the flux through the walls of the skin's vessels, by hand
  run.set("MW", .150);
  const Program& p = run.program();
  std::vector<double> y(p.n_states(), 0.0);
  y[p.state_index("Ab_plasma_skin")] = 3;
  y[p.state_index("Ab_interstitium_skin")] = 1;
  const double V = 1.65627e-3, L = .002 * .027819, CLup = .55 * .025095e-3;
  const TwoPore<double> t = two_pore<double>(150e3, {});
  double flux = 0;
  for (const auto& [PS, Pe, J, sigma] : {std::tuple{t.PS_small, t.Pe_small, t.L_small, t.sigma_small},
                                         std::tuple{t.PS_large, t.Pe_large, t.L_large, t.sigma_large}})
    flux += L * (PS * (3 - 1) * Pe / (std::exp(Pe) - 1) + J * (1 - sigma) * 3);
  expect_rel(run.derivative(0, y)[p.state_index("Ab_interstitium_skin")] * V, flux - .8 * L * 1 - CLup * 1, 1e-12);
}

TEST(ChecksC, C10_PayloadVolumeAtSteadyState) {  // [A]
  for (const bool permeability : {false, true}) {
    CompoundDescription c = told("generic-mab", "shah-betts-human",
                                 {{"payload", permeability ? "permeability-limited" : "perfusion-limited"}});
    c.payload.name = "MMAE";
    ModelDescription& m = model_of(c, "shah-betts-human");
    m.resolution.text = "conjugate";
    for (const auto& [name, value] : std::vector<std::pair<const char*, const char*>>{{"DAR", "4"},
                                                                                      {"CL_MMAE", "20 L/h"},
                                                                                      {"BP_MMAE", "0.8"},
                                                                                      {"Kp_MMAE", "1.5"},
                                                                                      {"Kp_MMAE_liver", "20"},
                                                                                      {"Kp_MMAE_lung", "25"},
                                                                                      {"fu_MMAE", "0.2"},
                                                                                      {"PS_MMAE", "2 1/h"}}) {
      const bool passage = std::string(name) == "fu_MMAE" || std::string(name) == "PS_MMAE";
      if (passage && !permeability) continue;
      m.parameters.push_back({name, assumed(value), false});
    }
    CompoundRun run(c, "shah-betts-human");
    const Program& p = run.program();
    EventRecord infusion;
    infusion.target = static_cast<std::uint32_t>(p.dose_target_index("payload"));
    infusion.amount = 1e5;
    infusion.rate = 10;  // [nmol/h]
    run.run({infusion}, {400});
    const double Cp = run.at(0, "MMAE");
    expect_rel(Cp, 10. / 20, 1e-6);
    // what is in the body, and the sum of Kp V
    const auto parameter = [&](const std::string& name) { return run.parameters().at(p.parameter_index(name)); };
    double amount = parameter("V_plasma") * Cp, Vss = parameter("V_plasma");
    for (const ObservableInfo& o : p.observables) {
      if (!o.name.starts_with("MMAE_")) continue;
      const std::string organ = o.name.substr(5);
      const double Kp = organ == "liver" ? 20 : organ == "lung" ? 25 : 1.5;
      const double plasma = permeability ? parameter("V_plasma_" + organ) : 0;
      const double V = parameter("V_organ_" + organ) - plasma;
      amount += V * run.at(0, o.name) + plasma * Cp;
      Vss += Kp * V + plasma;
    }
    expect_rel(amount / Cp, Vss, 1e-6);
    EXPECT_GT(Vss, 100);
    EXPECT_LT(run.outcome().balance_error, 1e-9);
  }
}

TEST(ChecksC, C11_FcRnOfEveryOrganIsConserved) {  // [A]
  for (const auto& [compound, model] :
       {std::pair{"generic-mab", "shah-betts-human"}, std::pair{"generic-mab", "jones2019-human"}}) {
    CompoundRun run(compound, model);
    const std::vector<Balance>& balances = run.program().balances;
    EXPECT_EQ(
        std::count_if(balances.begin(), balances.end(), [](const Balance& b) { return b.moiety.starts_with("FcRn_"); }),
        15);
    run.tolerance(1e-6).bolus(run.nmol(5 * 71), in_days({1, 100, 1000}));
    EXPECT_LT(run.outcome().balance_error, 1e-9) << model;
  }
}

TEST(ChecksC, C12_Tdm1InPatients) {  // [S]: Krop 2010, 3.6 mg/kg, digitized by a public archive
  CompoundRun run("t-dm1", "pbpk");
  const std::vector<double> hours{25.3, 49.4, 72.3, 95.2, 168.7, 241};
  const double measured[] = {47.8, 34.1, 28.7, 21.4, 13.9, 9.48};  // [ug/mL]
  run.tolerance(1e-6).bolus(run.nmol(3.6 * 71), in_days(hours));
  for (std::size_t i = 0; i < hours.size(); ++i) {
    EXPECT_LT(run.at(i, "conjugate") / measured[i], 2) << hours[i];
    EXPECT_GT(run.at(i, "conjugate") / measured[i], 0.5) << hours[i];
  }
}

}  // namespace
}  // namespace tansine::checks
