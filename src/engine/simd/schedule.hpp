#pragma once
// The order of a kernel's instructions, for processors that look only so far ahead for something to do.

#include "engine/simd/lane_tape.hpp"

namespace tansine {

/// The same kernel with its instructions in an order in which results are there when they are asked for: kernels are
/// written depth first, so that chains (a substitution, a logarithm) would be waited for. Of the next instructions
/// whose operands are there, the one with the longest way to the end goes first. How far one may move is limited: the
/// farther, the more values are waiting in registers. Kernels too long for the first cache are bound by memory, and
/// are returned as they are. Changes no bit: no operation is changed.
LaneKernel schedule(LaneKernel kernel);

}  // namespace tansine
