#include "library/target/two_targets.hpp"

#include <fmt/format.h>

namespace tansine {

Expr free_of_two_targets(Model& m, const Expr& Ctot, const QuasiSteadyTarget& R, const QuasiSteadyTarget& S) {
  const Expr K = m.derived("K_tighter", min(R.K, S.K));
  const Expr x = m.derived("x_two_targets", Ctot - R.total - S.total - K);
  const Expr root = m.derived("root_two_targets", sqrt(x * x + 4.0 * K * Ctot));
  Expr C = m.derived("C_free_start", select_nonnegative(x, 0.5 * (x + root), 2.0 * K * Ctot / (root - x)));
  constexpr int steps = 8;  // from 1e6 below in K; each doubles the digits once it is near
  for (int i = 1; i <= steps; ++i) {
    const Expr r = 1.0 / (R.K + C), s = 1.0 / (S.K + C);
    const Expr excess = C + R.total * C * r + S.total * C * s - Ctot;
    const Expr slope = 1.0 + R.total * R.K * r * r + S.total * S.K * s * s;
    C = m.derived(i == steps ? "C_free" : fmt::format("C_free{}", i), C - excess / slope,
                  i == steps ? "antibody bound to neither target" : "");
  }
  return C;
}

}  // namespace tansine
