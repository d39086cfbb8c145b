#pragma once
// One lane: the operations that elementary.hpp is written in, for a plain double. A vector type or a recorder brings
// the same functions in its own namespace. They are the operations of LaneOp in engine/simd/lane_tape.hpp; IEEE 754 or
// two's complement arithmetic defines every one of them to the bit.

#include <bit>
#include <cmath>
#include <cstdint>

namespace tansine::elementary {

inline double fma(double a, double b, double c) { return std::fma(a, b, c); }    ///< a * b + c, rounded once
inline double fnma(double a, double b, double c) { return std::fma(-a, b, c); }  ///< c - a * b, rounded once
inline double sqrt(double a) { return std::sqrt(a); }
inline double min(double a, double b) { return b < a ? b : a; }                ///< a if one is NaN
inline double max(double a, double b) { return a < b ? b : a; }                ///< a if one is NaN
inline double select(double a, double b, double c) { return a >= 0 ? b : c; }  ///< c if a is NaN

inline std::uint64_t bits_of(double a) { return std::bit_cast<std::uint64_t>(a); }
inline double of_bits(std::uint64_t bits) { return std::bit_cast<double>(bits); }

inline double band(double a, double b) { return of_bits(bits_of(a) & bits_of(b)); }
inline double bor(double a, double b) { return of_bits(bits_of(a) | bits_of(b)); }
inline double bxor(double a, double b) { return of_bits(bits_of(a) ^ bits_of(b)); }
inline double iadd(double a, double b) { return of_bits(bits_of(a) + bits_of(b)); }  ///< modulo 2^64
inline double isub(double a, double b) { return of_bits(bits_of(a) - bits_of(b)); }  ///< modulo 2^64
inline double shl(double a, int n) { return of_bits(bits_of(a) << n); }              ///< zeros in, 0 <= n < 64
inline double shr(double a, int n) { return of_bits(bits_of(a) >> n); }              ///< zeros in, 0 <= n < 64

/// A constant in every lane of a value like the first argument.
inline double splat(double, double value) { return value; }
inline double splat_bits(double, std::uint64_t bits) { return of_bits(bits); }

}  // namespace tansine::elementary
