// Checks F-01, F-02, F-03, F-06 and F-18: growth and response that have a formula, or a model without pharmacokinetics.

#include "compound_runs.hpp"
#include "library/growth/closed_forms.hpp"
#include "studies/recist.hpp"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

namespace exact = closed_form;

void near(double got, double expected, double relative) { EXPECT_NEAR(got, expected, relative * std::abs(expected)); }

MechanismDescription told(const std::string& name, const std::vector<std::pair<std::string, std::string>>& settings) {
  MechanismDescription d;
  d.name = name;
  for (const auto& [key, word] : settings) d.settings.push_back({key, {word}, {}});
  return d;
}

/// A tumor alone, under a concentration that stays.
CompoundDescription tumor(const std::vector<std::pair<std::string, std::string>>& settings, QuantityTable parameters) {
  CompoundDescription c = test_compound();
  ModelDescription& m = c.models.front();
  m.mechanisms.push_back(told("growth", settings));
  for (NamedQuantity& p : parameters) m.parameters.push_back(std::move(p));
  return c;
}

CompoundDescription simeoni(const std::string& C) {
  return tumor({{"law", "exponential-linear"}, {"size", "mass"}, {"kill", "linear"}, {"driver", "constant"}},
               {{"w0", assumed("0.05 g")},
                {"kg", assumed("0.273 1/d")},
                {"kgl", assumed("0.814 g/d")},
                {"k_dying", assumed("0.968 1/d")},
                {"kpot", assumed("0.000629 mL/(d ng)")},
                {"C_constant", assumed(C)}});
}

std::string fmt_ng(double x) { return fmt::format("{:.17g} ng/mL", x); }

std::vector<double> run(const CompoundDescription& c, const std::string& observable, const std::vector<double>& days) {
  CompoundRun r(c, "test");
  r.run({{.amount = 0, .changes = {}}}, days);  // a dose of nothing starts the clock
  return r.all(observable);
}

TEST(ChecksF, F01_Simeoni) {
  const std::vector<double> printed = {.19579, .76664, 7.05917, 15.19917};
  const std::vector<double> w = run(simeoni("1e-9 ng/mL"), "tumor_mass", {5, 10, 20, 30});
  for (std::size_t i = 0; i < printed.size(); ++i) near(w[i], printed[i], 1e-4);
  // the file's model without a dose is the same tumor
  CompoundRun file("paclitaxel", "simeoni2004");
  file.run({{.amount = 0, .changes = {}}}, {5, 10, 20, 30});
  for (std::size_t i = 0; i < printed.size(); ++i) near(file.at(i, "tumor_mass"), printed[i], 1e-4);
  // static concentration 434.02 ng/mL, shown in nM of the molar mass
  near(run(simeoni("1 ng/mL"), "TSC", {0})[0] * 150, 434.02, 1e-4);
  near(file.at(0, "TSC") * .85391, 434.02, 1e-4);
  // there, growing cells stay as they are and the dying fill up to w0 (1 + 3 l0/k1)
  const double C_T = .273 / .000629;
  near(run(simeoni(fmt_ng(C_T)), "tumor_mass", {60})[0], .0923037, 1e-4);
  near(run(simeoni(fmt_ng(C_T / 2)), "tumor_mass", {30})[0] / .05, 74.982, 1e-4);
  EXPECT_NEAR(run(simeoni(fmt_ng(C_T * 2)), "tumor_mass", {30})[0] / .05, .00122, .5e-5);
}

TEST(ChecksF, F02_I01_TumorStaticConcentration) {
  const double d = std::log(2);
  near(exact::static_concentration(.245, .761, 254), 120.601, 1e-4);
  near(exact::static_concentration(.278, .753, 172), 100.665, 1e-4);
  near(exact::static_concentration(d / 11.35, .49, 100, 4), 61.427, 1e-4);
  near(exact::static_concentration(d / 41.78, .24, 236.8), 17.585, 1e-4);
  near(exact::static_concentration(d / 12.37, .15, 25, 2), 19.306, 1e-4);
  near(exact::static_concentration(d / 9.70, .32, 9.54, 2), 5.115, 1e-4);
  near(exact::static_concentration(d / 6.16, .49, 42.6), 12.699, 1e-4);
  near(exact::static_concentration(d / 25, .139, 23.8, 2), 11.880, 1e-4);
  near(exact::static_concentration(d / 25, .201, 9.54, 2), 3.816, 1e-4);
  EXPECT_TRUE(std::isinf(exact::static_concentration(.2, .1, 10)));
  // the model's observable is the formula, and a tumor held there stands still
  for (const char* death : {"immediate", "transit", "signal"}) {
    CompoundDescription c = tumor({{"law", "exponential"}, {"kill", "emax"}, {"driver", "constant"}, {"death", death}},
                                  {{"V0_tumor", assumed("200 mm3")},
                                   {"td", assumed("11.35 d")},
                                   {"kmax", assumed("0.49 1/d")},
                                   {"KC", assumed("100 nM")},
                                   {"hill", assumed("4")},
                                   {"C_constant", assumed("61.42719 nM")}});
    if (std::string(death) != "immediate") c.models.front().parameters.push_back({"tau", assumed("1 d")});
    const double TSC = run(c, "TSC", {0})[0];
    near(TSC, exact::static_concentration(d / 11.35, .49, 100, 4), 1e-12);
    const std::vector<double> w = run(c, "tumor_volume", {40, 400});
    near(w[1] / w[0], 1, 1e-4);
  }
}

TEST(ChecksF, F03_ClaretAndStein) {
  const double KDE = .025 * 3.6;
  near(*exact::claret_nadir(.021, KDE, .053), 27.4582, 1e-5);
  near(exact::claret(.021, KDE, .053, 27.4582), .48420, 1e-5);
  near(exact::claret(.021, KDE, .053, 8), .65782, 1e-5);
  near(*exact::stein_nadir(.05, .01), 26.824, 1e-5);
  near(exact::stein(.05, .01, 26.824), .56919, 1e-5);
  EXPECT_FALSE(exact::claret_nadir(.021, .02, .053).has_value());
  EXPECT_FALSE(exact::stein_nadir(.01, .05).has_value());
  // the mechanism integrates them
  const auto sld = [](const std::string& law, const std::string& driver, QuantityTable parameters) {
    CompoundDescription c = test_compound();
    ModelDescription& m = c.models.front();
    m.mechanisms.push_back(driver.empty() ? told("sld", {{"law", law}})
                                          : told("sld", {{"law", law}, {"driver", driver}}));
    m.parameters.push_back({"SLD0", assumed("80 mm")});
    for (NamedQuantity& p : parameters) m.parameters.push_back(std::move(p));
    return c;
  };
  const std::vector<double> weeks = {1, 8, 27.4582, 60};
  std::vector<double> days = weeks;
  for (double& t : days) t *= 7;
  const std::vector<double> claret = run(sld("claret", "exposure",
                                             {{"KL", assumed("0.021 1/week")},
                                              {"KD", assumed("0.025 1/(week g)")},
                                              {"lambda", assumed("0.053 1/week")},
                                              {"E", assumed("3.6 g")}}),
                                         "SLD", days);
  const std::vector<double> stein =
      run(sld("stein", "", {{"ks", assumed("0.05 1/week")}, {"kg", assumed("0.01 1/week")}}), "SLD_ratio", days);
  const std::vector<double> wang =
      run(sld("wang", "", {{"SR", assumed("0.05 1/week")}, {"PG", assumed("0.4 mm/week")}}), "SLD", days);
  for (std::size_t i = 0; i < weeks.size(); ++i) {
    near(claret[i], 80 * exact::claret(.021, KDE, .053, weeks[i]), 1e-8);
    near(stein[i], exact::stein(.05, .01, weeks[i]), 1e-8);
    near(wang[i], exact::wang(80, .05, .4, weeks[i]), 1e-8);
  }
}

TEST(ChecksF, F06_ClosedForms) {
  near(exact::logistic(100, .2, 1000, 10), 450.8531, 1e-5);
  near(exact::gompertz(100, .08, 1000, 10), 355.3620, 1e-5);
  near(exact::koch(50, .2, 30, 10), 234.1913, 1e-5);
  near(*exact::turn_with_resistant(.03, .1, .02), 47.3912, 1e-5);
  near(exact::with_resistant(.03, .1, .02, 47.3912), .118409, 1e-5);
  EXPECT_FALSE(exact::turn_with_resistant(.03, .02, .02).has_value());
  // the laws of the mechanism, integrated, against their formulas
  const auto grown = [](const std::string& law, const std::string& w0, QuantityTable parameters) {
    parameters.push_back({"V0_tumor", assumed(w0)});
    return run(tumor({{"law", law}}, std::move(parameters)), "tumor_volume", {10}).front();
  };
  near(grown("logistic", "100 mm3", {{"kg", assumed("0.2 1/d")}, {"Vmax_tumor", assumed("1000 mm3")}}),
       exact::logistic(100, .2, 1000, 10), 1e-8);
  near(grown("gompertz", "100 mm3", {{"kg", assumed("0.08 1/d")}, {"Vmax_tumor", assumed("1000 mm3")}}),
       exact::gompertz(100, .08, 1000, 10), 1e-8);
  near(grown("koch", "50 mm3", {{"kg", assumed("0.2 1/d")}, {"kgl", assumed("30 mm3/d")}}), exact::koch(50, .2, 30, 10),
       1e-8);
  near(grown("exponential", "50 mm3", {{"td", assumed("5 d")}}), 200, 1e-8);
  near(grown("linear", "50 mm3", {{"kgl", assumed("30 mm3/d")}}), 350, 1e-8);
  // a rim of 200 um: while the radius is smaller, exponential; a large ball gains 200 um of radius per 1/kg
  near(grown("rim", "1e-3 mm3", {{"kg", assumed("0.1 1/d")}, {"rim", assumed("200 um")}}), 1e-3 * std::exp(1), 1e-8);
  // dr/dt = kg (rim - rim^2/r + rim^3/(3 r^2)), integrated in radii by Simpson's rule: t = int dr/(...)
  const double r0 = 5000, r1 = 1e3 * std::cbrt(3 / (4 * M_PI) *
                                               grown("rim", "523.5987755982989 mm3",
                                                     {{"kg", assumed("0.1 1/d")}, {"rim", assumed("200 um")}}));
  double t = 0;
  const int n = 1000;
  for (int i = 0; i <= n; ++i) {
    const double r = r0 + (r1 - r0) * i / n;
    t += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) / (.1 * (200 - 4e4 / r + 8e6 / (3 * r * r)));
  }
  near(t * (r1 - r0) / n / 3, 10, 1e-7);
}

TEST(ChecksF, F06_ResistantClone) {
  // the mechanism with two clones of exponential growth is the closed form
  MechanismDescription d =
      told("growth", {{"law", "exponential"}, {"kill", "linear"}, {"driver", "constant"}, {"death", "immediate"}});
  d.settings.push_back({"clones", {"sensitive", "resistant"}, {}});
  CompoundDescription c = test_compound();
  ModelDescription& m = c.models.front();
  m.mechanisms.push_back(d);
  for (const auto& [name, value] :
       {std::pair{"V0_tumor", "100 mm3"}, std::pair{"kg", "0.03 1/d"}, std::pair{"kpot", "0.1 1/(nM d)"},
        std::pair{"kpot_resistant", "0 1/(nM d)"}, std::pair{"f_resistant", "0.02"}, std::pair{"C_constant", "1 nM"}})
    m.parameters.push_back({name, assumed(value)});
  const std::vector<double> days = {10, 47.3912, 100};
  const std::vector<double> w = run(c, "tumor_volume", days);
  for (std::size_t i = 0; i < days.size(); ++i) near(w[i], 100 * exact::with_resistant(.03, .1, .02, days[i]), 1e-8);
  near(run(c, "tumor_resistant", {100})[0], .02 * std::exp(3) / exact::with_resistant(.03, .1, .02, 100), 1e-8);
  // acquired: what the sensitive lose becomes resistant; without killing of either the sum only grows
  m.parameters.push_back({"mu_sensitive_resistant", assumed("0.01 1/d")});
  near(run(c, "tumor_volume", {30})[0],
       100 * (.98 * std::exp(-.08 * 30) + .02 * std::exp(.9) + .98 * .01 * (std::exp(.9) - std::exp(-2.4)) / .11),
       1e-8);
}

TEST(ChecksF, F18_RecistOfASphere) {
  // diameters at .7 and 1.2 of the start are volumes at .343 and 1.728
  EXPECT_NEAR(sphere_volume(.7 * 20) / sphere_volume(20), .343, 1e-12);
  EXPECT_NEAR(sphere_volume(1.2 * 20) / sphere_volume(20), 1.728, 1e-12);
  EXPECT_NEAR(sphere_diameter(sphere_volume(17)), 17, 1e-12);
  const auto at = [](double ratio) {
    const TumorAssessment visit{.time = 1000, .SLD = sphere_diameter(ratio * sphere_volume(50))};
    return assess(50, {&visit, 1}).best;
  };
  EXPECT_EQ(at(.343), TumorResponse::partial);
  EXPECT_EQ(at(.3431), TumorResponse::stable);
  EXPECT_EQ(at(1.728), TumorResponse::progression);
  EXPECT_EQ(at(1.7279), TumorResponse::stable);
}

}  // namespace
}  // namespace tansine::checks
