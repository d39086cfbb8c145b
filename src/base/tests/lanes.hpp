#pragma once
// Two more lane types for elementary.hpp: a vector of doubles by the compiler's vector extension, and a counter.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#pragma GCC diagnostic ignored "-Wpsabi"  // wide vectors are passed within this test only

namespace tansine {

/// The compiler's vectors; gcc 12 takes no size from a template parameter.
template <std::size_t n>
struct VectorTypes;
template <>
struct VectorTypes<4> {
  typedef double Doubles __attribute__((vector_size(32)));
  typedef std::uint64_t Words __attribute__((vector_size(32)));
};
template <>
struct VectorTypes<8> {
  typedef double Doubles __attribute__((vector_size(64)));
  typedef std::uint64_t Words __attribute__((vector_size(64)));
};

/// `n` doubles side by side: 4 or 8.
template <std::size_t n>
struct Lanes {
  using Doubles = typename VectorTypes<n>::Doubles;
  using Words = typename VectorTypes<n>::Words;
  Doubles v{};

  static Lanes of(const Words& words) {
    Lanes r;
    std::memcpy(&r.v, &words, sizeof words);
    return r;
  }
  [[nodiscard]] Words words() const {
    Words w;
    std::memcpy(&w, &v, sizeof w);
    return w;
  }
  template <class F>
  static Lanes each(F f) {
    Lanes r;
    for (std::size_t i = 0; i < n; ++i) r.v[i] = f(i);
    return r;
  }

  friend Lanes operator+(const Lanes& a, const Lanes& b) { return {a.v + b.v}; }
  friend Lanes operator-(const Lanes& a, const Lanes& b) { return {a.v - b.v}; }
  friend Lanes operator*(const Lanes& a, const Lanes& b) { return {a.v * b.v}; }
  friend Lanes operator/(const Lanes& a, const Lanes& b) { return {a.v / b.v}; }
  friend Lanes fma(const Lanes& a, const Lanes& b, const Lanes& c) {
    return each([&](std::size_t i) { return std::fma(a.v[i], b.v[i], c.v[i]); });
  }
  friend Lanes fnma(const Lanes& a, const Lanes& b, const Lanes& c) {
    return each([&](std::size_t i) { return std::fma(-a.v[i], b.v[i], c.v[i]); });
  }
  friend Lanes min(const Lanes& a, const Lanes& b) { return {b.v < a.v ? b.v : a.v}; }
  friend Lanes max(const Lanes& a, const Lanes& b) { return {a.v < b.v ? b.v : a.v}; }
  friend Lanes select(const Lanes& a, const Lanes& b, const Lanes& c) { return {a.v >= Doubles{} ? b.v : c.v}; }
  friend Lanes band(const Lanes& a, const Lanes& b) { return of(a.words() & b.words()); }
  friend Lanes bor(const Lanes& a, const Lanes& b) { return of(a.words() | b.words()); }
  friend Lanes bxor(const Lanes& a, const Lanes& b) { return of(a.words() ^ b.words()); }
  friend Lanes iadd(const Lanes& a, const Lanes& b) { return of(a.words() + b.words()); }
  friend Lanes isub(const Lanes& a, const Lanes& b) { return of(a.words() - b.words()); }
  friend Lanes shl(const Lanes& a, int k) { return of(a.words() << k); }
  friend Lanes shr(const Lanes& a, int k) { return of(a.words() >> k); }
  friend Lanes splat(const Lanes&, double value) {
    return each([&](std::size_t) { return value; });
  }
  friend Lanes splat_bits(const Lanes&, std::uint64_t bits) { return of(Words{} + bits); }
};

/// Counts the operations that are not among constants.
struct Counted {
  bool constant = false;
  static inline int n = 0;

  static Counted result(bool constant) {
    if (!constant) ++n;
    return {constant};
  }
  friend Counted unary(const Counted& a) { return result(a.constant); }
  friend Counted binary(const Counted& a, const Counted& b) { return result(a.constant && b.constant); }
  friend Counted ternary(const Counted& a, const Counted& b, const Counted& c) {
    return result(a.constant && b.constant && c.constant);
  }
  friend Counted operator+(const Counted& a, const Counted& b) { return binary(a, b); }
  friend Counted operator-(const Counted& a, const Counted& b) { return binary(a, b); }
  friend Counted operator*(const Counted& a, const Counted& b) { return binary(a, b); }
  friend Counted operator/(const Counted& a, const Counted& b) { return binary(a, b); }
  friend Counted fma(const Counted& a, const Counted& b, const Counted& c) { return ternary(a, b, c); }
  friend Counted fnma(const Counted& a, const Counted& b, const Counted& c) { return ternary(a, b, c); }
  friend Counted min(const Counted& a, const Counted& b) { return binary(a, b); }
  friend Counted max(const Counted& a, const Counted& b) { return binary(a, b); }
  friend Counted select(const Counted& a, const Counted& b, const Counted& c) { return ternary(a, b, c); }
  friend Counted band(const Counted& a, const Counted& b) { return binary(a, b); }
  friend Counted bor(const Counted& a, const Counted& b) { return binary(a, b); }
  friend Counted bxor(const Counted& a, const Counted& b) { return binary(a, b); }
  friend Counted iadd(const Counted& a, const Counted& b) { return binary(a, b); }
  friend Counted isub(const Counted& a, const Counted& b) { return binary(a, b); }
  friend Counted shl(const Counted& a, int) { return unary(a); }
  friend Counted shr(const Counted& a, int) { return unary(a); }
  friend Counted splat(const Counted&, double) { return {true}; }
  friend Counted splat_bits(const Counted&, std::uint64_t) { return {true}; }
};

}  // namespace tansine
