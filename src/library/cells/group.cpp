#include "library/cells/group.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tansine {

Species make_in_site(Build& b, const Site& site, const std::string& name, const Composition& made_of,
                     const std::string& meaning, double typical_amount) {
  if (site.in_amounts) return b.m.amount(name, made_of, species_options(meaning, dimension::amount, typical_amount));
  return b.m.species(name, site.space, made_of,
                     species_options(meaning, dimension::concentration, typical_amount / site.typical_volume));
}

Expr amount_in(const Site& site, const Expr& species) { return site.in_amounts ? species : species * site.volume; }

void start_with(Build& b, const Site& site, const Species& species, const Expr& amount) {
  b.m.initial(species, site.in_amounts ? amount : amount / site.volume);
}

namespace {

std::vector<CellGroup> counted(const Site& site) {
  const Colony& colony = *site.colony;
  std::vector<CellGroup> groups;
  Expr all = 0.0;
  for (const Lineage& l : colony.lineages)
    for (const Species& N : l.stages) all = all + Expr(N);
  for (std::size_t i = 0; i < colony.lineages.size(); ++i) {
    const Lineage& l = colony.lineages[i];
    auto add = [&](const std::string& tag, const Expr& cells, const Expr& initial, std::size_t stage) {
      groups.push_back({.tag = l.tag + tag + site.tag,
                        .has_target = l.has_target,
                        .share = cells / all,
                        .volume = cells * colony.Vcell,
                        .in_site = cells * colony.Vcell / site.volume,
                        .volume_at_0 = initial * colony.Vcell,
                        .typical_volume = 0.5 * site.typical_volume,
                        .lineage = i,
                        .stage = stage,
                        .contents = {}});
    };
    Expr cells = 0.0;
    for (const Species& N : l.stages) cells = cells + Expr(N);
    if (!colony.by_stage) add("", cells, l.initial, 0);
    // stages of dying begin empty: no division by nothing
    const Expr fewest(Quantity(1e-9, unit("cell")));
    for (std::size_t s = 0; s < l.stages.size() && colony.by_stage; ++s)
      add(fmt::format("_{}", s + 1), max(l.stages[s], fewest), s == 0 ? l.initial : Expr(Quantity(0, unit("cell"))), s);
  }
  return groups;
}

}  // namespace

std::vector<CellGroup> groups_of(Build& b, const Site& site, bool neighbors, const Place& place) {
  if (site.colony) {
    if (neighbors)
      b.problems.error(
          place, fmt::format("{}: the cells are counted by kind, which says what neighbors there are", b.book.where()));
    return counted(site);
  }
  const Expr volume = site.cell_volume ? *site.cell_volume : (1.0 - site.eps_PL) * site.volume;
  const Expr in_site = site.cell_volume ? *site.cell_volume / site.volume : 1.0 - site.eps_PL;
  CellGroup cells{.tag = site.tag,
                  .volume = volume,
                  .in_site = in_site,
                  .volume_at_0 = volume,
                  .typical_volume = 0.5 * site.typical_volume,
                  .contents = {}};
  if (!neighbors) return {cells};
  const PaperValue f =
      b.book.need_fraction({"f_positive", {}, "fraction of the cells that have the target"}, "cells with neighbors");
  CellGroup negative = cells;
  negative.tag = "_neg" + site.tag;
  negative.has_target = false;
  negative.lineage = 1;
  negative.share = 1.0 - f.expr;
  negative.volume = negative.volume_at_0 = volume * (1.0 - f.expr);
  negative.in_site = in_site * (1.0 - f.expr);
  cells.share = f.expr;
  cells.volume = cells.volume_at_0 = volume * f.expr;
  cells.in_site = in_site * f.expr;
  return {cells, negative};
}

void add_life(Build& b, const Site& site, std::vector<CellGroup>& groups, const std::vector<Expr>& drivers) {
  const Colony& colony = *site.colony;
  for (std::size_t i = 0; i < colony.lineages.size(); ++i) {
    const Lineage& l = colony.lineages[i];
    // rounding may take a payload that is gone below zero, where a power has no value
    const Expr c = b.m.derived("killing" + l.tag + site.tag, max(drivers[i], Expr(Quantity(0, unit("nM")))) / colony.KC,
                               "payload by which cells die, over that of half the largest rate");
    const Expr effect = pow(c, colony.hill);
    const Expr kill = b.m.derived("kkill" + l.tag + site.tag, colony.kmax * effect / (1.0 + effect));
    auto leave = [&](std::size_t stage) { return stage == 0 ? kill : colony.k_stage; };
    const std::size_t last = l.stages.size() - 1;
    b.m.flux("growth of cells" + l.tag + site.tag, nothing >> l.stages[0], l.births);
    for (std::size_t s = 0; s <= last; ++s)
      b.m.reaction(fmt::format("{} of cells{}{}", s == 0 ? "killing" : fmt::format("dying {}", s), l.tag, site.tag),
                   Terms(l.stages[s]) >> (s == last ? Terms{} : Terms(l.stages[s + 1])), leave(s));
    Expr alike = 0.0;
    for (const Species& N : l.stages) alike = alike + Expr(N);
    for (CellGroup& g : groups) {
      if (g.lineage != i) continue;
      for (std::size_t k = 0; k < g.contents.size(); ++k) {
        const Content& content = g.contents[k];
        const std::string what = fmt::format("content {}{}", k + 1, g.tag);
        if (content.naive && g.stage == 0)
          b.m.flux("newborn cells' " + what, nothing >> content.species, l.births * *content.naive);
        if (!colony.by_stage) {
          b.m.reaction("cells gone, " + what, content.species >> content.on_death,
                       leave(last) * Expr(l.stages[last]) / alike);
        } else if (g.stage == last) {
          b.m.reaction("cells gone, " + what, content.species >> content.on_death, leave(last));
        } else {
          const auto next = std::find_if(groups.begin(), groups.end(),
                                         [&](const CellGroup& n) { return n.lineage == i && n.stage == g.stage + 1; });
          b.m.reaction("cells dying, " + what, content.species >> next->contents[k].species, leave(g.stage));
        }
      }
    }
  }
}

}  // namespace tansine
