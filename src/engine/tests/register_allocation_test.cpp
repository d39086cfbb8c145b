// Register allocation checked without a processor: its machine instructions run here in plain loops.
#include "engine/simd/register_allocation.hpp"

#include "engine/simd/expand_elementary.hpp"
#include "engine/tests/random_kernel.hpp"

#include <gtest/gtest.h>

namespace tansine {
namespace {

/// What the instructions do to one lane of the arena, as register_allocation.hpp says. Whatever was never written is
/// NaN; memory of the scratch is not the arena's.
std::vector<double> run_machine_code(const MachineCode& code, const MachineModel& model, std::vector<double> arena) {
  constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> registers(static_cast<std::size_t>(model.registers), nothing), spills(code.n_spills, nothing);
  for (const MachineInstruction& i : code.code) {
    const auto memory = [&](const MachineOperand& x) -> double {
      switch (x.kind) {
        case MachineOperand::Kind::reg:
          return registers.at(x.index);
        case MachineOperand::Kind::row:
          return arena.at(x.index);
        case MachineOperand::Kind::spill:
          return spills.at(x.index);
        case MachineOperand::Kind::constant:
          return code.constants.at(x.index);
        case MachineOperand::Kind::none:
          break;
      }
      return nothing;
    };
    double& d = registers.at(i.d);
    const double s = registers.at(i.s), x = memory(i.x);
    const auto binary = [&](LaneOp op) { d = apply(op, 0, s, x, 0); };
    switch (i.op) {
      case MachineOp::load:
        d = x;
        break;
      case MachineOp::store:
        (i.x.kind == MachineOperand::Kind::row ? arena.at(i.x.index) : spills.at(i.x.index)) = d;
        break;
      case MachineOp::move:
        d = s;
        break;
      case MachineOp::add:
        binary(LaneOp::add);
        break;
      case MachineOp::sub:
        binary(LaneOp::sub);
        break;
      case MachineOp::mul:
        binary(LaneOp::mul);
        break;
      case MachineOp::div:
        binary(LaneOp::div);
        break;
      case MachineOp::min:
        d = s < x ? s : x;
        break;
      case MachineOp::max:
        d = s > x ? s : x;
        break;
      case MachineOp::band:
        binary(LaneOp::band);
        break;
      case MachineOp::bor:
        binary(LaneOp::bor);
        break;
      case MachineOp::bxor:
        binary(LaneOp::bxor);
        break;
      case MachineOp::iadd:
        binary(LaneOp::iadd);
        break;
      case MachineOp::isub:
        binary(LaneOp::isub);
        break;
      case MachineOp::sqrt:
        d = std::sqrt(x);
        break;
      case MachineOp::shl:
        d = apply(LaneOp::shl, i.t, x, 0, 0);
        break;
      case MachineOp::shr:
        d = apply(LaneOp::shr, i.t, x, 0, 0);
        break;
      case MachineOp::fma231:
        d = std::fma(s, x, d);
        break;
      case MachineOp::fma213:
        d = std::fma(s, d, x);
        break;
      case MachineOp::fma132:
        d = std::fma(d, x, s);
        break;
      case MachineOp::fnma231:
        d = std::fma(-s, x, d);
        break;
      case MachineOp::fnma213:
        d = std::fma(-s, d, x);
        break;
      case MachineOp::fnma132:
        d = std::fma(-d, x, s);
        break;
      case MachineOp::select:
      case MachineOp::select_not: {
        EXPECT_TRUE(code.zero < code.constants.size() && code.constants[code.zero] == 0);
        if (model.select_writes_first) {
          EXPECT_FALSE(i.d == i.s || (i.x.kind == MachineOperand::Kind::reg && i.x.index == i.d));
        }
        d = (registers.at(i.t) >= 0) == (i.op == MachineOp::select) ? x : s;
        break;
      }
    }
  }
  return arena;
}

// From 4 registers, where every other instruction spills, to 32.
TEST(RegisterAllocation, MachineCodeDoesWhatTheKernelSays) {
  std::mt19937_64 random(4);
  std::size_t n_spilled = 0;
  for (int round = 0; round < 3000; ++round) {
    const KernelCase test = random_kernel(random, any_options(random));
    MachineModel model;
    model.registers = round % 3 == 0 ? 4 : static_cast<int>(4 + random() % 29);
    model.shift_of_memory = random() % 2 == 0;
    model.select_writes_first = random() % 2 == 0;
    const MachineCode code = allocate_registers(expand_elementary(test.kernel), model);
    n_spilled += code.n_spills;
    const std::size_t lane = random() % KernelCase::lanes;
    std::vector<double> arena;
    for (const auto& row : test.before) arena.push_back(row[lane]);
    arena = run_machine_code(code, model, std::move(arena));
    for (std::size_t r = 0; r < arena.size(); ++r) {
      ASSERT_TRUE(same(arena[r], test.after[r][lane]))
          << "round " << round << ", row " << r << ": " << arena[r] << " instead of " << test.after[r][lane];
    }
  }
  EXPECT_GT(n_spilled, 3000U);  // the test is about them
}

// A slot is reused as soon as its value is dead: a chain of values that each live for 10 instructions needs few.
TEST(RegisterAllocation, SpillSlotsAreReused) {
  LaneKernel kernel;
  kernel.n_rows = 1;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const auto value = [&](std::uint32_t back) {
      return i < back ? LaneOperand{LaneOperand::Kind::row, 0} : LaneOperand{LaneOperand::Kind::value, i - back};
    };
    kernel.code.push_back({LaneOp::add, 0, 0, value(1), value(10), {}});
  }
  kernel.code.push_back({LaneOp::store, 0, 0, {LaneOperand::Kind::value, 999}, {}, {}});
  EXPECT_LE(allocate_registers(kernel, {.registers = 4}).n_spills, 10U);
  EXPECT_EQ(allocate_registers(kernel, {.registers = 16}).n_spills, 0U);
}

TEST(RegisterAllocation, LeavesOutWhatNobodyReads) {
  LaneKernel kernel;
  kernel.n_rows = 2;
  const LaneOperand row{LaneOperand::Kind::row, 0};
  kernel.code = {{LaneOp::sqrt, 0, 0, row, {}, {}},
                 {LaneOp::add, 0, 0, {LaneOperand::Kind::value, 0}, row, {}},
                 {LaneOp::store, 0, 1, row, {}, {}}};
  const MachineCode code = allocate_registers(kernel, {});
  ASSERT_EQ(code.code.size(), 2U);
  EXPECT_EQ(code.code[0].op, MachineOp::load);
  EXPECT_EQ(code.code[1].op, MachineOp::store);
}

}  // namespace
}  // namespace tansine
