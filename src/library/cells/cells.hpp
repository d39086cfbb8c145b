#pragma once
// What happens to a conjugate and its payload in and on the cells of every site: binding, internalization, recycling,
// release, chemistry of the payload, its exchange with the fluid, its target. docs/mechanisms/cells.md

#include "library/mechanism.hpp"

namespace tansine {

const Mechanism& cells_mechanism();

}  // namespace tansine
