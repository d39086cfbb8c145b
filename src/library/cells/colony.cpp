#include "library/cells/colony.hpp"

#include <fmt/format.h>

namespace tansine {

namespace {

constexpr Dimension volume_per_cell = dimension::volume / dimension::cells;
const std::string by = "counted cells";
constexpr int n_stages = 4;  // Simeoni 2004, Scheuher 2023: one that grows, three of dying

}  // namespace

std::vector<SettingInfo> colony_settings() {
  return {{"driver",
           {"all_intracellular", "free_cyto", "total_tumor"},
           "all_intracellular",
           "the unconjugated payload that kills: in cells, free in their cytosol, or in and between cells per volume"},
          {"contents",
           {"by-stage", "shared"},
           "by-stage",
           "what is in cells is followed stage by stage, or all cells of a kind are alike"},
          {"tau", {"stage", "whole"}, "stage", "parameter tau is the time in one stage of dying, or in all three"}};
}

Colony make_colony(Build& b, const Settings& settings, const std::vector<Expr>& initial, double typical) {
  Colony colony;
  colony.driver = settings.word("driver");
  colony.by_stage = settings.word("contents") == "by-stage";
  colony.Vcell = b.book.need({"Vcell", {}, "volume of a cell"}, {volume_per_cell}, by).expr;
  colony.kmax = b.book.need({"kmax", {}, "largest rate of killing"}, {dimension::rate}, by).expr;
  colony.KC = b.book.need({"KC", {"KC50"}, "payload at half that rate"}, {dimension::concentration}, by).expr;
  colony.hill = b.book.need({"hill", {}, "steepness of killing"}, {dimension::one}, by).expr;
  const PaperValue tau = b.book.need({"tau", {}, "time that cells take to die"}, {dimension::time}, by);
  colony.k_stage = (settings.word("tau") == "whole" ? n_stages - 1 : 1) / tau.expr;
  for (std::size_t i = 0; i < initial.size(); ++i) {
    Lineage l;
    l.tag = i == 0 ? "" : "_neg";
    l.has_target = i == 0;
    l.initial = initial[i];
    for (int s = 1; s <= n_stages; ++s) {
      SpeciesOptions options =
          species_options(fmt::format("cells{} {}", i == 0 ? "" : " without the target,",
                                      s == 1 ? "that grow" : fmt::format("that die, stage {}", s - 1)),
                          dimension::cells, typical);
      options.substance = dimension::cells;
      l.stages.push_back(b.m.amount(fmt::format("N{}{}", s, l.tag), {}, options));
    }
    b.m.initial(l.stages[0], l.initial);
    colony.lineages.push_back(std::move(l));
  }
  return colony;
}

Expr cells_of(const Colony& colony) {
  Expr all = 0.0;
  for (const Lineage& l : colony.lineages)
    for (const Species& N : l.stages) all = all + Expr(N);
  return all;
}

void set_growth(Build& b, Colony& colony, const GrowthLaw& law, const Expr& size) {
  const Expr g = b.m.derived("kgrow", specific_growth(law, size), "growth of cells");
  for (Lineage& l : colony.lineages) l.births = g * Expr(l.stages[0]);
}

namespace {

void add_colony(Build& b, const Settings& settings) {
  const PaperValue V0 = b.book.need({"V_tumor", {"V0"}, "volume of the tumor at start"}, {dimension::volume}, by);
  const PaperValue eps_PL =
      b.book.need_fraction({"eps_PL", {}, "fraction of the tumor accessible to payload"}, "counted cells");
  const PaperValue Vcell = b.book.need({"Vcell", {}, "volume of a cell"}, {volume_per_cell}, by);
  const Expr N0 = V0.expr * (1.0 - eps_PL.expr) / Vcell.expr;
  std::vector<Expr> initial{N0};
  if (settings.word("neighbors") == "negative") {
    const PaperValue f =
        b.book.need_fraction({"f_positive", {}, "fraction of the cells that have the target"}, "cells with neighbors");
    initial = {N0 * f.expr, N0 * (1.0 - f.expr)};
  }
  Colony colony = make_colony(b, settings, initial, V0.typical * (1 - eps_PL.typical) / Vcell.typical);
  const Expr all = cells_of(colony);
  const Expr V = b.m.derived("V_tumor_now", all * Vcell.expr / (1.0 - eps_PL.expr), "volume of the tumor");
  set_growth(b, colony, read_growth_law(b, settings.word("growth"), dimension::volume, "counted cells"), V);
  b.m.observable("tumor_volume", V, "mm^3", "volume of the tumor, dying cells included");
  b.m.observable("cells", all, "cell", "cells of the tumor, dying ones included");
  b.surroundings.tumor_volume = GrowingVolume{V, V0.expr, V0.typical};
  b.surroundings.tumor_colony = std::move(colony);
}

std::vector<SettingInfo> all_settings() {
  std::vector<SettingInfo> all = colony_settings();
  all.push_back({"growth", growth_laws(), "capped-exponential-linear", "law of growth without drug"});
  all.push_back({"neighbors", {"none", "negative"}, "none", "cells without the target beside those that have it"});
  return all;
}

}  // namespace

const Mechanism& colony_mechanism() {
  static const Mechanism row{"colony", "a tumor whose cells are counted, grow and die in stages", all_settings(),
                             add_colony};
  return row;
}

}  // namespace tansine
