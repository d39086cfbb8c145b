// The Medical Akzo Nobel problem: radiolabeled antibodies penetrate tumorous tissue.

#include "classic_problems.hpp"

#include "model/notation.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace tansine {

using units::h, units::one;

Program medical_akzo(int n_cells) {
  Model m("Medical Akzo Nobel");
  const char* source = "van der Hout, Akzo Nobel 1994, as in the Test Set for IVP Solvers (problem medakzo)";
  const Expr k = m.parameter("k", 100 / h, "binding", source);
  const Expr c = m.parameter("c", 4 * one, "of the map from the half line to (0, 1)", source);
  const Expr phi =
      m.parameter("phi", 2 * one, "antibody at the border; 0 after t = 5: a change of this parameter", source);
  const Expr D = m.parameter("D", 1 / h, "diffusion, the problem's unit", source);
  const Expr v_0 = m.parameter("v_0", 1 * one, "free sites at the start", source);
  // 1e-3: u ends at 1e-4, and v matters down to where binding has used it up.
  const auto n = static_cast<std::size_t>(n_cells);
  std::vector<Species> u, v;
  for (std::size_t j = 1; j <= n; ++j) {
    u.push_back(m.state("u" + std::to_string(j), "1", {.meaning = "antibody", .nominal = 1e-3 * one}));
    v.push_back(m.state("v" + std::to_string(j), "1", {.meaning = "free sites", .nominal = 1e-3 * one}));
  }
  const double width = 1.0 / n_cells;
  for (std::size_t j = 0; j < n; ++j) {
    const Expr binding = k * u[j] * v[j];
    m.rate(v[j], -binding);
    m.initial(v[j], v_0);
    m.observable("u_" + std::to_string(j + 1), u[j], "1");
    m.observable("v_" + std::to_string(j + 1), v[j], "1");
    if (j + 1 == n) {  // the far end, where alpha and beta vanish
      m.rate(u[j], -binding);
      continue;
    }
    // zeta = x / (x + c) maps the half line: u_t = beta u_zz + alpha u_z - k u v, central differences.
    const double zeta = static_cast<double>(j + 1) * width;
    const Expr alpha = 2 * std::pow(zeta - 1, 3) / (c * c), beta = std::pow(zeta - 1, 4) / (c * c);
    const Expr before = j == 0 ? phi : Expr(u[j - 1]), after = u[j + 1];
    m.rate(u[j], D * (beta * (before - 2 * u[j] + after) / (width * width) + alpha * (after - before) / (2 * width)) -
                     binding);
  }
  return compile(m.build());
}

PatientCourse medical_akzo_course(const Program& program) {
  PatientCourse course;
  for (const ParameterInfo& p : program.parameters) course.parameters.push_back(p.value);
  const auto phi = static_cast<std::uint32_t>(program.parameter_index("phi"));
  // Values hold up to and at their record (docs/events.md, E-32): 2 up to t = 5, 0 from there to the last record.
  const auto record = [&](double t, double value) {
    return EventRecord{.time = t, .evid = Evid::other, .changes = {{.parameter = phi, .value = value}}};
  };
  course.records = {record(0, 2), record(5, 2), record(20, 0)};
  return course;
}

}  // namespace tansine
