#include "base/unit_scale.hpp"

#include "base/problem.hpp"
#include "base/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace tansine {
namespace {

constexpr std::uint64_t kLargest = 1'000'000'000'000'000;  // 15 digits: any such decimal survives a double
constexpr int kLargestExponent = 290;
constexpr std::size_t kExtraDigits = 60;

int litre_exponent(int length) { return length % 3 == 0 ? length / 3 : 0; }

void trim(Decimal& x) {
  const std::size_t first = x.digits.find_first_not_of('0');
  x.digits.erase(0, std::min(first, x.digits.size()));
  while (!x.digits.empty() && x.digits.back() == '0') {
    x.digits.pop_back();
    ++x.exponent;
  }
  if (x.digits.empty()) x.exponent = 0;
}

// Reads what std::to_chars writes in scientific form: -d.ddde+xx
Decimal read_scientific(std::string_view text) {
  Decimal x;
  if (text.front() == '-') {
    x.negative = true;
    text.remove_prefix(1);
  }
  const std::size_t e = text.find('e');
  std::string_view exponent = text.substr(e + 1);
  if (exponent.front() == '+') exponent.remove_prefix(1);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), x.exponent);
  x.digits = text.front();
  if (e > 1) x.digits += text.substr(2, e - 2);
  x.exponent -= static_cast<int>(x.digits.size()) - 1;
  trim(x);
  return x;
}

std::string multiply_digits(const std::string& digits, std::uint64_t by) {
  std::string out;
  std::uint64_t carry = 0;
  for (auto d = digits.rbegin(); d != digits.rend(); ++d) {
    carry += static_cast<std::uint64_t>(*d - '0') * by;
    out += static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  for (; carry != 0; carry /= 10) out += static_cast<char>('0' + carry % 10);
  std::reverse(out.begin(), out.end());
  return out;
}

// Long division; goes on behind the last digit until the rest is zero or there are kExtraDigits more.
void divide_digits(Decimal& x, std::uint64_t by) {
  std::string out;
  std::uint64_t rest = 0;
  for (const char d : x.digits) {
    rest = rest * 10 + static_cast<std::uint64_t>(d - '0');
    out += static_cast<char>('0' + rest / by);
    rest %= by;
  }
  const std::size_t enough = out.size() + kExtraDigits;
  while (rest != 0 && out.size() < enough) {
    rest *= 10;
    out += static_cast<char>('0' + rest / by);
    rest %= by;
    --x.exponent;
  }
  if (rest != 0) {
    out += '1';
    --x.exponent;
  }
  x.digits = std::move(out);
}

// The first n digits, and the same plus one in the last place.
std::array<Decimal, 2> neighbours(const Decimal& x, std::size_t n) {
  Decimal low = x;
  low.digits.resize(n);
  low.exponent += static_cast<int>(x.digits.size() - n);
  Decimal high = low;
  std::size_t i = n;
  while (i > 0 && high.digits[i - 1] == '9') high.digits[--i] = '0';
  if (i > 0) {
    ++high.digits[i - 1];
  } else {
    high.digits.insert(0, 1, '1');
  }
  trim(low);
  trim(high);
  return {low, high};
}

}  // namespace

std::optional<UnitScale> multiply(const UnitScale& a, const UnitScale& b) {
  const std::uint64_t g1 = std::gcd(a.numerator, b.denominator);
  const std::uint64_t g2 = std::gcd(b.numerator, a.denominator);
  UnitScale out{.exponent10 = a.exponent10 + b.exponent10};
  if (__builtin_mul_overflow(a.numerator / g1, b.numerator / g2, &out.numerator) ||
      __builtin_mul_overflow(a.denominator / g2, b.denominator / g1, &out.denominator)) {
    return std::nullopt;
  }
  for (; out.numerator % 10 == 0; out.numerator /= 10) ++out.exponent10;
  for (; out.denominator % 10 == 0; out.denominator /= 10) --out.exponent10;
  if (out.numerator > kLargest || out.denominator > kLargest || std::abs(out.exponent10) > kLargestExponent) {
    return std::nullopt;
  }
  return out;
}

UnitScale inverse(const UnitScale& a) { return {a.denominator, a.numerator, -a.exponent10}; }

std::optional<UnitScale> power(const UnitScale& a, int exponent) {
  const UnitScale factor = exponent < 0 ? inverse(a) : a;
  std::optional<UnitScale> out = UnitScale{};
  for (int i = 0; i < std::abs(exponent) && out; ++i) out = multiply(*out, factor);
  return out;
}

UnitScale scale_of(const Unit& unit) {
  auto whole = [](double x) {
    TANSINE_ASSERT(std::isfinite(x) && x > 0, "a unit's size must be positive and finite");
    const Decimal d = shortest_decimal(x);
    UnitScale s{.exponent10 = d.exponent};
    std::from_chars(d.digits.data(), d.digits.data() + d.digits.size(), s.numerator);
    return s;
  };
  const std::optional<UnitScale> out = multiply(whole(unit.numerator), inverse(whole(unit.denominator)));
  TANSINE_ASSERT(out.has_value(), "a unit's size must be a ratio of whole numbers of at most 15 digits");
  return *out;
}

void set_scale(Unit& unit, const UnitScale& scale) {
  auto times_power = [](std::uint64_t whole, int exponent) {
    return *nearest_double({.digits = std::to_string(whole), .exponent = exponent});
  };
  unit.numerator = times_power(scale.numerator, std::max(scale.exponent10, 0));
  unit.denominator = times_power(scale.denominator, std::max(-scale.exponent10, 0));
}

int coherence_exponent(Dimension a, Dimension b) {
  return 15 * (litre_exponent(a.length) + litre_exponent(b.length) - litre_exponent(a.length + b.length));
}

Decimal shortest_decimal(double x) {
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::scientific).ptr;
  return read_scientific({buffer.data(), end});
}

Decimal scaled(Decimal x, const UnitScale& scale) {
  if (x.digits.empty()) return x;
  x.exponent += scale.exponent10;
  if (scale.numerator != 1) x.digits = multiply_digits(x.digits, scale.numerator);
  if (scale.denominator != 1) divide_digits(x, scale.denominator);
  trim(x);
  return x;
}

std::optional<double> nearest_double(const Decimal& x) {
  if (x.digits.empty()) return x.negative ? -0.0 : 0.0;
  const std::string text = x.digits + 'e' + std::to_string(x.exponent);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || !std::isfinite(value) || value == 0) return std::nullopt;
  return x.negative ? -value : value;
}

Decimal shortest_preimage(double value, const UnitScale& scale) {
  if (scale == UnitScale{} || value == 0) return shortest_decimal(value);
  std::array<char, 96> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific, 50).ptr;
  const Decimal exact = scaled(read_scientific({buffer.data(), end}), inverse(scale));
  for (std::size_t n = 1; n < std::min<std::size_t>(18, exact.digits.size()); ++n) {
    std::array<Decimal, 2> tries = neighbours(exact, n);
    if (exact.digits[n] >= '5') std::swap(tries[0], tries[1]);
    for (const Decimal& d : tries) {
      if (nearest_double(scaled(d, scale)) == value) return d;
    }
  }
  return exact;  // has at most 17 digits: otherwise the 17-digit neighbours lie within half a double's spacing
}

std::string to_text(const Decimal& x) {
  const std::string sign = x.negative ? "-" : "";
  if (x.digits.empty()) return sign + "0";
  const int n = static_cast<int>(x.digits.size());
  const int leading = n + x.exponent - 1;  // power of ten of the first digit
  if (leading < -4 || leading >= 7) {
    std::string out = sign + x.digits.front();
    if (n > 1) out += '.' + x.digits.substr(1);
    return out + 'e' + std::to_string(leading);
  }
  if (leading < 0) return sign + "0." + std::string(static_cast<std::size_t>(-leading - 1), '0') + x.digits;
  if (x.exponent >= 0) return sign + x.digits + std::string(static_cast<std::size_t>(x.exponent), '0');
  const auto point = static_cast<std::size_t>(leading + 1);
  return sign + x.digits.substr(0, point) + '.' + x.digits.substr(point);
}

}  // namespace tansine
