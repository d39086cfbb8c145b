#pragma once
// How the batched engine runs. `back_end`, `most_instructions` and `lanes` never change a bit of a result; `scheme` and
// `outputs` are choices of method.

#include "engine/simd/instruction_set.hpp"

#include <cstdint>

namespace tansine {

enum class LaneBackEnd : std::uint8_t {
  automatic,    ///< machine code where the processor and the system allow it
  interpreter,  ///< runs everywhere
  jit,          ///< machine code, or an error
};
enum class LaneScheme : std::uint8_t {
  automatic,
  rodas4,   ///< order 4, for loose tolerances
  rodas5p,  ///< order 5
};
enum class LaneOutputs : std::uint8_t {
  automatic,
  land,   ///< steps end on every output time
  dense,  ///< outputs are read from the method's continuous solution: asking for more of them changes no step
};

struct LaneOptions {
  LaneBackEnd back_end = LaneBackEnd::automatic;
  InstructionSet most_instructions =
      InstructionSet::avx512;  ///< the best that may be used; the processor may have less
  int lanes = 0;               ///< of the interpreter; 0: what suits the processor
  LaneScheme scheme = LaneScheme::automatic;
  LaneOutputs outputs = LaneOutputs::automatic;
  bool closed_forms = true;  ///< of linear Programs; false: integrate them like others
};

}  // namespace tansine
