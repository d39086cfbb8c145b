// Kernels in another order: the same results, and what a chain would be waited for stands in between.
#include "engine/simd/schedule.hpp"

#include "engine/simd/lane_tape_check.hpp"
#include "engine/tests/random_kernel.hpp"

#include <gtest/gtest.h>

namespace tansine {
namespace {

TEST(Schedule, RandomKernelsGiveTheSameBits) {
  std::mt19937_64 random(20261125);
  std::size_t moved = 0;
  for (int round = 0; round < 300; ++round) {
    const KernelCase test = random_kernel(random, any_options(random));
    const LaneKernel scheduled = schedule(test.kernel);
    check_lane_kernel(scheduled);
    ASSERT_EQ(scheduled.code.size(), test.kernel.code.size());
    if (scheduled.code != test.kernel.code) ++moved;
    const std::vector<KernelCase::Row> after = run_plainly(scheduled, test.before);
    for (std::size_t r = 0; r < after.size(); ++r)
      for (std::size_t lane = 0; lane < KernelCase::lanes; ++lane)
        ASSERT_TRUE(same(after[r][lane], test.after[r][lane])) << "round " << round << ", row " << r;
  }
  EXPECT_GT(moved, 200U);
}

TEST(Schedule, TwoChainsAreInterleaved) {
  LaneKernel kernel;
  kernel.n_rows = 4;
  const auto chain = [&kernel](std::uint32_t row) {
    LaneOperand x{LaneOperand::Kind::row, row};
    for (int i = 0; i < 10; ++i) {
      kernel.code.push_back({.op = LaneOp::mul, .a = x, .b = {LaneOperand::Kind::row, row}, .c = {}});
      x = {LaneOperand::Kind::value, static_cast<std::uint32_t>(kernel.code.size() - 1)};
    }
    kernel.code.push_back({.op = LaneOp::store, .row = row + 2, .a = x, .b = {}, .c = {}});
  };
  chain(0);
  chain(1);
  const LaneKernel scheduled = schedule(kernel);
  std::size_t next_to_each_other = 0;  // an instruction right after the one whose result it waits for
  for (std::uint32_t i = 1; i < scheduled.code.size(); ++i)
    if (scheduled.code[i].a == LaneOperand{LaneOperand::Kind::value, i - 1}) ++next_to_each_other;
  EXPECT_LE(next_to_each_other, 1U) << "of 20 in the order in which the kernel was written";
}

TEST(Schedule, VeryLongKernelsStayAsTheyAre) {
  std::mt19937_64 random(1);
  const KernelCase test = random_kernel(random, {.length = 12'001, .elementary = false});
  EXPECT_EQ(schedule(test.kernel).code, test.kernel.code);
}

}  // namespace
}  // namespace tansine
