// Friberg 2002 [transcription]: cells that proliferate, mature through transit stages and circulate; a fall of those in
// the blood speeds up proliferation.

#include "library/drivers.hpp"
#include "library/toxicity/toxicity.hpp"

#include <fmt/format.h>

namespace tansine {

namespace {

/// The numbers of one lineage.
class Lineage {
 public:
  Lineage(Build& b, std::string cells) : b_(b), cells_(std::move(cells)), by_("blood cells: " + cells_) {}

  PaperValue need(const char* role, const std::string& meaning, const std::vector<Dimension>& d) const {
    return b_.book.need({role, {}, meaning}, d, by_, cells_, false);
  }
  std::optional<PaperValue> find(const char* role, const std::string& meaning, Dimension d) const {
    return b_.book.find({role, {}, meaning}, {d}, by_, cells_, false);
  }

  /// The share of proliferation that the drug stops. Beyond 1, as papers let it go, proliferating cells die. `free`: a
  /// second concentration with a slope of its own.
  Expr effect(const std::string& law, const Expr& driver, const std::optional<Expr>& free, bool capped) const {
    constexpr Dimension per_nM = inverse(dimension::concentration), per_mass = inverse(dimension::mass_concentration);
    if (law == "slope") {
      const Expr slope = need("slope", "effect on proliferation per concentration", {per_nM, per_mass}).expr;
      Expr E = per_concentration(b_, slope, driver, dimension::one);
      if (free)
        E = E + per_concentration(
                    b_, need("slope_free", "effect of free payload on proliferation per concentration", {per_nM}).expr,
                    *free, dimension::one);
      return capped ? min(E, 1.0) : E;
    }
    const Expr Emax = need("Emax", "largest effect on proliferation", {dimension::one}).expr;
    const Expr EC50 =
        need("EC50", "concentration of half that effect", {dimension::concentration, dimension::mass_concentration})
            .expr;
    const Expr C = EC50.dimension() == dimension::concentration ? driver : driver * b_.MW.expr;
    const Expr E = Emax * C / (EC50 + C);
    return capped ? min(E, 1.0) : E;
  }

 private:
  Build& b_;
  std::string cells_, by_;
};

/// Proliferation that is used up by exposure, in patients whose kS is not 0: a state that falls from 1 to Smin.
Expr drift(Build& b, const Lineage& of, const std::string& cells, const Expr& driver) {
  constexpr Dimension per_time = dimension::rate;
  const Expr kS = of.need("kS", "fall of the cells' capacity to proliferate, per concentration",
                          {per_time / dimension::concentration, per_time / dimension::mass_concentration})
                      .expr;
  const Expr Smin = of.need("Smin", "capacity that is left in the end", {dimension::one}).expr;
  SpeciesOptions options;
  options.meaning = "capacity to proliferate, " + cells;
  const Species S = b.m.state(cells + "_capacity", "1", options);
  b.m.initial(S, 1.0);
  b.m.rate(S, -(per_concentration(b, kS, driver, per_time) * (Expr(S) - Smin)));
  return S;
}

void add(Build& b, const Settings& s, const std::string& cells) {
  const Lineage of(b, cells);
  const Expr driver = driver_named(b, s.word("driver"), s.place("driver"), s.where());
  const int n = s.count("transits", 1, 10);
  const PaperValue Circ0 = of.need("Circ0", cells + " in blood at rest", {dimension::cells / dimension::volume});
  const Expr MTT = of.need("MTT", "mean time from proliferation to blood, " + cells, {dimension::time}).expr;
  const Expr gamma = of.need("gamma", "strength of the feedback of " + cells, {dimension::one}).expr;
  const Expr ktr = b.m.derived("ktr_" + cells, (n + 1.0) / MTT, "passage of a stage");
  const auto ks = of.find("ks", "loss from blood, if not that of a stage", dimension::rate);
  const Expr lost = ks ? ks->expr : ktr;
  // at rest every stage passes on what blood loses
  const Expr rest = ks ? b.m.derived("stage0_" + cells, Circ0.expr * lost / ktr) : Circ0.expr;

  const auto stage = [&](const std::string& name, const std::string& meaning, const Expr& start) {
    SpeciesOptions options;
    options.meaning = meaning;
    options.nominal = Quantity(Circ0.typical, unit("cell/L"));
    const Species x = b.m.state(name, "cell/L", options);
    b.m.initial(x, start);
    return x;
  };
  const Species P = stage(cells + "_proliferating", "proliferating cells", rest);
  std::vector<Species> stages{P};
  for (int i = 1; i <= n; ++i)
    stages.push_back(stage(fmt::format("{}_transit{}", cells, i), fmt::format("maturing, stage {}", i), rest));
  const Species Circ = stage(cells, cells + " in blood", Circ0.expr);

  std::optional<Expr> free;
  if (s.given("free")) free = driver_named(b, s.word("free"), s.place("free"), s.where());
  if (free && s.word("effect") != "slope")
    b.problems.error(s.place("free"), s.where() + " free acts by a slope, and effect is \"" + s.word("effect") + "\"");
  const Expr E = b.m.derived("effect_" + cells, of.effect(s.word("effect"), driver, free, s.flag("cap")),
                             "share of proliferation that stops");
  // an integrator may try a count below nothing, which has no power
  Expr feedback = pow(1.0 / max(Expr(Circ) / Circ0.expr, 1e-6), gamma);
  if (s.word("drift") == "tolerance") feedback = feedback * pow(max(drift(b, of, cells, driver), 1e-6), gamma);
  b.m.rate(P, ktr * Expr(P) * ((1.0 - E) * feedback - 1.0));
  for (std::size_t i = 1; i < stages.size(); ++i) b.m.rate(stages[i], ktr * (Expr(stages[i - 1]) - Expr(stages[i])));
  b.m.rate(Circ, ktr * Expr(stages.back()) - lost * Expr(Circ));
  b.m.observable(cells, Circ, "cell/nL", cells + " in blood, 1e9/L");
}

std::vector<SettingInfo> settings() {
  return {
      {"driver", {}, "plasma conjugate", "the concentration that acts: one of the model's, or \"constant\""},
      {"free", {}, "", "a second concentration that acts beside it, by slope_free: free payload"},
      {"effect", {"slope", "emax"}, "slope", "share of proliferation that it stops: in proportion, or saturable"},
      {"cap", {"true", "false"}, "true", "that share is at most 1; without, a larger one kills proliferating cells"},
      {"transits", {}, "3", "stages between proliferation and blood"},
      {"drift", {"none", "tolerance"}, "none", "capacity to proliferate that exposure uses up, where kS is not 0"}};
}

template <int which>
void add_cells(Build& b, const Settings& s) {
  b.last.push_back([s](Build& build) { add(build, s, which == 0 ? "platelets" : "neutrophils"); });
}

}  // namespace

const Mechanism& platelets_mechanism() {
  static const Mechanism row{"platelets", "thrombocytopenia: platelets and their precursors", settings(),
                             &add_cells<0>};
  return row;
}
const Mechanism& neutrophils_mechanism() {
  static const Mechanism row{"neutrophils", "neutropenia: neutrophils and their precursors", settings(), &add_cells<1>};
  return row;
}

}  // namespace tansine
