#include "engine/simd/expand_elementary.hpp"

#include "base/elementary.hpp"

#include <bit>
#include <unordered_map>

namespace tansine {

namespace {

class Recorder {
 public:
  LaneOperand append(LaneOp op, LaneOperand a, LaneOperand b = {}, LaneOperand c = {}, int shift = 0) {
    const auto index = static_cast<std::uint32_t>(out.code.size());
    out.code.push_back({op, static_cast<std::uint8_t>(shift), 0, a, b, c});
    return {LaneOperand::Kind::value, index};
  }

  LaneOperand constant(double value) {
    const auto [entry, is_new] = constants_.try_emplace(std::bit_cast<std::uint64_t>(value), out.constants.size());
    if (is_new) out.constants.push_back(value);
    return {LaneOperand::Kind::constant, static_cast<std::uint32_t>(entry->second)};
  }

  LaneKernel out;

 private:
  std::unordered_map<std::uint64_t, std::size_t> constants_;
};

/// The lane type with which elementary.hpp writes instructions instead of computing.
struct RecordedLane {
  Recorder* recorder;
  LaneOperand at;

  [[nodiscard]] RecordedLane record(LaneOp op, LaneOperand b = {}, LaneOperand c = {}, int shift = 0) const {
    return {recorder, recorder->append(op, at, b, c, shift)};
  }
  friend RecordedLane operator+(const RecordedLane& a, const RecordedLane& b) { return a.record(LaneOp::add, b.at); }
  friend RecordedLane operator-(const RecordedLane& a, const RecordedLane& b) { return a.record(LaneOp::sub, b.at); }
  friend RecordedLane operator*(const RecordedLane& a, const RecordedLane& b) { return a.record(LaneOp::mul, b.at); }
  friend RecordedLane operator/(const RecordedLane& a, const RecordedLane& b) { return a.record(LaneOp::div, b.at); }
  friend RecordedLane fma(const RecordedLane& a, const RecordedLane& b, const RecordedLane& c) {
    return a.record(LaneOp::fma, b.at, c.at);
  }
  friend RecordedLane fnma(const RecordedLane& a, const RecordedLane& b, const RecordedLane& c) {
    return a.record(LaneOp::fnma, b.at, c.at);
  }
  friend RecordedLane min(const RecordedLane& a, const RecordedLane& b) { return a.record(LaneOp::min, b.at); }
  friend RecordedLane max(const RecordedLane& a, const RecordedLane& b) { return a.record(LaneOp::max, b.at); }
  friend RecordedLane select(const RecordedLane& a, const RecordedLane& b, const RecordedLane& c) {
    return a.record(LaneOp::select, b.at, c.at);
  }
  friend RecordedLane band(const RecordedLane& a, const RecordedLane& b) { return a.record(LaneOp::band, b.at); }
  friend RecordedLane bor(const RecordedLane& a, const RecordedLane& b) { return a.record(LaneOp::bor, b.at); }
  friend RecordedLane bxor(const RecordedLane& a, const RecordedLane& b) { return a.record(LaneOp::bxor, b.at); }
  friend RecordedLane iadd(const RecordedLane& a, const RecordedLane& b) { return a.record(LaneOp::iadd, b.at); }
  friend RecordedLane isub(const RecordedLane& a, const RecordedLane& b) { return a.record(LaneOp::isub, b.at); }
  friend RecordedLane shl(const RecordedLane& a, int n) { return a.record(LaneOp::shl, {}, {}, n); }
  friend RecordedLane shr(const RecordedLane& a, int n) { return a.record(LaneOp::shr, {}, {}, n); }
  friend RecordedLane splat(const RecordedLane& like, double value) {
    return {like.recorder, like.recorder->constant(value)};
  }
  friend RecordedLane splat_bits(const RecordedLane& like, std::uint64_t bits) {
    return splat(like, std::bit_cast<double>(bits));
  }
};

}  // namespace

LaneKernel expand_elementary(const LaneKernel& kernel) {
  Recorder recorder;
  recorder.out.n_rows = kernel.n_rows;
  recorder.out.code.reserve(kernel.code.size());
  std::vector<LaneOperand> values(kernel.code.size());  // where each of the kernel's values is now
  const auto renamed = [&](const LaneInstruction& instruction, int position) -> RecordedLane {
    if (position >= arity(instruction.op)) return {&recorder, {}};
    const LaneOperand& operand = position == 0 ? instruction.a : position == 1 ? instruction.b : instruction.c;
    switch (operand.kind) {
      case LaneOperand::Kind::value:
        return {&recorder, values[operand.index]};
      case LaneOperand::Kind::constant:
        return {&recorder, recorder.constant(kernel.constants[operand.index])};
      case LaneOperand::Kind::row:
        break;
    }
    return {&recorder, operand};
  };
  for (std::size_t i = 0; i < kernel.code.size(); ++i) {
    const LaneInstruction& instruction = kernel.code[i];
    const RecordedLane a = renamed(instruction, 0), b = renamed(instruction, 1), c = renamed(instruction, 2);
    switch (instruction.op) {
      case LaneOp::exp:
        values[i] = elementary::exp(a).at;
        break;
      case LaneOp::log:
        values[i] = elementary::log(a).at;
        break;
      case LaneOp::cbrt:
        values[i] = elementary::cbrt(a).at;
        break;
      case LaneOp::pow:
        values[i] = elementary::pow(a, b).at;
        break;
      default:
        values[i] = recorder.append(instruction.op, a.at, b.at, c.at, instruction.shift);
        recorder.out.code.back().row = instruction.row;
        break;
    }
  }
  return std::move(recorder.out);
}

}  // namespace tansine
