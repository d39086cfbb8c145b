// Strict JSON into located nodes. Ours, because nlohmann's reader does not say where a value stood; the tests compare
// the two.

#include "base/file.hpp"
#include "base/text.hpp"
#include "io/json.hpp"
#include "io/text_guard.hpp"

#include <charconv>
#include <cstring>
#include <unordered_set>

#include <fmt/format.h>

namespace tansine {
namespace {

class JsonReader {
 public:
  explicit JsonReader(std::shared_ptr<const SourceText> source) : source_(std::move(source)), text_(source_->text) {}

  Node read() {
    Node root = read_value();
    skip_blanks();
    if (at_ < text_.size()) fail("more text after the end of the document");
    if (root.kind == Node::Kind::table) root.place = Place{.name = source_->name, .source = source_};
    return root;
  }

 private:
  struct Position {
    std::size_t at = 0;
    int line = 1, column = 1;
  };

  [[nodiscard]] Place place_from(const Position& start) const {
    Place place{.name = source_->name, .line = start.line, .column = start.column, .length = 1, .source = source_};
    if (line_ == start.line) place.length = std::max(1, column_ - start.column);
    return place;
  }
  [[noreturn]] void fail(std::string message) const { throw InputError(place_from(here()), std::move(message)); }
  [[nodiscard]] Position here() const { return {at_, line_, column_}; }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }  // no NUL: guarded_source

  void advance(std::size_t bytes) {
    for (const std::size_t end = at_ + bytes; at_ < end; ++at_) {
      if (text_[at_] == '\n') {
        ++line_;
        column_ = 1;
      } else if ((static_cast<unsigned char>(text_[at_]) & 0xC0) != 0x80) {
        ++column_;
      }
    }
  }
  void skip_blanks() {
    while (at_ < text_.size() && std::strchr(" \t\r\n", text_[at_]) != nullptr) advance(1);
  }
  bool take(char c) {
    skip_blanks();
    if (peek() != c) return false;
    advance(1);
    return true;
  }
  std::string found() const {
    return at_ < text_.size() ? in_quotes(text_.substr(at_, std::max<std::size_t>(utf8_character(text_, at_), 1)))
                              : "the end of the file";
  }

  Node read_value() {
    skip_blanks();
    const Position start = here();
    if (++values_ > kMostValues) fail(fmt::format("more than {} values in one file", kMostValues));
    Node node = read_unplaced();
    node.place = place_from(start);
    return node;
  }

  Node read_unplaced() {
    Node node;
    const char c = peek();
    if (c == '{' || c == '[') {
      if (++depth_ > kDeepest) fail(fmt::format("more than {} brackets within each other", kDeepest));
      c == '{' ? read_object(node) : read_array(node);
      --depth_;
    } else if (c == '"') {
      node.kind = Node::Kind::text;
      node.text = read_text();
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      read_number(node);
    } else if (take_word("true") || take_word("false")) {
      node.kind = Node::Kind::boolean;
      node.boolean = c == 't';
    } else if (!take_word("null")) {
      fail(fmt::format("expected a value, got {}", found()));
    }
    return node;
  }

  bool take_word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    advance(word.size());
    return true;
  }

  void read_array(Node& node) {
    node.kind = Node::Kind::list;
    advance(1);
    if (take(']')) return;
    do {
      node.items.push_back(read_value());
    } while (take(','));
    if (!take(']')) fail(fmt::format("expected \",\" or \"]\", got {}", found()));
  }

  void read_object(Node& node) {
    node.kind = Node::Kind::table;
    advance(1);
    if (take('}')) return;
    std::unordered_set<std::string> seen;
    do {
      skip_blanks();
      const Position start = here();
      if (peek() != '"') fail(fmt::format("expected a key in double quotes, got {}", found()));
      KeyValue entry;
      entry.key = read_text();
      entry.key_place = place_from(start);
      if (!seen.insert(entry.key).second) {
        throw InputError(entry.key_place, fmt::format("key {} a second time", in_quotes(entry.key)));
      }
      if (!take(':')) fail(fmt::format("expected \":\" after the key, got {}", found()));
      entry.value = read_value();
      node.entries.push_back(std::move(entry));
    } while (take(','));
    if (!take('}')) fail(fmt::format("expected \",\" or \"}}\", got {}", found()));
  }

  std::string read_text() {
    advance(1);
    std::string out;
    for (;;) {
      if (at_ >= text_.size()) fail("the file ends inside a text");
      const char c = text_[at_];
      if (c == '"') break;
      if (static_cast<unsigned char>(c) < 0x20) fail("a text with a line break or a control character");
      if (c == '\\') {
        read_escape(out);
      } else {
        out += c;
        advance(1);
      }
    }
    advance(1);
    return out;
  }

  void read_escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (c == 'u') return read_code_point(out);
    const std::size_t which = letters.find(c);
    if (c == '\0' || which == std::string_view::npos) fail("an unknown escape in a text");
    out += meant[which];
    advance(2);
  }

  std::uint32_t read_four_digits() {
    const std::string_view digits = text_.substr(std::min(at_ + 2, text_.size()), 4);
    std::uint32_t unit = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
    if (digits.size() < 4 || error != std::errc{} || end != digits.data() + 4)
      fail("\\u needs four hexadecimal digits");
    return unit;
  }

  void read_code_point(std::string& out) {
    std::uint32_t code = read_four_digits();
    if (code >= 0xDC00 && code <= 0xDFFF) fail("half of a surrogate pair");
    std::size_t used = 6;
    if (code >= 0xD800 && code <= 0xDBFF) {
      const Position first = here();
      advance(6);
      const std::uint32_t low = text_.substr(at_).starts_with("\\u") ? read_four_digits() : 0;
      if (low < 0xDC00 || low > 0xDFFF) throw InputError(place_from(first), "half of a surrogate pair");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    advance(used);
    append_utf8(code, out);
  }

  static void append_utf8(std::uint32_t code, std::string& out) {
    auto byte = [&out](std::uint32_t x) { out += static_cast<char>(static_cast<unsigned char>(x)); };
    if (code < 0x80) {
      byte(code);
    } else if (code < 0x800) {
      byte(0xC0 | (code >> 6)), byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      byte(0xE0 | (code >> 12)), byte(0x80 | ((code >> 6) & 0x3F)), byte(0x80 | (code & 0x3F));
    } else {
      byte(0xF0 | (code >> 18)), byte(0x80 | ((code >> 12) & 0x3F));
      byte(0x80 | ((code >> 6) & 0x3F)), byte(0x80 | (code & 0x3F));
    }
  }

  void read_number(Node& node) {
    std::size_t end = at_;
    auto digits = [&] {
      const std::size_t start = end;
      while (end < text_.size() && text_[end] >= '0' && text_[end] <= '9') ++end;
      return end - start;
    };
    auto skip = [&](std::string_view any) {
      if (end < text_.size() && any.find(text_[end]) != std::string_view::npos) return ++end, true;
      return false;
    };
    skip("-");
    const bool zero_first = end < text_.size() && text_[end] == '0';
    const std::size_t whole = digits();
    bool good = whole > 0 && (!zero_first || whole == 1);
    bool is_integer = true;
    if (skip(".")) is_integer = false, good = digits() > 0 && good;
    if (skip("eE")) is_integer = false, skip("+-"), good = digits() > 0 && good;
    const std::string_view word = text_.substr(at_, end - at_);
    if (!good) fail(fmt::format("{} is not a number", in_quotes(word)));
    node.kind = Node::Kind::number;
    if (is_integer && std::from_chars(word.data(), word.data() + word.size(), node.integer).ec == std::errc{}) {
      node.kind = Node::Kind::integer;
    } else {
      const std::optional<double> value = parse_number(word);
      if (!value) fail(fmt::format("the number {} is too large", in_quotes(word)));
      node.number = *value;
    }
    advance(word.size());
  }

  std::shared_ptr<const SourceText> source_;
  std::string_view text_;
  std::size_t at_ = 0, values_ = 0;
  int line_ = 1, column_ = 1, depth_ = 0;
};

}  // namespace

Node parse_json(std::string name, std::string text) {
  return JsonReader(guarded_source(std::move(name), std::move(text))).read();
}

Node read_json(const std::filesystem::path& path) {
  const auto file = read_source(path, {.limit = kLargestDocument});
  return parse_json(file->name, file->text);
}

}  // namespace tansine
