#include "base/quantity.hpp"

#include "base/text.hpp"
#include "base/unit_grammar.hpp"
#include "base/unit_scale.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace tansine {
namespace {

constexpr std::size_t kLongestText = 200;

void require_same(const Quantity& a, const Quantity& b, const char* what) {
  if (a.dimension() == b.dimension()) return;
  throw std::invalid_argument(fmt::format("cannot {} {} and {}: {} against {}", what, a.text(), b.text(),
                                          canonical_unit(a.dimension()), canonical_unit(b.dimension())));
}

bool is_digit(std::string_view text, std::size_t at) {
  return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0;
}

std::size_t after_blanks(std::string_view text, std::size_t at) {
  while (const std::size_t n = blank_at(text, at)) at += n;
  return at;
}

// What stands where a number should: a message and, where the intention is clear, the right spelling.
UnitProblem missing_number(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.empty()) return {"a number is missing", {}, 0, text.size()};
  if (rest.starts_with("\u2212")) return {"the minus sign is written -", "-", at, 3};
  const std::size_t sign = rest.front() == '-' || rest.front() == '+' ? 1 : 0;
  if (rest.substr(sign).starts_with(".") && is_digit(rest, sign + 1)) {
    return {"a digit must stand before the decimal point", std::string(rest.substr(0, sign)) + "0.", at, sign + 1};
  }
  const std::string what = parse_unit(rest) ? "a number is missing before {}" : "{} does not start with a number";
  return {fmt::format(fmt::runtime(what), in_quotes(rest)), {}, at, rest.size()};
}

// "x 10^6" behind a number, as people write it by hand: the exponent as text ("6", "-3") and where it ends.
struct PowerOfTen {
  std::string exponent;
  std::size_t end = 0;
};

std::optional<PowerOfTen> hand_written_power(std::string_view text, std::size_t at) {
  at = after_blanks(text, at);
  std::size_t times = dot_at(text, at);
  if (text.substr(at).starts_with("x")) times = 1;
  if (text.substr(at).starts_with("\u00d7")) times = 2;
  if (times == 0) return std::nullopt;
  at = after_blanks(text, at + times);
  if (!text.substr(at).starts_with("10^")) return std::nullopt;
  at += 3;
  PowerOfTen out;
  if (at < text.size() && text[at] == '-') {
    out.exponent = "-";
    ++at;
  }
  if (!is_digit(text, at)) return std::nullopt;
  while (is_digit(text, at)) out.exponent += text[at++];
  out.end = at;
  return out;
}

// What is wrong right behind a number that was read from `start` to `end`, if anything is.
std::optional<UnitProblem> wrong_ending(std::string_view text, std::size_t start, std::size_t end) {
  const std::string number(text.substr(start, end - start));
  if (end < text.size() && text[end] == '.') {
    const bool more = is_digit(text, end + 1);
    return UnitProblem{more ? "a number with two decimal points" : "a digit must follow the decimal point",
                       more ? "" : number, start, end + 1 - start};
  }
  if (end < text.size() && (text[end] == ',' || text[end] == '_' || text[end] == '\'') && is_digit(text, end + 1)) {
    std::size_t stop = end + 1;
    while (is_digit(text, stop)) ++stop;
    const std::string digits(text.substr(end + 1, stop - end - 1));
    const bool decimal = text[end] == ',' && digits.size() != 3 && number.find_first_of(".eE") == std::string::npos;
    return UnitProblem{fmt::format("{} is not part of a number", in_quotes(text.substr(end, 1))),
                       decimal ? number + '.' + digits : "", start, stop - start};
  }
  if (const auto power = hand_written_power(text, end)) {
    const bool plain = number.find_first_of("eE") == std::string::npos;
    return UnitProblem{"powers of ten are written with e", plain ? number + 'e' + power->exponent : "", start,
                       power->end - start};
  }
  return std::nullopt;
}

struct NumberRead {
  Decimal value;
  std::size_t end = 0;
};

// number = [sign] digits ["." digits] [("e"|"E") [sign] digits]; the caller has seen that a digit is there.
NumberRead read_number(std::string_view text, std::size_t at) {
  NumberRead out;
  out.value.negative = text[at] == '-';
  if (!is_digit(text, at)) ++at;
  for (; is_digit(text, at); ++at) out.value.digits += text[at];
  if (text.substr(std::min(at, text.size())).starts_with(".") && is_digit(text, at + 1)) {
    for (++at; is_digit(text, at); ++at, --out.value.exponent) out.value.digits += text[at];
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    std::size_t e = at + 1;
    const bool negative = e < text.size() && text[e] == '-';
    if (e < text.size() && (text[e] == '-' || text[e] == '+')) ++e;
    if (is_digit(text, e)) {
      int exponent = 0;
      for (; is_digit(text, e); ++e) exponent = std::min(exponent * 10 + (text[e] - '0'), 1'000'000);
      out.value.exponent += negative ? -exponent : exponent;
      at = e;
    }
  }
  out.value.digits.erase(0, std::min(out.value.digits.find_first_not_of('0'), out.value.digits.size()));
  out.end = at;
  return out;
}

std::optional<Quantity> read_quantity(std::string_view text, UnitProblem& out) {
  if (text.size() > kLongestText) {
    out = {fmt::format("{} is too long to be a quantity", in_quotes(text)), {}, 0, text.size()};
    return std::nullopt;
  }
  const std::size_t start = after_blanks(text, 0);
  const std::size_t sign = start < text.size() && (text[start] == '-' || text[start] == '+') ? 1 : 0;
  if (!is_digit(text, start + sign)) {
    out = missing_number(text, start);
    return std::nullopt;
  }
  const NumberRead number = read_number(text, start);
  if (auto wrong = wrong_ending(text, start, number.end)) {
    out = *wrong;
    return std::nullopt;
  }
  const std::size_t rest = after_blanks(text, number.end);
  Unit unit;
  if (rest < text.size()) {
    std::optional<Unit> read = parse_unit(text.substr(rest), &out);
    if (!read) {
      out.offset += rest;
      return std::nullopt;
    }
    unit = std::move(*read);
  }
  const std::optional<double> value = nearest_double(scaled(number.value, scale_of(unit)));
  if (!value) {
    out = {fmt::format("{} is out of range", in_quotes(text)), {}, start, number.end - start};
    return std::nullopt;
  }
  return Quantity::from_canonical(*value, std::move(unit));
}

}  // namespace

Quantity::Quantity(double value_in_unit, Unit unit)
    : value_(unit.to_canonical(value_in_unit)), unit_(std::move(unit)) {}

Quantity Quantity::from_canonical(double value, Unit unit) {
  Quantity q;
  q.value_ = value;
  q.unit_ = std::move(unit);
  return q;
}

double Quantity::in(std::string_view text) const {
  const Unit other = tansine::unit(text);
  require_same(*this, Quantity(1, other), "convert between");
  return other.from_canonical(value_);
}

double Quantity::as_written() const {
  if (!std::isfinite(value_)) return value_;
  const std::optional<double> x = nearest_double(shortest_preimage(value_, scale_of(unit_)));
  return x ? *x : unit_.from_canonical(value_);
}

std::string Quantity::text() const {
  const std::string number =
      std::isfinite(value_) ? to_text(shortest_preimage(value_, scale_of(unit_))) : shortest(value_);
  return unit_.factors.empty() ? number : number + ' ' + unit_.text;
}

Quantity Quantity::operator-() const { return from_canonical(-value_, unit_); }

Quantity operator*(const Quantity& a, const Quantity& b) {
  const double factor = coherence_factor(a.dimension(), b.dimension());
  return Quantity::from_canonical(a.value_ * b.value_ * factor, a.unit_ * b.unit_);
}

Quantity operator/(const Quantity& a, const Quantity& b) {
  const double factor = coherence_factor(a.dimension(), inverse(b.dimension()));
  return Quantity::from_canonical(a.value_ / b.value_ * factor, a.unit_ / b.unit_);
}

Quantity operator+(const Quantity& a, const Quantity& b) {
  require_same(a, b, "add");
  return Quantity::from_canonical(a.value_ + b.value_, a.unit_);
}

Quantity operator-(const Quantity& a, const Quantity& b) {
  require_same(a, b, "subtract");
  return Quantity::from_canonical(a.value_ - b.value_, a.unit_);
}

// Through the written number, so that 3.6 * mg / kg is the same bits as "3.6 mg/kg".
Quantity operator*(double a, const Unit& u) { return {a, u}; }
Quantity operator/(double a, const Unit& u) { return {a, power(u, -1)}; }
Quantity operator*(const Quantity& q, const Unit& u) { return {q.as_written(), q.unit() * u}; }
Quantity operator/(const Quantity& q, const Unit& u) { return {q.as_written(), q.unit() / u}; }

Quantity operator*(double a, const Quantity& q) { return Quantity::from_canonical(a * q.value(), q.unit()); }
Quantity operator*(const Quantity& q, double a) { return a * q; }
Quantity operator/(const Quantity& q, double a) { return Quantity::from_canonical(q.value() / a, q.unit()); }
Quantity operator/(double a, const Quantity& q) { return Quantity::from_canonical(a / q.value(), power(q.unit(), -1)); }

std::optional<Quantity> parse_quantity(std::string_view text, UnitProblem* problem) {
  UnitProblem out;
  if (auto q = read_quantity(text, out)) return q;
  if (problem == nullptr) return std::nullopt;
  if (!out.suggestion.empty()) {  // mends one thing; kept if nothing else is wrong
    std::string mended(text);
    mended.replace(out.offset, out.length, out.suggestion);
    UnitProblem ignored;
    if (!read_quantity(mended, ignored)) out.suggestion.clear();
  }
  *problem = std::move(out);
  return std::nullopt;
}

}  // namespace tansine
