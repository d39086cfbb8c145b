#include "library/distribution/allometry.hpp"

#include "library/sourced.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace tansine {

QuantityTable scale_allometrically(const ModelDescription& from, const ModelDescription& to, Problems& problems) {
  const std::string where = fmt::format("model '{}': allometry", to.name);
  QuantityTable scaled = from.parameters;
  if (!from.body_weight || !to.body_weight) {
    problems.error(to.allometry->place, fmt::format("{} needs body_weight, here and in '{}'", where, from.name));
    return scaled;
  }
  for (const auto* w : {&*from.body_weight, &*to.body_weight})
    if (w->value.dimension() != dimension::mass || !(w->value.value() > 0)) {
      problems.error(w->place, fmt::format("{}: body_weight is {}, expected a mass", where, w->value.text()));
      return scaled;
    }
  const double ratio = to.body_weight->value.value() / from.body_weight->value.value();
  std::vector<std::string> known = {"clearance", "volume", "rate"};
  for (const NamedQuantity& p : scaled) known.push_back(p.name);
  for (const NamedQuantity& e : to.allometry->exponents) {
    if (std::find(known.begin(), known.end(), e.name) == known.end())
      problems.error(e.quantity.place,
                     fmt::format("{}: unknown parameter '{}'{}", where, e.name, did_you_mean(e.name, known)));
    if (!e.quantity.value.dimension().is_one())
      problems.error(e.quantity.place,
                     fmt::format("{}: exponent of '{}' has a unit, expected a number", where, e.name));
    check_source(e.quantity, fmt::format("{}: exponent of '{}'", where, e.name), problems);
  }
  for (NamedQuantity& p : scaled) {
    const Dimension d = p.quantity.value.dimension();
    const char* const kind = d == dimension::clearance ? "clearance"
                             : d == dimension::volume  ? "volume"
                             : d == dimension::rate    ? "rate"
                                                       : "";
    const SourcedQuantity* exponent = find(to.allometry->exponents, p.name);
    if (exponent == nullptr) exponent = find(to.allometry->exponents, kind);
    if (exponent == nullptr) continue;
    const double b = exponent->value.value();
    p.quantity.source =
        fmt::format("derived: {} x ({}/{})^{:g} ({}; {})", p.quantity.value.text(), to.body_weight->value.text(),
                    from.body_weight->value.text(), b, p.quantity.source, exponent->source);
    p.quantity.value = std::pow(ratio, b) * p.quantity.value;
  }
  return scaled;
}

}  // namespace tansine
