#include "engine/cholesky.hpp"

#include <cmath>

namespace tansine {
namespace {

// What is left of a variance below this fraction of it is rounding: n eps is 2e-14 for n = 100, and a covariance typed
// with 12 digits is off by as much as this.
constexpr double kPivot = 1e-12;
// A covariance with a row of no variance left can only be rounding: the square root of the above.
constexpr double kLeftover = 1e-6;

}  // namespace

CholeskyFactor cholesky(const std::vector<double>& A, std::size_t n) {
  CholeskyFactor factor{std::vector<double>(n * n, 0.0)};
  auto& L = factor.L;
  for (std::size_t i = 0; i < n; ++i) {
    const double variance = A[i * n + i];
    for (std::size_t j = 0; j <= i; ++j) {
      double left = A[i * n + j];
      for (std::size_t k = 0; k < j; ++k) left -= L[i * n + k] * L[j * n + k];
      bool good = true;
      if (j == i) {
        good = left >= -kPivot * variance;
        L[i * n + i] = left > kPivot * variance ? std::sqrt(left) : 0;
      } else if (L[j * n + j] > 0) {
        L[i * n + j] = left / L[j * n + j];
      } else {
        good = std::abs(left) <= kLeftover * std::sqrt(variance * A[j * n + j]);
      }
      if (!good) {
        factor.bad_row = i;
        return factor;
      }
    }
  }
  return factor;
}

}  // namespace tansine
