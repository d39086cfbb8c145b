#pragma once
// The coefficients of a Rosenbrock method with dense output, in the transformed variables u = Gamma k of Hairer &
// Wanner, Solving Ordinary Differential Equations II (1996), section IV.7, which save the products with the Jacobian:
//
//   (I/(h gamma) - J) u_i = f(t + alpha_i h, y + sum_j a_ij u_j) + sum_j (c_ij/h) u_j + gamma_i h df/dt,   j < i
//   y_new = y + sum m_i u_i        error = sum e_i u_i
//   y(t + theta h) = (1-theta) y + theta (y_new + (1-theta) (d_1 + theta (d_2 + theta d_3))),  d_l = sum_i dense_li u_i

#include <array>
#include <cstddef>

namespace tansine {

struct RosenbrockTableau {
  static constexpr std::size_t max_stages = 8;
  using Row = std::array<double, max_stages>;
  using Matrix = std::array<Row, max_stages>;

  std::size_t stages;  ///< that are used; the rows beyond are zero
  int order;           ///< of y_new
  int embedded_order;  ///< of y_new - error
  int dense_order;     ///< of the continuous solution
  double gamma;
  Matrix a;       ///< strictly lower triangular
  Matrix c;       ///< strictly lower triangular
  Row alpha;      ///< nodes
  Row gamma_sum;  ///< weights of the time derivative
  Row m;
  Row e;
  std::array<Row, 3> dense;
};

/// Rodas5P: L-stable, stiffly accurate, order 5(4), dense output of order 4 that stays accurate on stiff problems.
/// G. Steinebach, BIT Numer. Math. 63:27 (2023), doi:10.1007/s10543-023-00967-x. Chosen because its dense output is as
/// good as its steps at the tolerances of a reference (1e-6 and below). The order conditions are checked by a test.
const RosenbrockTableau& rodas5p();

/// Rodas4: L-stable, stiffly accurate, order 4(3) in 6 stages, dense output of order 3. E. Hairer & G. Wanner, Solving
/// Ordinary Differential Equations II (1996), section IV.7. The cheaper steps of the batched engine at loose tolerances:
/// of its like (Rodas4P, Rodas4P2, Rodas42) it needed the fewest steps for an error (docs/performance.md).
const RosenbrockTableau& rodas4();

}  // namespace tansine
