// Random streams: the published vectors, Random123's own code, and statistics with bounds derived from n.

#include "base/random.hpp"

#include "base/problem.hpp"

#include <gtest/gtest.h>

#include <Random123/philox.h>

#include <cmath>
#include <set>
#include <vector>

namespace tansine {
namespace {

using Words = std::array<std::uint32_t, 4>;

// Known-answer vectors published with Random123 (kat_vectors, philox4x32 with 10 rounds).
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox4x32_10({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  const std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox4x32_10({ones, ones, ones, ones}, {ones, ones}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, EqualsRandom123) {
  Words counter{1, 2, 3, 4};
  std::array<std::uint32_t, 2> key{5, 6};
  for (int i = 0; i < 100'000; ++i) {
    const r123::Philox4x32 reference;
    const r123::Philox4x32::ctr_type theirs =
        reference({{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
    const Words ours = philox4x32_10(counter, key);
    ASSERT_EQ(ours, (Words{theirs[0], theirs[1], theirs[2], theirs[3]}));
    key = {ours[3], counter[1]};  // the next input is this output: random enough, and the same each time
    counter = ours;
  }
}

// The layout is a promise: a stored seed must give the same patients in every later version.
TEST(RandomStream, IsThePhiloxBlockOfItsAddress) {
  const std::uint64_t seed = 0x0123456789abcdef;
  const std::uint64_t patient = 0xfedcba9876543210;
  RandomStream stream(seed, patient, purpose("eta"));
  for (std::uint32_t index = 0; index < 5; ++index) {
    const Words block = philox4x32_10({index, purpose("eta"), 0x76543210, 0xfedcba98}, {0x89abcdef, 0x01234567});
    EXPECT_EQ(stream.bits(), std::uint64_t{block[1]} << 32 | block[0]);
    EXPECT_EQ(stream.bits(), std::uint64_t{block[3]} << 32 | block[2]);
  }
  RandomStream uniform(seed, patient, purpose("eta"));
  RandomStream bits(seed, patient, purpose("eta"));
  EXPECT_EQ(uniform.uniform(), static_cast<double>(bits.bits() >> 11) / 9007199254740992.0);
}

TEST(RandomStream, PurposesAreFnv1a) {
  // FNV-1a, 32 bits: the empty text is the offset basis; "a" and "foobar" from the published test suite.
  EXPECT_EQ(purpose(""), 0x811c9dc5u);
  EXPECT_EQ(purpose("a"), 0xe40c292cu);
  EXPECT_EQ(purpose("foobar"), 0xbf9cf968u);
}

TEST(RandomStream, OtherDrawsDoNotMoveIt) {
  RandomStream alone(7, 3, purpose("eta"));
  std::vector<double> expected;
  for (int i = 0; i < 10; ++i) expected.push_back(alone.normal());
  RandomStream stream(7, 3, purpose("eta"));
  RandomStream other(7, 3, purpose("residual"));
  RandomStream neighbour(7, 4, purpose("eta"));
  for (const double x : expected) {
    (void)other.normal();
    EXPECT_EQ(stream.normal(), x);
    (void)neighbour.uniform();
    (void)neighbour.uniform();
  }
}

// Different seed, patient or purpose: different numbers. 64-bit values collide by chance with p < n^2 / 2^65 = 3e-12.
TEST(RandomStream, EveryAddressHasItsOwnNumbers) {
  std::set<std::uint64_t> seen;
  std::size_t n = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (std::uint64_t patient = 0; patient < 100; ++patient) {
      for (const char* name : {"eta", "covariate.WT", "residual.conjugate"}) {
        RandomStream stream(seed, patient, purpose(name));
        for (int i = 0; i < 4; ++i, ++n) seen.insert(stream.bits());
      }
    }
  }
  EXPECT_EQ(seen.size(), n);
}

// A sum of n independent terms of variance v is off by more than 5 sqrt(n v) once in two million tries; with a fixed
// seed it either is or is not.
constexpr int kDraws = 200'000;
double bound(double variance) { return 5 * std::sqrt(variance / kDraws); }

TEST(RandomStream, UniformMomentsAndBins) {
  RandomStream stream(11, 0, purpose("test"));
  double mean = 0;
  double square = 0;
  std::array<int, 64> bins{};
  for (int i = 0; i < kDraws; ++i) {
    const double u = stream.uniform();
    ASSERT_GT(u, 0);
    ASSERT_LT(u, 1);
    mean += u / kDraws;
    square += u * u / kDraws;
    ++bins[static_cast<std::size_t>(u * 64)];
  }
  EXPECT_NEAR(mean, 1.0 / 2, bound(1.0 / 12));
  EXPECT_NEAR(square, 1.0 / 3, bound(1.0 / 5 - 1.0 / 9));
  double chi2 = 0;
  for (const int n : bins) chi2 += std::pow(n - kDraws / 64.0, 2) / (kDraws / 64.0);
  EXPECT_NEAR(chi2, 63, 5 * std::sqrt(2 * 63.0));
}

TEST(RandomStream, NormalMoments) {
  RandomStream stream(12, 0, purpose("test"));
  std::array<double, 5> moment{};
  for (int i = 0; i < kDraws; ++i) {
    const double x = stream.normal();
    double power = 1;
    for (double& m : moment) m += (power *= x) / kDraws;
  }
  // E x^n = 0 1 0 3 0; the variance of x^n is E x^2n - (E x^n)^2 = 1, 2, 15, 105 - 9, 945.
  EXPECT_NEAR(moment[0], 0, bound(1));
  EXPECT_NEAR(moment[1], 1, bound(2));
  EXPECT_NEAR(moment[2], 0, bound(15));
  EXPECT_NEAR(moment[3], 3, bound(96));
  EXPECT_NEAR(moment[4], 0, bound(945));
}

// First draws of neighbouring patients, purposes, seeds, and successive draws: uncorrelated.
TEST(RandomStream, NeighboursAreUncorrelated) {
  double patients = 0;
  double purposes = 0;
  double seeds = 0;
  double successive = 0;
  for (int i = 0; i < kDraws; ++i) {
    const auto n = static_cast<std::uint64_t>(i);
    RandomStream here(1, n, purpose("a"));
    const double x = here.normal();
    patients += x * RandomStream(1, n + 1, purpose("a")).normal() / kDraws;
    purposes += x * RandomStream(1, n, purpose("b")).normal() / kDraws;
    seeds += x * RandomStream(2, n, purpose("a")).normal() / kDraws;
    successive += x * here.normal() / kDraws;
  }
  for (const double r : {patients, purposes, seeds, successive}) EXPECT_NEAR(r, 0, bound(1));
}

TEST(Normal, QuantileAgainstTables) {
  // 16 digits, from tables of the normal distribution; a few units in the last place for the library's own rounding.
  const double kTol = 4e-16;
  for (const auto& [p, z] : {std::pair{0.975, 1.959963984540054},
                             {0.95, 1.6448536269514722},
                             {0.99, 2.3263478740408408},
                             {0.995, 2.5758293035489004},
                             {0.75, 0.6744897501960817},
                             {0.999, 3.090232306167813}}) {
    // dz = dp / density: the decimal p is itself rounded by up to 2^-54
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * 3.141592653589793);
    EXPECT_NEAR(normal_quantile(p), z, kTol * z + 0x1p-54 / density) << p;
    EXPECT_NEAR(normal_quantile(1 - p), -z, kTol * z + 0x1p-53 / density) << p;
  }
  EXPECT_NEAR(normal_quantile(1e-10), -6.361340902404056, 6.4 * kTol);
  EXPECT_EQ(normal_quantile(0.5), 0);
}

TEST(Normal, CdfUndoesTheQuantile) {
  RandomStream stream(13, 0, purpose("test"));
  for (int i = 0; i < 10'000; ++i) {
    const double p = std::pow(stream.uniform(), 10);  // down to 1e-40
    const double z = normal_quantile(p);
    // cdf'/cdf is about |z| + 1: an error of a few ulp of z grows by z (|z| + 1)
    EXPECT_NEAR(normal_cdf(z) / p, 1, 4e-16 * (2 + std::abs(z) * (std::abs(z) + 1)));
  }
  EXPECT_TRUE(std::isfinite(normal_quantile(0x1p-54)));
  EXPECT_TRUE(std::isfinite(normal_quantile(1 - 0x1p-53)));
  EXPECT_EQ(normal_cdf(0), 0.5);
  EXPECT_EQ(normal_cdf(-40), 0.5 * std::erfc(40 / std::sqrt(2.0)));
  EXPECT_THROW((void)normal_quantile(0), InternalError);
  EXPECT_THROW((void)normal_quantile(1), InternalError);
  EXPECT_THROW((void)normal_quantile(std::nan("")), InternalError);
}

}  // namespace
}  // namespace tansine
