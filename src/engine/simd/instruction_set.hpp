#pragma once
// Which vector instructions this processor and system have.

namespace tansine {

/// In ascending order: who has one has those before it.
enum class InstructionSet {
  baseline,  ///< what the compiler may use anywhere: SSE2 on x86-64, NEON on arm64
  avx2,      ///< AVX2 and FMA: 4 doubles, 16 registers
  avx512,    ///< AVX-512 F, DQ, VL: 8 doubles, 32 registers
};

/// The best that processor and operating system support, or less if the environment variable TANSINE_INSTRUCTION_SET
/// (baseline, avx2, avx512) asks for less.
InstructionSet best_instruction_set();

}  // namespace tansine
