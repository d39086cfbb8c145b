#pragma once
// Cholesky factor of a covariance matrix, small and dense, for drawing correlated normals.

#include <cstddef>
#include <vector>

namespace tansine {

/// L with A = L L^T, row-major, zero above the diagonal.
struct CholeskyFactor {
  std::vector<double> L;
  std::size_t bad_row = none;  ///< the first row whose leading block is not positive semidefinite; L is then useless
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
};

/// Of the symmetric n x n matrix A, row-major, finite. Rows keep their order, so that a row added without covariances
/// changes no other one's numbers. Semidefinite matrices pass: a row that others determine gets a zero on the diagonal.
CholeskyFactor cholesky(const std::vector<double>& A, std::size_t n);

}  // namespace tansine
