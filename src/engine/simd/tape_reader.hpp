#pragma once
// Reads the sections of a Program's tape as nodes of a LaneGraph.

#include "engine/simd/lane_graph.hpp"
#include "model/program.hpp"

#include <span>
#include <vector>

namespace tansine {

class TapeReader {
 public:
  /// `fixed`: the nodes of constants, parameters and whatever else of the prologue is known, by slot.
  TapeReader(LaneGraph& graph, const Program& program, std::span<const LaneNode> fixed);

  /// The next sections are read at (t, y).
  void set_point(LaneNode t, std::span<const LaneNode> y);
  void read(Section section);
  [[nodiscard]] LaneNode at(Slot slot) const { return slots_[slot]; }

 private:
  LaneNode operation(const Instruction& in);

  LaneGraph& g_;
  const Program& p_;
  std::vector<LaneNode> slots_;
};

}  // namespace tansine
