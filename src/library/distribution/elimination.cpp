#include "library/distribution/elimination.hpp"

#include "library/sourced.hpp"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace tansine {

namespace {

const std::string by = "elimination";

/// The course of clearance over time since t = 0 as a factor that is 1 at t = 0.
Expr time_factor(Build& b, const System& system) {
  const DispositionDescription& d = b.description.disposition;
  const std::string course = chosen(d.clearance_over_time, {"constant", "sigmoid", "exponential"}, "constant",
                                    b.book.where() + ": clearance_over_time", d.place, b.problems);
  const std::string of = chosen(d.over_time_of, {"all", "conjugate", "TAb"}, "all", b.book.where() + ": over_time_of",
                                d.place, b.problems);
  if (course == "constant" || (of != "all" && of != system.analyte)) return 1.0;
  const std::string suffix = system.analyte.empty() ? "" : "_" + system.analyte;
  if (course == "sigmoid") {
    const PaperValue Imax = b.book.need({"Imax", {}, "log of the final change of clearance"}, {dimension::one}, by);
    const PaperValue TI50 = b.book.need({"TI50", {}, "time of half the change"}, {dimension::time}, by);
    const PaperValue gamma = b.book.need({"gamma", {}, "steepness of the change"}, {dimension::one}, by);
    const Expr x = b.m.derived("x_CL" + suffix, pow(b.m.time() / TI50.expr, gamma.expr));
    return b.m.derived("CL_over_time" + suffix, exp(Imax.expr * x / (1.0 + x)), "factor of clearance over time");
  }
  const PaperValue fall = b.book.need({"CLdecrease", {}, "final fractional fall of clearance"}, {dimension::one}, by);
  const PaperValue k = b.book.need({"kCL", {}, "rate of that fall"}, {dimension::rate}, by);
  return b.m.derived("CL_over_time" + suffix, 1.0 - fall.expr * (1.0 - exp(-(k.expr * b.m.time()))),
                     "factor of clearance over time");
}

void add_saturable(Build& b, const System& system, PayloadOutlets& outlets) {
  const DispositionDescription& d = b.description.disposition;
  const std::string law =
      chosen(d.saturable, {"none", "michaelis-menten"}, "none", b.book.where() + ": saturable", d.place, b.problems);
  if (law == "none") return;
  PaperValue Vmax = b.book.need({"Vmax", {}, "largest rate of saturable elimination"},
                                {dimension::amount / dimension::time, dimension::mass / dimension::time}, by);
  PaperValue Km = b.book.need({"Km", {}, "concentration of half that rate"},
                              {dimension::concentration, dimension::mass_concentration}, by);
  // mg/d and mg/L become nmol/h and nM by the molar mass; in both or the ratio Vmax/Km would change
  if (Vmax.expr.dimension() == dimension::mass / dimension::time)
    Vmax.expr = b.m.derived("Vmax_molar", Vmax.expr / b.MW.expr);
  if (Km.expr.dimension() == dimension::mass_concentration) Km.expr = b.m.derived("Km_molar", Km.expr / b.MW.expr);
  const Expr all = system.total_free(0);
  for (std::size_t i = 0; i < system.forms.size(); ++i)
    b.m.flux(Build::of("saturable elimination", system.name(i)),
             system.species[0][i] >> (b.eliminated_antibody() + outlets.catabolized(system.forms[i].count())),
             Vmax.expr * system.free[0][i] / (Km.expr + all));
}

}  // namespace

Clearances make_clearances(Build& b, const System& system, const std::optional<PaperValue>& added) {
  const DispositionDescription& d = b.description.disposition;
  const std::string law = chosen(d.clearance, {"common", "naked-and-conjugated", "linear-in-dar", "exponential-in-dar"},
                                 "common", b.book.where() + ": clearance", d.place, b.problems);
  const bool resolved = system.forms.size() > 1;
  if (law != "common" && !resolved) {
    b.problems.error(d.place, fmt::format("{}: clearance \"{}\" needs resolution = \"dar\" or \"conjugate-and-naked\"",
                                          b.book.where(), law));
    return {std::vector<PaperValue>(system.forms.size(), {Expr(one_of(dimension::clearance)), 1})};
  }
  const std::vector<Dimension> clearance = {dimension::clearance};
  std::vector<PaperValue> each;
  if (law == "common") {
    const Role role{"CL", {"CLTT"}, "clearance"};
    const auto t_half = b.book.find({"t_half", {}, "half-life of elimination, without distribution"}, {dimension::time},
                                    by, system.analyte, true);
    if (t_half) {
      const PaperValue& V1 = system.spaces[0].volume;
      each.assign(system.forms.size(),
                  {std::numbers::ln2 / t_half->expr * V1.expr, std::numbers::ln2 / t_half->typical * V1.typical});
    } else
      each.assign(system.forms.size(), b.book.need(role, clearance, by, system.analyte, true));
  } else if (law == "naked-and-conjugated") {
    const PaperValue naked =
        b.book.need({"CL_naked", {"CL_NAB"}, "clearance of antibody without drugs"}, clearance, by);
    const PaperValue conjugated =
        b.book.need({"CL_conjugate", {"CL_ADC"}, "clearance of antibody with drugs"}, clearance, by);
    for (const Form& f : system.forms) each.push_back(f.drugs == 0 ? naked : conjugated);
  } else {
    const PaperValue CL0 = b.book.need({"CL0", {}, "clearance of antibody without drugs"}, clearance, by);
    const PaperValue a = b.book.need({"aDAR", {}, "growth of clearance per drug"}, {dimension::one}, by);
    for (const Form& f : system.forms) {
      const double n = f.drugs;
      if (law == "linear-in-dar")
        each.push_back({CL0.expr * (1.0 + a.expr * n), CL0.typical * (1 + a.typical * n)});
      else
        each.push_back({CL0.expr * exp(a.expr * n), CL0.typical * std::exp(a.typical * n)});
    }
  }
  const Expr factor = time_factor(b, system);
  for (PaperValue& CL : each) {
    if (added) CL = {CL.expr + added->expr, CL.typical + added->typical};
    if (factor.model() != nullptr) CL.expr = CL.expr * factor;
  }
  return {std::move(each)};
}

void add_elimination(Build& b, const System& system, const Clearances& clearances, PayloadOutlets& outlets) {
  const DispositionDescription& d = b.description.disposition;
  const bool everywhere = chosen(d.elimination, {"central", "everywhere"}, "central",
                                 b.book.where() + ": disposition elimination", d.place, b.problems) == "everywhere";
  for (std::size_t s = 0; s < (everywhere ? system.spaces.size() : 1); ++s) {
    PayloadOutlets here = outlets.in(s);
    for (std::size_t i = 0; i < system.forms.size(); ++i) {
      Expr flux = clearances.each[i].expr * system.free[s][i];
      if (s > 0) flux = flux * (system.spaces[s].volume.expr / system.spaces[0].volume.expr);
      b.m.flux(Build::of("elimination", system.name(i, s)),
               system.species[s][i] >> (b.eliminated_antibody() + here.catabolized(system.forms[i].count())), flux);
    }
  }
  add_saturable(b, system, outlets);
}

}  // namespace tansine
