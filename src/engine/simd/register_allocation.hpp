#pragma once
// From a lane kernel to machine instructions over a small number of vector registers, in the form that x86 has: at most
// one operand in memory, and a fused multiply-add overwrites one of its operands. Nothing here knows encodings.
//
// The code is straight, so every next use is known and Belady's rule applies: when registers run out, the one whose
// number is needed latest goes. Rows and constants have a place in memory already; so has a value that was stored; only
// other values are written out (spilled), once.

#include "engine/simd/lane_tape.hpp"

#include <cstdint>
#include <vector>

namespace tansine {

/// `d` and `s` are registers, `x` is a register or memory.
enum class MachineOp : std::uint8_t {
  load,   ///< d = x
  store,  ///< x = d
  move,   ///< d = s
  add,    ///< d = s + x, and so on
  sub,
  mul,
  div,
  min,  ///< d = s < x ? s : x
  max,  ///< d = x < s ? s : x
  band,
  bor,
  bxor,
  iadd,
  isub,
  sqrt,  ///< d = sqrt(x)
  shl,   ///< d = x shifted
  shr,
  fma231,      ///< d = s * x + d
  fma213,      ///< d = s * d + x
  fma132,      ///< d = d * x + s
  fnma231,     ///< d = d - s * x
  fnma213,     ///< d = x - s * d
  fnma132,     ///< d = s - d * x
  select,      ///< d = t >= 0 ? x : s
  select_not,  ///< d = t >= 0 ? s : x
};

struct MachineOperand {
  enum class Kind : std::uint32_t {
    none,
    reg,
    row,       ///< of the arena
    spill,     ///< slot of the scratch memory
    constant,  ///< number of MachineCode::constants
  };
  constexpr MachineOperand() : kind(Kind::none), index(0) {}
  constexpr MachineOperand(Kind kind_, std::uint32_t index_) : kind(kind_), index(index_ & 0x1fffffff) {}
  Kind kind : 3;
  std::uint32_t index : 29;
};

/// Eight bytes: for long kernels, most of the time to make code goes into memory touched for the first time.
struct MachineInstruction {
  MachineOp op = MachineOp::load;
  std::uint8_t d = 0, s = 0;
  std::uint8_t t = 0;  ///< a register; of a shift, the number of bits
  MachineOperand x;
};

struct MachineCode {
  std::vector<MachineInstruction> code;
  std::vector<double> constants;
  std::uint32_t n_spills = 0;
  std::uint32_t zero = 0;  ///< index of the constant 0, if there is a select
};

struct MachineModel {
  int registers = 32;           ///< at least 4, at most 32
  bool shift_of_memory = true;  ///< shl and shr take x from memory
  /// select writes d before it reads s and x, so d must be neither (t it may be)
  bool select_writes_first = false;
};

/// `kernel` passes check_lane_kernel and has no elementary functions. Results that nobody reads are left out.
MachineCode allocate_registers(const LaneKernel& kernel, const MachineModel& model);

}  // namespace tansine
