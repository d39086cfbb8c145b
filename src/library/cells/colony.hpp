#pragma once
// Cells that are counted: they grow, are killed, and die in stages. The tumor of counted cells is a mechanism of its
// own; the well makes its cells with the same functions. docs/mechanisms/cells.md

#include "library/build.hpp"
#include "library/growth/laws.hpp"
#include "library/mechanism.hpp"

namespace tansine {

/// Settings of every colony: driver, stages, contents, tau.
std::vector<SettingInfo> colony_settings();

/// Stages of one lineage for each of `initial` [cell], the first with the target, a second without; the numbers of
/// killing. `typical` [cell]. Growth is left to the caller: set_growth.
Colony make_colony(Build& build, const Settings& settings, const std::vector<Expr>& initial, double typical);

/// All cells.
Expr cells_of(const Colony& colony);

/// Births by a growth law of the whole volume `size` [L].
void set_growth(Build& build, Colony& colony, const GrowthLaw& law, const Expr& size);

const Mechanism& colony_mechanism();

}  // namespace tansine
