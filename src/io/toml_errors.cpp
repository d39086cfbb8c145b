#include "io/toml_errors.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include <fmt/format.h>

namespace tansine {
namespace {

constexpr std::size_t kLongest = 200;

// "string" of "Error while parsing string: encountered end-of-file", and the rest.
struct Description {
  std::string_view subject, what;
};
Description split(std::string_view text) {
  constexpr std::string_view opening = "Error while parsing ";
  if (!text.starts_with(opening)) return {{}, text};
  text.remove_prefix(opening.size());
  const std::size_t colon = text.find(": ");
  if (colon == std::string_view::npos) return {{}, text};
  return {text.substr(0, colon), text.substr(colon + 2)};
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string_view without_quotes(std::string_view word) {
  const bool quoted = word.size() >= 2 && word.front() == word.back() && (word.front() == '"' || word.front() == '\'');
  return quoted ? word.substr(1, word.size() - 2) : word;
}

// The key before the place where the parser stopped (at the value, or in the table's header), from the line itself:
// toml++ 3.3 garbles quoted keys. `place` is moved to it.
std::string_view key_before(Place& place, bool is_table) {
  const std::string_view line = place.source->line(place.line);
  std::size_t end = 0;
  for (int c = 1; c < place.column && end < line.size(); ++c)
    end += std::max<std::size_t>(utf8_character(line, end), 1);
  if (is_table) end = std::min(line.find(']'), line.size());
  std::string_view key = line.substr(0, end);
  const std::size_t equals = is_table ? std::string_view::npos : key.rfind('=');
  if (equals != std::string_view::npos) key = key.substr(0, equals);
  const std::size_t opening = is_table ? key.rfind('[') : key.find_last_of("{,");
  if (opening != std::string_view::npos) key.remove_prefix(opening + 1);
  key = without_quotes(trimmed(key));
  if (key.empty()) return key;
  const std::string_view before = line.substr(0, static_cast<std::size_t>(key.data() - line.data()));
  place.column = 1 + static_cast<int>(utf8_length(before));
  place.length = std::max(1, static_cast<int>(utf8_length(key)));
  return key;
}

// `key = 3.6 mg/kg` without quotes: the value as far as a comment.
std::string_view bare_value(const Place& place) {
  std::string_view line = place.source->line(place.line);
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return {};
  std::string_view value = trimmed(line.substr(equals + 1));
  value = trimmed(value.substr(0, value.find('#')));
  const bool has_letter = std::any_of(value.begin(), value.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
  const bool is_plain = value.find_first_of("\"'[]{}=,") == std::string_view::npos;
  return has_letter && is_plain && value.size() <= 60 ? value : std::string_view{};
}

}  // namespace

InputError toml_error(const std::string& description, Place place) {
  const auto [subject, what] = split(description);
  const bool has_line = place.source != nullptr && place.line > 0;
  const std::string_view bare = has_line ? bare_value(place) : std::string_view{};
  const bool in_text = has(subject, "string");
  std::string message, hint;
  if (has(what, "cannot redefine existing")) {
    const bool is_table = has(subject, "table");
    const std::string_view key = has_line ? key_before(place, is_table) : std::string_view{};
    message = fmt::format("{} {} a second time", is_table ? "table" : "key", in_quotes(key));
    if (is_table && !has(what, "existing table")) {
      message = fmt::format("{} is a key above and cannot be a table too", in_quotes(key));
    }
  } else if (in_text && (has(what, "end-of-file") || has(what, "control characters"))) {
    const bool ends = has(what, "end-of-file") || has_line;
    message = ends && !has(what, "control") ? "the file ends inside a text; its closing quote is missing"
                                            : "a text with a line break or a control character";
    if (has(what, "control")) hint = "is its closing quote missing?";
  } else if (has(what, "end-of-file")) {
    message = has(subject, "key-value pair")
                  ? "the file ends where a value was expected"
                  : fmt::format("the file ends inside a{} {}", subject == "array" ? "n" : "", subject);
  } else if (!bare.empty() && !in_text) {
    message = fmt::format("{} is not a value; texts and quantities stand in quotes", in_quotes(bare));
    hint = fmt::format("write \"{}\"", bare);
    const std::string_view line = place.source->line(place.line);
    place.column = 1 + static_cast<int>(utf8_length(line.substr(0, line.find(bare, line.find('=')))));
    place.length = static_cast<int>(utf8_length(bare));
  } else {
    message = subject.empty() ? std::string(what) : fmt::format("{} (in a {})", what, subject);
    if (!message.empty()) message[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(message[0])));
    if (message.size() > kLongest) message = message.substr(0, kLongest) + "...";
    message = printable(message);
  }
  return InputError(std::move(place), std::move(message), std::move(hint));
}

}  // namespace tansine
