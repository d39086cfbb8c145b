#pragma once
// What a LaneKernel means, in plain loops over single doubles, and random kernels with inputs.

#include "base/elementary.hpp"
#include "engine/simd/lane_tape.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace tansine {

/// One operation on one lane, as lane_tape.hpp defines it.
inline double apply(LaneOp op, int shift, double a, double b, double c) {
  const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
  const auto number = [](std::uint64_t x) { return std::bit_cast<double>(x); };
  switch (op) {
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
      return number(bits(a) << shift);
    case LaneOp::shr:
      return number(bits(a) >> shift);
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

/// Equal bits, or both NaN.
inline bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

/// A kernel, an arena of `lanes` lanes before it and after it.
struct KernelCase {
  static constexpr std::size_t lanes = 16;
  using Row = std::array<double, lanes>;
  LaneKernel kernel;
  std::vector<Row> before, after;
};

/// Runs a kernel: the specification of what executors do.
inline std::vector<KernelCase::Row> run_plainly(const LaneKernel& kernel, std::vector<KernelCase::Row> arena) {
  std::vector<KernelCase::Row> values(kernel.code.size());
  for (std::size_t i = 0; i < kernel.code.size(); ++i) {
    const LaneInstruction& step = kernel.code[i];
    for (std::size_t lane = 0; lane < KernelCase::lanes; ++lane) {
      const auto number = [&](const LaneOperand& operand, int position) {
        if (position >= arity(step.op)) return 0.0;
        if (operand.kind == LaneOperand::Kind::value) return values[operand.index][lane];
        return operand.kind == LaneOperand::Kind::row ? arena[operand.index][lane] : kernel.constants[operand.index];
      };
      values[i][lane] = apply(step.op, step.shift, number(step.a, 0), number(step.b, 1), number(step.c, 2));
    }
    if (step.op == LaneOp::store) arena[step.row] = values[i];
  }
  return arena;
}

/// A number that finds mistakes: special ones, any bits, or of ordinary size.
template <class Random>
double telling_number(Random& random) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double specials[] = {0.0,
                                 -0.0,
                                 1.0,
                                 -1.0,
                                 inf,
                                 -inf,
                                 std::numeric_limits<double>::quiet_NaN(),
                                 5e-324,
                                 -5e-324,
                                 2.2250738585072009e-308,
                                 std::numeric_limits<double>::max(),
                                 0.5};
  switch (random() % 8) {
    case 0:
      return specials[random() % std::size(specials)];
    case 1:
      return std::bit_cast<double>(static_cast<std::uint64_t>(random()));
    default:
      return std::ldexp(static_cast<double>(random() >> 11) * 0x1p-52 - 1.0, static_cast<int>(random() % 13) - 6);
  }
}

struct RandomKernelOptions {
  std::size_t length = 100;  ///< instructions
  std::uint32_t n_rows = 20;
  int distance = 40;       ///< operands are values about so many instructions ago, but for one in eight: any
  bool elementary = true;  ///< with exp, log, cbrt, pow
  int chains_in_16 = 6;    ///< of 16 instructions, so many continue a sum or product
};

/// A random kernel. Operations on bits get no NaN, whose bits nobody promises.
template <class Random>
KernelCase random_kernel(Random& random, const RandomKernelOptions& options) {
  KernelCase out;
  LaneKernel& kernel = out.kernel;
  kernel.n_rows = options.n_rows;
  out.before.resize(kernel.n_rows);
  for (auto& row : out.before) {
    for (double& number : row) number = telling_number(random);
  }
  for (std::size_t k = 1 + random() % 40; k > 0; --k) kernel.constants.push_back(telling_number(random));
  kernel.constants.push_back(0.0);

  std::vector<KernelCase::Row> values;
  std::vector<bool> stored(kernel.n_rows, false);
  const auto row_of = [&](const LaneOperand& operand) {
    KernelCase::Row row;
    if (operand.kind == LaneOperand::Kind::value) return values[operand.index];
    if (operand.kind == LaneOperand::Kind::row) return out.before[operand.index];
    row.fill(kernel.constants[operand.index]);
    return row;
  };
  const auto any_operand = [&]() -> LaneOperand {
    const std::size_t i = kernel.code.size();
    for (;;) {
      switch (random() % 8) {
        case 0:
        case 1: {
          const auto row = static_cast<std::uint32_t>(random() % kernel.n_rows);
          if (!stored[row]) return {LaneOperand::Kind::row, row};
          break;
        }
        case 2:
          return {LaneOperand::Kind::constant, static_cast<std::uint32_t>(random() % kernel.constants.size())};
        default: {
          if (i == 0) break;
          const std::size_t reach =
              random() % 8 == 0
                  ? i
                  : std::min(i, static_cast<std::size_t>(1 + random() % static_cast<std::uint64_t>(options.distance)));
          const std::size_t j = i - 1 - random() % reach;
          if (kernel.code[j].op != LaneOp::store) return {LaneOperand::Kind::value, static_cast<std::uint32_t>(j)};
        }
      }
    }
  };
  while (kernel.code.size() < options.length) {
    LaneInstruction step;
    const std::size_t i = kernel.code.size();
    const auto n_ops = static_cast<std::uint64_t>(options.elementary ? LaneOp::store : LaneOp::exp);
    const bool chains = i > 0 && kernel.code[i - 1].op != LaneOp::store &&
                        random() % 16 < static_cast<std::uint64_t>(options.chains_in_16);
    step.op = static_cast<LaneOp>(random() % (n_ops + 1));
    if (!options.elementary && step.op == LaneOp::exp) step.op = LaneOp::store;
    if (chains) step.op = random() % 2 == 0 ? LaneOp::fma : static_cast<LaneOp>(random() % 6);
    step.a = any_operand();
    if (arity(step.op) > 1) step.b = random() % 16 == 0 ? step.a : any_operand();
    if (arity(step.op) > 2) step.c = random() % 16 == 0 ? step.b : any_operand();
    if (chains) {
      LaneOperand& last = arity(step.op) == 3 ? step.c : random() % 2 == 0 ? step.a : step.b;
      last = {LaneOperand::Kind::value, static_cast<std::uint32_t>(i - 1)};
    }
    if (step.op == LaneOp::shl || step.op == LaneOp::shr) step.shift = static_cast<std::uint8_t>(random() % 64);
    if (step.op == LaneOp::store) {
      step.row = static_cast<std::uint32_t>(random() % kernel.n_rows);
      if (stored.size() > 1 && std::count(stored.begin(), stored.end(), false) == 1 && !stored[step.row]) continue;
    }
    const KernelCase::Row a = row_of(step.a),
                          b = row_of(step.b.kind == LaneOperand::Kind::value && i == 0 ? step.a : step.b);
    const bool on_bits = step.op >= LaneOp::band && step.op <= LaneOp::shr;
    const auto is_nan = [](double x) { return std::isnan(x); };
    if (on_bits &&
        (std::any_of(a.begin(), a.end(), is_nan) || (arity(step.op) > 1 && std::any_of(b.begin(), b.end(), is_nan)))) {
      continue;
    }
    const KernelCase::Row c = arity(step.op) == 3 ? row_of(step.c) : KernelCase::Row{};
    KernelCase::Row result;
    for (std::size_t lane = 0; lane < KernelCase::lanes; ++lane) {
      result[lane] = apply(step.op, step.shift, a[lane], b[lane], c[lane]);
    }
    if (step.op == LaneOp::store) stored[step.row] = true;
    kernel.code.push_back(step);
    values.push_back(result);
  }
  out.after = run_plainly(kernel, out.before);
  return out;
}

/// Short kernels of every shape.
template <class Random>
RandomKernelOptions any_options(Random& random) {
  RandomKernelOptions options;
  options.length = 1 + random() % 300;
  options.n_rows = 1 + static_cast<std::uint32_t>(random() % 60);
  options.distance = static_cast<int>(1 + random() % 200);
  options.elementary = random() % 4 == 0;
  options.chains_in_16 = static_cast<int>(random() % 16);
  return options;
}

}  // namespace tansine
