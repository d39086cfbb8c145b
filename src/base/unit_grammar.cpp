#include "base/unit_grammar.hpp"

#include "base/text.hpp"
#include "base/unit_table.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <limits>
#include <vector>

#include <fmt/format.h>

namespace tansine {
namespace {

struct RawFactor {
  std::size_t offset = 0;
  std::size_t length = 0;
  int power = 1;
};

constexpr std::array<std::string_view, 10> kSuperscripts = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                                            "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};

/// Recursive descent without recursion: parentheses do not nest.
class UnitReader {
 public:
  UnitReader(std::string_view text, UnitFault& fault) : text_(text), fault_(fault) {}

  bool read() {
    skip_blanks();
    if (at_end()) return fail(0, text_.size(), "the unit is empty: write 1 for a plain number");
    if (!unit(false)) return false;
    return at_end() || unexpected();
  }

  [[nodiscard]] const std::vector<RawFactor>& factors() const { return factors_; }

 private:
  // unit = [ product | "1" ] { "/" divisor }
  bool unit(bool in_parentheses) {
    if (!starts_with("/") && !numerator(in_parentheses)) return false;
    for (skip_blanks(); starts_with("/"); skip_blanks()) {
      const std::size_t slash = at_++;
      skip_blanks();
      if (at_end() || starts_with(")")) return fail(slash, 1, "nothing follows the slash");
      if (!factor(-1, !in_parentheses)) return false;
      skip_blanks();
      if (!at_end() && !starts_with("/") && !starts_with(")")) return ambiguous(slash);
    }
    return true;
  }

  bool numerator(bool in_parentheses) {
    if (starts_with("1") && !(at_ + 1 < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_ + 1])))) {
      ++at_;
      skip_blanks();
      return at_end() || starts_with("/") || starts_with(")") || fail(at_, rest_length(), "after 1 comes a slash: 1/h");
    }
    return product(1, !in_parentheses);
  }

  // product = factor { ( "*" | blank ) factor }
  bool product(int sign, bool may_open) {
    while (true) {
      if (!factor(sign, may_open)) return false;
      const std::size_t before = at_;
      skip_blanks();
      const std::size_t dot = dot_at(text_, at_);
      if (dot != 0) {
        const std::size_t start = at_;
        at_ += dot;
        skip_blanks();
        if (at_end() || starts_with("/") || starts_with(")"))
          return fail(start, dot, "nothing follows the product sign");
      } else if (at_end() || starts_with("/") || starts_with(")")) {
        return true;
      } else if (at_ == before) {
        return unexpected();
      }
    }
  }

  // factor = symbol [ power ] | "(" unit ")" [ power ]; below a slash the parentheses hold a product only
  bool factor(int sign, bool may_open) {
    if (starts_with("(")) {
      if (!may_open) return fail(at_, 1, "parentheses inside parentheses");
      const std::size_t open = at_++;
      const std::size_t first = factors_.size();
      skip_blanks();
      if (starts_with(")")) return fail(open, at_ + 1 - open, "the parentheses are empty");
      if (!(sign > 0 ? unit(true) : product(1, false))) return false;
      skip_blanks();
      if (starts_with("/")) return fail(at_, 1, "a slash below a slash: write one slash");
      if (!starts_with(")")) return at_end() ? fail(open, 1, "the parenthesis is not closed") : unexpected();
      ++at_;
      int exponent = 1;
      if (!power(exponent)) return false;
      for (std::size_t i = first; i < factors_.size(); ++i) factors_[i].power *= sign * exponent;
      return true;
    }
    RawFactor f{.offset = at_, .length = symbol_length()};
    if (f.length == 0) return unexpected();
    at_ += f.length;
    if (!power(f.power)) return false;
    f.power *= sign;
    factors_.push_back(f);
    return true;
  }

  [[nodiscard]] std::size_t symbol_length() const {
    std::size_t end = at_;
    while (end < text_.size()) {
      const std::string_view rest = text_.substr(end);
      if (std::isalpha(static_cast<unsigned char>(rest.front())) || rest.front() == '%') {
        ++end;
      } else if (rest.starts_with("\u00b5") || rest.starts_with("\u03bc")) {
        end += 2;
      } else {
        break;
      }
    }
    return end - at_;
  }

  // power = [ "^" ] [ sign ] digits, or the same in superscripts; leaves the default where there is none
  bool power(int& exponent) {
    const std::size_t start = at_;
    if (starts_with("^")) ++at_;
    bool negative = false;
    for (const std::string_view minus : {"-", "\u2212", "\u207b"}) {
      if (!negative && starts_with(minus)) {
        negative = true;
        at_ += minus.size();
      }
    }
    int value = 0;
    bool any = false;
    for (int d = digit(); d >= 0; d = digit()) {
      any = true;
      value = std::min(10 * value + d, 1000);
    }
    if (!any) {
      return at_ == start || fail(start, at_ - start, "a whole number must follow: m^2, h^-1");
    }
    if (value < 1 || value > kLargestPower) {
      return fail(start, at_ - start,
                  fmt::format("powers of units go from 1 to {} and -1 to -{}", kLargestPower, kLargestPower));
    }
    exponent = negative ? -value : value;
    return true;
  }

  int digit() {
    if (!at_end() && std::isdigit(static_cast<unsigned char>(text_[at_]))) return text_[at_++] - '0';
    for (std::size_t d = 0; d < kSuperscripts.size(); ++d) {
      if (starts_with(kSuperscripts[d])) {
        at_ += kSuperscripts[d].size();
        return static_cast<int>(d);
      }
    }
    return -1;
  }

  bool ambiguous(std::size_t slash) {
    const std::size_t end = std::min(text_.find('/', at_), text_.size());
    fail(slash, end - slash,
         fmt::format("{} is ambiguous: put what the slash divides by in parentheses", in_quotes(text_)));
    fault_.kind = UnitFault::Kind::ambiguous_slash;
    return false;
  }

  bool unexpected() {
    const std::size_t length = std::max<std::size_t>(utf8_character(text_, at_), 1);
    if (at_end()) return fail(at_, 0, "the unit ends too early");
    if (starts_with(")")) return fail(at_, 1, "a closing parenthesis without an opening one");
    const bool number = std::isdigit(static_cast<unsigned char>(text_[at_])) != 0;
    return fail(at_, length,
                number ? "a number inside a unit"
                       : fmt::format("unexpected {} in a unit", in_quotes(text_.substr(at_, length))));
  }

  bool fail(std::size_t offset, std::size_t length, std::string message) {
    fault_ = {UnitFault::Kind::other, std::move(message), offset, length};
    return false;
  }

  void skip_blanks() {
    while (const std::size_t n = blank_at(text_, at_)) at_ += n;
  }
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] std::size_t rest_length() const { return text_.size() - at_; }
  [[nodiscard]] bool starts_with(std::string_view what) const {
    return at_ < text_.size() && text_.substr(at_).starts_with(what);
  }

  std::string_view text_;
  UnitFault& fault_;
  std::size_t at_ = 0;
  std::vector<RawFactor> factors_;
};

// M9 is the highest power that one factor may have: beyond its dimension nothing is a unit, and the canonical unit
// could not be read back.
constexpr int kLargestDimension = 27;

bool add_dimension(Dimension& sum, Dimension d, int power) {
  auto add = [power](std::int8_t& x, std::int8_t y) {
    const int z = x + y * power;
    x = static_cast<std::int8_t>(z);
    return std::abs(z) <= kLargestDimension;
  };
  return add(sum.amount, d.amount) && add(sum.mass, d.mass) && add(sum.length, d.length) && add(sum.time, d.time) &&
         add(sum.cells, d.cells);
}

}  // namespace

std::size_t blank_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  for (const std::string_view blank : {" ", "\t", "\u00a0", "\u2009", "\u202f"}) {
    if (text.substr(at).starts_with(blank)) return blank.size();
  }
  return 0;
}

std::size_t dot_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  for (const std::string_view dot : {"*", "\u00b7", "\u22c5"}) {
    if (text.substr(at).starts_with(dot)) return dot.size();
  }
  return 0;
}

std::optional<Unit> read_unit(std::string_view text, UnitFault& fault) {
  UnitReader reader(text, fault);
  if (!reader.read()) return std::nullopt;
  Unit out;
  out.text = std::string(text);
  std::optional<UnitScale> scale = UnitScale{};
  for (const RawFactor& raw : reader.factors()) {
    const std::string_view spelling = text.substr(raw.offset, raw.length);
    const KnownUnit* known = find_unit(spelling);
    if (known == nullptr) {
      const std::string_view why = refusal(spelling);
      fault = {UnitFault::Kind::unknown_symbol, "unknown unit " + in_quotes(text), raw.offset, raw.length};
      if (!why.empty()) {
        fault.kind = UnitFault::Kind::refused_symbol;
        fault.message += fmt::format(": {}", why);
      }
      return std::nullopt;
    }
    const std::optional<UnitScale> raised = power(known->scale, raw.power);
    if (raised && scale) scale = multiply(*scale, *raised);
    if (!raised || !scale || !add_dimension(out.dimension, known->dimension, raw.power)) {
      fault = {UnitFault::Kind::other, fmt::format("the powers in {} are too high", in_quotes(text)), 0, text.size()};
      return std::nullopt;
    }
    out.factors.push_back({known->symbol, raw.power});
  }
  // The table counts volumes in um3; from here on they are litres.
  if (out.dimension.length % 3 == 0) scale = multiply(*scale, {1, 1, -15 * (out.dimension.length / 3)});
  if (!scale) {
    fault = {UnitFault::Kind::other, fmt::format("the powers in {} are too high", in_quotes(text)), 0, text.size()};
    return std::nullopt;
  }
  set_scale(out, *scale);
  return out;
}

}  // namespace tansine
