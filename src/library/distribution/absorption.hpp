#pragma once
// First-order absorption from a depot under the skin: dose target "depot" beside "central".

#include "library/build.hpp"

namespace tansine {

/// Dose targets of a system: "central", and "depot" if the description asks for absorption.
void add_doses(Build& build, const std::vector<const System*>& systems);

}  // namespace tansine
