#include "engine/affine_map.hpp"

// By default Eigen splits its sums by the processor's vector width and cache sizes; the same bits everywhere ask for
// one way (docs/same-bits.md). This is the only file of ours that includes Eigen.
#define EIGEN_DONT_VECTORIZE
#define EIGEN_NO_CPUID
#define EIGEN_DEFAULT_L1_CACHE_SIZE (32 * 1024)
#define EIGEN_DEFAULT_L2_CACHE_SIZE (256 * 1024)
#define EIGEN_DEFAULT_L3_CACHE_SIZE (2 * 1024 * 1024)
#include <Eigen/Dense>
#include <unsupported/Eigen/MatrixFunctions>

#include <cmath>
#include <limits>

namespace tansine {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;

Eigen::Index index(std::size_t n) { return static_cast<Eigen::Index>(n); }

Eigen::Map<const Matrix> matrix(std::size_t n, std::span<const double> values) {
  return {values.data(), index(n), index(n)};
}

Eigen::Map<const Vector> vector(std::span<const double> values) { return {values.data(), index(values.size())}; }

std::optional<std::vector<double>> finite(const Vector& x) {
  if (!x.allFinite()) return std::nullopt;
  return std::vector<double>(x.data(), x.data() + x.size());
}

}  // namespace

AffineMap AffineMap::identity(std::size_t n) {
  AffineMap map{.n = n, .M = std::vector<double>(n * n, 0.0), .c = std::vector<double>(n, 0.0)};
  for (std::size_t i = 0; i < n; ++i) map.M[i * n + i] = 1;
  return map;
}

void AffineMap::then(const AffineMap& next) {
  const Matrix product = matrix(n, next.M) * matrix(n, M);
  const Vector shift = matrix(n, next.M) * vector(c) + vector(next.c);
  M.assign(product.data(), product.data() + product.size());
  c.assign(shift.data(), shift.data() + shift.size());
}

std::vector<double> AffineMap::apply(std::span<const double> y) const {
  const Vector result = matrix(n, M) * vector(y) + vector(c);
  return {result.data(), result.data() + result.size()};
}

AffineMap flow(std::size_t n, std::span<const double> J, std::span<const double> g, double tau) {
  AffineMap map = AffineMap::identity(n);
  if (n == 0 || !(tau > 0)) return map;
  Eigen::MatrixXd augmented = Eigen::MatrixXd::Zero(index(n) + 1, index(n) + 1);
  augmented.topLeftCorner(index(n), index(n)) = matrix(n, J) * tau;
  augmented.topRightCorner(index(n), 1) = vector(g) * tau;
  if (!augmented.allFinite()) {
    map.c.assign(n, std::numeric_limits<double>::quiet_NaN());
    return map;
  }
  const Eigen::MatrixXd exponential = augmented.exp();
  const Matrix M = exponential.topLeftCorner(index(n), index(n));
  const Vector c = exponential.topRightCorner(index(n), 1);
  map.M.assign(M.data(), M.data() + M.size());
  map.c.assign(c.data(), c.data() + c.size());
  return map;
}

double spectral_radius(std::size_t n, std::span<const double> M) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  if (n == 0) return 0;
  if (!matrix(n, M).allFinite()) return inf;
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(matrix(n, M), false);
  return solver.info() == Eigen::Success ? solver.eigenvalues().cwiseAbs().maxCoeff() : inf;
}

std::optional<std::vector<double>> solve_attracting(std::size_t n, std::span<const double> M, std::span<const double> r,
                                                    double radius_limit) {
  if (n == 0) return std::vector<double>{};
  if (!(spectral_radius(n, M) < radius_limit)) return std::nullopt;
  const Matrix system = Matrix::Identity(index(n), index(n)) - matrix(n, M);
  return finite(system.partialPivLu().solve(vector(r)));
}

std::optional<std::vector<double>> solve_stable(std::size_t n, std::span<const double> J, std::span<const double> g) {
  if (n == 0) return std::vector<double>{};
  if (!matrix(n, J).allFinite()) return std::nullopt;
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(matrix(n, J), false);
  if (solver.info() != Eigen::Success) return std::nullopt;
  // A neutral mode is found only to rounding of the fastest one.
  const double rounding = 1e-13 * solver.eigenvalues().cwiseAbs().maxCoeff();
  if (!(solver.eigenvalues().real().maxCoeff() < -rounding)) return std::nullopt;
  const Vector negative = -vector(g);
  return finite(matrix(n, J).partialPivLu().solve(negative));
}

}  // namespace tansine
