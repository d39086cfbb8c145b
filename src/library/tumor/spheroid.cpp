#include "library/tumor/spheroid.hpp"

#include "library/cells/chemistry.hpp"
#include "library/tumor/tissue.hpp"

#include <algorithm>
#include <numbers>

#include <fmt/format.h>

namespace tansine {

namespace {

constexpr int most_nodes = 400;
constexpr double least_share = 0.02;  // of a form in a lot, for magnitudes

/// Geometry and transport; what is outside is left to the caller.
Tissue read_ball(Build& b, const Settings& told, const std::string& name, const std::vector<Form>& forms) {
  const std::string by = "the " + name;
  constexpr Dimension diffusivity = dimension::area / dimension::time;
  Tissue t;
  t.name = name;
  t.tag = "_s";
  const PaperValue R = b.book.need({"R_" + name, {"R"}, "radius of the " + name}, {dimension::length}, by);
  const double liter = coherence_factor(dimension::length, dimension::area);  // per um3
  const PaperValue n =
      b.book.find({"n_" + name, {}, "how many of them there are"}, {dimension::one}, by).value_or(PaperValue{1.0, 1});
  const double ball_of_1 = 4.0 / 3 * std::numbers::pi * liter;
  t.volume = t.volume_at_start = b.m.derived("V_" + name, n.expr * (ball_of_1 * R.expr * R.expr * R.expr));
  t.typical_volume = n.typical * ball_of_1 * R.typical * R.typical * R.typical;
  const double power = told.word("spacing") == "even" ? even_spacing : stretched_spacing;
  t.grid = ball(R.expr, told.count("nodes", 1, most_nodes), power);
  t.eps = b.book.need_fraction({"eps", {"eps_Ab"}, "fraction of the " + name + " accessible to antibody"}, by).expr;
  const bool drugs = std::any_of(forms.begin(), forms.end(), [](const Form& f) { return f.drugs > 0; });
  if (drugs && b.drugs_resolved) t.payloads = payloads_of_cells(b);
  if (!t.payloads.empty()) t.released = released_payload(b);
  if (!t.payloads.empty())
    t.eps_PL = b.book.need_fraction({"eps_PL", {}, "fraction of the " + name + " accessible to payload"}, by).expr;
  const auto rate = [&](const Expr& D, const std::string& payload, const Expr& eps) {
    const std::string what = payload.empty() ? "antibody" : payload;
    const Role film{payload.empty() ? "P_film" : "P_film_PL", {}, "permeability of the surface to " + what};
    const auto P = b.book.find(film, {dimension::length / dimension::time}, by, payload, true);
    return b.m.derived(payload.empty() ? "k_surface" : "k_surface_" + payload,
                       P ? t.grid->wall_rate(P->expr, D, eps) : t.grid->open_rate(D, eps),
                       "exchange through the surface per volume of the " + name);
  };
  const auto D_of = [&](const std::string& payload) {
    const std::string what = payload.empty() ? "antibody" : payload;
    const Role role{payload.empty() ? "D" : "D_PL", {}, "diffusivity in the " + name + " of " + what};
    return b.book.need(role, {diffusivity}, by, payload, true).expr;
  };
  t.D = D_of("");
  t.antibody_rate = rate(t.D, "", t.eps);
  for (const std::string& p : t.payloads) {
    t.D_payloads.push_back(D_of(p));
    t.payload_rates.push_back(rate(t.D_payloads.back(), p, t.eps_PL));
  }
  return t;
}

Terms released_into(const Terms& payload, const Transition& t) {
  Terms out;
  if (t.released.typical > 0)
    for (const Terms::Term& term : payload.list) out = out + (t.released.expr * term.count) * term.species;
  return out;
}

/// The medium: what is dosed, and what leaves the antibody there.
void add_spheroid(Build& b, const Settings& told) {
  const FormSet set = b.forms();
  Tissue t = read_ball(b, told, "spheroid", set.forms);
  const PaperValue Vm = b.book.need({"Vm", {}, "volume of the medium"}, {dimension::volume}, "the spheroid");
  const Compartment medium = b.m.compartment("medium", Vm.expr);
  const double C = b.dose / Vm.typical;
  t.typical_outside = C;
  std::vector<Model::DoseShare> shares;
  std::vector<Species> antibody, payload;
  for (const Form& f : set.forms) {
    antibody.push_back(b.m.species("A" + f.suffix, medium, b.composition(f),
                                   species_options("antibody in the medium", dimension::concentration,
                                                   C * std::max(f.typical_share, least_share))));
    shares.push_back({antibody.back(), f.share});
    t.antibody_outside.push_back({antibody.back(), antibody.back()});
  }
  for (const std::string& p : t.payloads) {
    payload.push_back(b.m.species(p, medium, b.payload ? Composition(*b.payload) : Composition{},
                                  species_options(p + " in the medium", dimension::concentration, 0.01 * C)));
    t.payloads_outside.push_back({payload.back(), payload.back()});
  }
  for (const Transition& x : set.transitions)
    b.m.reaction(fmt::format("A{} to A{}", set.forms[x.from].suffix, set.forms[x.to].suffix),
                 antibody[x.from] >>
                     (Terms(antibody[x.to]) + released_into(payload.empty() ? Terms{} : Terms(payload[t.released]), x)),
                 x.rate.expr);
  b.m.dose("medium", "nmol", shares, b.dose_options);
  Expr all = 0.0, mass = 0.0;
  for (std::size_t f = 0; f < antibody.size(); ++f) {
    all = all + Expr(antibody[f]);
    mass = mass + Expr(antibody[f]) * (set.forms[f].drugs > 0 ? b.MW.expr : b.MW_naked.expr);
  }
  b.m.observable("TAb", mass, "ug/mL", "antibody in the medium, naked included");
  b.m.observable("medium_TAb", all, "nM", "antibody in the medium, naked included");
  for (std::size_t p = 0; p < payload.size(); ++p)
    b.m.observable("medium_" + t.payloads[p], payload[p], "nM", t.payloads[p] + " in the medium");
  const std::size_t first = b.surroundings.sites.size();
  add_tissue(b, t, set.forms, set.transitions);
  const bool profile = told.flag("profile");
  b.last.emplace_back([=](Build& build) { observe_tissue(build, t, first, profile, std::nullopt); });
}

void add_micrometastasis(Build& b, const Settings& told) {
  if (!b.surroundings.blood) {
    b.problems.error(told.place(), told.where() + " hangs on blood, which this model does not have");
    return;
  }
  const Blood blood = *b.surroundings.blood;
  Tissue t = read_ball(b, told, "micrometastasis", blood.forms);
  const PaperValue ratio = b.book.need({"interstitium_to_plasma", {}, "concentration around it over that in plasma"},
                                       {dimension::one}, "the micrometastasis");
  t.typical_outside = b.dose / blood.volume.typical;
  for (std::size_t f = 0; f < blood.forms.size(); ++f)
    t.antibody_outside.push_back({ratio.expr * blood.free[f], blood.antibody[f]});
  for (const std::string& name : t.payloads) {
    Outside o;
    o.source = b.payload_into("payload_eliminated", "free payload eliminated so far");
    for (const PayloadInBlood& p : blood.payloads)
      if (p.name == name && p.species) o = {ratio.expr * Expr(*p.species), *p.species};
    t.payloads_outside.push_back(o);
  }
  const std::size_t first = b.surroundings.sites.size();
  add_tissue(b, t, blood.forms, blood.transitions);
  const bool profile = told.flag("profile");
  b.last.emplace_back([=](Build& build) { observe_tissue(build, t, first, profile, std::nullopt); });
}

const std::vector<SettingInfo> settings = {
    {"nodes", {}, "40", "along the radius"},
    {"spacing", {"stretched", "even"}, "stretched", "of the nodes: finer at the surface or even"},
    {"profile", {"true", "false"}, "false", "observables of every node"}};

}  // namespace

const Mechanism& spheroid_mechanism() {
  static const Mechanism row{.name = "spheroid",
                             .meaning = "balls of cells without vessels in medium",
                             .settings = settings,
                             .add = add_spheroid,
                             .body = true};
  return row;
}

const Mechanism& micrometastasis_mechanism() {
  static const Mechanism row{.name = "micrometastasis",
                             .meaning = "balls of cells without vessels in the fluid that plasma supplies",
                             .settings = settings,
                             .add = add_micrometastasis};
  return row;
}

}  // namespace tansine
