#include "engine/reference/shifted_lu.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {

ShiftedLU::ShiftedLU(std::span<const std::uint32_t> row_begin, std::span<const std::uint32_t> column)
    : j_row_begin_(row_begin.begin(), row_begin.end()), j_column_(column.begin(), column.end()) {
  const std::size_t n = row_begin.size() - 1;
  position_.resize(n);
  inverse_pivot_.resize(n);
  row_.resize(n);
  work_.resize(n);
  choose_order(row_begin, column);
  value_.resize(column_.size());
}

// Symbolic elimination on rows of bits: at each turn the diagonal entry with the smallest Markowitz count (entries in
// its row - 1)(entries in its column - 1) is the pivot, ties to the lower state; its row is merged into the rows below.
void ShiftedLU::choose_order(std::span<const std::uint32_t> row_begin, std::span<const std::uint32_t> column) {
  const std::size_t n = position_.size();
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
  order_.clear();
  for (std::size_t turn = 0; turn < n; ++turn) {
    std::size_t pivot = n, least = std::numeric_limits<std::size_t>::max();
    for (std::size_t i = 0; i < n; ++i) {
      if (done[i]) continue;
      const std::size_t count = (in_row[i] - 1) * (in_column[i] - 1);
      if (count < least) least = count, pivot = i;
    }
    done[pivot] = true;
    position_[pivot] = static_cast<std::uint32_t>(turn);
    order_.push_back(static_cast<std::uint32_t>(pivot));
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

  row_begin_.assign(1, 0);
  for (std::size_t p = 0; p < n; ++p) {
    for (std::size_t q = 0; q < n; ++q) {
      if (!entry[order_[p]][order_[q]]) continue;
      if (q == p) diagonal_.push_back(static_cast<std::uint32_t>(column_.size()));
      column_.push_back(static_cast<std::uint32_t>(q));
    }
    row_begin_.push_back(static_cast<std::uint32_t>(column_.size()));
  }
}

bool ShiftedLU::factor(double s, std::span<const double> j) {
  s_ = s;
  j_ = j;
  const std::size_t n = size();
  for (std::size_t p = 0; p < n; ++p) {
    const std::uint32_t begin = row_begin_[p], diagonal = diagonal_[p], end = row_begin_[p + 1];
    const std::uint32_t state = order_[p];
    for (std::uint32_t k = begin; k < end; ++k) row_[column_[k]] = 0;
    row_[p] = s;
    for (std::uint32_t k = j_row_begin_[state]; k < j_row_begin_[state + 1]; ++k) row_[position_[j_column_[k]]] -= j[k];
    for (std::uint32_t k = begin; k < diagonal; ++k) {
      const std::uint32_t q = column_[k];
      const double l = row_[q] * inverse_pivot_[q];
      value_[k] = l;
      for (std::uint32_t u = diagonal_[q] + 1; u < row_begin_[q + 1]; ++u) row_[column_[u]] -= l * value_[u];
    }
    for (std::uint32_t k = diagonal; k < end; ++k) value_[k] = row_[column_[k]];
    inverse_pivot_[p] = 1 / value_[diagonal];
    if (!std::isfinite(inverse_pivot_[p]) || !std::isfinite(value_[diagonal])) return false;
  }
  return true;
}

void ShiftedLU::solve(std::span<double> x) const {
  const std::size_t n = size();
  for (std::size_t p = 0; p < n; ++p) {
    double sum = x[order_[p]];
    for (std::uint32_t k = row_begin_[p]; k < diagonal_[p]; ++k) sum -= value_[k] * work_[column_[k]];
    work_[p] = sum;
  }
  for (std::size_t p = n; p-- > 0;) {
    double sum = work_[p];
    for (std::uint32_t k = diagonal_[p] + 1; k < row_begin_[p + 1]; ++k) sum -= value_[k] * work_[column_[k]];
    work_[p] = sum * inverse_pivot_[p];
    x[order_[p]] = work_[p];
  }
}

double ShiftedLU::backward_error(std::span<const double> x, std::span<const double> b) const {
  constexpr double lost_to_underflow = 1e-290;
  double worst = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    double residual = b[i] - s_ * x[i];
    double size_of_terms = std::abs(b[i]) + std::abs(s_ * x[i]);
    for (std::uint32_t k = j_row_begin_[i]; k < j_row_begin_[i + 1]; ++k) {
      const double term = j_[k] * x[j_column_[k]];
      residual += term;
      size_of_terms += std::abs(term);
    }
    if (size_of_terms > lost_to_underflow) worst = std::max(worst, std::abs(residual) / size_of_terms);
    if (std::isnan(residual)) return std::numeric_limits<double>::infinity();
  }
  return worst;
}

}  // namespace tansine
