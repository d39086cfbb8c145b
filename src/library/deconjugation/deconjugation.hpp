#pragma once
// Deconjugation as processes: each transition of the forms, in the central compartment or everywhere.

#include "library/build.hpp"
#include "library/payload/outlets.hpp"
#include "library/target/target.hpp"

#include <optional>

namespace tansine {

/// All antibody in the compartment changes, also what is bound to target there.
void add_deconjugation(Build& build, const System& system, const FormSet& set,
                       const std::optional<TargetStates>& target, PayloadOutlets& outlets, bool everywhere);

}  // namespace tansine
