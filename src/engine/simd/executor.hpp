#pragma once
// What runs a LaneKernel: the interpreter, everywhere, and machine code, where it can be had. Both give the same bits
// for the same kernel and arena, whatever the instruction set and the number of lanes (a NaN is a NaN: its sign and
// payload are not promised, so a kernel must not work on the bits of one).

#include "engine/simd/instruction_set.hpp"
#include "engine/simd/lane_tape.hpp"

#include <memory>
#include <vector>

namespace tansine {

/// One kernel bound to its code and scratch memory. One thread at a time.
class LaneExecutor {
 public:
  virtual ~LaneExecutor() = default;
  /// Runs the kernel once. `arena`: LaneKernel::n_rows rows of lanes() doubles, aligned to 64 bytes; it may differ from
  /// call to call. Allocates nothing, throws nothing; denormals and rounding as IEEE 754 has them by default.
  virtual void run(double* arena) = 0;
  /// Doubles in a row.
  [[nodiscard]] virtual int lanes() const = 0;
};

/// Numbers of lanes that the interpreter has for an instruction set, the fastest per lane first.
std::vector<int> interpreter_lanes(InstructionSet set);

/// The interpreter: compiled ahead, hence everywhere; the oracle of the machine code. `set` at most
/// best_instruction_set(), `lanes` one of interpreter_lanes(set). Throws InternalError for a malformed kernel.
std::unique_ptr<LaneExecutor> make_interpreter(const LaneKernel& kernel, InstructionSet set, int lanes);

/// Machine code: 8 lanes with avx512, 4 with avx2. nullptr where there is none: for baseline, on another processor, or
/// where the system forbids a program to write code (SELinux execmem, PaX). Throws InternalError for a malformed
/// kernel.
std::unique_ptr<LaneExecutor> make_jit(const LaneKernel& kernel, InstructionSet set);

}  // namespace tansine
