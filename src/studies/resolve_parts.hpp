#pragma once
// Parts of resolving a study that stand on their own. Internal to the room.

#include "studies/resolved_study.hpp"

#include <string>
#include <vector>

namespace tansine {

/// The errors file by file, as the files first turn up, and in each from top to bottom.
Problems from_top_to_bottom(const Problems& problems);

/// A warning that names the columns which no model reads (a covariate under a name that the model does not know?), or
/// nothing.
std::string unused_columns(const Dataset& dataset, const std::vector<StudyModel>& models);

/// [h] when the infusions of all subjects end, additional doses among them, in any order, with repeats.
std::vector<double> ends_of_infusions(const Dataset& dataset);

}  // namespace tansine
