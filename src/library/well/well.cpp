#include "library/well/well.hpp"

#include "library/build.hpp"
#include "library/cells/chemistry.hpp"
#include "library/cells/colony.hpp"

#include <algorithm>
#include <numbers>

#include <fmt/format.h>

namespace tansine {

namespace {

const std::string by = "the well";
constexpr double least_share = 0.02;  // of a form in a lot, for magnitudes

class Well {
 public:
  Well(Build& b, const Settings& settings) : b_(b), settings_(settings) {}

  void add() {
    const FormSet set = b_.forms();
    Vm_ = b_.book.need({"Vm", {}, "volume of the medium"}, {dimension::volume}, by);
    site_.tag = "";
    site_.place = "well";
    site_.space = b_.m.compartment("medium", Vm_.expr);
    site_.volume = Vm_.expr;
    site_.typical_volume = Vm_.typical;
    site_.forms = set.forms;
    site_.transitions = set.transitions;
    medium();
    cells();
    deconjugate();
    wash();
    observe();
    b_.surroundings.sites.push_back(site_);
  }

 private:
  void medium() {
    const double C = b_.dose / Vm_.typical;
    std::vector<Model::DoseShare> shares;
    for (const Form& f : site_.forms) {
      site_.antibody.push_back(b_.m.species("A" + f.suffix, site_.space, b_.composition(f),
                                            species_options("antibody in the medium", dimension::concentration,
                                                            C * std::max(f.typical_share, least_share))));
      shares.push_back({site_.antibody.back(), f.share});
    }
    b_.m.dose("medium", "nmol", shares, b_.dose_options);
    if (!b_.drugs_resolved) return;
    site_.payloads = payloads_of_cells(b_);
    for (const std::string& p : site_.payloads) {
      site_.extracellular.push_back(
          b_.m.species(p, site_.space, b_.payload ? Composition(*b_.payload) : Composition{},
                       species_options(p + " in the medium", dimension::concentration, 0.01 * C)));
      // the free payload is an assay of its own
      b_.m.dose("medium_" + p, "nmol", {{site_.extracellular.back(), 1.0}});
    }
  }

  void cells() {
    if (settings_.word("population") == "constant") {
      for (const char* of_growing : {"driver", "contents", "tau", "coculture"})
        if (settings_.given(of_growing))
          b_.problems.error(settings_.place(of_growing),
                            fmt::format("{}: {} is of population = \"growing\"", settings_.where(), of_growing));
      const PaperValue N = b_.book.need({"Ncell", {}, "cells in the well"}, {dimension::cells}, by);
      const PaperValue V = b_.book.need({"Vcell", {}, "volume of a cell"}, {dimension::volume / dimension::cells}, by);
      site_.cell_volume = N.expr * V.expr;
      return;
    }
    const PaperValue N0 = b_.book.need({"N0", {}, "cells seeded"}, {dimension::cells}, by);
    std::vector<Expr> initial{N0.expr};
    std::optional<PaperValue> f;
    if (settings_.word("coculture") == "negative") {
      f = b_.book.need_fraction({"f_negative", {}, "fraction of the seeded cells without the target"}, "a coculture");
      initial = {N0.expr * (1.0 - f->expr), N0.expr * f->expr};
    }
    Colony colony = make_colony(b_, settings_, initial, N0.typical);
    const Expr all = cells_of(colony);
    // as a law of the cells' volume: Nmax cells are as large as they can get
    const PaperValue td = b_.book.need({"td", {}, "doubling time of the cells"}, {dimension::time}, by);
    const PaperValue Nmax = b_.book.need({"Nmax", {}, "cells at which none grows"}, {dimension::cells}, by);
    GrowthLaw law;
    law.kind = "logistic";
    law.kg = {std::numbers::ln2 / td.expr, std::numbers::ln2 / td.typical};
    law.Vmax = {Nmax.expr, Nmax.typical};
    set_growth(b_, colony, law, all);
    site_.cell_volume = all * colony.Vcell;
    observe_cells(colony, law, N0, f);
    site_.colony = std::move(colony);
  }

  /// What an assay reads: living and dying cells over those of an untreated well, which grows beside it.
  void observe_cells(const Colony& colony, const GrowthLaw& law, const PaperValue& N0,
                     const std::optional<PaperValue>& f) {
    SpeciesOptions options = species_options("cells of an untreated well", dimension::cells, N0.typical);
    options.substance = dimension::cells;
    const Species untreated = b_.m.amount("N_untreated", {}, options);
    b_.m.initial(untreated, N0.expr);
    b_.m.flux("growth without drug", nothing >> untreated, specific_growth(law, untreated) * Expr(untreated));
    b_.m.observable("cells", cells_of(colony), "cell", "cells, dying ones included");
    b_.m.observable("viability", cells_of(colony) / Expr(untreated), "1", "cells over those of an untreated well");
    if (!f) return;
    const Expr fractions[] = {1.0 - f->expr, f->expr};
    for (std::size_t i = 0; i < 2; ++i) {
      Expr sum = 0.0;
      for (const Species& N : colony.lineages[i].stages) sum = sum + Expr(N);
      b_.m.observable(i == 0 ? "viability_positive" : "viability_negative", sum / (fractions[i] * Expr(untreated)), "1",
                      i == 0 ? "cells with the target over those of an untreated well"
                             : "cells without the target over those of an untreated well");
    }
  }

  /// What leaves the antibody in the medium; payload 0 is what a lysosome makes, which may be another.
  void deconjugate() {
    const Terms drug =
        b_.drugs_resolved && !site_.extracellular.empty() ? Terms(site_.extracellular[released_payload(b_)]) : Terms{};
    for (const Transition& t : site_.transitions) {
      Terms products = site_.antibody[t.to];
      if (t.released.typical > 0 && !drug.list.empty())
        products = products + t.released.expr * drug.list.front().species;
      b_.m.reaction(fmt::format("A{} to A{}", site_.forms[t.from].suffix, site_.forms[t.to].suffix),
                    site_.antibody[t.from] >> products, t.rate.expr);
    }
  }

  /// A record of a pulse and chase sets kwash for a moment.
  void wash() {
    const auto k = b_.book.find({"kwash", {}, "washing of the medium"}, {dimension::rate}, by);
    if (!k) return;
    for (std::size_t i = 0; i < site_.forms.size(); ++i)
      b_.m.reaction(
          "washing of A" + site_.forms[i].suffix,
          site_.antibody[i] >> (b_.eliminated_antibody() +
                                b_.payload_into("payload_washed", "payload washed away", site_.forms[i].count())),
          k->expr);
    for (std::size_t i = 0; i < site_.payloads.size(); ++i)
      b_.m.reaction("washing of " + site_.payloads[i],
                    site_.extracellular[i] >> b_.payload_into("payload_washed", "payload washed away"), k->expr);
  }

  void observe() {
    Expr all = 0.0, conjugate = 0.0, mass = 0.0;
    bool any = false;
    for (std::size_t i = 0; i < site_.forms.size(); ++i) {
      const Form& f = site_.forms[i];
      const bool drugs = f.drugs > 0;
      all = all + Expr(site_.antibody[i]);
      mass = mass + Expr(site_.antibody[i]) * (drugs ? b_.MW.expr : b_.MW_naked.expr);
      if (drugs) conjugate = conjugate + Expr(site_.antibody[i]), any = true;
    }
    b_.m.observable("TAb", mass, "ug/mL", "antibody in the medium, naked included");
    b_.m.observable("medium_TAb", all, "nM", "antibody in the medium, naked included");
    if (any) b_.m.observable("medium_conjugate", conjugate, "nM", "antibody with drugs in the medium");
    for (std::size_t i = 0; i < site_.payloads.size(); ++i)
      b_.m.observable("medium_" + site_.payloads[i], site_.extracellular[i], "nM",
                      site_.payloads[i] + " in the medium");
  }

  Build& b_;
  const Settings& settings_;
  PaperValue Vm_;
  Site site_;
};

void add_well(Build& b, const Settings& settings) { Well(b, settings).add(); }

std::vector<SettingInfo> all_settings() {
  std::vector<SettingInfo> all = {
      {"population", {"growing", "constant"}, "growing", "cells that grow and are killed, or as many all the time"},
      {"coculture", {"none", "negative"}, "none", "with cells that lack the target"}};
  for (SettingInfo& s : colony_settings()) all.push_back(std::move(s));
  return all;
}

}  // namespace

const Mechanism& well_mechanism() {
  static const Mechanism row{"well", "cells in medium: uptake, cytotoxicity, coculture", all_settings(), add_well,
                             true};
  return row;
}

}  // namespace tansine
