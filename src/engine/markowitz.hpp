#pragma once
// Static order of elimination for s I - J: chosen once from the pattern of J, for every s, patient and step.

#include <cstdint>
#include <span>
#include <vector>

namespace tansine {

/// Pivots from the diagonal in Markowitz order (Duff, Erisman & Reid, Direct Methods for Sparse Matrices, 2017, ch. 7)
/// and the pattern of the factors with their fill. Without exchanges at run time: a compartment model's s I - J is
/// diagonally dominant by columns for every step that the error control allows, others are guarded by those who factor.
struct EliminationOrder {
  std::vector<std::uint32_t> order;     ///< order[p]: the state that is eliminated at turn p
  std::vector<std::uint32_t> position;  ///< position[order[p]] = p
  /// Filled pattern of the permuted matrix, compressed by rows, columns ascending; the diagonal is always there.
  std::vector<std::uint32_t> row_begin, column, diagonal;
};

/// `row_begin`, `column`: pattern of J, compressed by rows (n + 1 and nnz numbers). Ties go to the lower state.
EliminationOrder markowitz_order(std::span<const std::uint32_t> row_begin, std::span<const std::uint32_t> column);

}  // namespace tansine
