// Does any lane kernel make two executors disagree, or write where it must not? The bytes choose instructions, operands
// and inputs of a kernel; the plain specification says what comes out, bit for bit, of the interpreter and of machine
// code with as few registers as the first byte allows.

#include "engine/simd/executor.hpp"
#include "engine/simd/jit.hpp"
#include "engine/tests/guarded_memory.hpp"
#include "engine/tests/random_kernel.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace tansine;

/// The bytes as a source of numbers; a fixed sequence when they are used up, so that every choice ends.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}
  std::uint64_t operator()() {
    if (left_ == 0) return rest_();
    const std::size_t n = std::min<std::size_t>(left_, 2);  // enough for a choice
    std::uint64_t number = data_[0];
    if (n == 2) number |= std::uint64_t{data_[1]} << 8;
    data_ += n;
    left_ -= n;
    return number * 0x9e3779b97f4a7c15 >> 16 ^ number;  // low bits as given, for choices; high bits for numbers
  }
  [[nodiscard]] std::size_t left() const { return left_; }

 private:
  const std::uint8_t* data_;
  std::size_t left_;
  std::mt19937_64 rest_{1};
};

void require(bool condition) {
  if (!condition) std::abort();
}

template <class Run>
void check(const KernelCase& test, std::size_t lanes, const Run& run) {
  GuardedMemory arena((test.kernel.n_rows * lanes * sizeof(double) + 63) / 64 * 64);
  for (std::size_t r = 0; r < test.kernel.n_rows; ++r) {
    for (std::size_t k = 0; k < lanes; ++k) arena.doubles()[r * lanes + k] = test.before[r][k];
  }
  run(arena.doubles());
  require(arena.is_intact());
  for (std::size_t r = 0; r < test.kernel.n_rows; ++r) {
    for (std::size_t k = 0; k < lanes; ++k) require(same(arena.doubles()[r * lanes + k], test.after[r][k]));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  RandomKernelOptions options;
  const int registers = 4 + data[0] % 29;
  options.distance = 1 + data[1];
  options.n_rows = 1 + data[2] % 64U;
  options.chains_in_16 = data[3] % 16;
  options.length = std::min<std::size_t>(size, 500);
  Bytes bytes(data + 4, size - 4);
  const KernelCase test = random_kernel(bytes, options);
  for (int i = 0; i <= static_cast<int>(best_instruction_set()); ++i) {
    const auto set = static_cast<InstructionSet>(i);
    const int lanes = interpreter_lanes(set).front();
    const auto interpreter = make_interpreter(test.kernel, set, lanes);
    check(test, static_cast<std::size_t>(lanes), [&](double* arena) { interpreter->run(arena); });
    const auto jit = compile(test.kernel, set, registers);
    if (!jit) continue;
    GuardedMemory scratch(jit->scratch_bytes);
    std::copy(jit->scratch_beginning.begin(), jit->scratch_beginning.end(), scratch.doubles());
    check(test, static_cast<std::size_t>(jit->lanes), [&](double* arena) { jit->function(arena, scratch.doubles()); });
    require(scratch.is_intact());
  }
  return 0;
}
