// The execution kernel as a WebAssembly module: memory in, memory out. It has no state between calls.

#include "kernel_case.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

/// Runs the case in the `size` bytes at `bytes` (kernel_case.hpp). Returns its answer, preceded by the number of
/// doubles that follow, in memory from malloc. Traps, after a message on stderr, if the bytes are not a case.
extern "C" __attribute__((export_name("tansine_run"))) double* tansine_run(const char* bytes, std::size_t size) {
  const std::vector<double> all = tansine::answer(tansine::read_case({bytes, size}));
  auto* const out = static_cast<double*>(std::malloc((all.size() + 1) * sizeof(double)));
  TANSINE_ASSERT(out != nullptr, "out of memory");
  out[0] = static_cast<double>(all.size());
  std::copy(all.begin(), all.end(), out + 1);
  return out;
}
