// A build for any x86-64 processor calls a function for every std::fma, which makes pow five times slower. Hence a
// second copy for processors that have the instruction, chosen at run time: both round alike, so the bits are the same.

#include "base/portable_math.hpp"

#include "base/elementary.hpp"

#if defined(__x86_64__) && !defined(__FMA__)
#define TANSINE_FMA_COPY 1
#endif

namespace tansine {

#ifdef TANSINE_FMA_COPY
namespace {
__attribute__((target("fma"), flatten)) double fma_exp(double x) { return elementary::exp(x); }
__attribute__((target("fma"), flatten)) double fma_log(double x) { return elementary::log(x); }
__attribute__((target("fma"), flatten)) double fma_cbrt(double x) { return elementary::cbrt(x); }
__attribute__((target("fma"), flatten)) double fma_pow(double x, double y) { return elementary::pow(x, y); }

// Until this is set, in the start of the program, the plain copy answers, with the same bits.
const bool has_fma = [] {
  __builtin_cpu_init();
  return __builtin_cpu_supports("fma") != 0;
}();
}  // namespace

double portable_exp(double x) { return has_fma ? fma_exp(x) : elementary::exp(x); }
double portable_log(double x) { return has_fma ? fma_log(x) : elementary::log(x); }
double portable_cbrt(double x) { return has_fma ? fma_cbrt(x) : elementary::cbrt(x); }
double portable_pow(double x, double y) { return has_fma ? fma_pow(x, y) : elementary::pow(x, y); }
#else
double portable_exp(double x) { return elementary::exp(x); }
double portable_log(double x) { return elementary::log(x); }
double portable_cbrt(double x) { return elementary::cbrt(x); }
double portable_pow(double x, double y) { return elementary::pow(x, y); }
#endif

}  // namespace tansine
