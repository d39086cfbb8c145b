#pragma once
// The target on the cells of one group and the antibody on it: binding, internalization, recycling, degradation,
// release of the drugs. Internal to the folder.

#include "library/cells/chemistry.hpp"
#include "library/cells/group.hpp"
#include "library/mechanism.hpp"

namespace tansine {

/// What of antibody and target the cells of a group hold, in [nmol], by form.
struct AntibodyOnCells {
  std::vector<Expr> surface, inside;
  Expr target = 0.0;           ///< free on the surface
  Expr target_at_start = 0.0;  ///< before treatment
  std::optional<SurfaceTarget> states;
  std::optional<Expr> cells;  ///< how many cells, if target is told by cell
};

struct Trafficking {
  std::string receptor;   ///< constant | turnover | endosomal
  bool lysosome = false;  ///< a pool between internalization (or endosome) and release
  std::string losing;     ///< which bound forms lose drugs: none | surface | all
};
std::vector<SettingInfo> trafficking_settings();
Trafficking trafficking(const Settings& settings);

/// `catabolite`: where a drug goes that is cut off inside.
AntibodyOnCells add_receptor(Build& build, const Site& site, CellGroup& group, const PayloadChemistry& chemistry,
                             const Terms& catabolite, const Trafficking& how);

}  // namespace tansine
