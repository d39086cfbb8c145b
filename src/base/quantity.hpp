#pragma once
// A number with a unit. One grammar for every file ("3.6 mg/kg", "0.15 1/h", "2.07 1/(nM h)") and the same algebra in
// C++ (`3.6 * mg / kg`, `0.15 / h`). Inside, the value is canonical (nmol, mg, L, um, h, cell); the unit text it was
// written in is kept for print.
//
// Grammar (no blank is needed between number and unit; "µ" and "μ" read as u, "·" as "*"):
//   quantity = number [ unit ]                      "3.6 mg/kg", "0.15 1/h", "0.15/h", "3 %", "3"
//   unit     = [ product | "1" ] { "/" ( factor | "(" product ")" ) }
//   product  = factor { ( "*" | blank ) factor }    or all of it in parentheses
//   factor   = [prefix] symbol [ ["^"] integer ]    "m2", "m^2", "m²", "h-1", "h⁻¹"
// What follows a slash is one factor or stands in parentheses: "1/nM h" is refused as ambiguous, "1/(nM h)" and
// "mL/d/kg" are read. Symbols, prefixes and spellings are listed in unit_table.cpp.

#include "base/dimension.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// One factor of a unit: "mg" to the power 1.
struct UnitFactor {
  std::string symbol;  ///< in its one normal spelling: "ug" for "µg", "d" for "days", "%" for "percent"
  int power = 1;
  friend bool operator==(const UnitFactor&, const UnitFactor&) = default;
};

/// A unit of measure: text as written, its factors, dimension, and its size in the canonical unit as a ratio of two
/// whole numbers (powers of ten beyond 1e22 are the nearest double), so that "0.1 mL" becomes exactly the double
/// nearest 1e-4. A mass over a mass is dimensionless; its factors still say "mg per kg".
struct Unit {
  std::string text = "1";
  std::vector<UnitFactor> factors;
  Dimension dimension;
  double numerator = 1;
  double denominator = 1;

  /// The double nearest to (x as its shortest decimal) times the unit's size: 0.1 mL is 1e-4 L, not 0.1 * 1e-3. About a
  /// microsecond: for the edge, not for inner loops.
  [[nodiscard]] double to_canonical(double x) const;
  [[nodiscard]] double from_canonical(double x) const;
};

/// Products join equal factors and cancel opposite ones ("mg/kg" times "kg" is "mg"). They throw std::invalid_argument
/// if the result's size has more than 15 digits or its dimension leaves a byte.
Unit operator*(const Unit& a, const Unit& b);
Unit operator/(const Unit& a, const Unit& b);
Unit power(const Unit& a, int exponent);

/// Why a text is not a quantity: what is wrong, which characters (bytes), and the nearest right spelling of just these
/// characters if there is one: the text with them replaced by the suggestion is right.
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

  [[nodiscard]] double value() const { return value_; }  ///< in the canonical unit
  [[nodiscard]] double in(std::string_view unit) const;  ///< throws on another dimension
  /// The number in its own unit: of all that give this value, the one with the fewest digits.
  [[nodiscard]] double as_written() const;
  [[nodiscard]] Dimension dimension() const { return unit_.dimension; }
  [[nodiscard]] const Unit& unit() const { return unit_; }
  /// "3.6 mg/kg": the text with the fewest digits that parses back to the same quantity.
  [[nodiscard]] std::string text() const;

  /// A quantity already in canonical units, printed in `unit`.
  static Quantity from_canonical(double value, Unit unit);

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

/// A quantity or the reason why not. Never throws. "3", "3 %", "0.15 1/h", "-2e-3 nM", "2.07 1/(nM h)". Rejects
/// nan/inf, hex, thousands separators, "5." and ".5", trailing text, numbers out of double's range, texts over 200
/// bytes.
std::optional<Quantity> parse_quantity(std::string_view text, UnitProblem* problem = nullptr);

/// Avogadro constant [1/nmol]: exact since SI 2019 (6.02214076e23 /mol).
inline constexpr double avogadro_per_nmol = 6.02214076e14;

/// Unit constants for C++: `using namespace tansine::units; 3.6 * mg / kg`.
namespace units {
extern const Unit one, percent, mol, mmol, umol, nmol, pmol, M, mM, uM, nM, pM, kg, g, mg, ug, ng, Da, kDa, L, mL, uL,
    pL, m, cm, mm, um, nm, s, min, h, day, week, cell, U;
}

}  // namespace tansine
