#pragma once
// Deconjugation as processes: each transition of the forms, in the central compartment or everywhere.

#include "library/build.hpp"
#include "library/payload/outlets.hpp"

namespace tansine {

/// Free antibody of each form changes into the next; bound antibody is on its way into cells and does not.
void add_deconjugation(Build& build, const System& system, const FormSet& set, PayloadOutlets& outlets,
                       bool everywhere);

}  // namespace tansine
