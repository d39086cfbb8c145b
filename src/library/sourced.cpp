#include "library/sourced.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cmath>

namespace tansine {

const SourcedQuantity* find(const QuantityTable& table, std::string_view name) {
  const auto it = std::find_if(table.begin(), table.end(), [&](const NamedQuantity& q) { return q.name == name; });
  return it == table.end() ? nullptr : &it->quantity;
}

const ModelDescription* CompoundDescription::model(std::string_view wanted) const {
  const auto it =
      std::find_if(models.begin(), models.end(), [&](const ModelDescription& m) { return m.name == wanted; });
  return it == models.end() ? nullptr : &*it;
}

void check_source(const SourcedQuantity& quantity, const std::string& what, Problems& problems) {
  if (quantity.source.find_first_not_of(" \t") == std::string::npos)
    problems.error(quantity.place, fmt::format("{} has no source", what),
                   "say where the number comes from, or \"assumed: why\"");
}

Variability variability_of(const VariabilityInput& input, const Place& place, const std::string& what,
                           Problems& problems) {
  if (!input.given()) return {};
  const int count = int(input.cv.has_value()) + int(input.omega.has_value()) + int(input.omega2.has_value());
  if (count > 1) {
    problems.error(place, fmt::format("{} has more than one of cv, omega, omega2", what));
    return {};
  }
  const double number = input.cv ? *input.cv : input.omega ? *input.omega : *input.omega2;
  if (!(number >= 0) || !std::isfinite(number)) {
    problems.error(place, fmt::format("{}: its variability is {}, expected 0 or more", what, number));
    return {};
  }
  static const std::vector<std::string> kinds = {"lognormal", "logit", "additive"};
  if (std::find(kinds.begin(), kinds.end(), input.distribution) == kinds.end()) {
    problems.error(place, fmt::format("{}: unknown distribution \"{}\", expected one of {}", what, input.distribution,
                                      fmt::join(kinds, ", ")));
    return {};
  }
  if (input.cv && input.distribution != "lognormal") {
    problems.error(place, fmt::format("{}: cv is that of a lognormal; give omega or omega2", what));
    return {};
  }
  if (input.cv) return Variability::lognormal_cv(number);
  const double omega2 = input.omega ? number * number : number;
  if (input.distribution == "logit") return Variability::logit(omega2);
  return input.distribution == "additive" ? Variability::additive(omega2) : Variability::lognormal(omega2);
}

std::string chosen(const Choice& choice, const std::vector<std::string>& allowed, const std::string& fallback,
                   const std::string& what, const Place& place, Problems& problems) {
  if (!choice.given()) return fallback;
  if (std::find(allowed.begin(), allowed.end(), choice.text) != allowed.end()) return choice.text;
  problems.error(choice.place.line > 0 ? choice.place : place,
                 fmt::format("{} \"{}\" is unknown, expected one of {}{}", what, choice.text, fmt::join(allowed, ", "),
                             did_you_mean(choice.text, allowed)));
  return fallback;
}

}  // namespace tansine
