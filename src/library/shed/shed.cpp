#include "library/shed/shed.hpp"

#include "library/cells/group.hpp"
#include "library/cells/payload_in_cells.hpp"
#include "library/cells/receptor.hpp"
#include "library/distribution/system.hpp"

#include <numbers>

#include <fmt/format.h>

namespace tansine {

namespace {

const std::string by = "shed target";
constexpr Dimension association = inverse(dimension::concentration * dimension::time);

class Shed {
 public:
  Shed(Build& b, const Settings& settings) : b_(b), settings_(settings), blood_(*b.surroundings.blood) {
    place(blood_.plasma, blood_.volume, "", blood_.antibody, in_plasma());
    for (const Periphery& p : blood_.peripheries)
      place(p.compartment, p.volume, p.tag, p.antibody, p.payload ? p.payload : in_plasma());
  }

  void add() {
    const PaperValue kon = b_.book.need({"kon", {}, "association of antibody and target"}, {association}, by);
    const PaperValue KD =
        b_.book.need({"KD", {}, "dissociation constant of antibody and target"}, {dimension::concentration}, by);
    kon_ = kon.expr;
    koff_ = kon.expr * KD.expr;
    kds_ = rate_of("t_half_shed", "half-life of shed target");
    ksa_ = rate_of("t_half_shed_complex", "half-life of antibody on shed target");
    Cs_ = b_.book.need({"Cs", {}, "shed target in plasma at rest"}, {dimension::concentration}, by);
    if (settings_.word("source") == "synthesis")
      from_nowhere();
    else
      from_cells();
    b_.m.observable("shed_target", sites_[0].S, "nM", "shed target in plasma, not on antibody");
    Expr bound = 0.0;
    for (const Species& s : sites_[0].SA) bound = bound + Expr(s);
    b_.m.observable("shed_target_bound", bound, "nM", "shed target on antibody in plasma");
  }

 private:
  struct Fluid {
    Site site;
    Species S;
    std::vector<Species> SA;
  };

  [[nodiscard]] std::optional<Species> in_plasma() const {
    return blood_.payloads.empty() ? std::nullopt : blood_.payloads.front().species;
  }

  void place(const Compartment& space, const PaperValue& volume, const std::string& tag,
             const std::vector<Species>& antibody, const std::optional<Species>& payload) {
    Site s;
    s.tag = tag;
    s.place = "blood";
    s.space = space;
    s.volume = volume.expr;
    s.typical_volume = volume.typical;
    s.forms = blood_.forms;
    s.transitions = blood_.transitions;
    s.antibody = antibody;
    if (payload) {
      s.payloads = {blood_.payloads.front().name};
      s.extracellular = {*payload};
    }
    places_.push_back(std::move(s));
  }

  [[nodiscard]] std::string released() const {
    return blood_.payloads.empty() ? "payload" : blood_.payloads.front().name;
  }

  Expr rate_of(const char* name, const char* meaning) {
    return std::numbers::ln2 / b_.book.need({name, {}, meaning}, {dimension::time}, by).expr;
  }

  /// Of one drug-bearing antibody: its drugs, into the fluid of a site.
  Terms drugs(const Site& site, const Form& f) {
    return f.drugs > 0 && b_.drugs_resolved ? outside_cells(b_, site, released(), f.count()) : Terms{};
  }

  /// Soluble target and its complexes in one fluid, with binding and loss of drugs; `lost`: they are eliminated there.
  Fluid soluble(const Site& site, bool lost) {
    Fluid f;
    f.site = site;
    const double typical = Cs_.typical * site.typical_volume;
    f.S = make_in_site(b_, site, "S" + site.tag, {}, "shed target", typical);
    for (std::size_t i = 0; i < site.forms.size(); ++i) {
      const Form& form = site.forms[i];
      const std::string name = "SA" + form.suffix + site.tag;
      f.SA.push_back(make_in_site(b_, site, name, b_.composition(form), "antibody on shed target", typical));
      b_.m.flux(Build::of("binding", name), (Terms(site.antibody[i]) + Terms(f.S)) >> f.SA[i],
                kon_ * (amount_in(site, site.antibody[i]) / (site.eps * site.volume)) * amount_in(site, f.S) -
                    koff_ * amount_in(site, f.SA[i]));
      if (lost)
        b_.m.reaction(Build::of("elimination", name), f.SA[i] >> (b_.eliminated_antibody() + drugs(site, form)), ksa_);
    }
    for (const Transition& t : site.transitions)
      if (t.to != Transition::unfollowed)
        b_.m.reaction(fmt::format("SA{0}{2} to SA{1}{2}", site.forms[t.from].suffix, site.forms[t.to].suffix, site.tag),
                      f.SA[t.from] >> (Terms(f.SA[t.to]) + drugs(site, site.forms[t.from])), t.rate.expr);
    if (lost) b_.m.reaction("elimination of S" + site.tag, f.S >> nothing, kds_);
    return f;
  }

  /// As much as keeps Cs, in plasma only.
  void from_nowhere() {
    sites_.push_back(soluble(places_[0], true));
    b_.m.initial(sites_[0].S, Cs_.expr);
    b_.m.flux("synthesis of S", nothing >> sites_[0].S, kds_ * Cs_.expr * blood_.volume.expr);
  }

  /// Shed from normal cells in plasma and periphery, at the rate that keeps Cs in plasma, and from the tumor.
  void from_cells() {
    if (places_.size() != 2) {
      b_.problems.error(settings_.place(),
                        settings_.where() + ": normal cells are in a disposition of two compartments");
      return;
    }
    const PaperValue RPC =
        b_.book.need({"RPC", {}, "target on the surface of a cell"}, {inverse(dimension::cells)}, by, "normal", false);
    const PaperValue Nc =
        b_.book.need({"N_central", {}, "normal cells with target, in plasma"}, {dimension::cells}, by);
    const PaperValue Np =
        b_.book.need({"N_peripheral", {}, "normal cells with target, in the periphery"}, {dimension::cells}, by);
    const Expr Vc = blood_.volume, Vp = blood_.peripheries[0].volume;
    const ExchangeRates s = exchange_by_half_life(b_, Vc, Vp, "shed", by);
    const Expr s12 = b_.m.derived("k12_shed", s.k12), s21 = b_.m.derived("k21_shed", s.k21);
    const Expr per_cell = RPC.expr * Expr(Quantity(1 / avogadro_per_nmol, unit("nmol")));
    // Scheuher 2023: the balance of S in both compartments solved for the rate of shedding
    const Expr kshed = b_.m.derived(
        "kshed", Cs_.expr * Vc / per_cell * kds_ * (kds_ + s12 + s21) / ((kds_ + s21) * Nc.expr + s21 * Np.expr),
        "shedding of target from the surface");
    for (const Site& place : places_) sites_.push_back(soluble(place, true));
    b_.m.initial(sites_[0].S, Cs_.expr);
    b_.m.initial(sites_[1].S, (kshed * per_cell * Np.expr + s12 * Cs_.expr * Vc) / (kds_ + s21) / Vp);
    exchange(s12, s21);
    normal_cells(0, Nc, kshed);
    normal_cells(1, Np, kshed);
    tumor(kshed, Vc);
  }

  void exchange(const Expr& s12, const Expr& s21) {
    auto pass = [&](const std::string& name, const Species& a, const Species& c) {
      b_.m.flux("distribution of " + name, a >> c,
                s12 * amount_in(sites_[0].site, a) - s21 * amount_in(sites_[1].site, c));
    };
    pass("S", sites_[0].S, sites_[1].S);
    for (std::size_t i = 0; i < blood_.forms.size(); ++i)
      pass("SA" + blood_.forms[i].suffix, sites_[0].SA[i], sites_[1].SA[i]);
  }

  void normal_cells(std::size_t place, const PaperValue& N, const Expr& kshed) {
    Site site = places_[place];
    CellGroup group;
    group.tag = "_normal" + site.tag;
    group.kind = "normal";
    group.cells = N.expr;
    group.typical_cells = N.typical;
    PayloadChemistry chemistry;
    chemistry.species = {released()};
    const Terms degraded = b_.payload_into("payload_catabolized", "payload on eliminated antibody");
    const AntibodyOnCells on = add_receptor(b_, site, group, chemistry, degraded, {"endosomal", false, "surface"});
    shed_from(*on.states, sites_[place], kshed, group.tag);
    normal_target_ = normal_target_ + on.target;
    if (place == 1) b_.m.observable("normal_target", normal_target_, "nmol", "free target on normal cells");
  }

  /// What sheds is made as fast; of antibody on target the fraction chi is shed.
  void shed_from(const SurfaceTarget& target, const Fluid& into, const Expr& kshed, const std::string& tag) {
    b_.m.flux("synthesis of R" + tag + " that is shed", nothing >> target.free, kshed * target.at_rest);
    b_.m.reaction("shedding of R" + tag, target.free >> into.S, kshed);
    const auto chi = b_.book.find({"chi_shed", {}, "shedding of target with antibody, relative to free target"},
                                  {dimension::one}, by);
    if (!chi) return;
    for (std::size_t i = 0; i < target.bound.size(); ++i)
      b_.m.reaction("shedding of RA" + blood_.forms[i].suffix + tag, target.bound[i] >> into.SA[i], chi->expr * kshed);
  }

  void tumor(const Expr& kshed, const Expr& Vc) {
    std::vector<const Site*> tumors;
    for (const Site& s : b_.surroundings.sites)
      if (s.place == "tumor" && !s.surface.empty()) tumors.push_back(&s);
    if (tumors.empty()) return;
    if (tumors.size() > 1) {
      b_.problems.error(settings_.place(),
                        settings_.where() + ": shed target in a tumor needs geometry = \"well-mixed\"");
      return;
    }
    const Site site = *tumors.front();
    Fluid f = soluble(site, false);
    for (std::size_t g = 0; g < site.surface.size(); ++g)
      shed_from(site.surface[g], f, kshed, fmt::format("{}{}", site.tag, g + 1));
    const PaperValue td = b_.book.need({"td13_shed", {}, "half-life of distribution of shed target into the tumor"},
                                       {dimension::time}, by);
    const PaperValue P =
        b_.book.need({"Pd13_shed", {}, "distribution coefficient of shed target in the tumor"}, {dimension::one}, by);
    const Expr ratio = Vc / (site.eps * site.volume), rate = std::numbers::ln2 / td.expr / (P.expr + ratio);
    auto pass = [&](const std::string& name, const Species& a, const Species& c) {
      b_.m.flux("exchange of " + name + " with the tumor", a >> c,
                rate * (P.expr * amount_in(sites_[0].site, a) - ratio * amount_in(site, c)));
    };
    pass("S", sites_[0].S, f.S);
    for (std::size_t i = 0; i < blood_.forms.size(); ++i) pass("SA" + blood_.forms[i].suffix, sites_[0].SA[i], f.SA[i]);
  }

  Build& b_;
  const Settings& settings_;
  const Blood blood_;
  std::vector<Site> places_;
  std::vector<Fluid> sites_;
  Expr kon_ = 0.0, koff_ = 0.0, kds_ = 0.0, ksa_ = 0.0, normal_target_ = 0.0;
  PaperValue Cs_;
};

void add_shed(Build& b, const Settings& settings) {
  if (!b.surroundings.blood) {
    b.problems.error(settings.place(), settings.where() + " target is shed into blood; this model has none");
    return;
  }
  Shed(b, settings).add();
}

}  // namespace

const Mechanism& shed_mechanism() {
  static const Mechanism row{"shed",
                             "target on normal cells and target shed into blood, which bind antibody",
                             {{"source",
                               {"cells", "synthesis"},
                               "cells",
                               "from normal cells and the tumor, or made in plasma as fast as it is lost"}},
                             add_shed};
  return row;
}

}  // namespace tansine
