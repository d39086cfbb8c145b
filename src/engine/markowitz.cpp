#include "engine/markowitz.hpp"

#include <limits>

namespace tansine {

// Symbolic elimination on rows of bits: at each turn the diagonal entry with the smallest Markowitz count (entries in
// its row - 1)(entries in its column - 1) is the pivot, ties to the lower state; its row is merged into the rows below.
EliminationOrder markowitz_order(std::span<const std::uint32_t> row_begin, std::span<const std::uint32_t> column) {
  const std::size_t n = row_begin.size() - 1;
  EliminationOrder result;
  result.position.resize(n);
  std::vector<std::vector<bool>> entry(n, std::vector<bool>(n, false));
  for (std::size_t i = 0; i < n; ++i) {
    entry[i][i] = true;
    for (std::uint32_t k = row_begin[i]; k < row_begin[i + 1]; ++k) entry[i][column[k]] = true;
  }
  // Counts among the rows and columns not yet eliminated.
  std::vector<std::size_t> in_row(n, 0), in_column(n, 0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (entry[i][j]) ++in_row[i], ++in_column[j];

  std::vector<bool> done(n, false);
  for (std::size_t turn = 0; turn < n; ++turn) {
    std::size_t pivot = n, least = std::numeric_limits<std::size_t>::max();
    for (std::size_t i = 0; i < n; ++i) {
      if (done[i]) continue;
      const std::size_t count = (in_row[i] - 1) * (in_column[i] - 1);
      if (count < least) least = count, pivot = i;
    }
    done[pivot] = true;
    result.position[pivot] = static_cast<std::uint32_t>(turn);
    result.order.push_back(static_cast<std::uint32_t>(pivot));
    std::vector<std::size_t> right;  // columns of the pivot row still active
    for (std::size_t j = 0; j < n; ++j) {
      if (done[j] || !entry[pivot][j]) continue;
      right.push_back(j);
      --in_column[j];
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (done[i] || !entry[i][pivot]) continue;
      --in_row[i];
      for (const std::size_t j : right)
        if (!entry[i][j]) entry[i][j] = true, ++in_row[i], ++in_column[j];
    }
  }

  result.row_begin.assign(1, 0);
  for (std::size_t p = 0; p < n; ++p) {
    for (std::size_t q = 0; q < n; ++q) {
      if (!entry[result.order[p]][result.order[q]]) continue;
      if (q == p) result.diagonal.push_back(static_cast<std::uint32_t>(result.column.size()));
      result.column.push_back(static_cast<std::uint32_t>(q));
    }
    result.row_begin.push_back(static_cast<std::uint32_t>(result.column.size()));
  }
  return result;
}

}  // namespace tansine
