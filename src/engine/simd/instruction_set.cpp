#include "engine/simd/instruction_set.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace tansine {

namespace {

#if defined(__x86_64__)
InstructionSet supported() {
  // the compiler's tables ask the operating system too (XGETBV): registers it does not save are of no use
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return InstructionSet::baseline;
  const bool has_avx512 =
      __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return has_avx512 ? InstructionSet::avx512 : InstructionSet::avx2;
}

InstructionSet allowed() {
  const char* text = std::getenv("TANSINE_INSTRUCTION_SET");
  if (text == nullptr) return InstructionSet::avx512;
  if (std::string_view(text) == "baseline") return InstructionSet::baseline;
  if (std::string_view(text) == "avx2") return InstructionSet::avx2;
  return InstructionSet::avx512;
}
#else
InstructionSet supported() { return InstructionSet::baseline; }
InstructionSet allowed() { return InstructionSet::baseline; }
#endif

}  // namespace

InstructionSet best_instruction_set() { return std::min(supported(), allowed()); }

}  // namespace tansine
