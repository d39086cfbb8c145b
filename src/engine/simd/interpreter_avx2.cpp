// The interpreter with AVX2: compiled with -mavx2 -mfma (src/engine/CMakeLists.txt).
#include "engine/simd/interpreter_code.hpp"

#if defined(__x86_64__)
#include "engine/simd/interpreter_loop.hpp"

#include <immintrin.h>

namespace tansine {
namespace {

struct Vector256 {
  static constexpr int width = 4;
  using V = Vector256;
  __m256d x;

  static V load(const double* from) { return {_mm256_load_pd(from)}; }
  void store(double* to) const { _mm256_store_pd(to, x); }
  static V broadcast(double value) { return {_mm256_set1_pd(value)}; }
  static V add(V a, V b) { return {_mm256_add_pd(a.x, b.x)}; }
  static V sub(V a, V b) { return {_mm256_sub_pd(a.x, b.x)}; }
  static V mul(V a, V b) { return {_mm256_mul_pd(a.x, b.x)}; }
  static V div(V a, V b) { return {_mm256_div_pd(a.x, b.x)}; }
  static V fma(V a, V b, V c) { return {_mm256_fmadd_pd(a.x, b.x, c.x)}; }
  static V fnma(V a, V b, V c) { return {_mm256_fnmadd_pd(a.x, b.x, c.x)}; }
  static V sqrt(V a) { return {_mm256_sqrt_pd(a.x)}; }
  // the processor's min is `first < second ? first : second`
  static V min(V a, V b) { return {_mm256_min_pd(b.x, a.x)}; }
  static V max(V a, V b) { return {_mm256_max_pd(b.x, a.x)}; }
  static V select(V a, V b, V c) {
    return {_mm256_blendv_pd(c.x, b.x, _mm256_cmp_pd(a.x, _mm256_setzero_pd(), _CMP_GE_OQ))};
  }
  static V band(V a, V b) { return {_mm256_and_pd(a.x, b.x)}; }
  static V bor(V a, V b) { return {_mm256_or_pd(a.x, b.x)}; }
  static V bxor(V a, V b) { return {_mm256_xor_pd(a.x, b.x)}; }
  static V iadd(V a, V b) { return of(_mm256_add_epi64(bits(a), bits(b))); }
  static V isub(V a, V b) { return of(_mm256_sub_epi64(bits(a), bits(b))); }
  static V shl(V a, int n) { return of(_mm256_sll_epi64(bits(a), _mm_cvtsi32_si128(n))); }
  static V shr(V a, int n) { return of(_mm256_srl_epi64(bits(a), _mm_cvtsi32_si128(n))); }

 private:
  static __m256i bits(V a) { return _mm256_castpd_si256(a.x); }
  static V of(__m256i bits) { return {_mm256_castsi256_pd(bits)}; }
};

}  // namespace

InterpreterLoop interpreter_loop_avx2(int lanes) {
  switch (lanes) {
    case 4:
      return interpret<Vector256, 1>;
    case 8:
      return interpret<Vector256, 2>;
    case 16:
      return interpret<Vector256, 4>;
    default:
      return nullptr;
  }
}

}  // namespace tansine
#else
namespace tansine {
InterpreterLoop interpreter_loop_avx2(int) { return nullptr; }
}  // namespace tansine
#endif
