#include "io/located.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace tansine {
namespace {

std::string_view from_column(std::string_view line, int column) {
  std::size_t at = 0;
  for (int c = 1; c < column && at < line.size(); ++c) at += std::max<std::size_t>(utf8_character(line, at), 1);
  return line.substr(std::min(at, line.size()));
}

// How many characters of `raw` stand before the text itself: 0 bare, 1 "text", 3 """text"""; -1: spelled otherwise.
int characters_before(std::string_view raw, std::string_view text) {
  for (const std::string_view quote : {"\"\"\"", "'''", "\"", "'"}) {
    if (raw.starts_with(quote) && raw.substr(quote.size()).starts_with(text) &&
        raw.substr(quote.size() + text.size()).starts_with(quote)) {
      return static_cast<int>(quote.size());
    }
  }
  const bool is_quoted = raw.starts_with('"') || raw.starts_with('\'');
  return !is_quoted && raw.starts_with(text) ? 0 : -1;
}

}  // namespace

Place place_inside(const Place& place, std::string_view text, std::size_t offset, std::size_t length) {
  if (place.source == nullptr || place.line < 1 || offset > text.size()) return place;
  const std::string_view raw = from_column(place.source->line(place.line), place.column);
  const int before = characters_before(raw, text);
  if (before < 0) return place;
  Place inside = place;
  inside.column += before + static_cast<int>(utf8_length(text.substr(0, offset)));
  inside.length = std::max(1, static_cast<int>(utf8_length(text.substr(offset, length))));
  return inside;
}

}  // namespace tansine
