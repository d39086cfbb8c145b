#pragma once
// A solid tumor that hangs on the blood: well mixed, or a Krogh cylinder around its capillary.
// docs/mechanisms/tumor.md

#include "library/mechanism.hpp"

namespace tansine {

/// Row "tumor". Needs blood; gives sites for cells.
const Mechanism& tumor_mechanism();

}  // namespace tansine
