#pragma once
// Sparse LU factors of s I - J for one sparsity pattern and many values: the linear algebra of the Rosenbrock method,
// plain loops over static index lists, as fast for 2 states as for 1,000.
//
// The pivots are the diagonal, in an order chosen once from the pattern (Markowitz: least fill). Rows are never
// exchanged: s I - J of a compartment model has a dominant diagonal (what leaves a state stands there), and a smaller
// step always makes it more so. Exchanges would gain nothing and make the factors depend on earlier patients. Where the
// diagonal fails, factor() or backward_error() says so, and the step is repeated with half the size.

#include "engine/markowitz.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tansine {

class ShiftedLU {
 public:
  /// Pattern of J, compressed by rows (row_begin has n + 1 entries). The diagonal need not be part of it.
  ShiftedLU(std::span<const std::uint32_t> row_begin, std::span<const std::uint32_t> column);

  /// Factors s I - J. `j` in the pattern's order; it must stay alive for backward_error(). False if a pivot is 0 or not
  /// finite.
  bool factor(double s, std::span<const double> j);
  /// Solves (s I - J) x = b in place.
  void solve(std::span<double> x) const;
  /// Componentwise backward error of a solution: max_i |b - (s I - J) x|_i / (|s I - J| |x| + |b|)_i (Oettli & Prager).
  /// About 1e-16 if the factors are good.
  [[nodiscard]] double backward_error(std::span<const double> x, std::span<const double> b) const;

  [[nodiscard]] std::size_t size() const { return pattern_.position.size(); }
  /// Entries of L and U including fill and the diagonal.
  [[nodiscard]] std::size_t entries() const { return pattern_.column.size(); }

 private:
  std::vector<std::uint32_t> j_row_begin_, j_column_;
  // Of L\U; entries of a row before the diagonal belong to L (unit diagonal), those after to U. inverse_pivot_ holds
  // 1/U_pp.
  EliminationOrder pattern_;
  std::vector<double> value_, inverse_pivot_;
  std::vector<double> row_;           // one dense row while factoring
  mutable std::vector<double> work_;  // permuted right-hand side
  double s_ = 0;
  std::span<const double> j_;
};

}  // namespace tansine
