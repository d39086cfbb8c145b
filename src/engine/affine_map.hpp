#pragma once
// Small dense affine maps y -> M y + c and their fixed points: what a dosing cycle of a linear model is. Row-major.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tansine {

struct AffineMap {
  std::size_t n = 0;
  std::vector<double> M;  ///< n x n, row-major
  std::vector<double> c;  ///< n
  static AffineMap identity(std::size_t n);
  /// This map, then `next`.
  void then(const AffineMap& next);
  [[nodiscard]] std::vector<double> apply(std::span<const double> y) const;
};

/// The exact solution of dy/dt = J y + g after `tau`, as a map of the start: matrix exponential of the augmented
/// system.
AffineMap flow(std::size_t n, std::span<const double> J, std::span<const double> g, double tau);

/// Largest modulus of an eigenvalue of the n x n matrix; infinity if it is not finite.
double spectral_radius(std::size_t n, std::span<const double> M);

/// x with (I - M) x = r if the spectral radius of M is below `radius_limit` and x is finite.
std::optional<std::vector<double>> solve_attracting(std::size_t n, std::span<const double> M, std::span<const double> r,
                                                    double radius_limit);

/// x with J x = -g if every eigenvalue of J has a negative real part and x is finite.
std::optional<std::vector<double>> solve_stable(std::size_t n, std::span<const double> J, std::span<const double> g);

}  // namespace tansine
