// Checks E-01 to E-10: the cell in a well, from the table of Scheuher 2023; cytotoxicity and coculture. E-03 to E-09
// are regression against numbers of an independent implementation of the same equations, not validation.

#include "compound_runs.hpp"
#include "studies/compound_file.hpp"

#include <cmath>
#include <optional>

#include <gtest/gtest.h>

namespace tansine::checks {
namespace {

void expect_near(double got, double expected, double relative) {
  EXPECT_NEAR(got, expected, relative * std::abs(expected));
}

double value_of(const CompoundRun& run, std::string_view name) {
  return run.parameters().at(run.program().parameter_index(name));
}

/// The state at rest.
std::vector<double> at_rest(const CompoundRun& run) {
  Evaluator evaluate(run.program());
  evaluate.set_parameters(run.parameters());
  std::vector<double> y(run.program().n_states());
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = evaluate.value(run.program().initial[i]);
  return y;
}

TEST(ChecksE, E01_RestIsSteady) {
  const CompoundRun run("t-dm1", "in-vitro-uptake");
  const std::vector<double> y = at_rest(run), dy = run.derivative(0, y);
  const std::size_t R = run.program().state_index("R"), Re = run.program().state_index("R_endo");
  ASSERT_GT(y[R], 0);
  EXPECT_LT(std::abs(dy[R] / y[R]), 1e-12);
  EXPECT_LT(std::abs(dy[Re] / y[Re]), 1e-12);
  expect_near(y[Re] / y[R], .282781, 2e-6);
}

TEST(ChecksE, E02_BoundConjugateIsLostWithTwoRates) {
  const CompoundRun run("t-dm1", "in-vitro-uptake");
  // on the surface and inside, without rebinding: the block of the Jacobian less dissociation
  const std::size_t n = run.program().n_states(), S = run.program().state_index("RA_conjugate"),
                    E = run.program().state_index("RA_conjugate_endo");
  const std::vector<double> J = run.jacobian();
  const double koff = value_of(run, "kon") * value_of(run, "KD");
  const double a = J[S * n + S] + koff, b = J[S * n + E], c = J[E * n + S], d = J[E * n + E];
  const double half = (a + d) / 2, root = std::sqrt(half * half - (a * d - b * c));
  expect_near(-(half - root), .575118, 1e-4);
  expect_near(-(half + root), .122202, 1e-4);
  // degraded of what was on the surface at 0
  for (const auto& [t, degraded] : {std::pair{6.0, .3986}, {24.0, .9324}, {48.0, .9964}}) {
    const double l1 = half - root, l2 = half + root;
    const double surface = ((l2 - a) * std::exp(l1 * t) - (l1 - a) * std::exp(l2 * t)) / (l2 - l1);
    const double inside = c * (std::exp(l2 * t) - std::exp(l1 * t)) / (l2 - l1);
    EXPECT_NEAR(1 - surface - inside, degraded, 5e-5) << t;
  }
}

TEST(ChecksE, E03_Uptake) {
  CompoundRun run("t-dm1", "in-vitro-uptake");
  run.bolus(10 * 1e-3, {1 / day, 6 / day, 24 / day, 72 / day}, "medium");
  const double surface[] = {5.108e5, 2.765e5, 3.182e4, 98.85}, cell[] = {17.774, 323.265, 572.276, 560.099},
               outside[] = {.01649, .84977, 10.58572, 13.59630};
  for (std::size_t i = 0; i < 4; ++i) {
    expect_near(run.at(i, "well_surface_per_cell"), surface[i], 1e-3);
    expect_near(run.at(i, "well_cell_Lys_DM1"), cell[i], 1e-3);
    expect_near(run.at(i, "medium_Lys_DM1"), outside[i], 1e-3);
  }
  EXPECT_LT(run.outcome().balance_error, 1e-12);  // E-05, cells that neither grow nor die
}

/// 2 h on ice with 10 nM, a wash of 3.6 s, then warm.
std::vector<double> pulse_and_chase(CompoundRun& run, const std::vector<double>& chase_h) {
  const double wash = 1e-3;  // [h]
  auto set = [&](double value, std::initializer_list<const char*> names, EventRecord& record) {
    for (const char* name : names)
      record.changes.push_back({static_cast<std::uint32_t>(run.program().parameter_index(name)), value});
  };
  const auto trafficking = {"ke", "krec", "kin_Lys_DM1", "kout_Lys_DM1", "kdec"};
  // values on a record hold up to it: the first warm, so that target at rest is in endosomes; on ice; washed; warm
  EventRecord dose{.amount = 10 * 1e-3, .changes = {}};
  EventRecord iced{.time = 2, .evid = Evid::other, .changes = {}},
      washed{.time = 2 + wash, .evid = Evid::other, .changes = {}},
      end{.time = 200, .evid = Evid::other, .changes = {}};
  for (EventRecord* cold : {&iced, &washed}) {
    set(0, trafficking, *cold);
    set(1e-12, {"kdeg"}, *cold);  // what leaves the endosome is shared between two ways, of which one must be
  }
  set(2e5, {"kwash"}, washed);
  for (const char* name : trafficking) set(value_of(run, name), {name}, end);
  set(value_of(run, "kdeg"), {"kdeg"}, end);
  set(0, {"kwash"}, end);
  std::vector<double> days{2 / day, (2 + wash) / day};
  for (const double h : chase_h) days.push_back((2 + wash + h) / day);
  run.run({dose, iced, washed, end}, days);
  std::vector<double> conjugate;
  for (std::size_t i = 0; i < days.size(); ++i)
    conjugate.push_back(run.at(i, "well_surface_per_cell") + run.at(i, "well_inside_per_cell") +
                        run.at(i, "medium_conjugate") * value_of(run, "Vm") / value_of(run, "Ncell") *
                            avogadro_per_nmol);
  return conjugate;
}

TEST(ChecksE, E04_PulseAndChase) {
  CompoundRun run("t-dm1", "in-vitro-uptake");
  const std::vector<double> c = pulse_and_chase(run, {4, 8, 24, 48, 72});
  const double bound = run.at(0, "well_surface_per_cell"),
               rest = run.at(0, "well_target") * value_of(run, "Vm") / value_of(run, "Ncell") * avogadro_per_nmol;
  expect_near(bound / (bound + rest), .5192, 1e-3);
  const double left[] = {.7568, .4830, .0711, .0040, .0002};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(c[i + 2] / c[1], left[i], 1e-3 * left[i] + 5e-5) << i;
}

TEST(ChecksE, E04_MaassIsAsSlowAsThePaperShows) {
  // The figure of the paper: half of the conjugate is left after about 20 h. The table gives 8 h, Maass' rates 24 h.
  CompoundRun table("t-dm1", "in-vitro-uptake"), maass("t-dm1", "in-vitro-uptake-maass");
  const auto half = [](CompoundRun& run) {
    std::vector<double> hours;
    for (int h = 1; h < 100; ++h) hours.push_back(h);
    const std::vector<double> c = pulse_and_chase(run, hours);
    for (std::size_t i = 2; i < c.size(); ++i)
      if (c[i] < 0.5 * c[1]) return hours[i - 2];
    return 1e3;
  };
  EXPECT_NEAR(half(table), 8, 1);
  const double slow = half(maass);
  EXPECT_GT(slow, 20);
  EXPECT_LT(slow, 40);
}

CompoundRun assay(const std::string& compound, const std::string& model,
                  const std::vector<std::pair<const char*, double>>& values) {
  CompoundRun run(compound, model);
  for (const auto& [name, value] : values) run.set(name, value);
  return run;
}

double viability(CompoundRun& run, double nM, double hours, const char* of = "viability") {
  run.bolus(nM * value_of(run, "Vm"), {hours / day}, "medium");
  return run.at(0, of);
}

/// [nM]; nothing if half of the cells live at 10 uM.
std::optional<double> IC50(CompoundRun& run, double hours) {
  double low = -4, high = 4;
  if (viability(run, 1e4, hours) > 0.5 || viability(run, 1e-4, hours) < 0.5) return std::nullopt;
  while (high - low > 1e-4) {
    const double middle = (low + high) / 2;
    (viability(run, std::pow(10, middle), hours) > 0.5 ? low : high) = middle;
  }
  return std::pow(10, (low + high) / 2);
}

TEST(ChecksE, E05_BalanceWithGrowthAndDeath) {
  for (const char* model : {"in-vitro-cytotoxicity", "in-vitro-coculture"}) {
    CompoundRun run("t-dm1", model);
    run.bolus(1e-4, {1, 2, 4, 8}, "medium");
    EXPECT_LT(run.outcome().balance_error, 1e-8) << model;
  }
}

TEST(ChecksE, E06_IC50OverAntigen) {
  for (const auto& [R, expected] : {std::pair{1e4, .16910}, {1e5, .01565}, {1e6, .00321}}) {
    CompoundRun run = assay("t-dm1", "in-vitro-cytotoxicity", {{"RPC", R}, {"KC", 24}});
    const std::optional<double> found = IC50(run, 96);
    ASSERT_TRUE(found) << R;
    expect_near(*found, expected, .01);
  }
}

TEST(ChecksE, E07_LessPotentPayload) {
  CompoundRun few = assay("t-dm1", "in-vitro-cytotoxicity", {{"RPC", 1e4}, {"KC", 500}});
  EXPECT_FALSE(IC50(few, 96));
  expect_near(viability(few, 100, 96), .8046, .01);
  for (const auto& [R, expected] : {std::pair{1e5, .48925}, {1e6, .06814}}) {
    CompoundRun run = assay("t-dm1", "in-vitro-cytotoxicity", {{"RPC", R}, {"KC", 500}});
    const std::optional<double> found = IC50(run, 96);
    ASSERT_TRUE(found) << R;
    expect_near(*found, expected, .01);
  }
}

TEST(ChecksE, E08_NoBystanderKillingByLysMccDm1) {
  const double negative[] = {1.0859, 1.0531, 1.0247}, positive[] = {.0243, .0223, .0207};
  int i = 0;
  for (const double f : {.25, .5, .75}) {
    CompoundRun run = assay("t-dm1", "in-vitro-coculture", {{"f_negative", f}});
    expect_near(viability(run, 10, 120, "viability_negative"), negative[i], .01);
    expect_near(viability(run, 10, 120, "viability_positive"), positive[i], .01);
    ++i;
  }
}

TEST(ChecksE, E09_BystanderKillingByDxd) {
  const double dense[] = {.2335, .3017, .4619}, sparse[] = {.7070, .7848, .8803};
  int i = 0;
  for (const double f : {.25, .5, .75}) {
    CompoundRun run = assay("trastuzumab-deruxtecan", "in-vitro-coculture", {{"f_negative", f}, {"N0", 5e4}});
    expect_near(viability(run, 10, 120, "viability_negative"), dense[i], .01);
    run.set("N0", 5e3);
    expect_near(viability(run, 10, 120, "viability_negative"), sparse[i], .01);
    ++i;
  }
}

TEST(ChecksE, E10_Limits) {
  // without target nothing but influx of payload that was lost: none here, so nothing
  CompoundRun none = assay("t-dm1", "in-vitro-cytotoxicity", {{"RPC", 0}});
  EXPECT_NEAR(viability(none, 100, 96), 1, 1e-9);
  // payload that passes at once, in both directions, is as dilute in cells as in the medium: 35 nM at most, where the
  // conjugate of 10 nM lost all its drugs; with a slow exit from the lysosome it kills there
  CompoundRun slow = assay("t-dm1", "in-vitro-cytotoxicity", {{"KC", 500}});
  CompoundRun leaky =
      assay("t-dm1", "in-vitro-cytotoxicity", {{"KC", 500}, {"kout_Lys_DM1", 1e4}, {"kin_Lys_DM1", 1e4}});
  EXPECT_LT(viability(slow, 1, 96), 0.1);
  EXPECT_GT(viability(leaky, 1, 96), 0.9);
}

}  // namespace
}  // namespace tansine::checks
