#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tansine {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kMinus = "\xE2\x88\x92";        // U+2212
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

// Length in bytes of the UTF-8 sequence at the start of `s`, or 0 if there is no valid one (overlong forms, surrogates
// and code points above U+10FFFF are not valid: RFC 3629, section 4).
std::size_t utf8_sequence(std::string_view s) {
  const auto byte = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const unsigned b0 = byte(0);
  const unsigned b1 = byte(1);
  if (s.empty()) return 0;
  if (b0 < 0x80) return 1;
  if (b0 >= 0xC2 && b0 <= 0xDF) return continues(1) ? 2 : 0;
  if (b0 >= 0xE0 && b0 <= 0xEF) {
    if ((b0 == 0xE0 && b1 < 0xA0) || (b0 == 0xED && b1 > 0x9F)) return 0;
    return continues(1) && continues(2) ? 3 : 0;
  }
  if (b0 >= 0xF0 && b0 <= 0xF4) {
    if ((b0 == 0xF0 && b1 < 0x90) || (b0 == 0xF4 && b1 > 0x8F)) return 0;
    return continues(1) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

// Where the link starting at the beginning of `s` ends, 0 if none starts there.
std::size_t link_length(std::string_view s) {
  const bool is_link = s.starts_with("https://") || s.starts_with("http://") || s.starts_with("doi:10.");
  if (!is_link) return 0;
  std::size_t n = 0;
  int depth = 0;  // a DOI may hold parentheses: keep those that close inside it
  for (; n < s.size(); ++n) {
    const char c = s[n];
    const bool ends = static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '<' || c == '>' || c == '\'' ||
                      static_cast<unsigned char>(c) >= 0x7F;
    if (ends) break;
    if (c == '(') ++depth;
    if (c == ')' && --depth < 0) break;
  }
  while (n > 0 && (std::string_view(".,;:!?").find(s[n - 1]) != std::string_view::npos)) --n;
  const std::size_t scheme = s.starts_with("doi:") ? 7 : s.find("//") + 2;
  return n > scheme ? n : 0;
}

std::string superscript(int n) {
  constexpr std::string_view digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out = n < 0 ? "⁻" : "";
  for (const char c : fmt::format("{}", std::abs(n))) out += digits[c - '0'];
  return out;
}

// Widths in em of Helvetica-like fonts, by class of character.
double character_width(std::string_view c) {
  if (c.size() > 1) return static_cast<unsigned char>(c[0]) >= 0xE3 ? 1.0 : 0.6;  // CJK and emoji are full width
  constexpr std::string_view thin = "iljtfrI.,:;'|!()[]/ ";
  constexpr std::string_view wide = "mwMW%@&";
  const char a = c[0];
  if (thin.find(a) != std::string_view::npos) return 0.32;
  if (wide.find(a) != std::string_view::npos) return 0.9;
  if (a >= 'A' && a <= 'Z') return 0.71;
  return 0.57;
}

std::size_t step_of(std::string_view s) { return std::max<std::size_t>(1, utf8_sequence(s)); }

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t n = utf8_sequence(text.substr(i));
    const char c = text[i];
    const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    const bool noncharacter = n == 3 && (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF");
    if (n == 0 || control || c == '\x7F' || noncharacter)
      out += kReplacement;
    else if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out += text.substr(i, n);
    i += std::max<std::size_t>(1, n);
  }
  return out;
}

std::string escape_and_link(std::string_view text) {
  std::string out;
  std::size_t plain_from = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t n = link_length(text.substr(i));
    if (n == 0) {
      ++i;
      continue;
    }
    const std::string_view link = text.substr(i, n);
    const std::string target =
        link.starts_with("doi:") ? "https://doi.org/" + std::string(link.substr(4)) : std::string(link);
    out += escape_html(text.substr(plain_from, i - plain_from));
    out += fmt::format("<a href=\"{}\">{}</a>", escape_html(target), escape_html(link));
    i += n;
    plain_from = i;
  }
  return out + escape_html(text.substr(plain_from));
}

std::string display_number(double value, int digits) {
  if (std::isnan(value)) return "–";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  if (value == 0) return "0";
  digits = std::clamp(digits, 1, 17);
  // Round first, in decimal: 999.9 with 3 digits is 1000, one decade up.
  const std::string scientific = fmt::format("{:.{}e}", std::abs(value), digits - 1);
  const std::size_t e = scientific.find('e');
  const int exponent = std::atoi(scientific.c_str() + e + 1);
  std::string out = value < 0 ? std::string(kMinus) : std::string();
  if (exponent < -4 || exponent >= 6) {
    std::string mantissa = scientific.substr(0, e);
    return out + mantissa + "×10" + superscript(exponent);
  }
  const double rounded = std::strtod(scientific.c_str(), nullptr);
  return out + fmt::format("{:.{}f}", rounded, std::max(0, digits - 1 - exponent));
}

std::string display_fixed(double value, int decimals) {
  const bool powers_of_ten = std::abs(value) >= 1e6 || !std::isfinite(value);
  if (powers_of_ten) return display_number(value);
  std::string out = fmt::format("{:.{}f}", std::abs(value), std::clamp(decimals, 0, 17));
  const bool zero = out.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !zero ? std::string(kMinus) + out : out;
}

std::string display_short(double value) {
  std::string text = display_number(value, 6);
  const std::size_t cross = text.find("×");
  std::string mantissa = text.substr(0, cross);
  if (mantissa.find('.') == std::string::npos) return text;
  mantissa.erase(mantissa.find_last_not_of('0') + 1);
  if (mantissa.back() == '.') mantissa.pop_back();
  return cross == std::string::npos ? mantissa : mantissa + text.substr(cross);
}

std::string display_decade(int exponent, DecadeStyle style) {
  if (style == DecadeStyle::power) return "10" + superscript(exponent);
  if (exponent >= 0) return "1" + std::string(static_cast<std::size_t>(exponent), '0');
  return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + "1";
}

std::string svg_coordinate(double value) {
  std::string s = fmt::format("{:.2f}", value);
  s.erase(s.find_last_not_of('0') + 1);
  if (s.back() == '.') s.pop_back();
  return s == "-0" ? "0" : s;
}

std::size_t character_count(std::string_view text) {
  std::size_t n = 0;
  for (; !text.empty(); text.remove_prefix(step_of(text))) ++n;
  return n;
}

double text_width(std::string_view text, double font_px) {
  double em = 0;
  for (; !text.empty(); text.remove_prefix(step_of(text))) em += character_width(text.substr(0, step_of(text)));
  return em * font_px;
}

std::string elide(std::string_view text, double width_px, double font_px) {
  if (text_width(text, font_px) <= width_px) return std::string(text);
  const double room = width_px - text_width(kEllipsis, font_px);
  double used = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t n = step_of(text.substr(i));
    used += text_width(text.substr(i, n), font_px);
    if (used > room) break;
    i += n;
  }
  while (i > 0 && text[i - 1] == ' ') --i;
  return std::string(text.substr(0, i)) + std::string(kEllipsis);
}

std::vector<std::string> wrap_text(std::string_view text, double width_px, double font_px, std::size_t max_lines) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < max_lines) {
    if (lines.size() + 1 == max_lines || text_width(text, font_px) <= width_px) {
      lines.push_back(elide(text, width_px, font_px));
      break;
    }
    std::size_t cut = 0;  // the last space before which everything fits
    for (std::size_t i = text.find(' '); i != std::string_view::npos; i = text.find(' ', i + 1)) {
      if (text_width(text.substr(0, i), font_px) > width_px) break;
      cut = i;
    }
    if (cut == 0) {  // one word wider than the line: nowhere to break
      lines.push_back(elide(text, width_px, font_px));
      break;
    }
    lines.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut + 1);
  }
  return lines;
}

}  // namespace tansine
