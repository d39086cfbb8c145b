// M1: two compartments in amounts.

#include "benchmark_models.hpp"
#include "model/notation.hpp"

namespace tansine {

using units::day, units::L, units::mg;

Program benchmark_m1() {
  Model m("M1 popPK");
  const char* source = "Lu 2014, Cancer Chemother Pharmacol 74:399, doi:10.1007/s00280-014-2500-2";
  const auto varies = [](double omega) { return Variability::lognormal(omega * omega); };
  const Expr CL = m.parameter("CL", 0.676 * L / day, "clearance", source, varies(0.19));
  const Expr V1 = m.parameter("V1", 3.127 * L, "central volume", source, varies(0.12));
  const Expr Q = m.parameter("Q", 1.534 * L / day, "distribution clearance", source, varies(0.40));
  const Expr V2 = m.parameter("V2", 0.66 * L, "peripheral volume", source, varies(0.40));

  const Species A1 = m.amount("A1", {}, {.meaning = "central", .substance = dimension::mass, .nominal = 250 * mg});
  const Species A2 = m.amount("A2", {}, {.meaning = "peripheral", .substance = dimension::mass, .nominal = 50 * mg});
  m.reaction("elimination", A1 >> nothing, m.derived("k10", CL / V1));
  m.reaction("distribution", A1 <=> A2, m.derived("k12", Q / V1), m.derived("k21", Q / V2));
  m.observable("C1", A1 / V1, "ug/mL", "concentration in plasma");
  m.dose("central", "mg", {{A1, 1.0}});
  return compile(m.build());
}

}  // namespace tansine
