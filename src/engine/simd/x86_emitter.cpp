// The one place where Xbyak is included.
#include "engine/simd/x86_emitter.hpp"

#include "base/problem.hpp"

#if defined(__x86_64__)
#define XBYAK_NO_OP_NAMES  // and(), or(), xor() are no names in C++
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif
#include <xbyak/xbyak.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#include <algorithm>
#include <array>

namespace tansine {

namespace {

namespace x = Xbyak;

// The longest instruction: prefix and opcode of EVEX (5), ModRM, SIB, 4 bytes of displacement, an immediate; a select
// takes two.
constexpr std::size_t longest_instruction = 12;
constexpr std::size_t frame_bytes = 512;

// An EVEX displacement of one byte counts whole operands, so that a base register reaches 256 rows if it points at the
// 128th. There are enough registers for 12 such pieces, first of the arena, what is left for spills (a 13th is always
// theirs); what is behind them takes 4 bytes of displacement.
constexpr std::uint32_t rows_per_base = 256;
constexpr std::uint32_t half = rows_per_base / 2;

class Emitter : public x::CodeGenerator {
 public:
  Emitter(const X86Layout& layout, std::span<std::byte> out)
      : x::CodeGenerator(out.size(), out.data()),
        layout_(layout),
        row_bytes_(static_cast<std::uint32_t>(layout.lanes) * 8),
        kind_(layout.avx512 ? x::Operand::ZMM : x::Operand::YMM) {}

  std::size_t function(const MachineCode& code) {
    enter();
    for (const MachineInstruction& instruction : code.code) emit(instruction, code.zero);
    leave();
    return getSize();
  }

 private:
  // Bases of the arena after the first: rdi holds the arena, rsi the scratch memory. First those that a function may
  // use freely, then those that it must restore. rsp and r12 would need a byte more in each instruction.
  static constexpr std::size_t n_free_bases = 7;
  static constexpr std::size_t n_bases = 12;
  [[nodiscard]] const std::array<x::Reg64, n_bases>& bases() const {
    static const std::array<x::Reg64, n_bases> list{x::util::rdi, x::util::rax, x::util::rcx, x::util::r8,
                                                    x::util::r9,  x::util::r10, x::util::r11, x::util::rbx,
                                                    x::util::rbp, x::util::r13, x::util::r14, x::util::r15};
    return list;
  }

  static std::size_t pieces(std::uint32_t rows) { return (rows + rows_per_base - 1) / rows_per_base; }
  [[nodiscard]] std::size_t used_bases() const { return arena_bases_ + spill_bases_ - 1; }
  [[nodiscard]] x::Reg64 spill_base(std::size_t k) const { return k == 0 ? rdx : bases()[arena_bases_ + k - 1]; }

  void enter() {
    if (layout_.avx512) {
      arena_bases_ = std::clamp<std::size_t>(pieces(layout_.n_rows), 1, n_bases);
      spill_bases_ = std::clamp<std::size_t>(pieces(layout_.n_spills), 1, 1 + n_bases - arena_bases_);
    }
    for (std::size_t k = n_free_bases; k < used_bases(); ++k) push(bases()[k]);
    for (std::size_t k = 0; k < spill_bases_; ++k) lea(spill_base(k), ptr[rsi + spill_origin(k)]);
    // from the last to the first: the first is the argument
    for (std::size_t k = arena_bases_; k-- > 0;) lea(bases()[k], ptr[rdi + arena_origin(k)]);
    add(rsi, static_cast<std::uint32_t>(constant_origin()));
  }

  void leave() {
    for (std::size_t k = used_bases(); k-- > n_free_bases;) pop(bases()[k]);
    vzeroupper();
    ret();
  }

  // Where the base registers point, in bytes from arena or scratch.
  [[nodiscard]] std::size_t arena_origin(std::size_t base) const { return (base * rows_per_base + half) * row_bytes_; }
  [[nodiscard]] std::size_t spill_origin(std::size_t base) const { return layout_.spills_at + arena_origin(base); }
  [[nodiscard]] std::size_t constant_origin() const {
    return layout_.constants_at + std::size_t{half} * layout_.constant_bytes;
  }

  [[nodiscard]] x::RegExp place(const MachineOperand& operand) const {
    switch (operand.kind) {
      case MachineOperand::Kind::row: {
        const std::size_t base = std::min<std::size_t>(operand.index / rows_per_base, arena_bases_ - 1);
        return bases()[base] + (std::size_t{operand.index} * row_bytes_ - arena_origin(base));
      }
      case MachineOperand::Kind::spill: {
        const std::size_t base = std::min<std::size_t>(operand.index / rows_per_base, spill_bases_ - 1);
        return spill_base(base) + (std::size_t{operand.index} * row_bytes_ - arena_origin(base));
      }
      default:
        return rsi + (layout_.constants_at + std::size_t{operand.index} * layout_.constant_bytes - constant_origin());
    }
  }

  [[nodiscard]] x::Xmm reg(std::uint32_t index) const { return {kind_, static_cast<int>(index)}; }

  [[nodiscard]] bool is_broadcast(const MachineOperand& operand) const {
    return operand.kind == MachineOperand::Kind::constant && layout_.constant_bytes == 8;
  }

  [[nodiscard]] x::Address memory(const MachineOperand& operand) const {
    return is_broadcast(operand) ? ptr_b[place(operand)] : ptr[place(operand)];
  }

  /// Calls `instruction` with the operand, which is a register or memory.
  template <class Instruction>
  void with(const MachineOperand& operand, Instruction instruction) {
    if (operand.kind == MachineOperand::Kind::reg) {
      instruction(reg(operand.index));
    } else {
      instruction(memory(operand));
    }
  }

  void select(const MachineInstruction& i, std::uint32_t zero, const x::Operand& last) {
    constexpr std::uint8_t greater_or_equal = 0x1d, not_greater_or_equal = 0x19;  // _CMP_GE_OQ, _CMP_NGE_UQ
    const std::uint8_t predicate = i.op == MachineOp::select ? greater_or_equal : not_greater_or_equal;
    const x::Address nothing = memory({MachineOperand::Kind::constant, zero});
    if (layout_.avx512) {
      vcmppd(k1, reg(i.t), nothing, predicate);
      vblendmpd(reg(i.d) | k1, reg(i.s), last);
    } else {
      vcmppd(reg(i.d), reg(i.t), nothing, predicate);
      vblendvpd(reg(i.d), reg(i.s), last, reg(i.d));
    }
  }

  void emit(const MachineInstruction& i, std::uint32_t zero) {
    const x::Xmm d = reg(i.d), s = reg(i.s);
    switch (i.op) {
      case MachineOp::store:
        vmovapd(ptr[place(i.x)], d);
        return;
      case MachineOp::move:
        vmovapd(d, s);
        return;
      case MachineOp::load:
        if (is_broadcast(i.x)) {
          vbroadcastsd(x::Zmm(i.d), ptr[place(i.x)]);
        } else {
          vmovapd(d, ptr[place(i.x)]);
        }
        return;
      default:
        break;
    }
    with(i.x, [&](const auto& last) {
      switch (i.op) {
        case MachineOp::add:
          vaddpd(d, s, last);
          break;
        case MachineOp::sub:
          vsubpd(d, s, last);
          break;
        case MachineOp::mul:
          vmulpd(d, s, last);
          break;
        case MachineOp::div:
          vdivpd(d, s, last);
          break;
        case MachineOp::min:
          vminpd(d, s, last);
          break;
        case MachineOp::max:
          vmaxpd(d, s, last);
          break;
        case MachineOp::band:
          vandpd(d, s, last);
          break;
        case MachineOp::bor:
          vorpd(d, s, last);
          break;
        case MachineOp::bxor:
          vxorpd(d, s, last);
          break;
        case MachineOp::iadd:
          vpaddq(d, s, last);
          break;
        case MachineOp::isub:
          vpsubq(d, s, last);
          break;
        case MachineOp::sqrt:
          vsqrtpd(d, last);
          break;
        case MachineOp::shl:
          vpsllq(d, last, i.t);
          break;
        case MachineOp::shr:
          vpsrlq(d, last, i.t);
          break;
        case MachineOp::fma231:
          vfmadd231pd(d, s, last);
          break;
        case MachineOp::fma213:
          vfmadd213pd(d, s, last);
          break;
        case MachineOp::fma132:
          vfmadd132pd(d, s, last);
          break;
        case MachineOp::fnma231:
          vfnmadd231pd(d, s, last);
          break;
        case MachineOp::fnma213:
          vfnmadd213pd(d, s, last);
          break;
        case MachineOp::fnma132:
          vfnmadd132pd(d, s, last);
          break;
        case MachineOp::select:
        case MachineOp::select_not:
          select(i, zero, last);
          break;
        default:
          TANSINE_ASSERT(false, "a machine instruction without encoding");
          break;
      }
    });
  }

  const X86Layout layout_;
  const std::uint32_t row_bytes_;
  const x::Operand::Kind kind_;
  std::size_t arena_bases_ = 1, spill_bases_ = 1;
};

}  // namespace

std::size_t x86_size_bound(const MachineCode& code) {
  const auto selects = std::count_if(code.code.begin(), code.code.end(), [](const MachineInstruction& i) {
    return i.op == MachineOp::select || i.op == MachineOp::select_not;
  });
  return frame_bytes + longest_instruction * (code.code.size() + static_cast<std::size_t>(selects));
}

std::size_t emit_x86(const MachineCode& code, const X86Layout& layout, std::span<std::byte> out) {
  try {
    return Emitter(layout, out).function(code);
  } catch (const x::Error& error) {
    throw InternalError(error.what());
  }
}

}  // namespace tansine

#else

namespace tansine {

std::size_t x86_size_bound(const MachineCode&) { return 0; }
std::size_t emit_x86(const MachineCode&, const X86Layout&, std::span<std::byte>) { return 0; }

}  // namespace tansine
#endif
