#pragma once
// A ball of cells without vessels that takes up what is around it: a tumor spheroid in medium, or a micrometastasis in
// the fluid that plasma supplies. docs/mechanisms/tumor.md

#include "library/mechanism.hpp"

namespace tansine {

/// Row "spheroid", a body: dose target "medium".
const Mechanism& spheroid_mechanism();
/// Row "micrometastasis": hangs on blood.
const Mechanism& micrometastasis_mechanism();

}  // namespace tansine
