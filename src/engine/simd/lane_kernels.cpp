#include "engine/simd/lane_kernels.hpp"

#include "base/problem.hpp"

#include <algorithm>

namespace tansine {

std::unique_ptr<LaneExecutor> make_executor(const LaneKernel& kernel, const LaneOptions& options) {
  const InstructionSet set = std::min(best_instruction_set(), options.most_instructions);
  if (options.back_end != LaneBackEnd::interpreter) {
    if (auto machine_code = make_jit(kernel, set)) return machine_code;
    if (options.back_end == LaneBackEnd::jit)
      raise(InputError({}, "this system has no machine code for the batched engine: take the interpreter"));
  }
  return make_interpreter(kernel, set, options.lanes != 0 ? options.lanes : interpreter_lanes(set).front());
}

}  // namespace tansine
