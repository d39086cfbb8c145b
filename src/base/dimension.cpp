#include "base/dimension.hpp"

#include "base/problem.hpp"
#include "base/quantity.hpp"
#include "base/unit_scale.hpp"
#include "base/unit_table.hpp"

#include <cmath>
#include <limits>
#include <vector>

namespace tansine {

Dimension power(Dimension a, int exponent) {
  auto times = [exponent](std::int8_t x) {
    const int product = x * exponent;
    TANSINE_ASSERT(
        product >= std::numeric_limits<std::int8_t>::min() && product <= std::numeric_limits<std::int8_t>::max(),
        "the power of a dimension does not fit a byte");
    return static_cast<std::int8_t>(product);
  };
  return {times(a.amount), times(a.mass), times(a.length), times(a.time), times(a.cells)};
}

std::string canonical_unit(Dimension d) {
  std::vector<UnitFactor> factors;
  auto add = [&factors](const char* symbol, int exponent) {
    if (exponent != 0) factors.push_back({symbol, exponent});
  };
  add("nmol", d.amount);
  add("mg", d.mass);
  if (d.length % 3 == 0) {
    add("L", d.length / 3);
  } else {
    add("um", d.length);
  }
  add("h", d.time);
  add("cell", d.cells);
  return unit_text(factors);
}

double coherence_factor(Dimension a, Dimension b) {
  const int exponent = coherence_exponent(a, b);
  if (exponent == 0) return 1;
  const std::optional<double> factor = nearest_double({.digits = "1", .exponent = exponent});
  TANSINE_ASSERT(factor.has_value(), "the powers of these dimensions are too high");
  return *factor;
}

}  // namespace tansine
