// Quantities: reading, printing, round trips bit for bit, and the algebra.

#include "base/quantity.hpp"

#include "base/problem.hpp"
#include "base/random.hpp"
#include "base/unit_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <limits>

namespace tansine {
namespace {

using testing::HasSubstr;
using namespace units;

Quantity read(std::string_view text) {
  UnitProblem problem;
  std::optional<Quantity> q = parse_quantity(text, &problem);
  EXPECT_TRUE(q) << text << ": " << problem.message;
  return q.value_or(Quantity{});
}

std::uint64_t bits_of(double x) { return std::bit_cast<std::uint64_t>(x); }

/// Doubles of all sizes: random bits, kept if finite and, with their unit, far from the ends of the range.
double any_double(RandomStream& stream) {
  while (true) {
    const double x = std::bit_cast<double>(stream.bits());
    if (std::isfinite(x) && std::abs(x) > 1e-200 && std::abs(x) < 1e200) return x;
  }
}

std::vector<Unit> many_units() {
  std::vector<Unit> out;
  for (const KnownUnit& u : known_units()) {
    out.push_back(unit(u.spelling));
    out.push_back(unit("1/" + u.spelling));
    out.push_back(unit(u.spelling + "2/(h kg)"));
  }
  return out;
}

TEST(Quantity, ReadsNumbersAsPeopleWriteThem) {
  EXPECT_EQ(read("3").value(), 3);
  EXPECT_EQ(read("-2e-3 nM").value(), -2e-3);
  EXPECT_EQ(read("+2.50E+1mg").value(), 25);
  EXPECT_EQ(read(" 3 % ").value(), 0.03);
  EXPECT_EQ(read("0.15/h").value(), 0.15);
  EXPECT_EQ(read("0.15 /h").value(), 0.15);
  EXPECT_EQ(read("2.07 1/(nM h)").value(), 2.07);
  EXPECT_EQ(read("0 mg").value(), 0);
  EXPECT_EQ(read("000.000e5 mg").value(), 0);
  EXPECT_EQ(read("007 mg").value(), 7);
  EXPECT_EQ(bits_of(read("-0 mg").value()), bits_of(-0.0));
}

TEST(Quantity, IsTheDoubleNearestToWhatIsWritten) {
  EXPECT_EQ(read("0.1 mL").value(), 1e-4);
  EXPECT_EQ(read("3.6 mg/kg").value(), 3.6e-6);
  EXPECT_EQ(read("1 um3").value(), 1e-15);
  EXPECT_EQ(read("90 min").value(), 1.5);
  EXPECT_EQ(read("3 week").value(), 504);
  EXPECT_EQ(read("1e311 pM").value(), 1e308);  // the number alone is beyond a double
  EXPECT_EQ(read("1e-330 mol").value(), 1e-321);
}

// Against exact rational arithmetic: |value - number * p/q| is at most the distance to the neighbouring doubles'
// halves.
TEST(Quantity, IsCorrectlyRoundedAgainstExactRationals) {
  using boost::multiprecision::cpp_rational;
  const struct {
    const char* unit;
    int p;
    int q;
  } cases[] = {{"min", 1, 60}, {"s", 1, 3600}, {"1/d", 1, 24}, {"1/week", 1, 168}, {"d", 24, 1}, {"mL", 1, 1000}};
  RandomStream stream(1, 0, purpose("test.rounding"));
  for (int i = 0; i < 3000; ++i) {
    const auto digits = static_cast<long long>(stream.bits() % 1'000'000'000'000'000'000ULL);
    const int shift = static_cast<int>(stream.bits() % 16);
    const auto& c = cases[stream.bits() % std::size(cases)];
    const double value = read(std::to_string(digits) + "e-" + std::to_string(shift) + " " + c.unit).value();
    const cpp_rational exact =
        cpp_rational(digits) * c.p / c.q / pow(boost::multiprecision::cpp_int(10), static_cast<unsigned>(shift));
    const cpp_rational error = abs(cpp_rational(value) - exact);
    EXPECT_LE(error, abs(cpp_rational(std::nextafter(value, 0)) - exact));
    EXPECT_LE(error, abs(cpp_rational(std::nextafter(value, 1e300)) - exact));
  }
}

TEST(Quantity, RoundTripsBitForBit) {
  RandomStream stream(2, 0, purpose("test.roundtrip"));
  const std::vector<Unit> list = many_units();
  for (int i = 0; i < 20'000; ++i) {
    const Unit& u = list[stream.bits() % list.size()];
    const Quantity q = Quantity::from_canonical(any_double(stream), u);
    const Quantity back = read(q.text());
    ASSERT_EQ(bits_of(back.value()), bits_of(q.value())) << q.text();
    ASSERT_EQ(back.unit().factors, u.factors);
    ASSERT_EQ(back.text(), q.text());
  }
}

TEST(Quantity, PrintsShortNumbersAsTheyWereWritten) {
  RandomStream stream(3, 0, purpose("test.short"));
  const std::vector<Unit> list = many_units();
  for (int i = 0; i < 5'000; ++i) {
    const Unit& u = list[stream.bits() % list.size()];
    // Up to 15 digits: any such decimal survives the way into a double and back.
    const auto digits = 1 + stream.bits() % 999'999'999'999'999ULL;
    const double x = static_cast<double>(digits) / 1e3;
    const Quantity q(x, u);
    ASSERT_EQ(q.as_written(), x) << u.text;
    ASSERT_LE(q.text().size(), std::to_string(digits).size() + 7 + u.text.size());
  }
  EXPECT_EQ(read("3.6 mg/kg").text(), "3.6 mg/kg");
  EXPECT_EQ(read("0.30 nM").text(), "0.3 nM");
  EXPECT_EQ(read("2e6 1/cell").text(), "2000000 1/cell");
  EXPECT_EQ(read("2e7 1/cell").text(), "2e7 1/cell");
  EXPECT_EQ(read("0.00001 mg").text(), "1e-5 mg");
  EXPECT_EQ(read("12").text(), "12");
  EXPECT_EQ(read("5 \u00b5g\u00b7h/mL").text(), "5 \u00b5g\u00b7h/mL");
}

// At a power of two the doubles below lie twice as dense as those above: nearest is not always shortest.
TEST(Quantity, RoundTripsAtPowersOfTwoAndInTheSubnormals) {
  for (int e = -1070; e < 1023; e += 7) {
    for (const Unit& u : {one, min, kg, day}) {
      for (const double x : {std::ldexp(1.0, e), std::nextafter(std::ldexp(1.0, e), 0.0)}) {
        const Quantity q = Quantity::from_canonical(x, u);
        ASSERT_EQ(read(q.text()).value(), x) << q.text();
      }
    }
  }
  const double smallest = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(read(Quantity::from_canonical(smallest, min).text()).value(), smallest);
}

struct Wrong {
  const char* text;
  const char* message;
  const char* suggestion;
  std::size_t offset;
  std::size_t length;
};

TEST(Quantity, RefusesWithPlaceAndSuggestion) {
  const Wrong cases[] = {
      {"3.6 mg/kgg", "unknown unit \"mg/kgg\"", "mg/kg", 4, 6},
      {"  1 hr", "unknown unit \"hr\"", "h", 4, 2},
      {"2.07 1/nM h", "\"1/nM h\" is ambiguous", "1/(nM h)", 5, 6},
      {"", "a number is missing", "", 0, 0},
      {"  ", "a number is missing", "", 0, 2},
      {"mg/kg", "a number is missing before \"mg/kg\"", "", 0, 5},
      {"abc", "does not start with a number", "", 0, 3},
      {"nan", "does not start with a number", "", 0, 3},
      {"-inf mg", "does not start with a number", "", 0, 7},
      {"- 3 mg", "does not start with a number", "", 0, 6},
      {"\u22123 mg", "the minus sign is written -", "-", 0, 3},
      {".5 mg", "a digit must stand before the decimal point", "0.", 0, 1},
      {"-.5 mg", "a digit must stand before", "-0.", 0, 2},
      {"5. mg", "a digit must follow the decimal point", "5", 0, 2},
      {"1.2.3 mg", "two decimal points", "", 0, 4},
      {"5.. mg", "a digit must follow the decimal point", "", 0, 2},  // found by fuzzing: "5" would leave "5. mg"
      {".5 mgg", "a digit must stand before", "", 0, 1},
      {"3,6 mg", "\",\" is not part of a number", "3.6", 0, 3},
      {"1,000 mg", "\",\" is not part of a number", "", 0, 5},
      {"1_000 mg", "\"_\" is not part of a number", "", 0, 5},
      {"2 x 10^6 1/cell", "powers of ten are written with e", "2e6", 0, 8},
      {"2*10^-3 mg", "powers of ten", "2e-3", 0, 7},
      {"2\u00b710^6 mg", "powers of ten", "2e6", 0, 7},
      {"0x10 mg", "unexpected \"1\"", "", 1, 0},
      {"1e400 mg", "out of range", "", 0, 5},
      {"1e-400 mg", "out of range", "", 0, 6},
      {"1e999999999999 mg", "out of range", "", 0, 14},
      {"1e308 kg", "out of range", "", 0, 5},
      {"3 mg nonsense", "unknown unit", "", 2, 11},
      {"3 mg; 4 mg", "unexpected \";\"", "", 4, 1},
      {"3 3 mg", "a number inside a unit", "", 2, 1},
      {"1e mg", "unknown unit \"e mg\"", "", 1, 4},
  };
  for (const Wrong& w : cases) {
    UnitProblem problem;
    const std::string_view text = w.text;
    EXPECT_FALSE(parse_quantity(text, &problem)) << text;
    if (text != "0x10 mg") {  // "x10 mg" is a unit of its own kind of wrong: only refused
      EXPECT_THAT(problem.message, HasSubstr(w.message)) << text;
      EXPECT_EQ(problem.suggestion, w.suggestion) << text;
      EXPECT_EQ(problem.offset, w.offset) << text;
      EXPECT_EQ(problem.length, w.length) << text;
    }
    if (problem.suggestion.empty()) continue;
    std::string mended(text);
    mended.replace(problem.offset, problem.length, problem.suggestion);
    EXPECT_TRUE(parse_quantity(mended)) << mended;
  }
  const std::string long_text(1'000'000, '7');
  UnitProblem problem;
  EXPECT_FALSE(parse_quantity(long_text, &problem));
  EXPECT_LT(problem.message.size(), 120u);
  EXPECT_FALSE(parse_unit(long_text, &problem));
}

TEST(Quantity, KeepsTheFactorsOfADimensionlessUnit) {
  const Unit u = unit("mg/kg");
  EXPECT_TRUE(u.dimension.is_one());
  EXPECT_EQ(u.factors, (std::vector<UnitFactor>{{"mg", 1}, {"kg", -1}}));
  EXPECT_EQ(unit("\u00b5g/mL").factors, (std::vector<UnitFactor>{{"ug", 1}, {"mL", -1}}));
  EXPECT_EQ(unit("1/(days weeks2)").factors, (std::vector<UnitFactor>{{"d", -1}, {"week", -2}}));
}

TEST(Quantity, InCppIsTheSameAsInAFile) {
  EXPECT_EQ((3.6 * mg / kg).value(), read("3.6 mg/kg").value());
  EXPECT_EQ((3.6 * mg / kg).text(), "3.6 mg/kg");
  EXPECT_EQ((2.07 / (nM * h)).text(), "2.07 1/(nM*h)");
  EXPECT_EQ((0.15 / h).text(), "0.15 1/h");
  EXPECT_EQ((0.1 * mL).value(), 1e-4);
  RandomStream stream(4, 0, purpose("test.cpp"));
  for (int i = 0; i < 2000; ++i) {
    const double x = static_cast<double>(stream.bits() % 1'000'000) / 1e4;
    const std::string number = Quantity(x, one).text();
    EXPECT_EQ((x * mL / day / kg).value(), read(number + " mL/d/kg").value());
    EXPECT_EQ((x / (M * s)).value(), read(number + " 1/(M s)").value());
    EXPECT_EQ((x * um * um).value(), read(number + " um2").value());
    EXPECT_EQ((x * um * um * um).value(), read(number + " um3").value());
  }
}

TEST(Quantity, ConvertsAndRefusesToMixDimensions) {
  EXPECT_EQ((1.5 * h).in("min"), 90);
  EXPECT_EQ((148 * kDa).in("g/mol"), 148000);
  EXPECT_EQ((70 * kg + 500 * g).text(), "70.5 kg");
  EXPECT_EQ((-(3 * mg)).value(), -3);
  EXPECT_THROW((void)(1 * h).in("mg"), std::invalid_argument);
  EXPECT_THROW((void)(1 * h).in("nonsense"), std::invalid_argument);
  try {
    (void)(1 * one - 0.15 / h);
    FAIL();
  } catch (const std::invalid_argument& e) {
    EXPECT_STREQ(e.what(), "cannot subtract 1 and 0.15 1/h: 1 against 1/h");
  }
  EXPECT_THROW((void)unit("mg/kgg"), std::invalid_argument);
}

TEST(Quantity, AlgebraHoldsForAllPairsOfUnits) {
  const std::vector<Unit> list = many_units();
  RandomStream stream(5, 0, purpose("test.algebra"));
  // Each side is at most six roundings of half an ulp: the product, the coherence factor and the unit's size, twice.
  const double tolerance = 6 * std::numeric_limits<double>::epsilon();
  auto near = [&](double x, double y) { return std::abs(x - y) <= tolerance * std::abs(x); };
  for (int i = 0; i < 20'000; ++i) {
    auto draw = [&] { return Quantity(0.5 + stream.uniform(), list[stream.bits() % list.size()]); };
    const Quantity a = draw();
    const Quantity b = draw();
    const Quantity c = draw();
    EXPECT_EQ((a * b).dimension(), a.dimension() * b.dimension());
    EXPECT_EQ((a / b).dimension(), a.dimension() / b.dimension());
    EXPECT_EQ((a * b).value(), (b * a).value());
    EXPECT_TRUE(near(((a * b) * c).value(), (a * (b * c)).value())) << a.text() << ", " << b.text() << ", " << c.text();
    const Quantity back = (a * b) / b;
    EXPECT_EQ(back.dimension(), a.dimension());
    EXPECT_TRUE(near(back.value(), a.value()));
    EXPECT_TRUE(near((1 / (1 / a)).value(), a.value()));
    // The product's unit has the size of the factors' sizes: both ways to multiply agree.
    EXPECT_TRUE(near(Quantity(a.as_written() * b.as_written(), a.unit() * b.unit()).value(), (a * b).value()));
    EXPECT_EQ(read((a * b).text()).value(), (a * b).value());
  }
}

TEST(Quantity, UnitsJoinAndCancel) {
  EXPECT_EQ((unit("mg/kg") * kg).text, "mg");
  EXPECT_EQ((mg / mg).text, "1");
  EXPECT_EQ((um * um * um).text, "um3");
  EXPECT_EQ((um * um * um).dimension, dimension::volume);
  EXPECT_EQ(power(unit("nM h"), -2).text, "1/(nM2*h2)");
  EXPECT_EQ(power(nM, 0).text, "1");
  EXPECT_EQ((percent * percent).to_canonical(1), 1e-4);
  EXPECT_TRUE(parse_unit((percent * percent / h).text));
  EXPECT_THROW((void)(power(week, 9) * power(week, 9)), std::invalid_argument);
  EXPECT_THROW((void)power(m, 300), std::invalid_argument);
}

TEST(Dimension, CoherenceFactorIsOneUnlessMicrometresMeetLitres) {
  using namespace dimension;
  EXPECT_EQ(coherence_factor(length, area), 1e-15);
  EXPECT_EQ(coherence_factor(volume, inverse(length)), 1e15);  // L / um = 1e15 um2
  EXPECT_EQ(coherence_factor(volume, length), 1e15);           // L um = 1e15 um4
  EXPECT_EQ(coherence_factor(volume, volume), 1);
  EXPECT_EQ(coherence_factor(length, length), 1);
  EXPECT_EQ(coherence_factor(length, inverse(length)), 1);
  EXPECT_EQ(coherence_factor(area, inverse(volume)), 1e-15);
  EXPECT_EQ(coherence_factor(amount, inverse(volume)), 1);
  EXPECT_EQ(coherence_factor(power(length, 4), inverse(length)), 1e-15);
  // From the meaning: the canonical unit of length power n is 1e15 um3 to the n/3, or um to the n.
  auto log_size = [](int n) { return n % 3 == 0 ? 5 * n : 0; };
  for (int a = -8; a <= 8; ++a) {
    for (int b = -8; b <= 8; ++b) {
      const double expected = log_size(a) + log_size(b) - log_size(a + b);
      EXPECT_NEAR(std::log10(coherence_factor(power(length, a), power(length, b))), expected, 1e-12);
    }
  }
}

TEST(Dimension, CanonicalUnitAsText) {
  using namespace dimension;
  EXPECT_EQ(canonical_unit(Dimension{}), "1");
  EXPECT_EQ(canonical_unit(clearance), "L/h");
  EXPECT_EQ(canonical_unit(inverse(concentration) / time), "L/(nmol*h)");
  EXPECT_EQ(canonical_unit(area / time), "um2/h");
  EXPECT_EQ(canonical_unit(inverse(cells) / amount), "1/(nmol*cell)");
  EXPECT_EQ(canonical_unit(power(length, 6)), "L2");
  EXPECT_EQ(canonical_unit(power(length, -4)), "1/um4");
  EXPECT_EQ(canonical_unit(power(length, -11)), "1/(um9*um2)");  // found by fuzzing: um11 would not read back
  EXPECT_THROW((void)coherence_factor(power(length, 63), power(length, 64)), InternalError);
}

}  // namespace
}  // namespace tansine
