#pragma once
// How the batched engine runs. Every choice gives the same bits, but for `scheme` and `outputs`, which are other
// methods.

#include <cstdint>

namespace tansine {

enum class InstructionSet : std::uint8_t { baseline, avx2, avx512 };
enum class LaneBackEnd : std::uint8_t { interpreter, jit };
/// rodas4p2: order 4, for loose tolerances; rodas5p: order 5.
enum class LaneScheme : std::uint8_t { automatic, rodas4p2, rodas5p };
/// land: steps end on every output time; dense: outputs are read from the method's continuous solution.
enum class LaneOutputs : std::uint8_t { automatic, land, dense };

struct LaneOptions {
  LaneScheme scheme = LaneScheme::automatic;
  LaneOutputs outputs = LaneOutputs::automatic;
};

}  // namespace tansine
