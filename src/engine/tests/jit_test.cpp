// Machine code of lane kernels at its edges; that it agrees with the other executors is in lane_executor_test.cpp.
#include "engine/simd/jit.hpp"

#include "base/problem.hpp"
#include "engine/simd/executor.hpp"
#include "engine/simd/expand_elementary.hpp"
#include "engine/tests/guarded_memory.hpp"
#include "engine/tests/random_kernel.hpp"

#include <gtest/gtest.h>

namespace tansine {
namespace {

// Machine code with few registers, its arena and its scratch memory both watched.
TEST(Jit, FewRegistersAndNoStrayWrites) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 600; ++round) {
    const KernelCase test = random_kernel(random, any_options(random));
    for (const InstructionSet set : {InstructionSet::avx2, InstructionSet::avx512}) {
      if (set > best_instruction_set()) continue;
      const auto jit = compile(test.kernel, set, static_cast<int>(4 + random() % 8));
      if (!jit) GTEST_SKIP() << "this system has no machine code";
      const auto lanes = static_cast<std::size_t>(jit->lanes);
      GuardedMemory arena((test.kernel.n_rows * lanes * sizeof(double) + 63) / 64 * 64), scratch(jit->scratch_bytes);
      const std::size_t first = random() % (KernelCase::lanes / lanes) * lanes;
      for (std::size_t r = 0; r < test.kernel.n_rows; ++r) {
        for (std::size_t k = 0; k < lanes; ++k) arena.doubles()[r * lanes + k] = test.before[r][first + k];
      }
      std::copy(jit->scratch_beginning.begin(), jit->scratch_beginning.end(), scratch.doubles());
      jit->function(arena.doubles(), scratch.doubles());
      ASSERT_TRUE(arena.is_intact() && scratch.is_intact()) << "round " << round;
      for (std::size_t k = 0; k < jit->scratch_beginning.size(); ++k) {
        ASSERT_TRUE(same(scratch.doubles()[k], jit->scratch_beginning[k])) << "a constant was overwritten";
      }
      for (std::size_t r = 0; r < test.kernel.n_rows; ++r) {
        for (std::size_t k = 0; k < lanes; ++k) {
          ASSERT_TRUE(same(arena.doubles()[r * lanes + k], test.after[r][first + k])) << "round " << round;
        }
      }
    }
  }
}

TEST(Jit, MachineCodeIsThereWhereTheProcessorHasIt) {
  LaneKernel kernel;
  EXPECT_EQ(make_jit(kernel, InstructionSet::baseline), nullptr);
#if defined(__x86_64__) && defined(__linux__)
  for (const InstructionSet set : {InstructionSet::avx2, InstructionSet::avx512}) {
    if (set > best_instruction_set()) continue;
    const auto jit = make_jit(kernel, set);
    ASSERT_NE(jit, nullptr);
    jit->run(nullptr);  // nothing to do, and comes back
  }
#endif
}

// The arena beyond the reach of the short displacements, and more rows than base registers.
TEST(Jit, RowsFarAway) {
  LaneKernel kernel;
  kernel.n_rows = 10'000;
  for (std::uint32_t r = 0; r + 1 < kernel.n_rows; r += 2) {
    const auto i = static_cast<std::uint32_t>(kernel.code.size());
    kernel.code.push_back({LaneOp::sqrt, 0, 0, {LaneOperand::Kind::row, r}, {}, {}});
    kernel.code.push_back({LaneOp::store, 0, r + 1, {LaneOperand::Kind::value, i}, {}, {}});
  }
  for (const InstructionSet set : {InstructionSet::avx2, InstructionSet::avx512}) {
    if (set > best_instruction_set()) continue;
    const auto jit = make_jit(kernel, set);
    if (!jit) GTEST_SKIP() << "this system has no machine code";
    const auto lanes = static_cast<std::size_t>(jit->lanes());
    GuardedMemory arena(kernel.n_rows * lanes * sizeof(double));
    for (std::size_t k = 0; k < kernel.n_rows * lanes; ++k) arena.doubles()[k] = static_cast<double>(k);
    jit->run(arena.doubles());
    for (std::size_t k = 0; k < kernel.n_rows * lanes; ++k) {
      const bool is_stored = k / lanes % 2 == 1;
      ASSERT_EQ(arena.doubles()[k], is_stored ? std::sqrt(static_cast<double>(k - lanes)) : static_cast<double>(k));
    }
  }
}

// Expanding is no change of bits for the interpreter either, and leaves no elementary function.
TEST(ExpandElementary, SameBits) {
  std::mt19937_64 random(6);
  for (int round = 0; round < 300; ++round) {
    RandomKernelOptions options;
    options.length = 1 + random() % 60;
    const KernelCase test = random_kernel(random, options);
    const LaneKernel expanded = expand_elementary(test.kernel);
    for (const LaneInstruction& i : expanded.code) ASSERT_TRUE(i.op < LaneOp::exp || i.op == LaneOp::store);
    const auto after = run_plainly(expanded, test.before);
    for (std::size_t r = 0; r < after.size(); ++r) {
      for (std::size_t k = 0; k < KernelCase::lanes; ++k) ASSERT_TRUE(same(after[r][k], test.after[r][k]));
    }
  }
}

// What would read or write where it must not is refused, by both executors.
TEST(LaneKernel, MalformedOnesAreRefused) {
  using enum LaneOperand::Kind;
  const LaneKernel good{
      {1.0}, {{LaneOp::add, 0, 0, {row, 0}, {constant, 0}, {}}, {LaneOp::store, 0, 1, {value, 0}, {}, {}}}, 2};
  const auto refused = [](const LaneKernel& kernel) {
    EXPECT_THROW(make_interpreter(kernel, InstructionSet::baseline, 8), InternalError);
    EXPECT_THROW(make_jit(kernel, InstructionSet::avx2), InternalError);
  };
  EXPECT_NO_THROW(make_interpreter(good, InstructionSet::baseline, 8));
  EXPECT_THROW(make_interpreter(good, InstructionSet::baseline, 7), InternalError);  // no such number of lanes
  LaneKernel bad = good;
  bad.code[0].b.index = 1;  // no such constant
  refused(bad);
  bad = good;
  bad.code[0].a.index = 2;  // no such row
  refused(bad);
  bad = good;
  bad.code[0].a = {value, 0};  // its own result
  refused(bad);
  bad = good;
  bad.code[1].row = 2;  // no such row
  refused(bad);
  bad = good;
  bad.code.push_back({LaneOp::sqrt, 0, 0, {value, 1}, {}, {}});  // a store's result
  refused(bad);
  bad.code.back().a = {row, 1};  // a row after it was stored
  refused(bad);
  bad.code.back() = {LaneOp::shl, 64, 0, {value, 0}, {}, {}};
  refused(bad);
}

}  // namespace
}  // namespace tansine
