#pragma once
// The model on which dosing is judged, and how a test runs it: one compartment with a depot, mg, L and h.
// CP is shown in ug/L, so that CP = 1000 * A_central / V.

#include "engine/timeline.hpp"
#include "model/program.hpp"

#include <initializer_list>
#include <string_view>
#include <vector>

namespace tansine::dosing {

inline constexpr double CL = 1.1, V = 20, KA = 1.5;  // [L/h], [L], [1/h]
inline constexpr double k = CL / V;                  // [1/h]
inline constexpr double unit = 1000 / V;             // CP [ug/L] per mg in the central compartment

/// Dose targets of the model, by the place of their compartment in NONMEM's numbering.
inline constexpr std::uint32_t depot = 0, central = 1;

/// Parameters: CL, V, KA, LAG, F, DUR2, RAT2 (the last four of doses into the central compartment). Observables: CP,
/// and the amounts "depot" and "central" [mg]. The elimination is linear.
const Program& one_compartment();
/// The same with elimination Vmax * C / (Km + C): Vmax = 2 mg/h, Km = 4 mg/L.
const Program& saturable();

/// The Program's typical parameters with some changed.
struct Setting {
  std::string_view parameter;
  double value = 0;
};
std::vector<double> parameters(const Program& program, std::initializer_list<Setting> settings = {});
ParameterChange change(const Program& program, std::string_view parameter, double value);

}  // namespace tansine::dosing
