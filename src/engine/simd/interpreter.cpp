#include "base/problem.hpp"
#include "engine/simd/aligned_bytes.hpp"
#include "engine/simd/executor.hpp"
#include "engine/simd/interpreter_code.hpp"
#include "engine/simd/lane_tape_check.hpp"

#include <algorithm>

namespace tansine {

namespace {

InterpreterLoop loop_of(InstructionSet set, int lanes) {
  switch (set) {
    case InstructionSet::avx512:
      return interpreter_loop_avx512(lanes);
    case InstructionSet::avx2:
      return interpreter_loop_avx2(lanes);
    case InstructionSet::baseline:
      break;
  }
  return interpreter_loop_baseline(lanes);
}

class Interpreter final : public LaneExecutor {
 public:
  Interpreter(InterpreterCode code, InterpreterLoop loop)
      : code_(std::move(code)), loop_(loop), scratch_(row_doubles() * code_.scratch_rows * sizeof(double)) {
    for (std::size_t k = 0; k < code_.constants.size(); ++k) {
      std::fill_n(scratch_.doubles() + k * row_doubles(), row_doubles(), code_.constants[k]);
    }
  }
  void run(double* arena) override { loop_(code_.words.data(), scratch_.doubles(), arena); }
  [[nodiscard]] int lanes() const override { return code_.lanes; }

 private:
  [[nodiscard]] std::size_t row_doubles() const { return static_cast<std::size_t>(code_.lanes); }

  InterpreterCode code_;
  InterpreterLoop loop_;
  AlignedBytes scratch_;
};

}  // namespace

std::vector<int> interpreter_lanes(InstructionSet set) {
  switch (set) {
    case InstructionSet::avx512:
      return {16, 8};
    case InstructionSet::avx2:
      return {8, 16, 4};
    case InstructionSet::baseline:
      break;
  }
  return {8, 4, 16, 2, 1, 3};
}

std::unique_ptr<LaneExecutor> make_interpreter(const LaneKernel& kernel, InstructionSet set, int lanes) {
  check_lane_kernel(kernel);
  const InterpreterLoop loop = loop_of(set, lanes);
  TANSINE_ASSERT(loop != nullptr, "the interpreter has no such number of lanes");
  return std::make_unique<Interpreter>(translate(kernel, lanes), loop);
}

}  // namespace tansine
