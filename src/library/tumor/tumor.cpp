#include "library/tumor/tumor.hpp"

#include "library/cells/chemistry.hpp"
#include "library/growth/laws.hpp"
#include "library/tumor/tissue.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tansine {

namespace {

constexpr Dimension permeability = dimension::length / dimension::time;
constexpr Dimension diffusivity = dimension::area / dimension::time;
constexpr int most_nodes = 400;

const Role P_role{"P", {}, "permeability of the vessel wall to"};
const Role D_role{"D", {}, "diffusivity in the tumor of"};

/// Reads settings and parameters into a Tissue.
class TumorReader {
 public:
  TumorReader(Build& b, const Settings& told, const Blood& blood)
      : b_(b), told_(told), blood_(blood), geometry_(told.word("geometry")), driven_(told.word("plasma") == "driven") {}

  Tissue read() {
    t_.name = "tumor";
    t_.tag = "_t";
    t_.cells_fill = told_.word("concentrations") == "tissue";
    size();
    t_.eps =
        b_.book.need_fraction({"eps", {"eps_Ab"}, "fraction of the tumor accessible to antibody"}, "the tumor").expr;
    payload_names();
    if (!t_.payloads.empty())
      t_.eps_PL =
          b_.book.need_fraction({"eps_PL", {}, "fraction of the tumor accessible to payload"}, "the tumor").expr;
    Rc_ = need({"Rcap", {"Rc"}, "radius of a capillary"}, dimension::length);
    RK_ = need({"RKrogh", {"RK"}, "radius of the tissue around a capillary"}, dimension::length);
    if (geometry_ == "well-mixed")
      well_mixed();
    else
      radial();
    outside();
    return t_;
  }

 private:
  Expr need(const Role& role, Dimension d) { return b_.book.need(role, {d}, "the tumor").expr; }
  /// "P" for antibody; "P_PL_DXd", else "P_PL", for a payload.
  Expr need_of(Role role, Dimension d, const std::string& payload) {
    if (!payload.empty()) role.name += "_PL";
    role.meaning += " " + (payload.empty() ? "antibody" : payload);
    return b_.book.need(role, {d}, "the tumor", payload, true).expr;
  }

  void size() {
    if (const auto& grown = b_.surroundings.tumor_volume) {
      t_.volume = grown->volume;
      t_.volume_at_start = grown->at_start;
      t_.typical_volume = grown->typical;
      t_.in_amounts = told_.word("dilution") == "amounts";
      t_.undiluted = !t_.in_amounts;
      const bool varies = std::any_of(blood_.forms.begin(), blood_.forms.end(), [](const Form& f) { return f.varies; });
      if (t_.in_amounts && varies)
        b_.problems.error(told_.place(),
                          told_.where() +
                              ": resolution \"average-dar\" counts no drugs, which amounts in a tumor that "
                              "grows need; take resolution = \"dar\", or dilution = \"none\"");
      return;
    }
    const PaperValue V = b_.book.need({"V_tumor", {}, "volume of the tumor"}, {dimension::volume}, "the tumor");
    t_.volume = t_.volume_at_start = V.expr;
    t_.typical_volume = V.typical;
  }

  void payload_names() {
    const std::vector<std::string> made = payloads_of_cells(b_);
    std::vector<std::string> names;
    for (const PayloadInBlood& p : blood_.payloads) names.push_back(p.name);
    for (const std::vector<std::string>& more : {made, told_.words("payloads")})
      names.insert(names.end(), more.begin(), more.end());
    for (const std::string& name : names)
      if (carries_drugs() && std::find(t_.payloads.begin(), t_.payloads.end(), name) == t_.payloads.end())
        t_.payloads.push_back(name);
    if (made.empty()) return;
    const auto released = std::find(t_.payloads.begin(), t_.payloads.end(), made[released_payload(b_)]);
    if (released != t_.payloads.end()) t_.released = static_cast<std::size_t>(released - t_.payloads.begin());
  }

  [[nodiscard]] bool carries_drugs() const {
    return std::any_of(blood_.forms.begin(), blood_.forms.end(), [](const Form& f) { return f.drugs > 0; });
  }

  void well_mixed() {
    if (told_.given("nodes"))
      b_.problems.error(told_.place("nodes"), told_.where() + ": nodes are of geometry \"krogh\" or \"layers\"");
    const bool shah = told_.word("form") == "shah";
    const Expr R = radius_of(t_.volume);
    const bool surface = told_.flag("surface");
    const auto rate = [&](const std::string& payload, const Expr& eps) {
      Expr k = 2.0 * need_of(P_role, permeability, payload) * Rc_ / (RK_ * RK_);
      if (surface) k = k + 6.0 * need_of(D_role, diffusivity, payload) / (R * R);
      return shah ? eps * k : k;
    };
    t_.antibody_rate = b_.m.derived("k_vs", rate("", t_.eps), "exchange between plasma and tumor");
    for (const std::string& p : t_.payloads)
      t_.payload_rates.push_back(
          b_.m.derived("k_vs_" + p, rate(p, t_.eps_PL), "exchange of " + p + " between plasma and tumor"));
  }

  void radial() {
    for (const char* of_well_mixed : {"form", "surface"})
      if (told_.given(of_well_mixed))
        b_.problems.error(told_.place(of_well_mixed),
                          fmt::format("{}: {} is of geometry \"well-mixed\"", told_.where(), of_well_mixed));
    const bool krogh = geometry_ == "krogh";
    const int n = told_.given("nodes") ? told_.count("nodes", 1, most_nodes) : krogh ? 40 : 5;
    const double power = told_.word("spacing") == "even" ? even_spacing : stretched_spacing;
    t_.grid = annulus(b_.m, Rc_, RK_, n, power, t_.tag);
    t_.D = need_of(D_role, diffusivity, "");
    t_.antibody_rate = b_.m.derived("k_wall", t_.grid->wall_rate(need_of(P_role, permeability, ""), t_.D, t_.eps),
                                    "exchange through the vessel wall per tumor volume");
    for (const std::string& p : t_.payloads) {
      t_.D_payloads.push_back(need_of(D_role, diffusivity, p));
      t_.payload_rates.push_back(b_.m.derived(
          "k_wall_" + p, t_.grid->wall_rate(need_of(P_role, permeability, p), t_.D_payloads.back(), t_.eps_PL),
          "exchange of " + p + " through the vessel wall per tumor volume"));
    }
  }

  /// Where plasma is driven, exchange is drawn from an account that stands for the rest of the body.
  void outside() {
    t_.typical_outside = b_.dose / blood_.volume.typical;
    for (std::size_t f = 0; f < blood_.forms.size(); ++f) {
      Terms source = blood_.antibody[f];
      if (driven_) source = drawn_antibody(blood_.forms[f]);
      Outside o{blood_.free[f], source, {}};
      if (t_.undiluted) o.account = undiluted_antibody(blood_.forms[f]);
      t_.antibody_outside.push_back(o);
    }
    for (const std::string& name : t_.payloads) {
      const auto it = std::find_if(blood_.payloads.begin(), blood_.payloads.end(),
                                   [&](const PayloadInBlood& p) { return p.name == name && p.species; });
      const bool followed = it != blood_.payloads.end();
      Outside o;
      if (followed) o.concentration = *it->species;
      if (followed && !driven_)
        o.source = *it->species;
      else
        o.source = b_.payload_into("payload_of_plasma", "payload that the tumor gave to plasma, less what it took");
      if (t_.undiluted)
        o.account = b_.payload_into("payload_undiluted", "payload in an undiluted tumor beyond what it took, negative");
      t_.payloads_outside.push_back(o);
    }
  }

  Terms undiluted_antibody(const Form& form) {
    if (!b_.balances) return {};
    if (!undiluted_)
      undiluted_ = b_.m.amount(
          "Ab_undiluted", b_.composition(Form{}),
          species_options("antibody in an undiluted tumor beyond what it took, negative", dimension::amount, b_.dose));
    Terms t = *undiluted_;
    if (form.drugs > 0)
      t = t + b_.payload_into("payload_undiluted", "payload in an undiluted tumor beyond what it took, negative",
                              form.count());
    return t;
  }

  Terms drawn_antibody(const Form& form) {
    if (!b_.balances) return {};
    if (!drawn_)
      drawn_ = b_.m.amount(
          "Ab_of_plasma", b_.composition(Form{}),
          species_options("antibody that the tumor gave to plasma, less what it took", dimension::amount, b_.dose));
    Terms t = *drawn_;
    if (form.drugs > 0)
      t = t + b_.payload_into("payload_of_plasma", "payload that the tumor gave to plasma, less what it took",
                              form.count());
    return t;
  }

  Build& b_;
  const Settings& told_;
  const Blood& blood_;
  std::string geometry_;
  bool driven_;
  Tissue t_;
  Expr Rc_ = 1.0, RK_ = 1.0;
  std::optional<Species> drawn_, undiluted_;
};

/// As in plasma, or faster by kdec_tumor/kdec.
std::vector<Transition> transitions_in_tumor(Build& b, const Blood& blood) {
  std::vector<Transition> all = blood.transitions;
  const std::string by = "deconjugation in the tumor";
  const auto faster =
      b.book.find({"kdec_tumor", {}, "loss of a drug from the antibody in the tumor"}, {dimension::rate}, by);
  if (!faster) return all;
  const PaperValue kdec = b.book.need({"kdec", {}, "loss of a drug from the antibody"}, {dimension::rate}, by);
  for (Transition& t : all)
    t.rate = {t.rate.expr.node() == kdec.expr.node() ? faster->expr : t.rate.expr * (faster->expr / kdec.expr),
              t.rate.typical * faster->typical / kdec.typical};
  return all;
}

void add_tumor(Build& b, const Settings& told) {
  if (!b.surroundings.blood) {
    b.problems.error(told.place(), told.where() +
                                       " hangs on the blood of resolution \"conjugate\", \"conjugate-and-naked\", "
                                       "\"dar\" or \"antibody\"; this model has none");
    return;
  }
  const Blood blood = *b.surroundings.blood;
  const Tissue tissue = TumorReader(b, told, blood).read();
  const std::size_t first = b.surroundings.sites.size();
  add_tissue(b, tissue, blood.forms, transitions_in_tumor(b, blood));
  std::optional<Expr> injected;
  if (b.balances) {  // a count, like the sinks
    const Species dosed =
        b.m.amount("injected", {}, species_options("antibody injected so far", dimension::amount, b.dose));
    b.beside_dose.push_back({dosed, 1.0});
    injected = dosed;
  }
  const bool profile = told.flag("profile");
  b.last.emplace_back([=](Build& build) { observe_tissue(build, tissue, first, profile, injected); });
}

}  // namespace

const Mechanism& tumor_mechanism() {
  static const Mechanism row{
      .name = "tumor",
      .meaning = "a solid tumor that exchanges with plasma",
      .settings =
          {{"geometry", {"well-mixed", "krogh", "layers"}, "well-mixed", "gradients around the capillaries or none"},
           {"nodes", {}, "", "along the radius; 40 for krogh, 5 for layers"},
           {"spacing", {"stretched", "even"}, "stretched", "of the nodes: finer at the capillary or even"},
           {"form", {"thurber", "shah"}, "thurber", "well-mixed: k (Cp - C/eps), or k (eps Cp - C)"},
           {"surface", {"true", "false"}, "true", "well-mixed: exchange through the tumor's surface, too"},
           {"plasma", {"closed", "driven"}, "closed", "whether what the tumor takes leaves the plasma"},
           {"dilution",
            {"amounts", "none"},
            "amounts",
            "a tumor that grows: amounts are kept, or concentrations are as in Shah 2012"},
           {"concentrations",
            {"cells", "tissue"},
            "cells",
            "what is in cells is per volume of the cells, or of the tissue as in Shah 2012"},
           {"payloads", {}, "", "names of payloads that are not followed in plasma"},
           {"profile", {"true", "false"}, "false", "observables of every node"}},
      .add = add_tumor};
  return row;
}

}  // namespace tansine
