#pragma once
// Small descriptions for the tests of this room, and what a Program's derivative is, by the meaning of its operations.

#include "library/assembly.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

inline SourcedQuantity assumed(std::string_view value) {
  const std::optional<Quantity> q = parse_quantity(value);
  if (!q) throw std::invalid_argument(std::string(value));
  return {*q, "assumed: for a test", "", {}, {}};
}

/// One compartment of naked antibody: CL 0.3 L/d, V1 3 L, 100 nmol.
inline CompoundDescription test_compound() {
  CompoundDescription c;
  c.name = "test antibody";
  c.default_model = "test";
  c.molar_mass = assumed("150000 g/mol");
  ModelDescription m;
  m.name = "test";
  m.resolution.text = "antibody";
  m.body_weight = assumed("70 kg");
  m.reference_dose = assumed("100 nmol");
  m.disposition.compartments = 1;
  m.parameters = {{"CL", assumed("0.3 L/d")}, {"V1", assumed("3 L")}};
  c.models.push_back(std::move(m));
  return c;
}
inline ModelDescription& model_of(CompoundDescription& c) { return c.models.front(); }

/// Makes it DAR-resolved with a table lot.
inline void resolve_dar(CompoundDescription& c, std::vector<double> fractions, const std::string& law) {
  model_of(c).resolution.text = "dar";
  model_of(c).deconjugation.law.text = law;
  LotDescription lot;
  lot.name = "lot";
  lot.generator.text = "table";
  lot.fractions = std::move(fractions);
  lot.source = "assumed: for a test";
  c.conjugation.lot = "lot";
  c.conjugation.lots.push_back(std::move(lot));
}

/// All messages of what assemble() throws, one a line; empty if it does not throw.
inline std::string problems_of(const CompoundDescription& c, const std::string& model = "test",
                               const AssemblyOptions& options = {}) {
  try {
    (void)assemble(c, model, options);
    return {};
  } catch (const InputError& e) {
    std::string all;
    for (const Problem& p : e.problems().list()) all += p.message + "\n";
    return all;
  }
}

/// Slots of a Program at typical parameters, time t and states y, after the prologue, derivative and observables.
class Slots {
 public:
  Slots(const Program& p, double t, const std::vector<double>& y) : p_(p), s_(p.n_slots(), 0.0) {
    std::copy(p.constants.begin(), p.constants.end(), s_.begin());
    for (std::size_t i = 0; i < p.parameters.size(); ++i) s_[p.first_parameter() + i] = p.parameters[i].value;
    s_[p.time_slot()] = t;
    std::copy(y.begin(), y.end(), s_.begin() + static_cast<std::ptrdiff_t>(p.first_state()));
    for (const Section& section : {p.prologue, p.derivative, p.observation})
      for (std::uint32_t i = section.begin; i < section.end; ++i) {
        const Instruction& x = p.code[i];
        s_[p.first_temporary() + i] = apply(x.op, s_[x.a], s_[x.b], s_[x.c]);
      }
  }
  [[nodiscard]] double derivative(std::string_view state) const { return s_[p_.derivatives.at(p_.state_index(state))]; }
  [[nodiscard]] double initial(std::string_view state) const { return s_[p_.initial.at(p_.state_index(state))]; }
  [[nodiscard]] double observable(std::string_view name) const {
    const ObservableInfo& o = p_.observables.at(p_.observable_index(name));
    return s_[o.slot] * o.scale;
  }
  [[nodiscard]] double at(Slot slot) const { return s_[slot]; }

 private:
  const Program& p_;
  std::vector<double> s_;
};

}  // namespace tansine
