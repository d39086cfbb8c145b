// Classic problems of motion: an oscillator that relaxes, and seven bodies.

#include "classic_problems.hpp"

#include "model/notation.hpp"

#include <array>
#include <string>
#include <vector>

namespace tansine {

using units::h, units::one;

Program van_der_pol(double eps) {
  Model m("Van der Pol");
  const char* source = "Hairer & Wanner 1996, IV.10";
  const Expr epsilon = m.parameter("eps", eps * one, "1/mu^2", source);
  const Expr unit_rate = m.parameter("unit_rate", 1 / h, "the problem's unit of time", source);
  const Expr start = m.parameter("start", 2 * one, "y1 at the start", source);
  const Species y1 = m.state("y1", "1");
  const Species y2 = m.state("y2", "1");
  m.rate(y1, y2 * unit_rate);
  m.rate(y2, ((1 - y1 * y1) * y2 - y1) / epsilon * unit_rate);
  m.initial(y1, start);
  m.observable("deflection", y1, "1");
  m.observable("speed", y2, "1");
  return compile(m.build());
}

Program pleiades() {
  constexpr std::size_t n = 7;
  // Position and velocity of each body at the start; body i has mass i.
  struct Body {
    double x, y, vx, vy;
  };
  constexpr std::array<Body, n> bodies = {{{3, 3, 0, 0},
                                           {3, -3, 0, 0},
                                           {-1, 2, 0, 0},
                                           {-3, 0, 0, -1.25},
                                           {2, 0, 0, 1},
                                           {-2, -4, 1.75, 0},
                                           {2, 4, -1.5, 0}}};
  Model m("Pleiades");
  const char* source = "Hairer, Norsett & Wanner 1993, II.10";
  const Expr unit_rate = m.parameter("unit_rate", 1 / h, "the problem's unit of time", source);
  std::vector<Expr> mass;
  std::vector<Species> x, y, vx, vy;
  const auto states = [&](const std::string& kind, std::vector<Species>& into) {
    for (std::size_t i = 0; i < n; ++i) into.push_back(m.state(kind + std::to_string(i + 1), "1"));
  };
  states("x", x);
  states("y", y);
  states("vx", vx);
  states("vy", vy);
  const auto start = [&](const Species& state, const std::string& kind, std::size_t i, double value) {
    const std::string name = kind + std::to_string(i + 1);
    m.initial(state, m.parameter(name + "_0", value * one, "start", source));
    m.observable(name + "_out", state, "1");
  };
  for (std::size_t i = 0; i < n; ++i) {
    const std::string index = std::to_string(i + 1);
    mass.push_back(m.parameter("m" + index, static_cast<double>(i + 1) * one, "mass", source));
  }
  for (std::size_t i = 0; i < n; ++i) start(x[i], "x", i, bodies[i].x);
  for (std::size_t i = 0; i < n; ++i) start(y[i], "y", i, bodies[i].y);
  for (std::size_t i = 0; i < n; ++i) start(vx[i], "vx", i, bodies[i].vx);
  for (std::size_t i = 0; i < n; ++i) start(vy[i], "vy", i, bodies[i].vy);
  for (std::size_t i = 0; i < n; ++i) {
    Expr ax = 0.0, ay = 0.0;
    for (std::size_t j = 0; j < n; ++j) {
      if (j == i) continue;
      const Expr dx = x[j] - x[i], dy = y[j] - y[i];
      const Expr r2 = dx * dx + dy * dy;
      const Expr pull = mass[j] / (r2 * sqrt(r2));
      ax = ax + pull * dx;
      ay = ay + pull * dy;
    }
    m.rate(x[i], vx[i] * unit_rate);
    m.rate(y[i], vy[i] * unit_rate);
    m.rate(vx[i], ax * unit_rate);
    m.rate(vy[i], ay * unit_rate);
  }
  return compile(m.build());
}

}  // namespace tansine
