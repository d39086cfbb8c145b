#pragma once
// Payload inside the cells of one group: from the endosome to the cytosol, from species to species, out of the cell and
// in, onto its target and off. Internal to the folder.

#include "library/cells/chemistry.hpp"
#include "library/cells/group.hpp"

namespace tansine {

/// What of it the cells of a group hold, in [nmol].
struct PayloadInCells {
  Terms catabolite;                          ///< where a drug goes that the lysosome cuts off
  std::vector<Expr> endosomal, free, bound;  ///< [species] in the endosome, free in the cytosol, on its target
};

/// How payload passes and binds, read from the settings: exchange, efflux, binding, pool.
struct PayloadPassage {
  bool per_cell_volume = true, pump = false, endosome = true;
  std::string binding;
};
std::vector<SettingInfo> passage_settings();
PayloadPassage payload_passage(const Settings& settings);

/// One payload into the fluid of a site, or into the sink of what is eliminated where the fluid does not follow it.
Terms outside_cells(Build& build, const Site& site, const std::string& payload, const Expr& n = 1.0);
/// The payload in the fluid of a site, if it is followed there.
const Species* payload_outside(const Site& site, const std::string& payload);

PayloadInCells add_payload_in_cells(Build& build, const Site& site, CellGroup& group, const PayloadChemistry& chemistry,
                                    const PayloadPassage& passage);

}  // namespace tansine
