#include "base/random.hpp"

#include "base/problem.hpp"

#include <limits>

#include <boost/math/special_functions/erf.hpp>

namespace tansine {
namespace {

// Constants of Salmon et al. 2011: the multipliers of Philox-4x32 and the Weyl increments of its key (the golden ratio
// and sqrt(3) - 1, times 2^32). Checked by the known-answer vectors and against Random123 in the tests.
constexpr std::uint32_t kMultiplier0 = 0xD2511F53;
constexpr std::uint32_t kMultiplier1 = 0xCD9E8D57;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9;
constexpr std::uint32_t kWeyl1 = 0xBB67AE85;

// Plain doubles, no long double inside: the same bits on machines without 80-bit registers.
using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
constexpr double kSqrt2 = 1.4142135623730950488;

}  // namespace

std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{kMultiplier0} * c[0];
    const std::uint64_t p1 = std::uint64_t{kMultiplier1} * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return c;
}

RandomStream::RandomStream(std::uint64_t seed, std::uint64_t patient, std::uint32_t purpose)
    : counter_{0, purpose, static_cast<std::uint32_t>(patient), static_cast<std::uint32_t>(patient >> 32)},
      key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)} {}

std::uint64_t RandomStream::bits() {
  if (used_ == 4) {
    TANSINE_ASSERT(counter_[0] != std::numeric_limits<std::uint32_t>::max(), "a random stream has run out");
    block_ = philox4x32_10(counter_, key_);
    ++counter_[0];
    used_ = 0;
  }
  const auto at = static_cast<std::size_t>(used_);
  used_ += 2;
  return std::uint64_t{block_[at + 1]} << 32 | block_[at];
}

double RandomStream::uniform() {
  // Multiples of 2^-53 from 2^-53 to 1 - 2^-53, symmetric about 1/2; a zero (once in 9e15 draws) becomes 2^-54.
  const std::uint64_t k = bits() >> 11;
  return k == 0 ? 0x1p-54 : static_cast<double>(k) * 0x1p-53;
}

double RandomStream::normal() { return normal_quantile(uniform()); }

double normal_quantile(double p) {
  TANSINE_ASSERT(p > 0 && p < 1, "a normal quantile needs a probability inside (0, 1)");
  return -kSqrt2 * boost::math::erfc_inv(2 * p, Policy{});
}

double normal_cdf(double x) { return 0.5 * boost::math::erfc(-x / kSqrt2, Policy{}); }

}  // namespace tansine
