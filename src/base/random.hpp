#pragma once
// Random numbers as a pure function of (seed, patient, purpose, index): any patient can be replayed alone.
// Generator: Philox4x32-10 of Salmon et al., SC'11 (doi:10.1145/2063384.2063405), tested against its published
// known-answer vectors.

#include <array>
#include <cstdint>
#include <string_view>

namespace tansine {

/// One block: four 32-bit words from a 128-bit counter and a 64-bit key.
std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// The purpose of a stream as a 32-bit number: FNV-1a of its name, so that adding a purpose never moves another's
/// numbers. E.g. "eta", "covariate.WT", "residual.conjugate".
constexpr std::uint32_t purpose(std::string_view name) {
  std::uint32_t hash = 2166136261u;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

/// A stream of random numbers for one patient and one purpose. Counter layout: {index, purpose, patient low, patient
/// high}; key: seed.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t patient, std::uint32_t purpose);
  std::uint64_t bits();  ///< 64 random bits
  double uniform();      ///< in (0, 1), 53 bits, never 0 or 1
  double normal();       ///< standard normal by inversion of one uniform: one draw, one number

 private:
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> block_{};
  int used_ = 4;
};

/// Inverse of the standard normal distribution, p in (0, 1).
double normal_quantile(double p);
double normal_cdf(double x);

}  // namespace tansine
