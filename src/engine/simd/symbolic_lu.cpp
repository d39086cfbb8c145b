#include "engine/simd/symbolic_lu.hpp"

namespace tansine {

SymbolicLU::SymbolicLU(LaneGraph& graph, std::span<const std::uint32_t> row_begin,
                       std::span<const std::uint32_t> column, std::span<const LaneNode> jacobian, LaneNode s,
                       std::vector<LaneAnchor>& anchors)
    : g_(&graph), pattern_(markowitz_order(row_begin, column)) {
  LaneGraph& g = graph;
  const std::size_t n = pattern_.order.size();
  const LaneNode zero = g.constant(0), one = g.constant(1);
  value_.assign(pattern_.column.size(), zero);
  std::vector<LaneNode> row(n, zero);
  growth_ = one;
  for (std::size_t p = 0; p < n; ++p) {
    const std::uint32_t begin = pattern_.row_begin[p], diagonal = pattern_.diagonal[p], end = pattern_.row_begin[p + 1];
    const std::uint32_t state = pattern_.order[p];
    for (std::uint32_t k = begin; k < end; ++k) row[pattern_.column[k]] = zero;
    row[p] = s;
    for (std::uint32_t k = row_begin[state]; k < row_begin[state + 1]; ++k) {
      LaneNode& entry = row[pattern_.position[column[k]]];
      entry = g.sub(entry, jacobian[k]);
    }
    const LaneNode before_elimination = row[p];
    for (std::uint32_t k = begin; k < diagonal; ++k) {
      const std::uint32_t q = pattern_.column[k];
      const LaneNode l = g.mul(row[q], inverse_pivot_[q]);
      value_[k] = l;
      anchors.push_back({g.unsigned_part(l)});
      for (std::uint32_t u = pattern_.diagonal[q] + 1; u < pattern_.row_begin[q + 1]; ++u) {
        LaneNode& entry = row[pattern_.column[u]];
        entry = g.sub(entry, g.mul(l, value_[u]));
      }
    }
    for (std::uint32_t k = diagonal; k < end; ++k) {
      value_[k] = row[pattern_.column[k]];
      anchors.push_back({g.unsigned_part(value_[k])});
    }
    inverse_pivot_.push_back(g.div(one, row[p]));
    anchors.push_back({g.unsigned_part(inverse_pivot_[p])});
    if (row[p] == before_elimination) continue;
    growth_ = g.min(growth_, g.abs(g.mul(before_elimination, inverse_pivot_[p])));
    anchors.push_back({growth_});
  }
}

std::vector<LaneNode> SymbolicLU::solve(std::span<const LaneNode> b, std::vector<LaneAnchor>& anchors) const {
  LaneGraph& g = *g_;
  const std::size_t n = b.size();
  std::vector<LaneNode> work(n), x(n);
  for (std::size_t p = 0; p < n; ++p) {
    LaneNode sum = b[pattern_.order[p]];
    for (std::uint32_t k = pattern_.row_begin[p]; k < pattern_.diagonal[p]; ++k)
      sum = g.sub(sum, g.mul(value_[k], work[pattern_.column[k]]));
    work[p] = sum;
    anchors.push_back({g.unsigned_part(sum)});
  }
  for (std::size_t p = n; p-- > 0;) {
    LaneNode sum = work[p];
    for (std::uint32_t k = pattern_.diagonal[p] + 1; k < pattern_.row_begin[p + 1]; ++k)
      sum = g.sub(sum, g.mul(value_[k], work[pattern_.column[k]]));
    work[p] = g.mul(sum, inverse_pivot_[p]);
    x[pattern_.order[p]] = work[p];
    anchors.push_back({g.unsigned_part(work[p])});
  }
  return x;
}

}  // namespace tansine
