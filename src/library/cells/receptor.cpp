#include "library/cells/receptor.hpp"

#include "library/cells/payload_in_cells.hpp"

#include <fmt/format.h>

namespace tansine {

namespace {

constexpr Dimension association = inverse(dimension::concentration * dimension::time);
const std::string by = "cells";

}  // namespace

std::vector<SettingInfo> trafficking_settings() {
  return {{"receptor",
           {"constant", "turnover", "endosomal"},
           "endosomal",
           "target kept at its number; made and lost at ke; or going through endosomes, with recycling"},
          {"release",
           {"immediate", "lysosome"},
           "immediate",
           "drugs are free once the antibody is internalized (endosomal: degraded), or pass a lysosomal pool"},
          {"deconjugation",
           {"none", "surface", "all"},
           "surface",
           "which antibody on cells loses drugs as that in the fluid does"}};
}

Trafficking trafficking(const Settings& s) {
  return {s.word("receptor"), s.word("release") == "lysosome", s.word("deconjugation")};
}

namespace {

class Receptor {
 public:
  Receptor(Build& b, const Site& site, CellGroup& g, const PayloadChemistry& chemistry, Terms catabolite,
           const Trafficking& how)
      : b_(b), site_(site), g_(g), chemistry_(chemistry), catabolite_(std::move(catabolite)), how_(how) {}

  AntibodyOnCells add() {
    kon_ = rate("kon", "association of antibody and target", association);
    koff();
    ke_ = rate("ke", "internalization", dimension::rate, {"kint"});
    endosomal_ = how_.receptor == "endosomal";
    if (endosomal_) {
      krec_ = rate("krec", "recycling from the endosome to the surface", dimension::rate);
      kdeg_ = rate("kdeg", "degradation out of the endosome", dimension::rate);
    }
    if (how_.lysosome)
      klys_ = rate("klys", "degradation in the lysosome", dimension::rate,
                   endosomal_ ? std::vector<std::string>{} : std::vector<std::string>{"kdeg"});
    receptors_at_rest();
    on_.target_at_start = at_0_;
    make();
    if (R_) on_.states = SurfaceTarget{*R_, RA_, at_rest_};
    if (how_.receptor != "constant") turn_over();
    for (std::size_t i = 0; i < site_.forms.size(); ++i) {
      bind(i);
      internalize(i);
    }
    deconjugate();
    if (endosomal_) cleave();
    return std::move(on_);
  }

 private:
  PaperValue rate(const char* name, const char* meaning, Dimension d, const std::vector<std::string>& also = {}) {
    return b_.book.need({name, also, meaning}, {d}, by, "cell", true);
  }

  void koff() {
    const Role KD{"KD", {}, "dissociation constant of antibody and target"};
    if (const auto given = b_.book.find(KD, {dimension::concentration}, by, "cell", true)) {
      koff_ = {kon_.expr * given->expr, kon_.typical * given->typical};
      return;
    }
    koff_ = rate("koff", "dissociation of antibody and target (or KD)", dimension::rate);
  }

  /// On the surface of all cells of the group [nmol], and as many in endosomes as balance them.
  void receptors_at_rest() {
    const Role overall{"T0", {"Ag"}, "target per volume of the tissue"};
    if (!site_.colony && !g_.cells) {
      if (const auto T0 = b_.book.find(overall, {dimension::concentration}, by)) {
        at_rest_ = at_0_ = T0->expr * g_.share * site_.volume;
        typical_ = T0->typical * site_.typical_volume;
        return;
      }
    }
    const PaperValue RPC = b_.book.need({"RPC", {}, "target on the surface of a cell"}, {inverse(dimension::cells)}, by,
                                        g_.kind, g_.kind.empty());
    per_cell_ = RPC.expr * Expr(Quantity(1 / avogadro_per_nmol, unit("nmol")));
    if (g_.cells) {
      on_.cells = *g_.cells;
      at_rest_ = at_0_ = *per_cell_ * *g_.cells;
      typical_ = RPC.typical / avogadro_per_nmol * g_.typical_cells;
      return;
    }
    const Expr Vcell = site_.colony ? site_.colony->Vcell
                                    : b_.book.need({"Vcell", {}, "volume of a cell"}, {volume_per_cell}, by).expr;
    on_.cells = g_.volume / Vcell;
    at_rest_ = *per_cell_ * *on_.cells;
    at_0_ = *per_cell_ * (g_.volume_at_0 / Vcell);
    typical_ = RPC.typical / avogadro_per_nmol * g_.typical_volume / 2e-12;
  }

  [[nodiscard]] Species made(const std::string& name, const Composition& of, const std::string& meaning) {
    return make_in_site(b_, site_, name + g_.tag, of, meaning, typical_);
  }

  /// What becomes of one antibody of this form, and what is on it, when its cell is gone.
  Terms set_free(const Form& f) {
    return b_.eliminated_antibody() + drugs(f.count(), outside_cells(b_, site_, released()), f.drugs > 0);
  }
  [[nodiscard]] const std::string& released() const { return chemistry_.species[chemistry_.released]; }
  static Terms drugs(const Expr& n, const Terms& where, bool any) {
    Terms out;
    if (any)
      for (const Terms::Term& t : where.list) out = out + (n * t.count) * t.species;
    return out;
  }
  /// What the lysosome makes of it.
  Terms degraded(const Form& f) { return b_.eliminated_antibody() + drugs(f.count(), catabolite_, f.drugs > 0); }

  void make() {
    if (how_.receptor != "constant") {
      R_ = made("R", {}, "target on the surface");
      start_with(b_, site_, *R_, at_0_);
      g_.contents.push_back({*R_, {}, per_cell_});
      on_.target = amount_in(site_, *R_);
    }
    if (endosomal_) {
      // balanced by ke R = (krec + kdeg) Re
      const Expr ratio = ke_.expr / (krec_.expr + kdeg_.expr);
      Re_ = made("R_endo", {}, "target in endosomes");
      start_with(b_, site_, *Re_, at_0_ * ratio);
      Content content{*Re_, {}};
      if (per_cell_) content.naive = *per_cell_ * ratio;
      g_.contents.push_back(content);
    }
    for (const Form& f : site_.forms) {
      RA_.push_back(made("RA" + f.suffix, b_.composition(f), "antibody on target"));
      g_.contents.push_back({RA_.back(), set_free(f)});
      on_.surface.push_back(amount_in(site_, RA_.back()));
      Expr inside(Quantity(0, unit("nmol")));
      if (endosomal_) {
        RAe_.push_back(made("RA" + f.suffix + "_endo", b_.composition(f), "antibody in endosomes"));
        g_.contents.push_back({RAe_.back(), set_free(f)});
        inside = amount_in(site_, RAe_.back());
      }
      if (how_.lysosome) {
        L_.push_back(made("RA" + f.suffix + "_lyso", b_.composition(f), "antibody in lysosomes"));
        g_.contents.push_back({L_.back(), set_free(f)});
        inside = inside + amount_in(site_, L_.back());
      }
      on_.inside.push_back(inside);
    }
    if (how_.receptor == "constant") {
      on_.target = at_rest_;
      for (const Expr& RA : on_.surface) on_.target = on_.target - RA;
    }
  }

  void turn_over() {
    Expr ksyn = ke_.expr * at_rest_;
    if (endosomal_) ksyn = ksyn * (kdeg_.expr / (kdeg_.expr + krec_.expr));
    b_.m.flux("synthesis of R" + g_.tag, nothing >> *R_, ksyn);
    if (endosomal_) {
      b_.m.reaction("internalization of R" + g_.tag, *R_ >> *Re_, ke_.expr);
      b_.m.reaction("recycling of R" + g_.tag, *Re_ >> *R_, krec_.expr);
      b_.m.reaction("degradation of R" + g_.tag, *Re_ >> nothing, kdeg_.expr);
    } else {
      b_.m.reaction("loss of R" + g_.tag, *R_ >> nothing, ke_.expr);
    }
  }

  [[nodiscard]] std::string of(std::size_t i) const { return "RA" + site_.forms[i].suffix + g_.tag; }

  void bind(std::size_t i) {
    const Species& A = site_.antibody[i];
    // the antibody is in the fluid only, eps times as concentrated
    if (R_ && !site_.in_amounts) {
      const bool all_fluid = site_.eps.model() == nullptr && site_.eps.constant() == 1;
      b_.m.reaction(Build::of("binding", of(i)), Terms(A) + Terms(*R_) <=> RA_[i],
                    all_fluid ? kon_.expr : kon_.expr / site_.eps, koff_.expr);
      return;
    }
    const Terms target = R_ ? Terms(*R_) : Terms{};
    const Expr fluid =
        site_.eps.model() == nullptr && site_.eps.constant() == 1 ? site_.volume : site_.eps * site_.volume;
    b_.m.flux(Build::of("binding", of(i)), (Terms(A) + target) >> RA_[i],
              kon_.expr * (amount_in(site_, A) / fluid) * on_.target - koff_.expr * on_.surface[i]);
  }

  void internalize(std::size_t i) {
    const Form& f = site_.forms[i];
    const std::string name = of(i);
    if (!endosomal_) {
      pass(Build::of("internalization", name), RA_[i], i, ke_.expr);
    } else {
      b_.m.reaction(Build::of("internalization", name), RA_[i] >> RAe_[i], ke_.expr);
      b_.m.reaction(Build::of("recycling", name), RAe_[i] >> RA_[i], krec_.expr);
      pass(Build::of("degradation", name), RAe_[i], i, kdeg_.expr);
    }
    if (how_.lysosome) degrade(Build::of("lysosomal degradation", name), L_[i], f, klys_.expr);
  }

  /// Into the lysosomal pool, if there is one; else it is degraded at once.
  void pass(const std::string& process, const Species& from, std::size_t i, const Expr& k) {
    if (how_.lysosome)
      b_.m.reaction(process, from >> L_[i], k);
    else
      degrade(process, from, site_.forms[i], k);
  }
  void degrade(const std::string& process, const Species& from, const Form& f, const Expr& k) {
    if (!f.varies) {
      b_.m.reaction(process, from >> degraded(f), k);
      return;
    }
    b_.m.reaction(process, from >> b_.eliminated_antibody(), k);
    b_.m.flux(process + ": drugs", nothing >> catabolite_, f.count() * k * amount_in(site_, from));
  }

  void deconjugate() {
    if (how_.losing == "none") return;
    for (const Transition& t : site_.transitions) {
      auto lose = [&](const std::vector<Species>& species, const char* where, const std::optional<Species>& target,
                      const Terms& drug) {
        const bool followed = t.to != Transition::unfollowed;
        if (t.from == t.to) {  // it stays, and its number of drugs falls by itself
          b_.m.flux(Build::of("deconjugation", of(t.from) + where), nothing >> drug,
                    t.released.expr * t.rate.expr * amount_in(site_, species[t.from]));
          return;
        }
        // an antibody that is no longer followed leaves its target free
        const Terms rest =
            followed ? Terms(species[t.to]) : b_.eliminated_antibody() + (target ? Terms(*target) : Terms{});
        const std::string to = followed ? of(t.to) + where : "what is not followed";
        b_.m.reaction(fmt::format("{}{} to {}", of(t.from), where, to),
                      species[t.from] >> (rest + drugs(t.released.expr, drug, t.released.typical > 0)), t.rate.expr);
      };
      lose(RA_, "", R_, outside_cells(b_, site_, released()));
      if (how_.losing == "all" && endosomal_) lose(RAe_, "_endo", Re_, catabolite_);
      if (how_.losing == "all" && how_.lysosome) lose(L_, "_lyso", std::nullopt, catabolite_);
    }
  }

  /// All drugs of an antibody are cut off in the endosome; the antibody stays on its target.
  void cleave() {
    const auto k = b_.book.find({"kcleave", {}, "cutting of the linker in endosomes"}, {dimension::rate}, by);
    if (!k || k->typical == 0) return;
    std::size_t naked = 0;
    while (naked < site_.forms.size() && site_.forms[naked].drugs > 0) ++naked;
    if (naked == site_.forms.size()) {
      b_.problems.error(b_.description.place,
                        fmt::format("{}: cells: kcleave needs a form without drugs: resolution \"dar\" or "
                                    "\"conjugate-and-naked\"",
                                    b_.book.where()));
      return;
    }
    for (std::size_t i = 0; i < site_.forms.size(); ++i)
      if (const Form& f = site_.forms[i]; f.drugs > 0)
        b_.m.reaction(Build::of("cleavage", of(i) + "_endo"),
                      RAe_[i] >> (Terms(RAe_[naked]) + drugs(f.count(), catabolite_, true)), k->expr);
  }

  static constexpr Dimension volume_per_cell = dimension::volume / dimension::cells;

  Build& b_;
  const Site& site_;
  CellGroup& g_;
  const PayloadChemistry& chemistry_;
  Terms catabolite_;
  const Trafficking& how_;
  bool endosomal_ = false;
  PaperValue kon_, koff_, ke_, krec_, kdeg_, klys_;
  std::optional<Expr> per_cell_;
  Expr at_rest_ = 0.0, at_0_ = 0.0;
  double typical_ = 1;
  std::optional<Species> R_, Re_;
  std::vector<Species> RA_, RAe_, L_;
  AntibodyOnCells on_;
};

}  // namespace

AntibodyOnCells add_receptor(Build& b, const Site& site, CellGroup& group, const PayloadChemistry& chemistry,
                             const Terms& catabolite, const Trafficking& how) {
  return Receptor(b, site, group, chemistry, catabolite, how).add();
}

}  // namespace tansine
