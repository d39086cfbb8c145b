#pragma once
// A body of two volumes in which antibody and payload are spread and from both of which they are lost, told by
// half-lives: the plasma of Scheuher 2023 and of tumor models after Khera. docs/mechanisms/plasma.md

#include "library/mechanism.hpp"

namespace tansine {

/// Row "plasma", a body: dose target "central"; leaves blood in the surroundings.
const Mechanism& plasma_mechanism();

}  // namespace tansine
