#pragma once
// A number with a unit. One grammar for every file ("3.6 mg/kg", "0.15 1/h", "2.07 1/(nM h)") and the same algebra in
// C++ (`3.6 * mg / kg`, `0.15 / h`). Inside, the value is canonical (nmol, mg, L, um, h, cell); the unit text it was
// written in is kept for print.
//
// Grammar:  quantity = number [unit] | unit-less number
//           unit     = factor { ("*" | "·" | " ") factor } [ "/" factor | "/" "(" product ")" ]   one slash only, so that
//                      "1/nM h" is refused as ambiguous: write "1/(nM h)" ; "mL/d/kg" (slash after slash) is allowed
//           factor   = [SI prefix] symbol [ ["^"] integer ] | "1"
// Symbols: mol M g L m s min h d day week cell U(enzyme unit, umol/min) Da % ; prefixes f p n u(µ μ) m c d k M G on
// mol, M, g, L, m, s, Da(only k, M), where they are customary.

#include "base/dimension.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// One factor of a unit as it was written: "mg" to the power 1.
struct UnitFactor {
  std::string symbol;
  int power = 1;
  friend bool operator==(const UnitFactor&, const UnitFactor&) = default;
};

/// A unit of measure: text as written, its factors, dimension, and its size in the canonical unit as an exact ratio
/// (so that "0.1 mL" becomes exactly the double nearest 1e-4).
struct Unit {
  std::string text = "1";
  std::vector<UnitFactor> factors;
  Dimension dimension;
  double numerator = 1;
  double denominator = 1;

  [[nodiscard]] double to_canonical(double x) const { return x * numerator / denominator; }
  [[nodiscard]] double from_canonical(double x) const { return x * denominator / numerator; }
};

Unit operator*(const Unit& a, const Unit& b);
Unit operator/(const Unit& a, const Unit& b);
Unit power(const Unit& a, int exponent);

/// Why a text is not a quantity: what is wrong, which characters, and the nearest right spelling if there is one.
struct UnitProblem {
  std::string message;     ///< e.g. unknown unit "mg/kgg"
  std::string suggestion;  ///< e.g. "mg/kg"; empty if none is near
  std::size_t offset = 0;  ///< first offending character of the text
  std::size_t length = 0;
};

/// A unit or the reason why not. Never throws.
std::optional<Unit> parse_unit(std::string_view text, UnitProblem* problem = nullptr);
/// Throws std::invalid_argument with the problem's message: for unit texts in our own code.
Unit unit(std::string_view text);

/// A number with a unit. `value` is canonical; `unit` is how it was written and how it is printed.
class Quantity {
 public:
  constexpr Quantity() = default;
  Quantity(double value_in_unit, Unit unit);

  [[nodiscard]] double value() const { return value_; }                       ///< in the canonical unit
  [[nodiscard]] double in(std::string_view unit) const;                       ///< throws on another dimension
  [[nodiscard]] double as_written() const { return unit_.from_canonical(value_); }
  [[nodiscard]] Dimension dimension() const { return unit_.dimension; }
  [[nodiscard]] const Unit& unit() const { return unit_; }
  /// "3.6 mg/kg": the shortest text that parses back to the same quantity.
  [[nodiscard]] std::string text() const;

  Quantity operator-() const;
  friend Quantity operator*(const Quantity& a, const Quantity& b);
  friend Quantity operator/(const Quantity& a, const Quantity& b);
  /// Sums and comparisons throw std::invalid_argument on different dimensions.
  friend Quantity operator+(const Quantity& a, const Quantity& b);
  friend Quantity operator-(const Quantity& a, const Quantity& b);

 private:
  double value_ = 0;
  Unit unit_;
};

Quantity operator*(double a, const Unit& u);
Quantity operator/(double a, const Unit& u);
Quantity operator*(const Quantity& q, const Unit& u);
Quantity operator/(const Quantity& q, const Unit& u);
Quantity operator*(double a, const Quantity& q);
Quantity operator*(const Quantity& q, double a);
Quantity operator/(const Quantity& q, double a);
Quantity operator/(double a, const Quantity& q);

/// A quantity or the reason why not. Never throws. "3", "3 %", "0.15 1/h", "-2e-3 nM", "2.07 1/(nM h)". Rejects nan/inf,
/// hex, trailing text, numbers out of double's range.
std::optional<Quantity> parse_quantity(std::string_view text, UnitProblem* problem = nullptr);

/// Avogadro constant [1/nmol]: exact since SI 2019 (6.02214076e23 /mol).
inline constexpr double avogadro_per_nmol = 6.02214076e14;

/// Unit constants for C++: `using namespace tansine::units; 3.6 * mg / kg`.
namespace units {
extern const Unit one, percent, mol, mmol, umol, nmol, pmol, M, mM, uM, nM, pM, kg, g, mg, ug, ng, Da, kDa, L, mL, uL, pL, m,
    cm, mm, um, nm, s, min, h, day, week, cell, U;
}

}  // namespace tansine
