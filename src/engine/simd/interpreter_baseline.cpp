// The interpreter in what every processor has: pairs of doubles as the compiler's generic vectors (SSE2, NEON), and
// single doubles, so that each number of lanes to 4 can be tested.
#include "engine/simd/interpreter_loop.hpp"

namespace tansine {
namespace {

struct Vector128 {
  static constexpr int width = 2;
  using V = Vector128;
  using Doubles = double __attribute__((vector_size(16)));
  using Bits = std::uint64_t __attribute__((vector_size(16)));
  Doubles x;

  static V load(const double* from) { return {*reinterpret_cast<const Doubles*>(from)}; }
  void store(double* to) const { *reinterpret_cast<Doubles*>(to) = x; }
  static V broadcast(double value) { return {Doubles{value, value}}; }
  static V add(V a, V b) { return {a.x + b.x}; }
  static V sub(V a, V b) { return {a.x - b.x}; }
  static V mul(V a, V b) { return {a.x * b.x}; }
  static V div(V a, V b) { return {a.x / b.x}; }
  // The C library rounds once where the processor has no such instruction.
  static V fma(V a, V b, V c) {
    return {Doubles{__builtin_fma(a.x[0], b.x[0], c.x[0]), __builtin_fma(a.x[1], b.x[1], c.x[1])}};
  }
  static V fnma(V a, V b, V c) { return fma({-a.x}, b, c); }
  static V sqrt(V a) { return {Doubles{__builtin_sqrt(a.x[0]), __builtin_sqrt(a.x[1])}}; }
  static V min(V a, V b) { return {b.x < a.x ? b.x : a.x}; }
  static V max(V a, V b) { return {a.x < b.x ? b.x : a.x}; }
  static V select(V a, V b, V c) { return {a.x >= Doubles{} ? b.x : c.x}; }
  static V band(V a, V b) { return of(bits(a) & bits(b)); }
  static V bor(V a, V b) { return of(bits(a) | bits(b)); }
  static V bxor(V a, V b) { return of(bits(a) ^ bits(b)); }
  static V iadd(V a, V b) { return of(bits(a) + bits(b)); }
  static V isub(V a, V b) { return of(bits(a) - bits(b)); }
  static V shl(V a, int n) { return of(bits(a) << n); }
  static V shr(V a, int n) { return of(bits(a) >> n); }

 private:
  static Bits bits(V a) { return reinterpret_cast<Bits>(a.x); }
  static V of(Bits bits) { return {reinterpret_cast<Doubles>(bits)}; }
};

struct Vector64 {
  static constexpr int width = 1;
  using V = Vector64;
  double x;

  static V load(const double* from) { return {*from}; }
  void store(double* to) const { *to = x; }
  static V broadcast(double value) { return {value}; }
  static V add(V a, V b) { return {a.x + b.x}; }
  static V sub(V a, V b) { return {a.x - b.x}; }
  static V mul(V a, V b) { return {a.x * b.x}; }
  static V div(V a, V b) { return {a.x / b.x}; }
  static V fma(V a, V b, V c) { return {elementary::fma(a.x, b.x, c.x)}; }
  static V fnma(V a, V b, V c) { return {elementary::fnma(a.x, b.x, c.x)}; }
  static V sqrt(V a) { return {elementary::sqrt(a.x)}; }
  static V min(V a, V b) { return {elementary::min(a.x, b.x)}; }
  static V max(V a, V b) { return {elementary::max(a.x, b.x)}; }
  static V select(V a, V b, V c) { return {elementary::select(a.x, b.x, c.x)}; }
  static V band(V a, V b) { return {elementary::band(a.x, b.x)}; }
  static V bor(V a, V b) { return {elementary::bor(a.x, b.x)}; }
  static V bxor(V a, V b) { return {elementary::bxor(a.x, b.x)}; }
  static V iadd(V a, V b) { return {elementary::iadd(a.x, b.x)}; }
  static V isub(V a, V b) { return {elementary::isub(a.x, b.x)}; }
  static V shl(V a, int n) { return {elementary::shl(a.x, n)}; }
  static V shr(V a, int n) { return {elementary::shr(a.x, n)}; }
};

}  // namespace

InterpreterLoop interpreter_loop_baseline(int lanes) {
  switch (lanes) {
    case 1:
      return interpret<Vector64, 1>;
    case 2:
      return interpret<Vector128, 1>;
    case 3:
      return interpret<Vector64, 3>;
    case 4:
      return interpret<Vector128, 2>;
    case 8:
      return interpret<Vector128, 4>;
    case 16:
      return interpret<Vector128, 8>;
    default:
      return nullptr;
  }
}

}  // namespace tansine
