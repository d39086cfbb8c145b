// Executors of lane kernels against the plain specification of random_kernel.hpp, bit for bit: every instruction set,
// every number of lanes.
#include "engine/simd/executor.hpp"
#include "engine/tests/guarded_memory.hpp"
#include "engine/tests/random_kernel.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <string>

namespace tansine {
namespace {

std::vector<InstructionSet> instruction_sets() {
  std::vector<InstructionSet> sets{InstructionSet::baseline};
  if (best_instruction_set() >= InstructionSet::avx2) sets.push_back(InstructionSet::avx2);
  if (best_instruction_set() >= InstructionSet::avx512) sets.push_back(InstructionSet::avx512);
  return sets;
}

struct NamedExecutor {
  std::string name;
  std::unique_ptr<LaneExecutor> executor;
};

std::vector<NamedExecutor> all_executors(const LaneKernel& kernel) {
  std::vector<NamedExecutor> out;
  for (const InstructionSet set : instruction_sets()) {
    const std::string name = set == InstructionSet::avx512 ? "avx512"
                             : set == InstructionSet::avx2 ? "avx2"
                                                           : "baseline";
    for (const int lanes : interpreter_lanes(set)) {
      out.push_back({"interpreter " + name + " " + std::to_string(lanes), make_interpreter(kernel, set, lanes)});
    }
    if (auto jit = make_jit(kernel, set)) out.push_back({"jit " + name, std::move(jit)});
  }
  return out;
}

/// Runs a case's patients through an executor, `order` being the patients' places in its lanes, and compares the whole
/// arena. Patients that are left over (16 lanes by 3) are not run.
void expect_as_specified(const KernelCase& test, NamedExecutor& named, const std::vector<std::size_t>& order) {
  const auto lanes = static_cast<std::size_t>(named.executor->lanes());
  GuardedMemory arena(test.kernel.n_rows * lanes * sizeof(double));
  for (std::size_t first = 0; first + lanes <= KernelCase::lanes; first += lanes) {
    for (std::size_t r = 0; r < test.kernel.n_rows; ++r) {
      for (std::size_t k = 0; k < lanes; ++k) arena.doubles()[r * lanes + k] = test.before[r][order[first + k]];
    }
    named.executor->run(arena.doubles());
    ASSERT_TRUE(arena.is_intact()) << named.name << " wrote outside the arena";
    for (std::size_t r = 0; r < test.kernel.n_rows; ++r) {
      for (std::size_t k = 0; k < lanes; ++k) {
        const double got = arena.doubles()[r * lanes + k], expected = test.after[r][order[first + k]];
        ASSERT_TRUE(same(got, expected)) << named.name << ", row " << r << ", lane " << k << ": " << got
                                         << " instead of " << expected;
      }
    }
  }
}

std::vector<std::size_t> in_order() {
  std::vector<std::size_t> order(KernelCase::lanes);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

const LaneOp every_op[] = {LaneOp::add,  LaneOp::sub,  LaneOp::mul,  LaneOp::div,    LaneOp::fma,  LaneOp::fnma,
                           LaneOp::sqrt, LaneOp::min,  LaneOp::max,  LaneOp::select, LaneOp::band, LaneOp::bor,
                           LaneOp::bxor, LaneOp::iadd, LaneOp::isub, LaneOp::shl,    LaneOp::shr,  LaneOp::exp,
                           LaneOp::log,  LaneOp::cbrt, LaneOp::pow};

// Every operation on every pair of special numbers, from rows, constants and values, and both orders of each.
TEST(LaneExecutor, EveryOperationOnSpecialNumbers) {
  constexpr double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const double numbers[] = {0.0,
                            -0.0,
                            1.0,
                            -1.0,
                            inf,
                            -inf,
                            nan,
                            5e-324,
                            -5e-324,
                            1e-310,
                            -1e-310,
                            0x1p-1022,
                            0x1.8p1023,
                            -3.75,
                            0x1p-1021,
                            709.,
                            0.1,
                            -745.5,
                            0x1p-30,
                            0x1.0000000000001p0,
                            0x1.fffffffffffffp-1};
  constexpr std::size_t n = std::size(numbers);
  using enum LaneOperand::Kind;
  for (const LaneOp op : every_op) {
    const bool on_bits = op >= LaneOp::band && op <= LaneOp::shr;
    for (std::size_t first = 0; first < n * n; first += KernelCase::lanes) {
      KernelCase test;
      test.kernel.n_rows = 3 + 6;
      test.before.resize(test.kernel.n_rows);
      for (std::size_t lane = 0; lane < KernelCase::lanes; ++lane) {
        const std::size_t pair = (first + lane) % (n * n);
        for (std::size_t k = 0; k < 3; ++k) {
          const double number = numbers[k == 0 ? pair / n : k == 1 ? pair % n : (pair * 5 + 3) % n];
          test.before[k][lane] = on_bits && std::isnan(number) ? 2.5 : number;
        }
      }
      const double shared = test.before[1][0];
      test.kernel.constants = {shared};
      auto& code = test.kernel.code;
      const auto apply_to = [&](LaneOperand a, LaneOperand b, LaneOperand c) {
        const auto target = static_cast<std::uint32_t>(3 + code.size() / 2 % 6);
        code.push_back({op, static_cast<std::uint8_t>(first % 64), 0, a, b, c});
        code.push_back({LaneOp::store, 0, target, {value, static_cast<std::uint32_t>(code.size() - 1)}, {}, {}});
      };
      apply_to({row, 0}, {row, 1}, {row, 2});
      apply_to({row, 1}, {row, 0}, {row, 2});
      apply_to({row, 0}, {constant, 0}, {row, 2});
      apply_to({constant, 0}, {row, 0}, {constant, 0});
      apply_to({row, 0}, {row, 0}, {row, 0});
      apply_to({row, 2}, {row, 1}, {constant, 0});
      test.after = run_plainly(test.kernel, test.before);
      for (NamedExecutor& named : all_executors(test.kernel)) {
        ASSERT_NO_FATAL_FAILURE(expect_as_specified(test, named, in_order())) << "operation " << static_cast<int>(op);
      }
    }
  }
}

TEST(LaneExecutor, RandomKernels) {
  std::mt19937_64 random(20260714);
  for (int round = 0; round < 1500; ++round) {
    RandomKernelOptions options;
    options.length = 1 + random() % (round % 100 == 0 ? 4000 : 200);
    options.n_rows = 1 + static_cast<std::uint32_t>(random() % (round % 10 == 0 ? 600 : 40));
    options.distance = round % 3 == 0 ? 500 : round % 3 == 1 ? 60 : 8;
    options.elementary = round % 4 == 0;
    options.chains_in_16 = static_cast<int>(random() % 16);
    const KernelCase test = random_kernel(random, options);
    std::vector<std::size_t> order = in_order();
    if (round % 2 == 1) std::shuffle(order.begin(), order.end(), random);
    for (NamedExecutor& named : all_executors(test.kernel)) {
      ASSERT_NO_FATAL_FAILURE(expect_as_specified(test, named, order)) << "round " << round;
    }
  }
}

}  // namespace
}  // namespace tansine
