#pragma once
// Sparse LU of W = s I - J as expressions: the loops of the reference's ShiftedLU, run once over nodes instead of
// numbers. What is zero, shared or only a sign costs nothing in the kernel.

#include "engine/markowitz.hpp"
#include "engine/simd/lane_graph.hpp"

#include <span>
#include <vector>

namespace tansine {

class SymbolicLU {
 public:
  /// `jacobian`: nodes in the order of the pattern (row_begin, column). Appends the factors to `anchors`.
  SymbolicLU(LaneGraph& graph, std::span<const std::uint32_t> row_begin, std::span<const std::uint32_t> column,
             std::span<const LaneNode> jacobian, LaneNode s, std::vector<LaneAnchor>& anchors);

  /// x with W x = b, b by states. Appends to `anchors`.
  [[nodiscard]] std::vector<LaneNode> solve(std::span<const LaneNode> b, std::vector<LaneAnchor>& anchors) const;

  /// min over states of |w_ii / pivot_i|, 1 if no pivot differs from its diagonal. Small: elimination without exchanges
  /// has let a pivot grow, and the factors have lost that many digits. Does not depend on the units of the states.
  [[nodiscard]] LaneNode growth() const { return growth_; }

 private:
  LaneGraph* g_;
  EliminationOrder pattern_;
  std::vector<LaneNode> value_;          ///< l before the diagonal, u after it, in the pattern's order
  std::vector<LaneNode> inverse_pivot_;  ///< 1 / u_pp
  LaneNode growth_ = 0;
};

}  // namespace tansine
