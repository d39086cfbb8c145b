#include "library/sld/sld.hpp"

#include "library/build.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tansine {

namespace {

const std::string by = "the sum of longest diameters";

/// What shrinks a tumor, per unit of exposure or altogether, times that exposure [1/h].
Expr shrinkage(Build& b, const Settings& s, const char* name, const std::vector<std::string>& also) {
  const Role role{name, also, "shrinkage"};
  const std::string driver = s.word("driver");
  if (driver.empty()) return b.book.need(role, {dimension::rate}, by).expr;
  if (driver == "exposure") {  // a number per patient: dose, AUC, ratio to a static concentration
    constexpr Dimension AUC = dimension::concentration * dimension::time;
    constexpr Dimension AUC_mass = dimension::mass_concentration * dimension::time;
    const std::vector<Dimension> kinds{dimension::one, dimension::mass, AUC, AUC_mass, dimension::concentration};
    const PaperValue E = b.book.need({"E", {}, "exposure"}, kinds, by);
    return b.book.need(role, {inverse(E.expr.dimension() * dimension::time)}, by).expr * E.expr;
  }
  const auto& drivers = b.surroundings.drivers;
  const auto it = drivers.find(driver);
  if (it == drivers.end()) {
    std::vector<std::string> known{"exposure"};
    for (const auto& [n, e] : drivers) known.push_back(n);
    b.problems.error(s.place("driver"), fmt::format("{} driver is \"{}\", expected {}{}", s.where(), driver,
                                                    fmt::join(known, ", "), did_you_mean(driver, known)));
    return b.book.need(role, {dimension::rate}, by).expr;
  }
  return b.book.need(role, {inverse(dimension::concentration * dimension::time)}, by).expr * it->second;
}

void observe(Build& b, const Expr& SLD, const PaperValue& SLD0) {
  b.m.observable("SLD", SLD, "mm", "sum of longest diameters");
  b.m.observable("SLD_ratio", SLD / SLD0.expr, "1", "sum of longest diameters over that at the start");
  b.surroundings.SLD = SLD;
}

Species part(Build& b, const char* name, const char* meaning, const PaperValue& at_start) {
  const Species s = b.m.state(name, "um", species_options(meaning, dimension::length, at_start.typical));
  b.m.initial(s, at_start.expr);
  return s;
}

void claret(Build& b, const Settings& s, const PaperValue& SLD0) {
  const Species y = part(b, "SLD", "sum of longest diameters", SLD0);
  const Expr KL = b.book.need({"KL", {}, "growth"}, {dimension::rate}, by).expr;
  const Expr lambda = b.book.need({"lambda", {}, "fading of the drug's effect"}, {dimension::rate}, by).expr;
  SpeciesOptions options;
  options.meaning = "what is left of the drug's effect";
  const Species effect = b.m.state("effect_left", "1", options);
  b.m.initial(effect, 1.0);
  b.m.rate(effect, -(lambda * Expr(effect)));
  const Expr KDE = shrinkage(b, s, "KD", {});
  b.m.rate(y, (KL - KDE * Expr(effect)) * Expr(y));
  // without a formula if the driver is a concentration; a tumor that never shrinks grows from the start
  if (s.word("driver").empty() || s.word("driver") == "exposure")
    b.surroundings.TTG = max(log(max(KDE / KL, 1e-12)), 0.0) / lambda;
  observe(b, y, SLD0);
}

void stein(Build& b, const Settings& s, const PaperValue& SLD0) {
  const Species shrinking = part(b, "SLD_shrinking", "part that shrinks", SLD0);
  const Species growing = part(b, "SLD_growing", "part that grows, and the start", SLD0);
  const Expr kg = b.book.need({"kg", {}, "growth"}, {dimension::rate}, by).expr;
  const Expr ks = shrinkage(b, s, "ks", {});
  b.m.rate(shrinking, -(ks * Expr(shrinking)));
  if (s.word("driver").empty() || s.word("driver") == "exposure")
    b.surroundings.TTG = max(log(max(ks / kg, 1e-12)), 0.0) / (ks + kg);
  b.m.rate(growing, kg * Expr(growing));
  observe(b, Expr(shrinking) + Expr(growing) - SLD0.expr, SLD0);
}

void wang(Build& b, const Settings& s, const PaperValue& SLD0) {
  const Species shrinking = part(b, "SLD_shrinking", "part that shrinks", SLD0);
  const Species growing =
      b.m.state("SLD_growing", "um", species_options("growth so far", dimension::length, SLD0.typical));
  const Expr PG = b.book.need({"PG", {}, "growth"}, {dimension::length / dimension::time}, by).expr;
  b.m.rate(shrinking, -(shrinkage(b, s, "SR", {}) * Expr(shrinking)));
  b.m.rate(growing, PG);
  observe(b, Expr(shrinking) + Expr(growing), SLD0);
}

void add_sld(Build& b, const Settings& s) {
  const PaperValue SLD0 = b.book.need({"SLD0", {}, "sum of longest diameters at the start"}, {dimension::length}, by);
  // drivers are complete when all mechanisms are there
  b.last.push_back([s, SLD0](Build& build) {
    const std::string law = s.word("law");
    (law == "claret" ? claret : law == "stein" ? stein : wang)(build, s, SLD0);
  });
}

}  // namespace

const Mechanism& sld_mechanism() {
  static const Mechanism mechanism{
      "sld",
      "the sum of longest diameters of a patient's lesions",
      {{"law", {"claret", "stein", "wang"}, "claret", "how it changes"},
       {"driver",
        {},
        "",
        "what shrinkage is in proportion to: nothing (default), \"exposure\" (parameter E) or a concentration"}},
      add_sld};
  return mechanism;
}

}  // namespace tansine
