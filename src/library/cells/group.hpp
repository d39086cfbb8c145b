#pragma once
// Cells that are alike: those of a site with the target or without it, and where contents are followed by stage, those
// of one stage. Internal to the folder.

#include "library/build.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tansine {

/// Something in or on cells, which goes where the cells go.
struct Content {
  Species species;
  Terms on_death;                            ///< what becomes of one of it when its cell is gone
  std::optional<Expr> naive = std::nullopt;  ///< [nmol/cell] a newborn cell brings
};

struct CellGroup {
  std::string tag;  ///< of lineage, stage and site
  bool has_target = true;
  std::string kind = {};                     ///< suffix of its number of target: "normal"; empty: the tumor's
  std::optional<Expr> cells = std::nullopt;  ///< how many, where volume is of no interest
  Expr share = 1.0;                          ///< of the volume of the site's cells
  Expr volume = 0.0;                         ///< [L]
  Expr in_site = 0.0;                        ///< the same over the volume of the site, if that does not change
  Expr volume_at_0 = 0.0;                    ///< [L], of parameters only
  double typical_volume = 1;
  double typical_cells = 1;
  std::size_t lineage = 0, stage = 0;
  std::vector<Content> contents;
};

/// A species in this site: a concentration per its overall volume, or an amount if that volume changes. Magnitude
/// [nmol].
Species make_in_site(Build& build, const Site& site, const std::string& name, const Composition& made_of,
                     const std::string& meaning, double typical_amount);
/// [nmol]
Expr amount_in(const Site& site, const Expr& species);
/// Sets the initial amount [nmol].
void start_with(Build& build, const Site& site, const Species& species, const Expr& amount);

/// The groups of a site. Reports a site whose cells are counted and told to have neighbors.
std::vector<CellGroup> groups_of(Build& build, const Site& site, bool neighbors, const Place& place);

/// Growth, death, and what goes with it; `drivers`: of each lineage [nM].
void add_life(Build& build, const Site& site, std::vector<CellGroup>& groups, const std::vector<Expr>& drivers);

}  // namespace tansine
