#pragma once
// exp, log, cbrt and pow, written once over a lane type V: a double, a vector of doubles, or a recorder that emits
// instructions. Every step is an operation that IEEE 754 or two's complement arithmetic defines to the bit, there are
// no branches and no tables, and nothing calls the system's libm: the same bits come out of every processor, compiler
// and vector width (a NaN is a NaN: its sign and payload are not promised). Accuracy, special values and the number
// of operations are in docs/elementary-functions.md; tests/elementary_test.cpp measures them.
//
// V brings, as functions found by its namespace: + - * /, fma, fnma, min, max, select, band, bor, bxor, iadd, isub,
// shl, shr, splat, splat_bits, as lane_double.hpp has them for double. V is passed by reference and never compared or
// converted. Rounding to nearest and gradual underflow must be on; the compiler must not contract or reorder.
//
// The polynomials are minimax fits by the Remez exchange in 60 digits (tools/elementary_coefficients.py).

#include "base/lane_double.hpp"

#include <cstddef>
#include <cstdint>

#if defined(__FAST_MATH__)
#error "elementary.hpp needs IEEE arithmetic: no -ffast-math"
#endif

namespace tansine::elementary {

namespace detail {

inline constexpr std::uint64_t sign_bit = 0x8000000000000000;
inline constexpr std::uint64_t mantissa_bits = 0x000fffffffffffff;
inline constexpr double infinity = __builtin_huge_val();
inline constexpr double largest = 0x1.fffffffffffffp1023;
inline constexpr double least_normal = 0x1p-1022;
inline constexpr double least = 0x1p-1074;

// ln 2 in two parts; the first has 42 bits, so that its product with an exponent (11 bits) is exact.
inline constexpr double ln2_high = 0x1.62e42fefa3800p-1;
inline constexpr double ln2_low = 0x1.ef35793c76730p-45;
inline constexpr double log2_e = 0x1.71547652b82fep+0;

/// c[k] + c[k + step] u + c[k + 2 step] u^2 + ... by Horner's rule. Unrolled by recursion: a compiler leaves the loop.
template <std::size_t k = 0, std::size_t step = 1, class V, std::size_t n>
V polynomial(const V& u, const double (&c)[n]) {
  if constexpr (k + step >= n)
    return splat(u, c[k]);
  else
    return fma(polynomial<k + step, step>(u, c), u, splat(u, c[k]));
}

/// -|a|: at least 0, for select, if and only if a is 0.
template <class V>
V minus_abs(const V& a) {
  return bor(a, splat_bits(a, sign_bit));
}

/// (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2; error of e^r below 2^-60. Even and odd powers apart: half the latency, and
/// no more operations, because the square is needed anyway.
template <class V>
V exp_tail(const V& r, const V& r_square) {
  constexpr double c[] = {0.5,
                          0x1.555555555555dp-3,
                          0x1.555555555556fp-5,
                          0x1.111111110e336p-7,
                          0x1.6c16c16c07eb2p-10,
                          0x1.a01a01b6f4a61p-13,
                          0x1.a01a01fc842afp-16,
                          0x1.71dde7b1da65dp-19,
                          0x1.27e40beb1a386p-22,
                          0x1.af7a373311684p-26,
                          0x1.20d171731c87dp-29};
  return fma(polynomial<1, 2>(r_square, c), r, polynomial<0, 2>(r_square, c));
}

/// x / ln 2 rounded to an integer, for |x| <= 800: as `number`, and in the low bits of `shifted` with 2046 added.
template <class V>
struct Exponent {
  V shifted, number;
};
inline constexpr double exponent_shift = 0x1.8p52 + 2046;

template <class V>
Exponent<V> nearest_exponent(const V& x) {
  const V shift = splat(x, exponent_shift);
  const V shifted = fma(x, splat(x, log2_e), shift);
  return {shifted, shifted - shift};
}

/// p * 2^k, rounded once, for -1076 <= k <= 1024 and p near 1. In two factors 2^floor(k/2) and 2^ceil(k/2), because
/// 2^1024 and 2^-1076 are no doubles; the first product is exact. Their exponent fields are the halves of k + 2046; the
/// shift by 52 drops all other bits.
template <class V>
V scale(const V& p, const V& shifted_k) {
  const V half = shr(shifted_k, 1);
  return p * shl(half, 52) * shl(isub(shifted_k, half), 52);
}

/// a = 2^k m with sqrt(1/2) <= m < sqrt(2), for finite a > 0; anything for others.
template <class V>
struct Split {
  V k, m;
};

template <class V>
Split<V> split(const V& a) {
  const V normal = a - splat(a, least_normal);  // >= 0: a is not subnormal
  const V b = select(normal, a, a * splat(a, 0x1p54));
  // bits of 1 minus bits of sqrt(1/2): carries into the exponent field where m would reach sqrt(2)
  const V i = iadd(b, splat_bits(a, 0x3ff0000000000000 - 0x3fe6a09e667f3bcd));
  const V m = iadd(band(i, splat_bits(a, mantissa_bits)), splat_bits(a, 0x3fe6a09e667f3bcd));
  // the exponent field as the last bits of 2^52
  const V biased = bor(shr(i, 52), splat(a, 0x1p52));
  return {biased - select(normal, splat(a, 0x1p52 + 1023), splat(a, 0x1p52 + 1023 + 54)), m};
}

}  // namespace detail

/// e^x. Overflows to infinity, underflows gradually to 0.
template <class V>
V exp(const V& x) {
  using namespace detail;
  // beyond the clamps the result is infinity or 0 anyway; a NaN passes both
  const V clamped = max(min(x, splat(x, 710.0)), splat(x, -746.0));
  const Exponent<V> k = nearest_exponent(clamped);
  const V r = fnma(k.number, splat(x, ln2_low), fnma(k.number, splat(x, ln2_high), clamped));
  // 1 + r as an unevaluated sum: its rounding would cost a quarter of an ulp
  const V one = splat(x, 1.0);
  const V leading = one + r;
  const V leading_low = r - (leading - one);
  const V r_square = r * r;
  return scale(leading + fma(r_square, exp_tail(r, r_square), leading_low), k.shifted);
}

/// Natural logarithm. log(0) = -infinity, log(x < 0) = NaN.
template <class V>
V log(const V& x) {
  using namespace detail;
  const Split<V> a = split(x);
  // With s = f / (2 + f), log(1 + f) = 2 atanh(s) = f - s (f - R(s^2)), and s f = f^2/2 - s f^2/2 keeps the large part
  // of the correction free of the rounding of s (after FreeBSD's e_log.c; the polynomial is ours).
  const V f = a.m - splat(x, 1.0);
  const V s = f / (f + splat(x, 2.0));
  const V z = s * s;
  // (2 atanh(s) - 2 s) / s^3, relative error of the logarithm below 2^-59
  constexpr double c[] = {0x1.5555555555592p-1, 0x1.999999997ff1ap-2, 0x1.24924941e145fp-2, 0x1.c71c521459754p-3,
                          0x1.74663ced4879fp-3, 0x1.39a1e898e7931p-3, 0x1.2f03be5e98893p-3};
  const V half_square = f * splat(x, 0.5) * f;
  const V correction = fma(s, fma(z, polynomial(z, c), half_square), a.k * splat(x, ln2_low));
  const V finite = fma(a.k, splat(x, ln2_high), f - (half_square - correction));
  const V not_positive = select(x, splat(x, -infinity), splat(x, __builtin_nan("")));
  const V not_infinite = select(splat(x, largest) - x, finite, splat(x, infinity));
  return select(x - splat(x, least), not_infinite, not_positive);  // NaN takes the last argument twice
}

/// Cube root, of negative numbers too.
template <class V>
V cbrt(const V& x) {
  using namespace detail;
  const V sign = band(x, splat_bits(x, sign_bit));
  const V magnitude = bxor(x, sign);
  // small numbers are scaled up, or the residual below would underflow
  const V large = magnitude - splat(x, 0x1p-900);
  const V a = select(large, magnitude, magnitude * splat(x, 0x1p150));
  // y ~ a^(-1/3): the upper half of the bits, over -3, as an integer in the last bits of 2^52; then 1 - a y^3 is at
  // most 0.1024 in magnitude, for this constant
  const V upper = bor(shr(a, 32), splat(x, 0x1p52)) - splat(x, 0x1p52);
  const V y0 = shl(fnma(upper, splat(x, 1.0 / 3), splat(x, 0x1p52 + 0x553eea00)), 32);
  // y = y0 (1 - e)^(-1/3), first by a polynomial to 2^-18, then by the first two terms of the series to 2^-33
  constexpr double c[] = {0x1.5555555555555p-2, 0x1.c9b2235ea29e9p-3, 0x1.6437511265b69p-3};
  const V e0 = fnma(a * y0, y0 * y0, splat(x, 1.0));
  const V y1 = fma(y0 * e0, polynomial(e0, c), y0);
  const V e1 = fnma(a * y1, y1 * y1, splat(x, 1.0));
  const V y = fma(y1 * e1, splat(x, 1.0 / 3), y1);
  // one step of Newton for b = a y^2, with the residual a - b^3 to double length: 2^-64 before the last rounding
  const V y_square = y * y;
  const V b = a * y_square;
  const V b_square = b * b;
  const V residual = fma(b, fnma(b, b, b_square), fnma(b, b_square, a));
  const V root = fma(residual, y_square * splat(x, 1.0 / 3), b);
  const V finite = root * select(large, splat(x, 1.0), splat(x, 0x1p-50));
  return bor(select(splat(x, largest) - magnitude, finite, magnitude), sign);
}

/// x^y, with the special values of C99 (F.9.4.4).
template <class V>
V pow(const V& x, const V& y) {
  using namespace detail;
  const V one = splat(x, 1.0);
  const V sign_mask = splat_bits(x, sign_bit);
  const V sign = band(x, sign_mask);
  const V magnitude = bxor(x, sign);

  // log |x| = high + low to about 2^-67: 2 atanh(s) = 2 s + s v, v = 2/3 s^2 + ..., s = f / (2 + f), each as an
  // unevaluated sum. A name with `minus` holds the negative of its part: fnma gives the rounding error of a product as
  // p - a b.
  const Split<V> a = split(magnitude);
  const V f = a.m - one;
  const V d = a.m + one;
  const V d_low = a.m - (d - one);
  const V s = f / d;
  // what s lacks: (f - s (d + d_low)) / (d + d_low), where 1 / (2 + f) = (1 - s) / 2
  const V s_low = fnma(s, d_low, fnma(s, d, f)) * fnma(s, splat(x, 0.5), splat(x, 0.5));
  const V s2 = s + s;
  const V z = s * s;
  const V z_minus_low = fnma(s2, s_low, fnma(s, s, z));
  // (2 atanh(s) - 2 s - 2/3 s^3) / s^5, relative error of the logarithm below 2^-72
  constexpr double c[] = {0x1.9999999999996p-2, 0x1.2492492492ff0p-2, 0x1.c71c71c577b23p-3, 0x1.745d183c052e4p-3,
                          0x1.3b135f13524bbp-3, 0x1.11215f600c9a4p-3, 0x1.de14f00fc269dp-4, 0x1.ec261fd159476p-4};
  const V two_thirds = splat(x, 0x1.5555555555555p-1);
  const V tail = fma(z, polynomial(z, c), splat(x, 0x1.5555555555555p-55));  // the low part of 2/3 in it
  const V q = two_thirds + tail;
  const V q_low = (two_thirds - q) + tail;
  const V v = z * q;
  // z q changes with z by q + z q', and z q' is nearly the tail
  const V v_minus_low = fma(z_minus_low, q + tail, fnma(z, q_low, fnma(z, q, v)));
  const V p = s * v;
  const V p_minus_low = fma(s, v_minus_low, fnma(s, v, p));
  const V minus_rest = fnma(s_low, v + splat(x, 2.0), p_minus_low);
  const V m_high = s2 + p;
  const V m_low = ((s2 - m_high) + p) - minus_rest;
  const V k_high = a.k * splat(x, ln2_high);
  const V sum = k_high + m_high;
  const V low = fma(a.k, splat(x, ln2_low), m_low) + ((k_high - sum) + m_high);

  // Is y even, odd, neither? From 2^53 on doubles are even, and sums there round to even numbers: y is even if it is 0
  // from the nearest of them, odd if it is 1.
  const V y_size = min(band(y, splat_bits(x, ~sign_bit)), splat(x, 0x1p53));
  const V minus_distance = minus_abs(y_size - ((y_size + splat(x, 0x1p53)) - splat(x, 0x1p53)));
  const V odd = splat(x, -1.0) - minus_distance;  // >= 0: y is odd; minus_distance >= 0: y is even
  const V result_sign = select(odd, sign, splat(x, 0.0));
  const V of_negative = select(max(odd, minus_distance), sum, splat(x, __builtin_nan("")));

  // log |x| where it is not a finite number, and no number for a negative x to a broken power
  const V of_nonzero = select(magnitude - splat(x, least), select(x, sum, of_negative), splat(x, -infinity));
  const V high = select(splat(x, largest) - magnitude, of_nonzero, magnitude);

  // e^(w + w_low), w + w_low = y log |x|
  const V w = y * high;
  const V minus_w_low = fnma(y, low, fnma(y, high, w));
  const Exponent<V> k = nearest_exponent(w);
  const V r_high = fnma(k.number, splat(x, ln2_high), w);  // exact
  const V minus_r_low = fma(k.number, splat(x, ln2_low), minus_w_low);
  const V r = r_high - minus_r_low;
  // 1 + r_high as an unevaluated sum, so that the result is rounded once, but for small terms
  const V leading = one + r_high;
  const V leading_low = ((one - leading) + r_high) - minus_r_low;
  const V r_square = r * r;
  const V finite = scale(leading + fma(r_square, exp_tail(r, r_square), leading_low), k.shifted);

  const V not_above = select(w - splat(x, 710.0), splat(x, infinity), finite);
  const V not_below = select(splat(x, -746.0) - w, splat(x, 0.0), not_above);
  const V of_one = select(minus_abs(high), one, not_below);  // |x| = 1, any y, NaN too
  const V of_zeroth = select(minus_abs(y), one, of_one);     // y = 0, any x, NaN too
  return bxor(of_zeroth, result_sign);
}

}  // namespace tansine::elementary
