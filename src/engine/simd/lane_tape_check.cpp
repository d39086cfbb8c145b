#include "engine/simd/lane_tape_check.hpp"

#include "base/problem.hpp"

namespace tansine {

void check_lane_kernel(const LaneKernel& kernel) {
  std::vector<bool> stored(kernel.n_rows, false);
  for (std::size_t i = 0; i < kernel.code.size(); ++i) {
    const LaneInstruction& instruction = kernel.code[i];
    const LaneOperand* operands[] = {&instruction.a, &instruction.b, &instruction.c};
    for (int k = 0; k < arity(instruction.op); ++k) {
      const LaneOperand& operand = *operands[k];
      switch (operand.kind) {
        case LaneOperand::Kind::value:
          TANSINE_ASSERT(operand.index < i && kernel.code[operand.index].op != LaneOp::store,
                         "a lane kernel reads a value before it is defined");
          break;
        case LaneOperand::Kind::row:
          TANSINE_ASSERT(operand.index < kernel.n_rows && !stored[operand.index],
                         "a lane kernel reads a row that does not exist or was stored");
          break;
        case LaneOperand::Kind::constant:
          TANSINE_ASSERT(operand.index < kernel.constants.size(), "a lane kernel reads a constant that does not exist");
          break;
      }
    }
    if (instruction.op == LaneOp::shl || instruction.op == LaneOp::shr) {
      TANSINE_ASSERT(instruction.shift < 64, "a lane kernel shifts by 64 bits or more");
    }
    if (instruction.op == LaneOp::store) {
      TANSINE_ASSERT(instruction.row < kernel.n_rows, "a lane kernel stores a row that does not exist");
      stored[instruction.row] = true;
    }
  }
}

}  // namespace tansine
