#pragma once
// A lane tape for one lane, operation by operation: what the executors must give, written as plainly as it can be.

#include "base/elementary.hpp"
#include "engine/simd/lane_tape.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace tansine {

inline double apply(const LaneInstruction& in, double a, double b, double c) {
  const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
  const auto number = [](std::uint64_t x) { return std::bit_cast<double>(x); };
  switch (in.op) {
    case LaneOp::add:
      return a + b;
    case LaneOp::sub:
      return a - b;
    case LaneOp::mul:
      return a * b;
    case LaneOp::div:
      return a / b;
    case LaneOp::fma:
      return std::fma(a, b, c);
    case LaneOp::fnma:
      return std::fma(-a, b, c);
    case LaneOp::sqrt:
      return std::sqrt(a);
    case LaneOp::min:
      return b < a ? b : a;
    case LaneOp::max:
      return a < b ? b : a;
    case LaneOp::select:
      return a >= 0 ? b : c;
    case LaneOp::band:
      return number(bits(a) & bits(b));
    case LaneOp::bor:
      return number(bits(a) | bits(b));
    case LaneOp::bxor:
      return number(bits(a) ^ bits(b));
    case LaneOp::iadd:
      return number(bits(a) + bits(b));
    case LaneOp::isub:
      return number(bits(a) - bits(b));
    case LaneOp::shl:
      return number(bits(a) << in.shift);
    case LaneOp::shr:
      return number(bits(a) >> in.shift);
    case LaneOp::exp:
      return elementary::exp(a);
    case LaneOp::log:
      return elementary::log(a);
    case LaneOp::cbrt:
      return elementary::cbrt(a);
    case LaneOp::pow:
      return elementary::pow(a, b);
    case LaneOp::store:
      return a;
  }
  return 0;
}

inline void run_scalar(const LaneKernel& kernel, std::vector<double>& rows) {
  std::vector<double> values(kernel.code.size());
  const auto read = [&](const LaneOperand& x) {
    switch (x.kind) {
      case LaneOperand::Kind::value:
        return x.index < values.size() ? values[x.index] : 0.0;
      case LaneOperand::Kind::row:
        return rows[x.index];
      case LaneOperand::Kind::constant:
        return kernel.constants[x.index];
    }
    return 0.0;
  };
  for (std::size_t i = 0; i < kernel.code.size(); ++i) {
    const LaneInstruction& in = kernel.code[i];
    values[i] = apply(in, read(in.a), read(in.b), read(in.c));
    if (in.op == LaneOp::store) rows[in.row] = values[i];
  }
}

}  // namespace tansine
