#pragma once
// What kind of thing a number measures: powers of the base dimensions, and the one canonical unit each
// dimension is held in past the edge (nmol, mg, L, um, h, cell).

#include <array>
#include <cstdint>
#include <string>

namespace tansine {

/// Powers of the five base dimensions. Volume is length cubed; a fraction is all zeros.
struct Dimension {
  std::int8_t amount = 0;  ///< [nmol]
  std::int8_t mass = 0;    ///< [mg]
  std::int8_t length = 0;  ///< [um]; multiples of three are held in [L], see canonical_unit
  std::int8_t time = 0;    ///< [h]
  std::int8_t cells = 0;   ///< [cell]

  friend constexpr bool operator==(const Dimension&, const Dimension&) = default;
  [[nodiscard]] constexpr bool is_one() const { return *this == Dimension{}; }
};

constexpr Dimension operator*(Dimension a, Dimension b) {
  auto add = [](std::int8_t x, std::int8_t y) { return static_cast<std::int8_t>(x + y); };
  return {add(a.amount, b.amount), add(a.mass, b.mass), add(a.length, b.length), add(a.time, b.time),
          add(a.cells, b.cells)};
}
constexpr Dimension inverse(Dimension a) {
  auto neg = [](std::int8_t x) { return static_cast<std::int8_t>(-x); };
  return {neg(a.amount), neg(a.mass), neg(a.length), neg(a.time), neg(a.cells)};
}
constexpr Dimension operator/(Dimension a, Dimension b) { return a * inverse(b); }
Dimension power(Dimension a, int exponent);

namespace dimension {
inline constexpr Dimension one{};
inline constexpr Dimension amount{.amount = 1};
inline constexpr Dimension mass{.mass = 1};
inline constexpr Dimension length{.length = 1};
inline constexpr Dimension area{.length = 2};
inline constexpr Dimension volume{.length = 3};
inline constexpr Dimension time{.time = 1};
inline constexpr Dimension cells{.cells = 1};
inline constexpr Dimension rate = inverse(time);
inline constexpr Dimension concentration = amount / volume;     ///< nM = nmol/L
inline constexpr Dimension mass_concentration = mass / volume;  ///< mg/L = ug/mL
inline constexpr Dimension clearance = volume / time;           ///< L/h
inline constexpr Dimension molar_mass = mass / amount;          ///< mg/nmol = MDa
}  // namespace dimension

/// The canonical unit as text, e.g. "nmol/L", "L/h", "1/(nmol*h)" , "um2/h", "1" for a fraction. Length powers that are
/// multiples of three read as litres, all others as micrometres.
std::string canonical_unit(Dimension d);

/// Multiplying canonical numbers of dimensions `a` and `b` gives a number of dimension a*b that must be multiplied by
/// this to be canonical again. It is 1 unless micrometres meet litres (um * um2 = 1e-15 L).
double coherence_factor(Dimension a, Dimension b);

}  // namespace tansine
