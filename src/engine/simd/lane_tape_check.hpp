#pragma once
// Is a LaneKernel well formed?

#include "engine/simd/lane_tape.hpp"

namespace tansine {

/// Throws InternalError unless every operand is defined before it is read, rows and constants exist, shifts are below
/// 64 and no row is read after it was stored. Executors rely on it: they write where the kernel says.
void check_lane_kernel(const LaneKernel& kernel);

}  // namespace tansine
