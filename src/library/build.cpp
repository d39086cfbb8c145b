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

SpeciesOptions species_options(std::string meaning, Dimension dimension, double nominal) {
  SpeciesOptions options;
  options.meaning = std::move(meaning);
  // a magnitude of nothing (a form that a lot lacks) must not make a tolerance of nothing, nor one of all (CL = 0)
  const double sound = std::isfinite(nominal) ? std::max(nominal, 1e-12) : 1;
  options.nominal = Quantity(sound, unit(canonical_unit(dimension)));
  return options;
}

}  // namespace tansine
