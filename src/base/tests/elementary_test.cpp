// exp, log, cbrt and pow: error against 80-bit long double, special values, and the same bits for every lane type.
// The bounds here are those of docs/elementary-functions.md.

#include "base/elementary.hpp"
#include "base/portable_math.hpp"

#include "base/tests/lanes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace tansine {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double largest = std::numeric_limits<double>::max();
constexpr double least = std::numeric_limits<double>::denorm_min();
constexpr double least_normal = std::numeric_limits<double>::min();

std::uint64_t bits_of(double a) { return elementary::bits_of(a); }

/// Arguments by splitmix64 (Steele et al. 2014, doi:10.1145/2714064.2660195): the same on every machine.
class Arguments {
 public:
  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  double uniform(double low, double high) { return low + (high - low) * (static_cast<double>(bits() >> 11) * 0x1p-53); }
  /// Any bit pattern: every scale alike, subnormals too; NaN and infinity are rare.
  double any() { return elementary::of_bits(bits()); }
  /// 1 + d with d from 1 down to the last bit, of both signs.
  double near_one() { return 1 + std::ldexp(uniform(-1, 1), -static_cast<int>(bits() % 53)); }
  double subnormal() { return elementary::of_bits(bits() >> 12); }

 private:
  std::uint64_t state_ = 20;
};

/// |got - exact| in units of the last place of a double near `exact`; 0 for two NaNs or equal infinities. Infinity for
/// a number where there should be none and the other way; at the edge of overflow both sides of it are right.
double ulps(double got, long double exact) {
  if (std::isnan(exact) || std::isnan(got)) return std::isnan(exact) && std::isnan(got) ? 0 : infinity;
  if (std::isinf(got)) return std::signbit(got) == std::signbit(exact) && std::abs(exact) > largest ? 0 : infinity;
  if (std::isinf(exact)) return infinity;
  int exponent = 0;
  (void)std::frexp(exact, &exponent);
  return static_cast<double>(std::abs(static_cast<long double>(got) - exact) /
                             std::ldexp(1.0L, std::max(exponent, -1021) - 53));
}

/// The largest error seen, and where.
struct Worst {
  double error = 0, x = 0, y = 0;
  void see(double got, long double exact, double at_x, double at_y = 0) {
    if (const double e = ulps(got, exact); e > error) *this = {e, at_x, at_y};
  }
  [[nodiscard]] std::string text() const {
    char line[120];
    std::snprintf(line, sizeof line, "%.4f ulp at %a, %a", error, x, y);
    return line;
  }
};

/// The bounds of docs/elementary-functions.md [ulp], derived there from the roundings in the code. A polynomial gone
/// wrong, or one lost low part, exceeds them.
constexpr double exp_bound = 0.9, log_bound = 0.9, cbrt_bound = 0.501, pow_bound = 0.95;
constexpr int per_scale = 250'000;

#if LDBL_MANT_DIG >= 64
TEST(Elementary, ExpIsWithinItsBound) {
  Arguments draw;
  Worst worst;
  const auto see = [&](double x) { worst.see(portable_exp(x), std::exp(static_cast<long double>(x)), x); };
  for (int i = 0; i < per_scale; ++i) {
    see(draw.uniform(-746, 710));
    see(draw.uniform(-746, -708));  // subnormal results
    see(draw.uniform(-1, 1));
    see(draw.any());
  }
  EXPECT_LE(worst.error, exp_bound) << worst.text();
  RecordProperty("worst", worst.text());
}

TEST(Elementary, LogIsWithinItsBound) {
  Arguments draw;
  Worst worst;
  const auto see = [&](double x) { worst.see(portable_log(x), std::log(static_cast<long double>(x)), x); };
  for (int i = 0; i < per_scale; ++i) {
    see(std::abs(draw.any()));
    see(draw.uniform(0.4, 2.5));
    see(draw.near_one());
    see(draw.subnormal());
  }
  EXPECT_LE(worst.error, log_bound) << worst.text();
  RecordProperty("worst", worst.text());
}

TEST(Elementary, CbrtIsWithinItsBound) {
  Arguments draw;
  Worst worst;
  const auto see = [&](double x) { worst.see(portable_cbrt(x), std::cbrt(static_cast<long double>(x)), x); };
  for (int i = 0; i < per_scale; ++i) {
    see(draw.any());
    see(draw.uniform(-8, 8));
    see(draw.subnormal());
    see(draw.uniform(0.5, 2) * 0x1p-900);  // where arguments begin to be scaled
  }
  EXPECT_LE(worst.error, cbrt_bound) << worst.text();
  RecordProperty("worst", worst.text());
}

TEST(Elementary, PowIsWithinItsBound) {
  Arguments draw;
  Worst worst;
  const auto see = [&](double x, double y) {
    worst.see(portable_pow(x, y), std::pow(static_cast<long double>(x), static_cast<long double>(y)), x, y);
  };
  for (int i = 0; i < per_scale; ++i) {
    // the whole range of results, where an error of log x weighs most
    for (const double x : {std::abs(draw.any()), draw.near_one(), draw.uniform(0.5, 2), draw.subnormal()})
      see(x, draw.uniform(-746, 710) / std::log(x));
    const double near_root_2 = draw.uniform(1.39, 1.4142136);  // the largest |s|, and the largest |log|
    see(near_root_2,
        (draw.bits() % 2 == 0 ? draw.uniform(650, 709) : draw.uniform(-708, -650)) / std::log(near_root_2));
    see(draw.uniform(0.01, 30), draw.uniform(-5, 5));
    see(draw.uniform(-30, 30), std::rint(draw.uniform(-60, 60)));
    see(draw.any(), draw.any());
  }
  EXPECT_LE(worst.error, pow_bound) << worst.text();
  RecordProperty("worst", worst.text());
}
#endif

TEST(Elementary, ExpAndLogAtTheirEdges) {
  EXPECT_EQ(portable_exp(0.0), 1);
  EXPECT_EQ(portable_exp(-0.0), 1);
  EXPECT_EQ(portable_exp(least), 1);
  EXPECT_EQ(portable_exp(infinity), infinity);
  EXPECT_EQ(bits_of(portable_exp(-infinity)), bits_of(0.0));
  EXPECT_TRUE(std::isnan(portable_exp(nan)));
  EXPECT_EQ(portable_exp(0x1.62e42fefa39efp+9), 0x1.fffffffffff2ap+1023);  // the largest x without overflow
  EXPECT_EQ(portable_exp(0x1.62e42fefa39f0p+9), infinity);
  EXPECT_EQ(portable_exp(-0x1.74910d52d3051p+9), least);  // the least x above half of the least double
  EXPECT_EQ(portable_exp(-0x1.74910d52d3052p+9), 0);
  EXPECT_EQ(portable_exp(largest), infinity);
  EXPECT_EQ(portable_exp(-largest), 0);

  EXPECT_EQ(bits_of(portable_log(1.0)), bits_of(0.0));
  EXPECT_EQ(portable_log(0.0), -infinity);
  EXPECT_EQ(portable_log(-0.0), -infinity);
  EXPECT_EQ(portable_log(infinity), infinity);
  EXPECT_DOUBLE_EQ(portable_log(least), -1074 * 0.69314718055994531);
  EXPECT_DOUBLE_EQ(portable_log(largest), 1024 * 0.69314718055994531);
  for (const double x : {-least, -1.0, -largest, -infinity, nan}) EXPECT_TRUE(std::isnan(portable_log(x))) << x;
}

TEST(Elementary, CbrtOfCubesIsExactAndKeepsTheSign) {
  for (int i = 1; i <= 200'000; ++i) {  // 200000^3 < 2^53
    const double x = i;
    ASSERT_EQ(portable_cbrt(x * x * x), x);
    ASSERT_EQ(portable_cbrt(-x * x * x), -x);
  }
  EXPECT_EQ(portable_cbrt(0x1p-1074), 0x1p-358);
  EXPECT_EQ(portable_cbrt(0x1p1023), 0x1p341);
  EXPECT_EQ(bits_of(portable_cbrt(0.0)), bits_of(0.0));
  EXPECT_EQ(bits_of(portable_cbrt(-0.0)), bits_of(-0.0));
  EXPECT_EQ(portable_cbrt(infinity), infinity);
  EXPECT_EQ(portable_cbrt(-infinity), -infinity);
  EXPECT_TRUE(std::isnan(portable_cbrt(nan)));
}

// C99, F.9.4.4, line by line.
TEST(Elementary, PowHasTheSpecialValuesOfC99) {
  const double odd[] = {1, 3, -1, -3, 0x1p52 + 1, 0x1p53 - 1, -0x1p53 + 1};
  const double even[] = {2, -2, 10, 0x1p52, 0x1p53, -0x1p53, 0x1p60, largest};
  const double broken[] = {0.5, -0.5, 2.5, 1.0 / 3, least, -least, 0x1p51 + 0.5, 0x1p52 - 0.5, 1 + 0x1p-52};
  const double any[] = {0.0, -0.0, 1, -1, 0.3, -7.5, least, largest, infinity, -infinity, nan};
  const auto same = [](double got, double expected) { return bits_of(got) == bits_of(expected); };
  for (const double y : odd) {
    EXPECT_TRUE(same(portable_pow(0.0, y), y < 0 ? infinity : 0.0)) << y;
    EXPECT_TRUE(same(portable_pow(-0.0, y), y < 0 ? -infinity : -0.0)) << y;
    EXPECT_TRUE(same(portable_pow(-infinity, y), y < 0 ? -0.0 : -infinity)) << y;
    EXPECT_EQ(portable_pow(-1, y), -1) << y;
  }
  for (const double y : even) {
    EXPECT_TRUE(same(portable_pow(-0.0, y), y < 0 ? infinity : 0.0)) << y;
    EXPECT_TRUE(same(portable_pow(-infinity, y), y < 0 ? 0.0 : infinity)) << y;
    EXPECT_EQ(portable_pow(-1, y), 1) << y;
  }
  for (const double y : broken) {
    EXPECT_TRUE(same(portable_pow(-0.0, y), y < 0 ? infinity : 0.0)) << y;
    EXPECT_TRUE(same(portable_pow(-infinity, y), y < 0 ? 0.0 : infinity)) << y;
    for (const double x : {-1.0, -2.0, -0.5, -least, -largest}) EXPECT_TRUE(std::isnan(portable_pow(x, y))) << x << y;
  }
  EXPECT_EQ(portable_pow(-1, infinity), 1);
  EXPECT_EQ(portable_pow(-1, -infinity), 1);
  for (const double y : any) EXPECT_EQ(portable_pow(1, y), 1) << y;
  for (const double x : any) EXPECT_EQ(portable_pow(x, 0.0), 1) << x;
  for (const double x : any) EXPECT_EQ(portable_pow(x, -0.0), 1) << x;
  for (const double x : {0.0, -0.0, 0.5, -0.5, least, -1 + 0x1p-53}) {
    EXPECT_TRUE(same(portable_pow(x, infinity), 0.0)) << x;
    EXPECT_TRUE(same(portable_pow(x, -infinity), infinity)) << x;
  }
  for (const double x : {2.0, -2.0, 1 + 0x1p-52, largest, infinity, -infinity}) {
    EXPECT_TRUE(same(portable_pow(x, infinity), infinity)) << x;
    EXPECT_TRUE(same(portable_pow(x, -infinity), 0.0)) << x;
  }
  for (const double y : {3.0, 2.5, largest, infinity}) {
    EXPECT_TRUE(same(portable_pow(infinity, y), infinity)) << y;
    EXPECT_TRUE(same(portable_pow(infinity, -y), 0.0)) << y;
  }
  for (const double x : {0.0, -0.0, 2.0, -1.0, infinity, nan}) EXPECT_TRUE(std::isnan(portable_pow(x, nan))) << x;
  for (const double y : {1.0, -2.0, 0.5, infinity}) EXPECT_TRUE(std::isnan(portable_pow(nan, y))) << y;
  EXPECT_EQ(portable_pow(2, 1023), 0x1p1023);
  EXPECT_EQ(portable_pow(2, 1024), infinity);
  EXPECT_EQ(portable_pow(2, -1074), least);
  EXPECT_EQ(portable_pow(2, -1076), 0);
  EXPECT_EQ(bits_of(portable_pow(-2, -1077)), bits_of(-0.0));
  EXPECT_EQ(portable_pow(-2, 1025), -infinity);
  EXPECT_EQ(portable_pow(least, 1), least);
}

/// Arguments of every kind, special ones first; a multiple of 8.
std::vector<double> mixed_arguments(Arguments& draw, std::size_t n) {
  std::vector<double> list{0.0,      -0.0,         1,      -1,    infinity,      -infinity, nan, largest,
                           -largest, least,        -least, 0.5,   -0.5,          2,         3,   -3,
                           709,      least_normal, -745.5, 1e300, -least_normal, 1e-300,    2.5, 1.0 / 3};
  while (list.size() < n) {
    list.push_back(draw.any());
    list.push_back(draw.uniform(-800, 800));
    list.push_back(draw.near_one());
    list.push_back(std::rint(draw.uniform(-40, 40)));
  }
  list.resize(n);
  return list;
}

bool same_number(double a, double b) { return bits_of(a) == bits_of(b) || (std::isnan(a) && std::isnan(b)); }

// A patient's bits must not depend on the width of the vector, its lane or its neighbors.
template <std::size_t width>
void lanes_give_the_bits_of_one() {
  Arguments draw;
  constexpr std::size_t n = 24'000;
  const std::vector<double> x = mixed_arguments(draw, n);
  std::vector<double> y = mixed_arguments(draw, n);
  for (std::size_t i = n - 1; i > 0; --i) std::swap(y[i], y[draw.bits() % (i + 1)]);
  for (std::size_t first = 0; first < n; first += width) {
    Lanes<width> a, b;
    // lanes in an order of their own for each group
    std::size_t from[width];
    for (std::size_t l = 0; l < width; ++l) from[l] = first + (l * 3 + first / width) % width;
    for (std::size_t l = 0; l < width; ++l) a.v[l] = x[from[l]];
    for (std::size_t l = 0; l < width; ++l) b.v[l] = y[from[l]];
    const Lanes<width> e = elementary::exp(a), g = elementary::log(a), c = elementary::cbrt(a),
                       p = elementary::pow(a, b);
    for (std::size_t l = 0; l < width; ++l) {
      const double s = x[from[l]], t = y[from[l]];
      ASSERT_TRUE(same_number(e.v[l], elementary::exp(s))) << s;
      ASSERT_TRUE(same_number(g.v[l], elementary::log(s))) << s;
      ASSERT_TRUE(same_number(c.v[l], elementary::cbrt(s))) << s;
      ASSERT_TRUE(same_number(p.v[l], elementary::pow(s, t))) << s << " " << t;
      ASSERT_TRUE(same_number(portable_exp(s), e.v[l])) << s;
      ASSERT_TRUE(same_number(portable_log(s), g.v[l])) << s;
      ASSERT_TRUE(same_number(portable_cbrt(s), c.v[l])) << s;
      ASSERT_TRUE(same_number(portable_pow(s, t), p.v[l])) << s << " " << t;
    }
  }
}

TEST(Elementary, EightLanesGiveTheBitsOfOne) { lanes_give_the_bits_of_one<8>(); }
TEST(Elementary, FourLanesGiveTheBitsOfOne) { lanes_give_the_bits_of_one<4>(); }

// FNV-1a over the bits of many results: one number that every compiler, processor and build must find.
TEST(Elementary, BitsAreThoseOfEveryOtherMachine) {
  Arguments draw;
  const std::vector<double> x = mixed_arguments(draw, 20'000), y = mixed_arguments(draw, 20'000);
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto take = [&](double result) { hash = (hash ^ (std::isnan(result) ? 0 : bits_of(result))) * 0x100000001b3; };
  for (std::size_t i = 0; i < x.size(); ++i) {
    take(portable_exp(x[i]));
    take(portable_log(x[i]));
    take(portable_cbrt(x[i]));
    take(portable_pow(x[i], y[(i * 7) % y.size()]));
  }
  EXPECT_EQ(hash, 11910701163556417898u);
}

// The counts of docs/elementary-functions.md: what a batch pays. Constants are free, and so is what follows from them.
TEST(Elementary, CountsOfOperations) {
  const auto count = [](auto f) {
    Counted::n = 0;
    f();
    return Counted::n;
  };
  const Counted x{false}, y{false}, constant{true};
  EXPECT_EQ(count([&] { (void)elementary::exp(x); }), 28);
  EXPECT_EQ(count([&] { (void)elementary::log(x); }), 33);
  EXPECT_EQ(count([&] { (void)elementary::cbrt(x); }), 35);
  EXPECT_EQ(count([&] { (void)elementary::pow(x, y); }), 111);
  EXPECT_EQ(count([&] { (void)elementary::pow(x, constant); }), 102);
}

}  // namespace
}  // namespace tansine
