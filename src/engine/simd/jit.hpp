#pragma once
// Machine code of a lane kernel, and what make_jit (executor.hpp) is made of. Here for its tests, which bring their own
// scratch memory and take registers away.

#include "engine/simd/executable_memory.hpp"
#include "engine/simd/instruction_set.hpp"
#include "engine/simd/lane_tape.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace tansine {

struct JitKernel {
  using Function = void (*)(double* arena, double* scratch);

  ExecutableMemory memory;
  Function function = nullptr;
  int lanes = 0;
  std::size_t scratch_bytes = 0;          ///< aligned to 64 bytes
  std::vector<double> scratch_beginning;  ///< what the scratch memory must begin with: the constants
};

/// None where machine code cannot be had, see make_jit. `kernel` passes check_lane_kernel; `registers` (4 to 32) limits
/// how many vector registers the code uses.
std::optional<JitKernel> compile(const LaneKernel& kernel, InstructionSet set, int registers = 32);

}  // namespace tansine
