#include "engine/simd/jit.hpp"

#include "base/problem.hpp"
#include "engine/simd/aligned_bytes.hpp"
#include "engine/simd/executor.hpp"
#include "engine/simd/expand_elementary.hpp"
#include "engine/simd/lane_tape_check.hpp"
#include "engine/simd/register_allocation.hpp"
#include "engine/simd/schedule.hpp"
#include "engine/simd/x86_emitter.hpp"

#include <algorithm>

namespace tansine {

namespace {

class JitExecutor final : public LaneExecutor {
 public:
  explicit JitExecutor(JitKernel kernel) : kernel_(std::move(kernel)), scratch_(kernel_.scratch_bytes) {
    std::copy(kernel_.scratch_beginning.begin(), kernel_.scratch_beginning.end(), scratch_.doubles());
    kernel_.scratch_beginning = {};
  }
  void run(double* arena) override { kernel_.function(arena, scratch_.doubles()); }
  [[nodiscard]] int lanes() const override { return kernel_.lanes; }

 private:
  JitKernel kernel_;
  AlignedBytes scratch_;
};

/// Machine code is written for the System V calling convention of x86-64.
constexpr bool has_machine_code =
#if defined(__x86_64__) && !defined(_WIN32)
    true;
#else
    false;
#endif

std::size_t to_cache_line(std::size_t bytes) { return (bytes + 63) / 64 * 64; }

}  // namespace

std::optional<JitKernel> compile(const LaneKernel& kernel, InstructionSet set, int registers) {
  if (!has_machine_code || set == InstructionSet::baseline) return std::nullopt;
  const bool avx512 = set == InstructionSet::avx512;
  MachineModel model;
  model.registers = std::min(registers, avx512 ? 32 : 16);
  model.shift_of_memory = avx512;
  model.select_writes_first = !avx512;
  const bool has_elementary = std::any_of(kernel.code.begin(), kernel.code.end(), [](const LaneInstruction& i) {
    return i.op == LaneOp::exp || i.op == LaneOp::log || i.op == LaneOp::cbrt || i.op == LaneOp::pow;
  });
  const MachineCode code = allocate_registers(schedule(has_elementary ? expand_elementary(kernel) : kernel), model);

  X86Layout layout;
  layout.avx512 = avx512;
  layout.lanes = avx512 ? 8 : 4;
  layout.n_rows = kernel.n_rows;
  // AVX-512 broadcasts a double that it reads; AVX2 can only by an instruction more, so there each lane has its copy
  const std::size_t copies = avx512 ? 1 : static_cast<std::size_t>(layout.lanes);
  layout.constant_bytes = static_cast<std::uint32_t>(copies * sizeof(double));
  const std::size_t row_bytes = static_cast<std::size_t>(layout.lanes) * sizeof(double);
  const std::size_t spills_at = to_cache_line(code.constants.size() * layout.constant_bytes);
  const std::size_t scratch_bytes = spills_at + to_cache_line(code.n_spills * row_bytes);
  // addresses are 32-bit displacements from the middle of the arena's first rows
  constexpr std::size_t reach = std::size_t{1} << 31;
  TANSINE_ASSERT(kernel.n_rows * row_bytes < reach && scratch_bytes < reach, "a lane kernel is too large");
  layout.spills_at = static_cast<std::uint32_t>(spills_at);
  layout.n_spills = code.n_spills;

  std::optional<ExecutableMemory> memory = ExecutableMemory::allocate(x86_size_bound(code));
  if (!memory) return std::nullopt;
  const std::size_t size = emit_x86(code, layout, {memory->data(), memory->size()});
  if (!memory->make_executable(size)) return std::nullopt;

  JitKernel out{.memory = std::move(*memory), .scratch_beginning = {}};
  out.function = reinterpret_cast<JitKernel::Function>(out.memory.data());
  out.lanes = layout.lanes;
  out.scratch_bytes = scratch_bytes;
  for (const double constant : code.constants) {
    out.scratch_beginning.insert(out.scratch_beginning.end(), copies, constant);
  }
  return out;
}

std::unique_ptr<LaneExecutor> make_jit(const LaneKernel& kernel, InstructionSet set) {
  check_lane_kernel(kernel);
  std::optional<JitKernel> jit = compile(kernel, set);
  if (!jit) return nullptr;
  return std::make_unique<JitExecutor>(std::move(*jit));
}

}  // namespace tansine
