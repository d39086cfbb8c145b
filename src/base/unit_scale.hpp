#pragma once
// The size of a unit as an exact ratio, and exact decimal arithmetic with it. Private to base: what makes "0.1 mL"
// the double nearest 1e-4, and what lets every quantity be printed so that it reads back bit for bit.

#include "base/dimension.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tansine {

struct Unit;

/// numerator / denominator * 10^exponent10; in lowest terms, neither whole number divisible by ten.
struct UnitScale {
  std::uint64_t numerator = 1;
  std::uint64_t denominator = 1;
  int exponent10 = 0;
  friend bool operator==(const UnitScale&, const UnitScale&) = default;
};

/// Exact products; empty if a whole number would pass 1e15 (up to there a double's shortest text is exact) or the power
/// of ten 290.
std::optional<UnitScale> multiply(const UnitScale& a, const UnitScale& b);
std::optional<UnitScale> power(const UnitScale& a, int exponent);
UnitScale inverse(const UnitScale& a);

/// A unit's two doubles and back.
UnitScale scale_of(const Unit& unit);
void set_scale(Unit& unit, const UnitScale& scale);

/// log10 of coherence_factor(a, b).
int coherence_exponent(Dimension a, Dimension b);

/// A decimal number: sign, digits (no leading zero; empty for zero) and digits * 10^exponent.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

/// The decimal with the fewest digits that reads back as x (finite).
Decimal shortest_decimal(double x);
/// x * scale: exact where it ends, else cut after 60 more digits and marked as inexact by a last digit 1, so that
/// rounding it once is right.
Decimal scaled(Decimal x, const UnitScale& scale);
/// The nearest double; empty if it would be infinite, or zero without being zero.
std::optional<double> nearest_double(const Decimal& x);
/// The decimal with the fewest digits (at most 17) for which nearest_double(scaled(d, scale)) == value (finite).
Decimal shortest_preimage(double value, const UnitScale& scale);
/// "0.0015", "1500000", "1.5e7", "-0": plain from 1e-4 up to below 1e7, else with an exponent.
std::string to_text(const Decimal& x);

}  // namespace tansine
