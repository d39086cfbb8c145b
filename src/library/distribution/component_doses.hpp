#pragma once
// The parts of the conjugate given by themselves, as doses beside "central": "naked" (the antibody without drugs) and
// "payload" (the free drug). Both are counted in antibody: a dose of n nmol brings as much antibody, or as many drugs,
// as n nmol of the conjugate's lot, so that what the linker does is seen at equal amounts.

#include "library/build.hpp"
#include "library/payload/payload.hpp"

#include <optional>

namespace tansine {

/// Those that the model can follow: "naked" if it resolves antibody without drugs beside the conjugate, "payload" if
/// it has a free payload and knows the number of drugs.
void add_component_doses(Build& build, const System& system, const std::optional<FreePayload>& payload);

}  // namespace tansine
