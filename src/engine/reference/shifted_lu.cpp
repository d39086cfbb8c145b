#include "engine/reference/shifted_lu.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {

ShiftedLU::ShiftedLU(std::span<const std::uint32_t> row_begin, std::span<const std::uint32_t> column)
    : j_row_begin_(row_begin.begin(), row_begin.end()),
      j_column_(column.begin(), column.end()),
      pattern_(markowitz_order(row_begin, column)) {
  const std::size_t n = row_begin.size() - 1;
  inverse_pivot_.resize(n);
  row_.resize(n);
  work_.resize(n);
  value_.resize(pattern_.column.size());
}

bool ShiftedLU::factor(double s, std::span<const double> j) {
  s_ = s;
  j_ = j;
  const std::size_t n = size();
  for (std::size_t p = 0; p < n; ++p) {
    const std::uint32_t begin = pattern_.row_begin[p], diagonal = pattern_.diagonal[p], end = pattern_.row_begin[p + 1];
    const std::uint32_t state = pattern_.order[p];
    for (std::uint32_t k = begin; k < end; ++k) row_[pattern_.column[k]] = 0;
    row_[p] = s;
    for (std::uint32_t k = j_row_begin_[state]; k < j_row_begin_[state + 1]; ++k)
      row_[pattern_.position[j_column_[k]]] -= j[k];
    for (std::uint32_t k = begin; k < diagonal; ++k) {
      const std::uint32_t q = pattern_.column[k];
      const double l = row_[q] * inverse_pivot_[q];
      value_[k] = l;
      for (std::uint32_t u = pattern_.diagonal[q] + 1; u < pattern_.row_begin[q + 1]; ++u)
        row_[pattern_.column[u]] -= l * value_[u];
    }
    for (std::uint32_t k = diagonal; k < end; ++k) value_[k] = row_[pattern_.column[k]];
    inverse_pivot_[p] = 1 / value_[diagonal];
    if (!std::isfinite(inverse_pivot_[p]) || !std::isfinite(value_[diagonal])) return false;
  }
  return true;
}

void ShiftedLU::solve(std::span<double> x) const {
  const std::size_t n = size();
  for (std::size_t p = 0; p < n; ++p) {
    double sum = x[pattern_.order[p]];
    for (std::uint32_t k = pattern_.row_begin[p]; k < pattern_.diagonal[p]; ++k)
      sum -= value_[k] * work_[pattern_.column[k]];
    work_[p] = sum;
  }
  for (std::size_t p = n; p-- > 0;) {
    double sum = work_[p];
    for (std::uint32_t k = pattern_.diagonal[p] + 1; k < pattern_.row_begin[p + 1]; ++k)
      sum -= value_[k] * work_[pattern_.column[k]];
    work_[p] = sum * inverse_pivot_[p];
    x[pattern_.order[p]] = work_[p];
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
