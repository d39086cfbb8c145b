#pragma once
// The interpreter's code: a LaneKernel translated once into 32-bit words that interpreter_loop.hpp runs.
//
// The interpreter is an accumulator machine. Each step computes into the accumulator (a row of lanes in registers) and
// may write it to memory; a value that only the next step reads never gets there. Runs do n terms of a sum or product
// in one step, which pays for the dispatch: the dot products of LU factors are most of a kernel.
//
// A step is one word, step | count << 8 (count: terms of a run, or bits of a shift), then its operands x, y, z (a run:
// x or x, y for each term), then, in a step that writes, the target. An operand is a byte offset, plus 1 if it counts
// from the arena rather than from the scratch memory.

#include "engine/simd/lane_tape.hpp"

#include <cstdint>
#include <vector>

namespace tansine {

// Steps as X(name): each exists twice, `name` and `name_write`. acc is the accumulator.
#define TANSINE_INTERPRETER_STEPS(X)                               \
  X(load) /* acc = x */                                            \
  X(add)  /* acc = x + y, and so on */                             \
  X(sub)                                                           \
  X(mul)                                                           \
  X(div)                                                           \
  X(min)                                                           \
  X(max)                                                           \
  X(band)                                                          \
  X(bor)                                                           \
  X(bxor)                                                          \
  X(iadd)                                                          \
  X(isub)                                                          \
  X(pow)                                                           \
  X(sqrt)                                                          \
  X(shl)                                                           \
  X(shr)                                                           \
  X(exp)                                                           \
  X(log)                                                           \
  X(cbrt)                                                          \
  X(fma)          /* acc = x * y + z */                            \
  X(fnma)         /* acc = z - x * y */                            \
  X(select)       /* acc = x >= 0 ? y : z */                       \
  X(fma_from)     /* acc = z (the first operand), then fma_run */  \
  X(fnma_from)    /* acc = z (the first operand), then fnma_run */ \
  X(fma_run)      /* count times acc = x * y + acc */              \
  X(fnma_run)     /* count times acc = acc - x * y */              \
  X(add_run)      /* count times acc = acc + x */                  \
  X(sub_run)      /* count times acc = acc - x */                  \
  X(mul_run)      /* count times acc = acc * x */                  \
  X(sub_from)     /* acc = x - acc */                              \
  X(div_by)       /* acc = acc / x */                              \
  X(div_from)     /* acc = x / acc */                              \
  X(fma_product)  /* acc = acc * x + y */                          \
  X(fnma_product) /* acc = y - acc * x */                          \
  X(select_by)    /* acc = acc >= 0 ? x : y */

/// What a step does; its written form is the number with write_bit.
enum class InterpreterStep : std::uint8_t {
#define TANSINE_STEP(name) name,
  TANSINE_INTERPRETER_STEPS(TANSINE_STEP)
#undef TANSINE_STEP
      end,
};

struct InterpreterCode {
  std::vector<std::uint32_t> words;
  std::vector<double> constants;   ///< each stands in all lanes of a row at the start of the scratch memory
  std::uint32_t scratch_rows = 0;  ///< constants and slots of values
  int lanes = 0;
};

/// Written steps follow all others in the interpreter's table.
inline constexpr std::uint32_t n_interpreter_steps = static_cast<std::uint32_t>(InterpreterStep::end) + 1;

/// Translates a kernel that check_lane_kernel accepts.
InterpreterCode translate(const LaneKernel& kernel, int lanes);

/// Runs the words. `scratch`: InterpreterCode::scratch_rows rows with the constants in place, aligned as the arena.
using InterpreterLoop = void (*)(const std::uint32_t* words, double* scratch, double* arena);

// One translation unit per instruction set; nullptr where it or that number of lanes is missing.
InterpreterLoop interpreter_loop_baseline(int lanes);
InterpreterLoop interpreter_loop_avx2(int lanes);
InterpreterLoop interpreter_loop_avx512(int lanes);

}  // namespace tansine
