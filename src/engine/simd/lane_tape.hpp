#pragma once
// The lane tape: what the batched engine executes. Straight-line code over vectors of lanes, one patient per lane. It
// is lowered from a Program (lane_lowering.hpp); the interpreter (oracle) and the machine code (jit) run the same tape
// and give the same bits, because every operation is one that IEEE 754 or two's complement arithmetic defines, applied
// to each lane alone.
//
// Memory is one arena of rows; a row holds one double per lane (row r of lane l stands at arena[r * lanes + l]).

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace tansine {

/// Operations on one lane. Those that work on bits take the double's 64 bits. `exp` to `pow` are spelled out in
/// base/elementary.hpp, once, for every back end.
enum class LaneOp : std::uint8_t {
  add,     ///< a + b
  sub,     ///< a - b
  mul,     ///< a * b
  div,     ///< a / b
  fma,     ///< a * b + c, rounded once
  fnma,    ///< c - a * b, rounded once
  sqrt,    ///< sqrt(a)
  min,     ///< b < a ? b : a
  max,     ///< a < b ? b : a
  select,  ///< a >= 0 ? b : c
  band,    ///< bits of a and b
  bor,     ///< bits of a or b
  bxor,    ///< bits of a xor b
  iadd,    ///< bits of a + bits of b, modulo 2^64
  isub,    ///< bits of a - bits of b, modulo 2^64
  shl,     ///< bits of a shifted left by `shift`, zeros in
  shr,     ///< bits of a shifted right by `shift`, zeros in
  exp,     ///< elementary functions of base/elementary.hpp
  log,
  cbrt,
  pow,
  store,  ///< row `row` = a; defines nothing
};

/// How many operands an operation reads.
constexpr int arity(LaneOp op) {
  switch (op) {
    case LaneOp::sqrt:
    case LaneOp::shl:
    case LaneOp::shr:
    case LaneOp::exp:
    case LaneOp::log:
    case LaneOp::cbrt:
    case LaneOp::store:
      return 1;
    case LaneOp::fma:
    case LaneOp::fnma:
    case LaneOp::select:
      return 3;
    default:
      return 2;
  }
}

/// Where a number comes from.
struct LaneOperand {
  enum class Kind : std::uint8_t {
    value,     ///< what instruction `index` of the same kernel defined
    row,       ///< row `index` of the arena
    constant,  ///< number `index` of the kernel's constants, the same in all lanes
  };
  Kind kind = Kind::value;
  std::uint32_t index = 0;
  friend bool operator==(const LaneOperand&, const LaneOperand&) = default;
};

/// Instruction i defines value i (a store defines none). Unused operands are those of a default LaneOperand.
struct LaneInstruction {
  LaneOp op = LaneOp::add;
  std::uint8_t shift = 0;  ///< of shl and shr
  std::uint32_t row = 0;   ///< of store
  LaneOperand a, b, c;
  friend bool operator==(const LaneInstruction&, const LaneInstruction&) = default;
};

/// One straight-line kernel. A row that is stored is not read afterwards by the same kernel, so that back ends may keep
/// values in registers and order loads as they like.
struct LaneKernel {
  std::vector<double> constants;
  std::vector<LaneInstruction> code;
  std::uint32_t n_rows = 0;  ///< rows of the arena that the code may touch
};

}  // namespace tansine
