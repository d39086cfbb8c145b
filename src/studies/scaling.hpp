#pragma once
// A model of one species used for another, by a rule that the study names: [scaling] of a study file.
// docs/translation.md

#include "library/compound.hpp"
#include "studies/study_file.hpp"

#include <filesystem>
#include <string>

namespace tansine {

/// Adds to the compound what `model` becomes under the scaling, and returns its name, "<model>-in-<species>": the model
/// it is `like`, with the rule's exponents of body weight and the parts that replace the animal's. Reports wrong names,
/// a missing weight, a model of another species than `from` says; then it returns `model`.
std::string add_scaled_model(CompoundDescription& compound, const std::string& model, const ScalingInput& scaling,
                             const std::filesystem::path& folder, Problems& problems);

/// The names of data/scaling.
std::vector<std::string> scaling_rules();

}  // namespace tansine
