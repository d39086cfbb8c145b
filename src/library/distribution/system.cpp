#include "library/distribution/system.hpp"

#include "library/sourced.hpp"

#include <numbers>

#include <fmt/format.h>

namespace tansine {

namespace {

const std::vector<Role> volumes = {
    {"V1", {"Vc"}, "central volume"}, {"V2", {"Vp"}, "peripheral volume"}, {"V3", {}, "second peripheral volume"}};
const std::vector<Role> flows = {{"Q2", {"Q", "CLd2"}, "distribution clearance"},
                                 {"Q3", {"CLd3"}, "distribution clearance to the second peripheral volume"}};
const char* const tags[] = {"", "_p", "_p2"};
const char* const names[] = {"central", "peripheral", "peripheral2"};

}  // namespace

System make_system(Build& b, const std::vector<Form>& forms, const std::string& base, const std::string& meaning,
                   const std::string& analyte) {
  const DispositionDescription& d = b.description.disposition;
  int n = d.compartments.value_or(2);
  if (n < 1 || n > 3) {
    b.problems.error(d.place,
                     fmt::format("{}: disposition has {} compartments, expected 1, 2 or 3", b.book.where(), n));
    n = 1;
  }
  System system;
  system.analyte = analyte;
  system.base = base;
  system.forms = forms;
  const std::string suffix = analyte.empty() ? "" : "_" + analyte;
  for (std::size_t s = 0; s < static_cast<std::size_t>(n); ++s) {
    const PaperValue V = b.book.need(volumes[s], {dimension::volume}, "distribution", analyte, true);
    Space space{b.m.compartment(names[s] + suffix, V.expr), V, tags[s]};
    std::vector<Species> row;
    std::vector<Expr> free;
    const double C0 = b.dose / system.spaces.emplace_back(space).volume.typical;
    for (const Form& f : forms) {
      const std::string which = f.suffix.empty() ? meaning
                                : f.mean         ? meaning + " with drugs"
                                                 : fmt::format("{} with {} drugs", meaning, f.drugs);
      row.push_back(b.m.species(base + f.suffix + tags[s], space.compartment, b.composition(f),
                                species_options(fmt::format("{}, {}", which, names[s]), dimension::concentration,
                                                C0 * std::max(f.typical_share, 0.02))));
      free.push_back(row.back());
    }
    system.species.push_back(std::move(row));
    system.free.push_back(std::move(free));
  }
  return system;
}

ExchangeRates exchange_by_half_life(Build& b, const Expr& V1, const Expr& V2, const std::string& suffix,
                                    const std::string& needed_by) {
  const PaperValue td =
      b.book.need({"td12", {}, "half-life of distribution"}, {dimension::time}, needed_by, suffix, false);
  const PaperValue P =
      b.book.need({"Pd12", {}, "distribution coefficient"}, {dimension::one}, needed_by, suffix, false);
  const Expr ratio = V1 / V2, rate = std::numbers::ln2 / td.expr / (P.expr + ratio);
  return {rate * P.expr, rate * ratio};
}

void add_distribution(Build& b, const System& system) {
  const DispositionDescription& d = b.description.disposition;
  const std::string exchange = chosen(d.exchange, {"clearance", "half-life"}, "clearance",
                                      b.book.where() + ": disposition exchange", d.place, b.problems);
  if (exchange == "half-life") {
    if (system.spaces.size() != 2) {
      b.problems.error(d.place, fmt::format("{}: exchange \"half-life\" is between two compartments, here are {}",
                                            b.book.where(), system.spaces.size()));
      return;
    }
    const Expr V1 = system.spaces[0].volume, V2 = system.spaces[1].volume;
    const ExchangeRates k = exchange_by_half_life(b, V1, V2, system.analyte, "distribution");
    const Expr k12 = b.m.derived("k12", k.k12), k21 = b.m.derived("k21", k.k21);
    for (std::size_t i = 0; i < system.forms.size(); ++i)
      b.m.flux(Build::of("distribution", system.name(i, 1)), system.species[0][i] >> system.species[1][i],
               k12 * V1 * system.free[0][i] - k21 * V2 * system.free[1][i]);
    return;
  }
  for (std::size_t s = 1; s < system.spaces.size(); ++s) {
    const PaperValue Q = b.book.need(flows[s - 1], {dimension::clearance}, "distribution", system.analyte, true);
    for (std::size_t i = 0; i < system.forms.size(); ++i) {
      b.m.flux(Build::of("distribution", system.name(i, s)), system.species[0][i] >> system.species[s][i],
               Q.expr * (system.free[0][i] - system.free[s][i]));
    }
  }
}

}  // namespace tansine
