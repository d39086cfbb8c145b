#pragma once
// Machine instructions to x86-64 bytes: VEX for AVX2, EVEX for AVX-512.

#include "engine/simd/register_allocation.hpp"

#include <cstddef>
#include <span>

namespace tansine {

/// Where the code finds its memory, and how wide it is.
struct X86Layout {
  bool avx512 = false;  ///< else AVX2
  int lanes = 0;        ///< 8, 4
  std::uint32_t n_rows = 0;
  std::uint32_t constants_at = 0;    ///< bytes from the beginning of the scratch memory
  std::uint32_t constant_bytes = 0;  ///< a constant's: one double, broadcast when read, or a whole vector
  std::uint32_t spills_at = 0;
  std::uint32_t n_spills = 0;
};

/// No more than so many bytes come out of `code`.
std::size_t x86_size_bound(const MachineCode& code);

/// Writes a function void(double* arena, double* scratch) of the System V calling convention, and returns its size.
/// Throws InternalError if `out` is too small.
std::size_t emit_x86(const MachineCode& code, const X86Layout& layout, std::span<std::byte> out);

}  // namespace tansine
