#include "library/payload/payload.hpp"

#include "library/distribution/system.hpp"
#include "library/sourced.hpp"

#include <algorithm>
#include <numbers>

#include <fmt/format.h>

namespace tansine {

namespace {

const Role CL_role{"CL", {}, "clearance"};
const Role V1_role{"V1", {"V"}, "central volume"};
const Role Q2_role{"Q2", {"Q"}, "distribution clearance"};
const Role V2_role{"V2", {}, "peripheral volume"};
const Role FR_role{"FR", {}, "fraction of eliminated payload that becomes the metabolite"};

Role named(Role role, const std::string& species) {
  role.meaning += " of " + species;
  return role;
}

PaperValue need(Build& b, const Role& role, const std::string& species, Dimension dimension) {
  return b.book.need(named(role, species), {dimension}, "the free payload", species, false);
}

}  // namespace

namespace {

/// CL, or what gives the half-life t_half.
PaperValue clearance(Build& b, const std::string& species, const PaperValue& V1) {
  const Role role{"t_half", {}, "half-life of elimination of " + species};
  const auto t = b.book.find(role, {dimension::time}, "the free payload", species, false);
  if (!t) return need(b, CL_role, species, dimension::clearance);
  return {std::numbers::ln2 / t->expr * V1.expr, std::numbers::ln2 / t->typical * V1.typical};
}

}  // namespace

std::optional<FreePayload> make_payload(Build& b, double expected_release) {
  if (!b.description.payload) return std::nullopt;
  const PayloadDescription& d = *b.description.payload;
  const std::string where = b.book.where() + ": payload";
  FreePayload p;
  p.release = chosen(d.release, {"products", "first-order", "target-driven"}, "products", where + " release", d.place,
                     b.problems);
  p.name = d.species.given() ? d.species.text : b.compound.payload.name;
  p.metabolite_name = d.metabolite.text;
  if (p.name.empty()) {
    b.problems.error(d.place, where + " needs a species name, here or as [payload].name");
    p.name = "payload";
  }
  const bool balanced = p.release == "products" && b.payload.has_value();
  const Composition made_of = balanced ? Composition(*b.payload) : Composition{};
  const PaperValue V = need(b, V1_role, p.name, dimension::volume);
  const PaperValue CL = clearance(b, p.name, V);
  p.V1 = V;
  const double nominal = expected_release / CL.typical;
  const Compartment central = b.m.compartment("payload", V.expr);
  p.species =
      b.m.species(p.name, central, made_of, species_options("free " + p.name, dimension::concentration, nominal));
  const int n = d.compartments.value_or(1);
  if (n != 1 && n != 2) b.problems.error(d.place, fmt::format("{} has {} compartments, expected 1 or 2", where, n));
  if (n == 2) {
    const std::string exchange =
        chosen(d.exchange, {"clearance", "half-life"}, "clearance", where + " exchange", d.place, b.problems);
    const PaperValue V2 = need(b, V2_role, p.name, dimension::volume);
    const Species peripheral =
        b.m.species(p.name + "_p", b.m.compartment("payload_peripheral", V2.expr), made_of,
                    species_options("free " + p.name + ", peripheral", dimension::concentration, nominal));
    if (exchange == "half-life") {
      const ExchangeRates k = exchange_by_half_life(b, V, V2, p.name, where);
      b.m.flux("distribution of " + p.name, p.species >> peripheral,
               b.m.derived("k12_" + p.name, k.k12) * V.expr * Expr(p.species) -
                   b.m.derived("k21_" + p.name, k.k21) * V2.expr * Expr(peripheral));
    } else {
      const PaperValue Q = need(b, Q2_role, p.name, dimension::clearance);
      b.m.flux("distribution of " + p.name, p.species >> peripheral, Q.expr * (Expr(p.species) - Expr(peripheral)));
    }
    p.peripheral = peripheral;
    p.V2 = V2;
  }
  p.everywhere =
      chosen(d.where, {"central", "everywhere"}, "central", where + " where", d.place, b.problems) == "everywhere";
  if (p.everywhere && !p.peripheral) b.problems.error(d.place, where + " everywhere needs compartments = 2");
  if (!p.metabolite_name.empty()) {
    Role volume = named(V1_role, p.metabolite_name);
    const auto own = b.book.find(volume, {dimension::volume}, "the metabolite", p.metabolite_name, false);
    const PaperValue CLm = need(b, CL_role, p.metabolite_name, dimension::clearance);
    p.metabolite = b.m.species(
        p.metabolite_name, b.m.compartment("metabolite", own ? own->expr : V.expr), made_of,
        species_options("free " + p.metabolite_name, dimension::concentration, 0.01 * expected_release / CLm.typical));
  }
  return p;
}

PayloadOutlets make_outlets(Build& b, const std::optional<FreePayload>& payload) {
  if (!payload || payload->release != "products") return {b, std::nullopt, std::nullopt, std::nullopt};
  const auto phi = [&](const char* name, const char* meaning) -> std::optional<Expr> {
    const Role role{name, {}, meaning};
    if (!b.book.find(role, {dimension::one}, "payload release")) return std::nullopt;
    return b.book.need_fraction(role, "payload release").expr;
  };
  return {b, payload->species, phi("phi_dec", "fraction of lost drugs that appear as free payload"),
          phi("phi_cat", "fraction of catabolized drugs that appear as free payload"),
          payload->everywhere ? payload->peripheral : std::nullopt};
}

namespace {

void eliminate(Build& b, const FreePayload& p, PayloadOutlets& outlets) {
  const bool balanced = p.release == "products";
  auto sink = [&](const Expr& n) { return balanced ? outlets.eliminated(n) : Terms{}; };
  const PaperValue CL = clearance(b, p.name, p.V1);
  Terms products = sink(1.0);
  if (p.metabolite) {
    const PaperValue FR = b.book.need_fraction(FR_role, "the metabolite");
    products = FR.expr * *p.metabolite + sink(1.0 - FR.expr);
    const PaperValue CLm = need(b, CL_role, p.metabolite_name, dimension::clearance);
    b.m.flux("elimination of " + p.metabolite_name, *p.metabolite >> sink(1.0), CLm.expr * Expr(*p.metabolite));
  }
  b.m.flux("elimination of " + p.name, p.species >> products, CL.expr * Expr(p.species));
  if (p.everywhere)
    b.m.flux("elimination of " + p.name + "_p", *p.peripheral >> products,
             CL.expr * (p.V2.expr / p.V1.expr) * Expr(*p.peripheral));
}

/// In proportion to the conjugate, which does not lose it. "mass": krel is mass of payload per mass of conjugate.
void first_order(Build& b, const FreePayload& p, const System& system) {
  const PayloadDescription& d = *b.description.payload;
  const std::string basis =
      chosen(d.basis, {"molar", "mass"}, "molar", b.book.where() + ": payload basis", d.place, b.problems);
  const PaperValue krel =
      b.book.need({"krel", {}, "appearance of free payload per conjugate"}, {dimension::rate}, "first-order release");
  Expr flux = krel.expr * system.total_free(0) * system.spaces[0].volume.expr;
  if (basis == "mass") {
    const PaperValue MW =
        b.book.need({"MW", {}, "molar mass of"}, {dimension::molar_mass}, "release by mass", p.name, false);
    flux = flux * (b.MW.expr / MW.expr);
  }
  b.m.flux("release of " + p.name, nothing >> p.species, flux);
}

/// Binding sites that are used up, and an early release that decays with the time since the last dose; both pass a lag.
void target_driven(Build& b, const FreePayload& p, const System& system, const Expr& k10) {
  const std::string by = "target-driven release";
  const PaperValue Kd = b.book.need({"Kd", {}, "release per binding site and conjugate"},
                                    {inverse(dimension::amount * dimension::time)}, by);
  const PaperValue T0 = b.book.need({"T0", {}, "binding sites at start"}, {dimension::amount}, by);
  const PaperValue ALFM = b.book.need({"ALFM", {}, "decay of the early release after a dose"}, {dimension::rate}, by);
  const PaperValue Klag = b.book.need({"Klag", {}, "passage through the lag"}, {dimension::rate}, by);
  const PaperValue FM =
      b.book.need({"FM", {}, "fraction of eliminated conjugate released early"}, {dimension::one}, by);
  const Expr conjugate = system.total_free(0) * system.spaces[0].volume.expr;
  const Species sites = b.m.amount("sites", {}, species_options("binding sites left", dimension::amount, T0.typical));
  b.m.initial(sites, T0.expr);
  const Species lag = b.m.amount(
      "lag", {}, species_options("payload about to appear", dimension::amount, 1e-3 * std::min(b.dose, T0.typical)));
  SpeciesOptions options;
  options.meaning = "early release, 1 at a dose";
  const Species early = b.m.state("early", "1", options);
  b.m.rate(early, -(ALFM.expr * Expr(early)));
  b.dose_options.resets.push_back({early, 1.0});
  b.m.flux("target-driven release", sites >> lag, Kd.expr * Expr(sites) * conjugate);
  b.m.flux("early release", nothing >> lag, Expr(early) * k10 * conjugate * FM.expr);
  b.m.reaction("lag of " + p.name, lag >> p.species, Klag.expr);
}

}  // namespace

void add_payload_processes(Build& b, const FreePayload& p, PayloadOutlets& outlets, const System& system,
                           const Expr& k10) {
  eliminate(b, p, outlets);
  if (p.release == "first-order") first_order(b, p, system);
  if (p.release == "target-driven") target_driven(b, p, system, k10);
}

}  // namespace tansine
