#pragma once
// exp, log, cbrt and pow of a lane kernel, spelled out.

#include "engine/simd/lane_tape.hpp"

namespace tansine {

/// The same kernel without elementary functions: each is replaced by the operations of base/elementary.hpp, in the same
/// order as the interpreter does them, so that the bits are the same. Values and constants are renumbered, rows stay.
LaneKernel expand_elementary(const LaneKernel& kernel);

}  // namespace tansine
