// No #pragma once and no include guard needed: this is the body of the interpreter, included by exactly one .cpp per
// instruction set, which are compiled with different flags. Everything here is in an anonymous namespace and uses
// nothing inline from elsewhere that the linker might share between them: a function of the AVX-512 unit must not end
// up in the baseline's code.

#include "base/elementary.hpp"
#include "engine/simd/interpreter_code.hpp"

#include <cstddef>
#include <cstdint>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"  // labels as values: GNU, understood by clang as well

namespace tansine {
namespace {

/// `count` vectors side by side: one row. Vector brings the operations of lane_tape.hpp as static functions.
template <class Vector, int count>
struct Pack {
  Vector v[static_cast<std::size_t>(count)];

  static Pack load(const char* from) {
    Pack r;
    for (int k = 0; k < count; ++k) r.v[k] = Vector::load(reinterpret_cast<const double*>(from) + k * Vector::width);
    return r;
  }
  void store(char* to) const {
    for (int k = 0; k < count; ++k) v[k].store(reinterpret_cast<double*>(to) + k * Vector::width);
  }

#define TANSINE_BINARY(name, function)                                         \
  friend Pack name(const Pack& a, const Pack& b) {                             \
    Pack r;                                                                    \
    for (int k = 0; k < count; ++k) r.v[k] = Vector::function(a.v[k], b.v[k]); \
    return r;                                                                  \
  }
#define TANSINE_TERNARY(name)                                                      \
  friend Pack name(const Pack& a, const Pack& b, const Pack& c) {                  \
    Pack r;                                                                        \
    for (int k = 0; k < count; ++k) r.v[k] = Vector::name(a.v[k], b.v[k], c.v[k]); \
    return r;                                                                      \
  }
#define TANSINE_SHIFT(name)                                           \
  friend Pack name(const Pack& a, int n) {                            \
    Pack r;                                                           \
    for (int k = 0; k < count; ++k) r.v[k] = Vector::name(a.v[k], n); \
    return r;                                                         \
  }
  TANSINE_BINARY(operator+, add)
  TANSINE_BINARY(operator-, sub)
  TANSINE_BINARY(operator*, mul)
  TANSINE_BINARY(operator/, div)
  TANSINE_BINARY(min, min)
  TANSINE_BINARY(max, max)
  TANSINE_BINARY(band, band)
  TANSINE_BINARY(bor, bor)
  TANSINE_BINARY(bxor, bxor)
  TANSINE_BINARY(iadd, iadd)
  TANSINE_BINARY(isub, isub)
  TANSINE_TERNARY(fma)
  TANSINE_TERNARY(fnma)
  TANSINE_TERNARY(select)
  TANSINE_SHIFT(shl)
  TANSINE_SHIFT(shr)
#undef TANSINE_BINARY
#undef TANSINE_TERNARY
#undef TANSINE_SHIFT
  friend Pack sqrt(const Pack& a) {
    Pack r;
    for (int k = 0; k < count; ++k) r.v[k] = Vector::sqrt(a.v[k]);
    return r;
  }
  friend Pack splat(const Pack&, double value) {
    Pack r;
    for (int k = 0; k < count; ++k) r.v[k] = Vector::broadcast(value);
    return r;
  }
  friend Pack splat_bits(const Pack& like, std::uint64_t bits) { return splat(like, __builtin_bit_cast(double, bits)); }
};

// Not inlined: their many registers would crowd the loop's.
template <class P>
[[gnu::noinline]] P exp_of(const P& x) {
  return elementary::exp(x);
}
template <class P>
[[gnu::noinline]] P log_of(const P& x) {
  return elementary::log(x);
}
template <class P>
[[gnu::noinline]] P cbrt_of(const P& x) {
  return elementary::cbrt(x);
}
template <class P>
[[gnu::noinline]] P pow_of(const P& x, const P& y) {
  return elementary::pow(x, y);
}

template <class Vector, int count>
void interpret(const std::uint32_t* words, double* scratch, double* arena) {
  using P = Pack<Vector, count>;
  // The low bit of an operand chooses its base and is part of the offset, hence the -1.
  char* const base[2] = {reinterpret_cast<char*>(scratch), reinterpret_cast<char*>(arena) - 1};
  static const void* const labels[] = {
#define TANSINE_STEP(name) &&step_##name,
      TANSINE_INTERPRETER_STEPS(TANSINE_STEP)
#undef TANSINE_STEP
          && step_end,
#define TANSINE_STEP(name) &&step_##name##_write,
      TANSINE_INTERPRETER_STEPS(TANSINE_STEP)
#undef TANSINE_STEP
  };
  P acc;
  std::uint32_t word;

#define NEXT       \
  word = *words++; \
  goto* labels[word & 0xffu]
#define X_(i) P::load(base[words[i] & 1] + words[i])
#define TANSINE_STEP(name, n, ...)            \
  step_##name : {                             \
    __VA_ARGS__;                              \
    words += (n);                             \
    NEXT;                                     \
  }                                           \
  step_##name##_write : {                     \
    __VA_ARGS__;                              \
    acc.store(base[words[n] & 1] + words[n]); \
    words += (n) + 1;                         \
    NEXT;                                     \
  }
#define TANSINE_RUN(name, n, ...)                                \
  TANSINE_STEP(name, 0, {                                        \
    const std::uint32_t* const stop = words + (n) * (word >> 8); \
    for (; words != stop; words += (n)) acc = __VA_ARGS__;       \
  })
#define TANSINE_RUN_FROM(name, n, ...)                           \
  TANSINE_STEP(name, 0, {                                        \
    acc = X_(0);                                                 \
    ++words;                                                     \
    const std::uint32_t* const stop = words + (n) * (word >> 8); \
    for (; words != stop; words += (n)) acc = __VA_ARGS__;       \
  })

  NEXT;
  TANSINE_STEP(load, 1, acc = X_(0))
  TANSINE_STEP(add, 2, acc = X_(0) + X_(1))
  TANSINE_STEP(sub, 2, acc = X_(0) - X_(1))
  TANSINE_STEP(mul, 2, acc = X_(0) * X_(1))
  TANSINE_STEP(div, 2, acc = X_(0) / X_(1))
  TANSINE_STEP(min, 2, acc = min(X_(0), X_(1)))
  TANSINE_STEP(max, 2, acc = max(X_(0), X_(1)))
  TANSINE_STEP(band, 2, acc = band(X_(0), X_(1)))
  TANSINE_STEP(bor, 2, acc = bor(X_(0), X_(1)))
  TANSINE_STEP(bxor, 2, acc = bxor(X_(0), X_(1)))
  TANSINE_STEP(iadd, 2, acc = iadd(X_(0), X_(1)))
  TANSINE_STEP(isub, 2, acc = isub(X_(0), X_(1)))
  TANSINE_STEP(pow, 2, acc = pow_of(X_(0), X_(1)))
  TANSINE_STEP(sqrt, 1, acc = sqrt(X_(0)))
  TANSINE_STEP(shl, 1, acc = shl(X_(0), static_cast<int>(word >> 8)))
  TANSINE_STEP(shr, 1, acc = shr(X_(0), static_cast<int>(word >> 8)))
  TANSINE_STEP(exp, 1, acc = exp_of(X_(0)))
  TANSINE_STEP(log, 1, acc = log_of(X_(0)))
  TANSINE_STEP(cbrt, 1, acc = cbrt_of(X_(0)))
  TANSINE_STEP(fma, 3, acc = fma(X_(0), X_(1), X_(2)))
  TANSINE_STEP(fnma, 3, acc = fnma(X_(0), X_(1), X_(2)))
  TANSINE_STEP(select, 3, acc = select(X_(0), X_(1), X_(2)))
  TANSINE_RUN_FROM(fma_from, 2, fma(X_(0), X_(1), acc))
  TANSINE_RUN_FROM(fnma_from, 2, fnma(X_(0), X_(1), acc))
  TANSINE_RUN(fma_run, 2, fma(X_(0), X_(1), acc))
  TANSINE_RUN(fnma_run, 2, fnma(X_(0), X_(1), acc))
  TANSINE_RUN(add_run, 1, acc + X_(0))
  TANSINE_RUN(sub_run, 1, acc - X_(0))
  TANSINE_RUN(mul_run, 1, acc * X_(0))
  TANSINE_STEP(sub_from, 1, acc = X_(0) - acc)
  TANSINE_STEP(div_by, 1, acc = acc / X_(0))
  TANSINE_STEP(div_from, 1, acc = X_(0) / acc)
  TANSINE_STEP(fma_product, 2, acc = fma(acc, X_(0), X_(1)))
  TANSINE_STEP(fnma_product, 2, acc = fnma(acc, X_(0), X_(1)))
  TANSINE_STEP(select_by, 2, acc = select(acc, X_(0), X_(1)))
step_end:
  return;
#undef TANSINE_STEP
#undef TANSINE_RUN
#undef TANSINE_RUN_FROM
#undef NEXT
#undef X_
}

}  // namespace
}  // namespace tansine

#pragma GCC diagnostic pop
