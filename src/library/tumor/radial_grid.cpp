#include "library/tumor/radial_grid.hpp"

#include <cmath>

#include <fmt/format.h>

namespace tansine {

Expr RadialGrid::wall_rate(const Expr& P, const Expr& D, const Expr& eps) const {
  return surface * P / (1.0 + P * gap / (eps * D));
}
Expr RadialGrid::open_rate(const Expr& D, const Expr& eps) const { return surface * D * eps / gap; }

Expr RadialGrid::front(const Expr& share) const {
  // a ball's last places may be taken beyond the target at the start, by rounding
  if (is_ball) return outer * pow(max(1.0 - share, 0.0), Expr(1.0 / 3));
  return sqrt(inner * inner + share * (outer * outer - inner * inner));
}

RadialGrid annulus(Model& m, const Expr& Rc, const Expr& RK, int n, double power, const std::string& tag) {
  RadialGrid grid;
  const Expr depth = RK - Rc, section = m.derived("section" + tag, RK * RK - Rc * Rc, "tissue area over pi");
  std::vector<Expr> face;
  for (int i = 0; i <= n; ++i) {
    const double x = std::pow(static_cast<double>(i) / n, power);
    face.push_back(i == 0 ? Rc
                   : i == n
                       ? RK
                       : m.derived(fmt::format("edge{}{:02}", tag, i), Rc + depth * x, "radius between two nodes"));
  }
  for (int i = 0; i < n; ++i) {
    const auto k = static_cast<std::size_t>(i);
    const std::string name = fmt::format("{}{:02}", tag, i + 1);
    grid.center.push_back(m.derived("r" + name, 0.5 * (face[k] + face[k + 1]), "radius of the node"));
    grid.weight.push_back(n == 1 ? Expr(1.0)
                                 : m.derived("w" + name, (face[k + 1] * face[k + 1] - face[k] * face[k]) / section,
                                             "share of the tissue"));
  }
  for (std::size_t k = 0; k + 1 < grid.size(); ++k)
    grid.coupling.push_back(m.derived(fmt::format("g{}{:02}", tag, k + 1),
                                      2.0 * (face[k + 1] / (grid.center[k + 1] - grid.center[k])) / section,
                                      "diffusion between two nodes per tissue volume and diffusivity"));
  grid.fed = 0;
  grid.inner = Rc;
  grid.outer = RK;
  grid.surface = 2.0 * Rc / section;
  grid.gap = grid.center[0] - Rc;
  return grid;
}

RadialGrid ball(const Expr& R, int n, double power) {
  RadialGrid grid;
  std::vector<double> x;
  for (int i = 0; i <= n; ++i) x.push_back(1 - std::pow(1 - static_cast<double>(i) / n, power));
  const auto cube = [](double u) { return u * u * u; };
  for (std::size_t k = 0; k < static_cast<std::size_t>(n); ++k) {
    grid.center.push_back(0.5 * (x[k] + x[k + 1]) * R);
    grid.weight.emplace_back(cube(x[k + 1]) - cube(x[k]));
  }
  for (std::size_t k = 0; k + 1 < grid.size(); ++k)
    grid.coupling.push_back(6.0 * x[k + 1] * x[k + 1] / (x[k + 2] - x[k]) / (R * R));
  grid.is_ball = true;
  grid.outer = R;
  grid.fed = grid.size() - 1;
  grid.surface = 3.0 / R;
  grid.gap = R - grid.center.back();
  return grid;
}

}  // namespace tansine
