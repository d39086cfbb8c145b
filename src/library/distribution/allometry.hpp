#pragma once
// Allometric scaling as a change of the description: value * (W/W0)^exponent. docs/mechanisms/allometry.md

#include "library/compound.hpp"

namespace tansine {

/// Scales the parameters of `from` from its body weight to `to.body_weight` by to.allometry: exponents by parameter
/// name, else by dimension ("clearance", "volume", "rate"). Sources become "derived: ...". Others stay.
QuantityTable scale_allometrically(const ModelDescription& from, const ModelDescription& to, Problems& problems);

}  // namespace tansine
