#include "base/problem.hpp"
#include "base/random.hpp"
#include "engine/summary/quantile_sketch.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

using namespace tansine;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

struct Case {
  const char* name;
  std::function<double(RandomStream&)> draw;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"uniform", [](RandomStream& s) { return s.uniform(); }},
      {"normal", [](RandomStream& s) { return s.normal(); }},
      {"far normal", [](RandomStream& s) { return 1e6 + s.normal(); }},
      {"lognormal", [](RandomStream& s) { return std::exp(0.5 * s.normal()); }},
      {"wide", [](RandomStream& s) { return std::exp(100 * s.normal()); }},
      {"negative", [](RandomStream& s) { return -std::exp(3 * s.normal()); }},
      {"heavy", [](RandomStream& s) { return std::tan(3.14159 * (s.uniform() - 0.5)); }},
      {"few", [](RandomStream& s) { return std::floor(5 * s.uniform()) - 2; }},
      {"constant", [](RandomStream&) { return 0.1; }},
      {"zero", [](RandomStream&) { return 0.0; }},
      {"tiny", [](RandomStream& s) { return 1e-300 * s.uniform(); }},
      {"huge", [](RandomStream& s) { return std::numeric_limits<double>::max() * (2 * s.uniform() - 1); }},
      {"some infinite",
       [](RandomStream& s) { return s.uniform() < 0.1   ? inf
                                    : s.uniform() < 0.1 ? -inf
                                                        : s.normal(); }},
  };
  return all;
}

std::vector<double> draw(const Case& c, std::uint64_t n, std::uint64_t seed = 1) {
  RandomStream stream(seed, n, purpose(c.name));
  std::vector<double> values;
  for (std::uint64_t i = 0; i < n; ++i) values.push_back(c.draw(stream));
  return values;
}

QuantileSketch sketch(const std::vector<double>& values) {
  QuantileSketch s;
  for (const double x : values) s.add(x);
  return s;
}

}  // namespace

TEST(QuantileSketch, EveryRankWithinTheAccuracy) {
  for (const Case& c : cases()) {
    for (const std::uint64_t n : {1u, 2u, 3u, 10u, 101u, 2000u}) {
      std::vector<double> values = draw(c, n);
      const QuantileSketch s = sketch(values);
      std::ranges::sort(values);
      EXPECT_EQ(s.count(), n);
      EXPECT_EQ(s.min(), values.front()) << c.name;
      EXPECT_EQ(s.max(), values.back()) << c.name;
      for (std::uint64_t rank = 0; rank < n; ++rank) {
        const double q = rank == 0 ? 0 : static_cast<double>(rank) / static_cast<double>(n - 1);
        const double expected = values[rank], actual = s.quantile(q).value();
        // 1e-6 of the bound for log and exp, whose errors grow with the exponent to 1e-13 of the value.
        const double allowed = std::abs(expected) * QuantileSketch::accuracy * (1 + 1e-6);
        ASSERT_TRUE(actual == expected || std::abs(actual - expected) <= allowed)
            << c.name << " n " << n << " rank " << rank << ": " << actual << ", expected " << expected;
      }
    }
  }
}

TEST(QuantileSketch, RanksAreCountedAsDocumented) {
  QuantileSketch s;
  for (int i = 0; i <= 100; ++i) s.add(i * i * i);  // far enough apart to tell ranks
  for (int percent = 0; percent <= 100; ++percent) {
    const double expected = percent * percent * percent;  // rank 100 q, exactly; 0.07 * 100 > 7 in doubles
    EXPECT_NEAR(s.quantile(percent / 100.0).value(), expected, 1.001e-3 * expected) << percent;
  }
  EXPECT_NEAR(s.quantile(0.101).value(), 0.9 * 1000 + 0.1 * 1331, 1.04);  // between ranks 10 and 11, each within 1e-3
}

TEST(QuantileSketch, ExtremesAreExact) {
  QuantileSketch s = sketch({0.1, 0.2, 0.3});
  EXPECT_EQ(s.quantile(0), 0.1);
  EXPECT_EQ(s.quantile(1), 0.3);
}

TEST(QuantileSketch, FewValuesAreInterpolated) {
  // type 7 of Hyndman and Fan; the inner values to the accuracy of the buckets
  EXPECT_DOUBLE_EQ(sketch({119.68, 133.88}).quantile(0.5).value(), (119.68 + 133.88) / 2);
  EXPECT_DOUBLE_EQ(sketch({119.68, 133.88}).quantile(0.05).value(), 0.95 * 119.68 + 0.05 * 133.88);
  EXPECT_NEAR(sketch({102.8, 111.8, 119.7, 121.4}).quantile(0.5).value(), 115.75, 0.12);
}

TEST(QuantileSketch, NanIsCountedApart) {
  const QuantileSketch s = sketch({NaN, 1, NaN});
  EXPECT_EQ(s.count(), 1u);
  EXPECT_EQ(s.missing(), 2u);
  EXPECT_EQ(s.quantile(0.5), 1.0);
}

TEST(QuantileSketch, Empty) {
  EXPECT_FALSE(QuantileSketch{}.quantile(0.5));
  EXPECT_FALSE(sketch({NaN}).quantile(0.5));
  EXPECT_EQ(QuantileSketch{}.min(), 0);
  EXPECT_THROW((void)QuantileSketch{}.quantile(1.5), InternalError);
  EXPECT_THROW((void)QuantileSketch{}.quantile(NaN), InternalError);
}

TEST(QuantileSketch, Infinities) {
  const QuantileSketch s = sketch({inf, -inf, 1, 2, 3, inf, -inf});
  EXPECT_EQ(s.quantile(0), -inf);
  EXPECT_EQ(s.quantile(1.0 / 6), -inf);
  EXPECT_NEAR(s.quantile(0.5).value(), 2, 2e-3);
  EXPECT_EQ(s.quantile(5.0 / 6), inf);
  EXPECT_EQ(s.quantile(1), inf);
}

TEST(QuantileSketch, SignsOfZeroAreOne) {
  QuantileSketch a = sketch({0.0, -0.0}), b = sketch({-0.0, 0.0});
  EXPECT_EQ(std::signbit(a.min()), std::signbit(b.min()));
  EXPECT_EQ(a, b);
}

TEST(QuantileSketch, MergingIsExactInAnyOrderAndGrouping) {
  for (const Case& c : cases()) {
    const std::vector<double> values = draw(c, 3000, 7);
    const QuantileSketch whole = sketch(values);
    const auto part = [&](std::ptrdiff_t from, std::ptrdiff_t to) {
      return sketch({values.begin() + from, values.begin() + to});
    };
    const QuantileSketch a = part(0, 10), b = part(10, 1700), d = part(1700, 3000);
    const auto merged = [](QuantileSketch left, const QuantileSketch& right) {
      left.merge(right);
      return left;
    };
    EXPECT_EQ(merged(merged(a, b), d), whole) << c.name;
    EXPECT_EQ(merged(a, merged(b, d)), whole) << c.name;
    EXPECT_EQ(merged(d, merged(b, a)), whole) << c.name;
    EXPECT_EQ(merged(whole, QuantileSketch{}), whole);
    EXPECT_EQ(merged(QuantileSketch{}, whole), whole);
    std::vector<double> backwards(values.rbegin(), values.rend());
    EXPECT_EQ(sketch(backwards), whole) << c.name;
    EXPECT_NE(merged(whole, a), whole) << c.name;  // equality can fail
  }
}

TEST(QuantileSketch, MergingAddsMissing) {
  QuantileSketch a = sketch({NaN, 2}), b = sketch({NaN, NaN, -1});
  a.merge(b);
  EXPECT_EQ(a.missing(), 3u);
  EXPECT_EQ(a.count(), 2u);
  EXPECT_EQ(a.min(), -1);
  EXPECT_EQ(a.max(), 2);
}

TEST(QuantileSketch, MemoryStaysWithinItsBound) {
  EXPECT_EQ(QuantileSketch{}.memory(), 0u);
  RandomStream stream(3, 0, purpose("memory"));
  QuantileSketch s;
  std::uint64_t n = 0;
  for (const std::uint64_t stop : {10u, 100u, 50'000u}) {
    for (; n < stop; ++n) s.add(0.03 * std::exp(std::log(1e4) * stream.uniform()));
    EXPECT_LE(s.memory(), QuantileSketch::memory_bound(n, 1e4));
  }
  // 4 decades in buckets of 0.2 % and 8 bytes: 36 KiB and what pages cost.
  EXPECT_LT(QuantileSketch::memory_bound(1'000'000'000, 1e4), 50'000u);
}
