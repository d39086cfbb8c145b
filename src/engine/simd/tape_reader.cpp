#include "engine/simd/tape_reader.hpp"

namespace tansine {

TapeReader::TapeReader(LaneGraph& graph, const Program& program, std::span<const LaneNode> fixed)
    : g_(graph), p_(program), slots_(fixed.begin(), fixed.end()) {}

void TapeReader::set_point(LaneNode t, std::span<const LaneNode> y) {
  slots_[p_.time_slot()] = t;
  for (std::size_t i = 0; i < y.size(); ++i) slots_[p_.first_state() + i] = y[i];
}

void TapeReader::read(Section section) {
  for (std::uint32_t i = section.begin; i < section.end; ++i) slots_[p_.first_temporary() + i] = operation(p_.code[i]);
}

LaneNode TapeReader::operation(const Instruction& in) {
  const LaneNode a = slots_[in.a], b = slots_[in.b];
  switch (in.op) {
    case Op::add:
      return g_.add(a, b);
    case Op::sub:
      return g_.sub(a, b);
    case Op::mul:
      return g_.mul(a, b);
    case Op::div:
      return g_.div(a, b);
    case Op::neg:
      return g_.neg(a);
    case Op::pow:
      return g_.pow(a, b);
    case Op::exp:
      return g_.unary(LaneOp::exp, a);
    case Op::log:
      return g_.unary(LaneOp::log, a);
    case Op::sqrt:
      return g_.unary(LaneOp::sqrt, a);
    case Op::cbrt:
      return g_.unary(LaneOp::cbrt, a);
    case Op::min:
      return g_.min(a, b);
    case Op::max:
      return g_.max(a, b);
    case Op::select:
      return g_.select(a, b, slots_[in.c]);
  }
  return LaneGraph::no_node;
}

}  // namespace tansine
