#include "base/text.hpp"

#include "base/problem.hpp"
#include "base/unit_scale.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace tansine {
namespace {

constexpr std::size_t kLongestQuote = 60;

std::string not_finite(double x) {
  if (std::isnan(x)) return "nan";
  return x > 0 ? "inf" : "-inf";
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

}  // namespace

std::string shortest(double x) { return std::isfinite(x) ? to_text(shortest_decimal(x)) : not_finite(x); }

std::string significant(double x, int digits) {
  TANSINE_ASSERT(digits >= 1 && digits <= 17, "significant() prints 1 to 17 digits");
  if (!std::isfinite(x)) return not_finite(x);
  std::array<char, 64> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::scientific, digits - 1).ptr;
  const std::string text(buffer.data(), end);
  const std::size_t e = text.find('e');
  const int leading = std::stoi(text.substr(e + 1));
  std::string sign = text.front() == '-' ? "-" : "";
  std::string number = text.substr(sign.size(), e - sign.size());
  if (leading < -4 || leading >= 7) return sign + number + "e" + std::to_string(leading);
  std::erase(number, '.');
  if (leading < 0) return sign + "0." + std::string(static_cast<std::size_t>(-leading - 1), '0') + number;
  const auto whole = static_cast<std::size_t>(leading) + 1;
  if (number.size() <= whole) return sign + number + std::string(whole - number.size(), '0');
  return sign + number.substr(0, whole) + "." + number.substr(whole);
}

std::optional<double> parse_number(std::string_view text) {
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  Decimal d;
  d.negative = text.starts_with('-');
  const std::size_t whole_end = skip_digits(text, at);
  d.digits = text.substr(at, whole_end - at);
  at = whole_end;
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = skip_digits(text, ++at);
    d.digits += text.substr(at, end - at);
    d.exponent = -static_cast<int>(end - at);
    at = end;
  }
  if (d.digits.empty()) return std::nullopt;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    const bool negative = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const std::size_t end = skip_digits(text, at);
    if (end == at) return std::nullopt;
    int exponent = 0;
    for (; at < end; ++at) exponent = std::min(exponent * 10 + (text[at] - '0'), 1'000'000);
    d.exponent += negative ? -exponent : exponent;
  }
  if (at != text.size()) return std::nullopt;
  const std::size_t first = d.digits.find_first_not_of('0');
  d.digits.erase(0, std::min(first, d.digits.size()));
  if (const std::optional<double> value = nearest_double(d)) return value;
  const int leading = static_cast<int>(d.digits.size()) + d.exponent;
  if (leading < 0) return d.negative ? -0.0 : 0.0;
  return std::nullopt;
}

std::string in_quotes(std::string_view word) {
  std::string out = "\"";
  std::size_t at = 0;
  for (std::size_t n = 0; at < word.size() && n < kLongestQuote; ++n) {
    const std::size_t length = std::max<std::size_t>(utf8_character(word, at), 1);
    out += printable(word.substr(at, length));
    at += length;
  }
  return out + (at < word.size() ? "...\"" : "\"");
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string aligned_columns(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> width(rows.front().size(), 0);
  for (const auto& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) width[c] = std::max(width[c], utf8_length(row[c]));
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string pad(width[c] - utf8_length(row[c]), ' ');
      line += c == 0 ? row[c] + pad : "  " + pad + row[c];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace tansine
