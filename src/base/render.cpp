// Problems as a person reads them.

#include "base/problem.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace tansine {
namespace {

constexpr std::size_t kWidest = 160;       // characters of a source line shown
constexpr std::size_t kLongMessage = 600;  // characters
constexpr std::size_t kMostShown = 100;    // problems
constexpr std::string_view kCut = "...";

struct Window {
  std::string text;
  std::size_t column = 0;  // 0-based place of the underline in it
  std::size_t length = 1;
};

// The byte at which each character starts, only as far as `last` characters: lines may be megabytes long.
std::size_t byte_of_character(std::string_view line, std::size_t n) {
  std::size_t at = 0;
  for (; n > 0 && at < line.size(); --n) at += std::max<std::size_t>(utf8_character(line, at), 1);
  return at;
}

Window cut(std::string_view line, std::size_t column, std::size_t length) {
  const std::size_t total = utf8_length(line);
  column = std::min(column, total);
  length = std::clamp<std::size_t>(length, 1, std::max<std::size_t>(total - column, 1));
  if (total <= kWidest) return {printable(line), column, length};
  const std::size_t room = kWidest - 2 * kCut.size();
  std::size_t first = column > room / 3 ? column - room / 3 : 0;
  first = std::min(first, total - room);
  length = std::min(length, first + room - column + (column == first + room ? 1 : 0));
  const std::size_t begin = byte_of_character(line, first);
  const std::string_view part = line.substr(begin);
  std::string text = first > 0 ? std::string(kCut) : std::string{};
  const std::size_t shift = text.size();
  text += printable(part.substr(0, byte_of_character(part, room)));
  if (first + room < total) text += kCut;
  return {text, column - first + shift, std::max<std::size_t>(length, 1)};
}

std::string one_line(std::string_view text) {
  const std::size_t end = byte_of_character(text, kLongMessage);
  return printable(text.substr(0, end)) + (end < text.size() ? std::string(kCut) : "");
}

std::string where(const Place& place) {
  std::string out = printable(place.name);
  if (place.line > 0) out += fmt::format(":{}:{}", place.line, place.column);
  return out.empty() ? out : out + ": ";
}

std::string render_one(const Problem& p) {
  const bool has_line = p.place.line > 0 && p.place.column > 0 && p.place.source != nullptr;
  std::string out = where(p.place) + (p.kind == Problem::Kind::error ? "error: " : "warning: ") + one_line(p.message);
  if (!has_line) {
    if (!p.hint.empty()) out += "; " + one_line(p.hint);
    return out + '\n';
  }
  const Window w = cut(p.place.source->line(p.place.line), static_cast<std::size_t>(p.place.column - 1),
                       static_cast<std::size_t>(std::max(p.place.length, 1)));
  const std::string number = std::to_string(p.place.line);
  out += fmt::format("\n  {} | {}\n  {} | {}{}", number, w.text, std::string(number.size(), ' '),
                     std::string(w.column, ' '), std::string(w.length, '^'));
  if (!p.hint.empty()) out += ' ' + one_line(p.hint);
  return out + '\n';
}

}  // namespace

std::string render(const Problems& problems) {
  std::string out;
  const auto list = problems.list();
  for (std::size_t i = 0; i < std::min(list.size(), kMostShown); ++i) out += render_one(list[i]);
  if (list.size() > kMostShown) out += fmt::format("... and {} more\n", list.size() - kMostShown);
  return out;
}

}  // namespace tansine
