#pragma once
// A tumor that grows and is killed: cells that grow by a law of growth/laws.hpp, in one or several clones that share
// the room, and that die at once, through stages, or after a signal has passed. docs/mechanisms/growth.md

#include "library/mechanism.hpp"

namespace tansine {

const Mechanism& growth_mechanism();

}  // namespace tansine
