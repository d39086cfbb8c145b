// The interpreter with AVX-512: compiled with -mavx512f -mavx512dq -mavx512vl (src/engine/CMakeLists.txt).
#include "engine/simd/interpreter_code.hpp"

#if defined(__x86_64__)
#include "engine/simd/interpreter_loop.hpp"

#include <immintrin.h>

namespace tansine {
namespace {

struct Vector512 {
  static constexpr int width = 8;
  using V = Vector512;
  __m512d x;

  static V load(const double* from) { return {_mm512_load_pd(from)}; }
  void store(double* to) const { _mm512_store_pd(to, x); }
  static V broadcast(double value) { return {_mm512_set1_pd(value)}; }
  static V add(V a, V b) { return {_mm512_add_pd(a.x, b.x)}; }
  static V sub(V a, V b) { return {_mm512_sub_pd(a.x, b.x)}; }
  static V mul(V a, V b) { return {_mm512_mul_pd(a.x, b.x)}; }
  static V div(V a, V b) { return {_mm512_div_pd(a.x, b.x)}; }
  static V fma(V a, V b, V c) { return {_mm512_fmadd_pd(a.x, b.x, c.x)}; }
  static V fnma(V a, V b, V c) { return {_mm512_fnmadd_pd(a.x, b.x, c.x)}; }
  // VSQRTPD of the zero-masked form: gcc 12 takes the other's unused operand for an uninitialized variable
  static V sqrt(V a) { return {_mm512_maskz_sqrt_pd(0xff, a.x)}; }
  // the processor's min is `first < second ? first : second`
  static V min(V a, V b) { return {_mm512_maskz_min_pd(0xff, b.x, a.x)}; }
  static V max(V a, V b) { return {_mm512_maskz_max_pd(0xff, b.x, a.x)}; }
  static V select(V a, V b, V c) {
    return {_mm512_mask_blend_pd(_mm512_cmp_pd_mask(a.x, _mm512_setzero_pd(), _CMP_GE_OQ), c.x, b.x)};
  }
  static V band(V a, V b) { return {_mm512_and_pd(a.x, b.x)}; }
  static V bor(V a, V b) { return {_mm512_or_pd(a.x, b.x)}; }
  static V bxor(V a, V b) { return {_mm512_xor_pd(a.x, b.x)}; }
  static V iadd(V a, V b) { return of(_mm512_add_epi64(bits(a), bits(b))); }
  static V isub(V a, V b) { return of(_mm512_sub_epi64(bits(a), bits(b))); }
  static V shl(V a, int n) { return of(_mm512_maskz_sll_epi64(0xff, bits(a), _mm_cvtsi32_si128(n))); }
  static V shr(V a, int n) { return of(_mm512_maskz_srl_epi64(0xff, bits(a), _mm_cvtsi32_si128(n))); }

 private:
  static __m512i bits(V a) { return _mm512_castpd_si512(a.x); }
  static V of(__m512i bits) { return {_mm512_castsi512_pd(bits)}; }
};

}  // namespace

InterpreterLoop interpreter_loop_avx512(int lanes) {
  switch (lanes) {
    case 8:
      return interpret<Vector512, 1>;
    case 16:
      return interpret<Vector512, 2>;
    default:
      return nullptr;
  }
}

}  // namespace tansine
#else
namespace tansine {
InterpreterLoop interpreter_loop_avx512(int) { return nullptr; }
}  // namespace tansine
#endif
