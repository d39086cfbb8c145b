#include "library/build.hpp"

#include <algorithm>
#include <cmath>

namespace tansine {

Expr System::total_free(std::size_t space) const {
  Expr sum = 0.0;
  for (const Expr& c : free[space]) sum = sum + c;
  return sum;
}

Composition Build::composition(const Form& form) const {
  if (!antibody) return {};
  if (!payload || form.drugs == 0) return *antibody;
  return *antibody + form.count() * *payload;
}

void Build::count_payload() {
  drugs_resolved = true;
  if (!balances || payload) return;
  payload = m.moiety("payload");
  m.conserve(*payload);
}

Terms Build::eliminated_antibody() {
  if (!balances) return {};
  if (!antibody_sink)
    antibody_sink = m.amount("Ab_eliminated", composition(Form{}),
                             species_options("antibody eliminated so far", dimension::amount, dose));
  return *antibody_sink;
}

Terms Build::payload_into(const std::string& sink, const std::string& meaning, const Expr& n) {
  const bool none = n.model() == nullptr && n.constant() == 0;
  if (!balances || !payload || none) return {};
  const auto it = payload_sinks.find(sink);
  if (it != payload_sinks.end()) return n * it->second;
  const Species s = m.amount(sink, *payload, species_options(meaning, dimension::amount, dose));
  payload_sinks.emplace(sink, s);
  return n * s;
}

void add_plasma_drivers(Build& b) {
  const Blood& blood = *b.surroundings.blood;
  Expr all = 0.0, conjugate = 0.0, drug = 0.0;
  for (std::size_t i = 0; i < blood.forms.size(); ++i) {
    all = all + blood.free[i];
    if (blood.forms[i].drugs == 0) continue;
    conjugate = conjugate + blood.free[i];
    if (b.drugs_resolved) drug = drug + blood.forms[i].count() * blood.free[i];
  }
  auto& drivers = b.surroundings.drivers;
  const auto offer = [&](const std::string& what, const Expr& c) {
    if (c.model() != nullptr) drivers.emplace("plasma " + what, c);
  };
  offer("antibody", all);
  offer("conjugate",
        b.description.resolution.text == "conjugate" || !b.description.resolution.given() ? all : conjugate);
  offer("acDrug", drug);
  for (const PayloadInBlood& p : blood.payloads)
    if (p.species) offer(p.name, *p.species);
}

SpeciesOptions species_options(std::string meaning, Dimension dimension, double nominal) {
  SpeciesOptions options;
  options.meaning = std::move(meaning);
  // a magnitude of nothing (a form that a lot lacks) must not make a tolerance of nothing, nor one of all (CL = 0)
  const double sound = std::isfinite(nominal) ? std::max(nominal, 1e-12) : 1;
  options.nominal = Quantity(sound, unit(canonical_unit(dimension)));
  return options;
}

}  // namespace tansine
