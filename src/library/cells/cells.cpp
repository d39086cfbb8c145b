#include "library/cells/cells.hpp"

#include "library/cells/chemistry.hpp"
#include "library/cells/group.hpp"
#include "library/cells/payload_in_cells.hpp"
#include "library/cells/receptor.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tansine {

namespace {

/// Sums over the sites of one place: amounts [nmol] and volumes [L].
struct Sums {
  Expr volume = 0.0, outside = 0.0, antibody = 0.0, conjugate = 0.0, bound = 0.0, surface = 0.0, inside = 0.0,
       target = 0.0, at_start = 0.0, cells = 0.0;
  struct Kind {
    bool any = false;
    Expr volume = 0.0, all = 0.0, free = 0.0;
    std::vector<Expr> payload;  ///< [species] in these cells
  } kinds[2];                   ///< with the target, without
};

const char* const kind_tags[] = {"", "_neg"};

class Cells {
 public:
  Cells(Build& b, const Settings& settings)
      : b_(b),
        settings_(settings),
        chemistry_(payload_chemistry(b, settings)),
        passage_(payload_passage(settings)),
        how_(trafficking(settings)),
        neighbors_(settings.word("neighbors") == "negative") {}

  void add() {
    std::vector<Site>& sites = b_.surroundings.sites;
    if (b_.surroundings.tumor_colony)
      for (Site& site : sites)
        if (site.place == "tumor") site.colony = b_.surroundings.tumor_colony;
    if (sites.empty()) {
      b_.problems.error(settings_.place(), settings_.where() + " need a tumor, a well or another place to be in");
      return;
    }
    if (!b_.drugs_resolved && b_.description.resolution.text != "antibody") {
      b_.problems.error(settings_.place(),
                        settings_.where() + " need the number of drugs: resolution = \"dar\", or parameter 'DAR'");
      return;
    }
    std::vector<std::string> places;
    for (const Site& site : sites)
      if (std::find(places.begin(), places.end(), site.place) == places.end()) places.push_back(site.place);
    for (const std::string& place : places) {
      Sums sums;
      for (Sums::Kind& k : sums.kinds) k.payload.assign(chemistry_.species.size(), 0.0);
      for (Site& site : sites)
        if (site.place == place) add(site, sums);
      observe(place, sums);
    }
  }

 private:
  /// Where the volume grows and cells are not counted: what is in and on those that die goes where that of a counted
  /// cell goes.
  void leave_with_the_dead(const Site& site, const std::vector<CellGroup>& groups) {
    if (!b_.surroundings.tumor_volume || site.place != "tumor") return;
    b_.last.emplace_back([groups](Build& b) {
      const Expr lost = b.surroundings.tumor_volume->lost;
      if (none(lost)) return;
      for (const CellGroup& g : groups)
        for (std::size_t k = 0; k < g.contents.size(); ++k)
          if (!g.contents[k].on_death.list.empty())
            b.m.reaction(fmt::format("cells gone, content {}{}", k + 1, g.tag),
                         g.contents[k].species >> g.contents[k].on_death, lost);
    });
  }

  /// How much one molecule of a species kills.
  Expr potency(std::size_t i) {
    const std::string& p = chemistry_.species[i];
    const auto given = b_.book.find({"potency", {}, "killing by one " + p + ", relative to the others"},
                                    {dimension::one}, "cells", p, false);
    return given ? given->expr : Expr(1.0);
  }

  [[nodiscard]] bool payload_followed(const Site& site) const {
    for (const Form& f : site.forms)
      if (f.drugs > 0) return true;
    return false;
  }

  void add(Site& site, Sums& sums) {
    std::vector<CellGroup> groups = groups_of(b_, site, neighbors_, settings_.place("neighbors"));
    Sums here;
    for (Sums::Kind& k : here.kinds) k.payload.assign(chemistry_.species.size(), 0.0);
    here.volume = site.volume;
    const bool payload = payload_followed(site);
    for (CellGroup& g : groups) {
      PayloadInCells in;
      if (payload) in = add_payload_in_cells(b_, site, g, chemistry_, passage_);
      count(here, g, in);
      if (!g.has_target) continue;
      const AntibodyOnCells on = add_receptor(b_, site, g, chemistry_, in.catabolite, how_);
      here.target = here.target + on.target;
      if (on.states) site.surface.push_back(*on.states);
      here.at_start = here.at_start + on.target_at_start;
      if (on.cells) here.cells = here.cells + *on.cells;
      for (std::size_t i = 0; i < site.forms.size(); ++i) {
        const Expr all = on.surface[i] + on.inside[i];
        here.bound = here.bound + on.surface[i];
        here.antibody = here.antibody + all;
        if (site.forms[i].drugs > 0) here.conjugate = here.conjugate + all;
        if (site.forms[i].drugs == 0 && payload) continue;  // by the cell: conjugate, if there is any
        here.surface = here.surface + on.surface[i];
        here.inside = here.inside + on.inside[i];
      }
    }
    for (std::size_t i = 0; i < chemistry_.species.size() && payload; ++i)
      if (const Species* fluid = payload_outside(site, chemistry_.species[i]))
        here.outside = here.outside + potency(i) * amount_in(site, *fluid);
    const auto per_volume = [&](const Expr& amount) { return none(amount) ? amount : amount / site.volume; };
    site.cell_antibody = per_volume(here.antibody);
    site.cell_conjugate = per_volume(here.conjugate);
    site.bound = per_volume(here.bound);
    site.target_at_start = per_volume(here.at_start);
    for (std::size_t i = 0; i < chemistry_.species.size() && payload; ++i)
      site.cell_payload.insert_or_assign(chemistry_.species[i],
                                         per_volume(here.kinds[0].payload[i] + here.kinds[1].payload[i]));
    if (site.colony)
      add_life(b_, site, groups, drivers(site, here));
    else if (site.in_amounts)
      leave_with_the_dead(site, groups);
    join(sums, here);
  }

  void count(Sums& here, const CellGroup& g, const PayloadInCells& in) {
    Sums::Kind& kind = here.kinds[g.has_target ? 0 : 1];
    kind.any = true;
    kind.volume = kind.volume + g.volume;
    for (std::size_t i = 0; i < in.free.size(); ++i) {
      const Expr all = in.endosomal[i] + in.free[i] + in.bound[i];
      kind.payload[i] = kind.payload[i] + all;
      kind.all = kind.all + potency(i) * all;
      kind.free = kind.free + potency(i) * in.free[i];
    }
  }

  static Expr driver(const std::string& name, const Sums& s, const Sums::Kind& k) {
    if (name == "free_cyto") return k.free / k.volume;
    if (name == "all_intracellular") return k.all / k.volume;
    return (s.kinds[0].all + s.kinds[1].all + s.outside) / s.volume;
  }

  /// Of each lineage of a site's colony.
  static std::vector<Expr> drivers(const Site& site, const Sums& here) {
    std::vector<Expr> out;
    for (const Lineage& l : site.colony->lineages)
      out.push_back(driver(site.colony->driver, here, here.kinds[l.has_target ? 0 : 1]));
    return out;
  }

  static void join(Sums& sums, const Sums& here) {
    auto add = [](Expr& a, const Expr& x) { a = a + x; };
    add(sums.volume, here.volume);
    add(sums.outside, here.outside);
    add(sums.antibody, here.antibody);
    add(sums.conjugate, here.conjugate);
    add(sums.bound, here.bound);
    add(sums.target, here.target);
    add(sums.at_start, here.at_start);
    add(sums.surface, here.surface);
    add(sums.inside, here.inside);
    add(sums.cells, here.cells);
    for (int k = 0; k < 2; ++k) {
      Sums::Kind& to = sums.kinds[k];
      const Sums::Kind& from = here.kinds[k];
      to.any = to.any || from.any;
      add(to.volume, from.volume);
      add(to.all, from.all);
      add(to.free, from.free);
      for (std::size_t i = 0; i < to.payload.size(); ++i) add(to.payload[i], from.payload[i]);
    }
  }

  static bool none(const Expr& e) { return e.model() == nullptr; }

  void observe(const std::string& place, const Sums& s) {
    Model& m = b_.m;
    m.observable(place + "_bound", s.bound / s.volume, "nM", "antibody on the surface of cells, per volume");
    m.observable(place + "_target", s.target / s.volume, "nM", "free target on the surface of cells, per volume");
    if (!none(s.cells)) {
      const Expr per_cell = Quantity(avogadro_per_nmol, unit("1/nmol")) / s.cells;
      m.observable(place + "_surface_per_cell", s.surface * per_cell, "1/cell",
                   "conjugate (or antibody without drugs) on the surface of a cell");
      m.observable(place + "_inside_per_cell", s.inside * per_cell, "1/cell",
                   "conjugate (or antibody without drugs) in a cell");
    }
    for (std::size_t i = 0; i < chemistry_.species.size(); ++i)
      for (int k = 0; k < 2; ++k)
        if (s.kinds[k].any && !none(s.kinds[k].payload[i]))
          m.observable(
              fmt::format("{}_cell_{}{}", place, chemistry_.species[i], kind_tags[k]),
              s.kinds[k].payload[i] / s.kinds[k].volume, "nM",
              fmt::format("{} in cells, unconjugated{}", chemistry_.species[i], k == 1 ? ", without the target" : ""));
    for (int k = 0; k < 2; ++k) {
      if (!s.kinds[k].any || none(s.kinds[k].all)) continue;
      for (const char* name : {"free_cyto", "all_intracellular", "total_tumor"})
        b_.surroundings.drivers.emplace(fmt::format("{} {}{}", place, name, k == 1 ? " negative" : ""),
                                        driver(name, s, s.kinds[k]));
    }
  }

  Build& b_;
  const Settings& settings_;
  PayloadChemistry chemistry_;
  PayloadPassage passage_;
  Trafficking how_;
  bool neighbors_;
};

void add_cells(Build& b, const Settings& settings) { Cells(b, settings).add(); }

std::vector<SettingInfo> all_settings() {
  std::vector<SettingInfo> all = trafficking_settings();
  for (const std::vector<SettingInfo>& some : {chemistry_settings(), passage_settings()})
    all.insert(all.end(), some.begin(), some.end());
  all.push_back({"neighbors", {"none", "negative"}, "none", "cells without the target beside those that have it"});
  return all;
}

}  // namespace

const Mechanism& cells_mechanism() {
  static const Mechanism row{"cells", "what happens to conjugate and payload on and in the cells of every place",
                             all_settings(), add_cells};
  return row;
}

}  // namespace tansine
