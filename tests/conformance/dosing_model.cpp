#include "dosing_model.hpp"

#include "base/problem.hpp"
#include "base/quantity.hpp"
#include "model/notation.hpp"

namespace tansine::dosing {

namespace {

using namespace units;

Program make(bool saturable) {
  Model m(saturable ? "one compartment, saturable" : "one compartment with depot");
  const std::string source = "assumed: test problem";
  const Expr V_ = m.parameter("V", V * L, "volume", source);
  const Expr KA_ = m.parameter("KA", KA / h, "absorption", source);
  const Expr lag = m.parameter("LAG", 0.0 * h, "lag time into the central compartment", source);
  const Expr F = m.parameter("F", 1.0 * one, "bioavailability into the central compartment", source);
  const Expr duration = m.parameter("DUR2", 2.0 * h, "modelled duration", source);
  const Expr rate = m.parameter("RAT2", 10.0 * mg / h, "modelled rate", source);
  const Compartment body = m.compartment("body", V_);
  const SpeciesOptions mass{.meaning = "drug", .substance = dimension::mass, .nominal = {}};
  const Species depot_ = m.amount("depot", {}, mass);
  const Species central_ = m.species("central", body, {}, mass);
  m.reaction("absorption", depot_ >> central_, KA_);
  if (saturable) {
    const Expr Vmax = m.parameter("Vmax", 2.0 * mg / h, "largest elimination", source);
    const Expr Km = m.parameter("Km", 4.0 * mg / L, "half saturation", source);
    m.flux("elimination", central_ >> nothing, Vmax * central_ / (Km + central_));
  } else {
    const Expr CL_ = m.parameter("CL", CL * L / h, "clearance", source);
    m.flux("elimination", central_ >> nothing, CL_ * central_);
  }
  m.observable("CP", central_, "ug/L");
  m.observable("depot", depot_, "mg");
  m.observable("central", central_ * V_, "mg");
  m.dose("depot", "mg", {{depot_, 1}});
  m.dose("central", "mg", {{central_, 1}}, {.F = F, .lag = lag, .duration = duration, .rate = rate, .resets = {}});
  return compile(m.build());
}

}  // namespace

const Program& one_compartment() {
  static const Program program = make(false);
  return program;
}

const Program& saturable() {
  static const Program program = make(true);
  return program;
}

ParameterChange change(const Program& program, std::string_view parameter, double value) {
  const std::size_t index = program.parameter_index(parameter);
  TANSINE_ASSERT(index != Program::npos, "no parameter " + std::string(parameter));
  return {.parameter = static_cast<std::uint32_t>(index), .value = value};
}

std::vector<double> parameters(const Program& program, std::initializer_list<Setting> settings) {
  std::vector<double> values;
  for (const ParameterInfo& info : program.parameters) values.push_back(info.value);
  for (const Setting& setting : settings)
    values[change(program, setting.parameter, setting.value).parameter] = setting.value;
  return values;
}

}  // namespace tansine::dosing
