#pragma once
// The executors of a LaneProgram's kernels.

#include "engine/lane_options.hpp"
#include "engine/simd/executor.hpp"
#include "engine/simd/lane_program.hpp"

#include <memory>

namespace tansine {

/// The executor that the options ask for and this processor has. Throws InputError if they ask for machine code and
/// there is none.
std::unique_ptr<LaneExecutor> make_executor(const LaneKernel& kernel, const LaneOptions& options);

struct LaneKernels {
  LaneKernels(const LaneProgram& code, const LaneOptions& options)
      : slope(make_executor(code.slope, options)),
        step(make_executor(code.step, options)),
        judge(make_executor(code.judge, options)),
        observe(make_executor(code.observe, options)),
        look_ahead(make_executor(code.look_ahead, options)),
        n_lanes(static_cast<std::size_t>(step->lanes())) {
    if (code.step_dense.code.empty()) return;
    step_dense = make_executor(code.step_dense, options);
    dense = make_executor(code.dense, options);
  }

  std::unique_ptr<LaneExecutor> slope, step, judge, observe, look_ahead;
  std::unique_ptr<LaneExecutor> step_dense, dense;  ///< if the code has them
  std::size_t n_lanes;
};

}  // namespace tansine
