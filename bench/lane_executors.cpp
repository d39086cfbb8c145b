// How fast do the executors of lane kernels run, and how long does it take to make one?
//
// The kernels are synthetic, but have the structure of a factorization with two solves: dot products of 2 to 12 terms
// (acc = c - a b - ...) whose operands are rows and earlier values, every eighth divided by another, one in four
// stored. Time is processor time of the best of many
// runs, on hot caches, per operation and 8 lanes.
//
//   bench_lane_executors

#include "measure.hpp"

#include "engine/simd/aligned_bytes.hpp"
#include "engine/simd/executor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>

using namespace tansine;

namespace {

LaneKernel factorization(std::size_t length, std::uint32_t n_inputs) {
  std::mt19937_64 random(7);
  LaneKernel kernel;
  kernel.constants = {1.0, 0.25, -0.5, 0.125};
  std::uint32_t next_row = n_inputs;
  std::vector<std::uint32_t> results;
  const auto any = [&]() -> LaneOperand {
    if (random() % 16 == 0) return {LaneOperand::Kind::constant, static_cast<std::uint32_t>(random() % 4)};
    if (results.empty() || random() % 2 == 0) {
      return {LaneOperand::Kind::row, static_cast<std::uint32_t>(random() % n_inputs)};
    }
    // most are recent, but not those just computed: else the kernel were one chain, as long as the time it takes
    const std::size_t back = random() % 4 == 0 ? random() % 200 : 10 + random() % 20;
    return {LaneOperand::Kind::value, results[results.size() - 1 - std::min(results.size() - 1, back)]};
  };
  while (kernel.code.size() < length) {
    LaneOperand sum = any();
    for (std::size_t n = 2 + random() % 11; n > 0; --n) {
      kernel.code.push_back({LaneOp::fnma, 0, 0, any(), any(), sum});
      sum = {LaneOperand::Kind::value, static_cast<std::uint32_t>(kernel.code.size() - 1)};
    }
    if (random() % 8 == 0) {
      kernel.code.push_back({LaneOp::mul, 0, 0, sum, any(), {}});
      sum = {LaneOperand::Kind::value, static_cast<std::uint32_t>(kernel.code.size() - 1)};
    }
    results.push_back(sum.index);
    if (random() % 4 == 0) kernel.code.push_back({LaneOp::store, 0, next_row++, sum, {}, {}});
  }
  kernel.n_rows = next_row;
  return kernel;
}

using Maker = std::function<std::unique_ptr<LaneExecutor>()>;

void measure(const std::string& name, const LaneKernel& kernel, const Maker& make) {
  std::unique_ptr<LaneExecutor> executor;
  double made_in = 1e9;
  for (int round = 0; round < 5; ++round) {
    const double start = thread_seconds();
    executor = make();
    made_in = std::min(made_in, thread_seconds() - start);
  }
  if (!executor) return;
  const auto lanes = static_cast<std::size_t>(executor->lanes());
  AlignedBytes arena(kernel.n_rows * lanes * sizeof(double));
  std::mt19937_64 random(3);
  for (std::size_t k = 0; k < kernel.n_rows * lanes; ++k) {
    arena.doubles()[k] = static_cast<double>(random() >> 11) * 0x1p-54;
  }
  double best = 1e9;
  for (int round = 0; round < 200; ++round) {
    const double start = thread_seconds();
    const int repeats = static_cast<int>(1 + 100'000 / kernel.code.size());
    for (int k = 0; k < repeats; ++k) executor->run(arena.doubles());
    best = std::min(best, (thread_seconds() - start) / repeats);
  }
  fmt::print("  {:<22} {:>3} lanes: {:6.3f} ns per operation and 8 lanes; made in {:6.2f} ms\n", name, lanes,
             best * 1e9 / static_cast<double>(kernel.code.size()) * 8 / static_cast<double>(lanes), made_in * 1e3);
}

}  // namespace

int main() {
  const char* names[] = {"baseline", "avx2", "avx512"};
  for (const auto& [length, inputs] : {std::pair{5'000, 300U}, std::pair{60'000, 2000U}}) {
    const LaneKernel kernel = factorization(static_cast<std::size_t>(length), inputs);
    fmt::print("{} operations, {} rows\n", kernel.code.size(), kernel.n_rows);
    for (int set = 0; set <= static_cast<int>(best_instruction_set()); ++set) {
      for (const int lanes : interpreter_lanes(static_cast<InstructionSet>(set))) {
        if (lanes < 4) continue;
        measure(fmt::format("interpreter {}", names[set]), kernel,
                [&] { return make_interpreter(kernel, static_cast<InstructionSet>(set), lanes); });
      }
      measure(fmt::format("machine code {}", names[set]), kernel,
              [&] { return make_jit(kernel, static_cast<InstructionSet>(set)); });
    }
  }
}
