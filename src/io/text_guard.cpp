#include "io/text_guard.hpp"

#include "base/text.hpp"
#include "io/document.hpp"
#include "io/toml_errors.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace tansine {
namespace {

// Walks over a TOML text and counts, without understanding it.
class Bounds {
 public:
  explicit Bounds(const std::shared_ptr<const SourceText>& source) : source_(source), text_(source->text) {}

  void check() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == '"' || c == '\'') {
        skip_text(c);
      } else {
        if (static_cast<unsigned char>(c) >= 0x80) refuse_letter();
        count(c);
        ++at_;
      }
    }
  }

 private:
  void count(char c) {
    switch (c) {
      case '[':
      case '{':
        if (++depth_ > kDeepest) refuse(fmt::format("more than {} brackets within each other", kDeepest));
        parts_ = 1;
        break;
      case ']':
      case '}':
        depth_ = std::max(0, depth_ - 1);
        parts_ = 1;
        break;
      case '.':
        if (++parts_ > kMostKeyParts) refuse(fmt::format("a key of more than {} parts", kMostKeyParts));
        break;
      case ',':
      case '=':
        if (++values_ > kMostValues) {
          refuse(fmt::format("more than {} values in one file; large tables belong into a CSV file", kMostValues));
        }
        parts_ = 1;
        break;
      case '\n':
        parts_ = 1;
        break;
      default:
        break;
    }
  }

  // Leaves at_ behind the closing quotes, or at the line's end where a text of one line is not closed.
  void skip_text(char quote) {
    const std::string triple(3, quote);
    const bool many_lines = text_.substr(at_, 3) == triple;
    at_ += many_lines ? 3 : 1;
    while (at_ < text_.size()) {
      if (text_[at_] == '\\' && quote == '"') {
        at_ += 2;
      } else if (many_lines && text_.substr(at_, 3) == triple) {
        at_ += 3;
        for (int extra = 0; extra < 2 && at_ < text_.size() && text_[at_] == quote; ++extra) ++at_;  // """"" closes too
        return;
      } else if (!many_lines && text_[at_] == quote) {
        ++at_;
        return;
      } else if (!many_lines && text_[at_] == '\n') {
        return;
      } else {
        ++at_;
      }
    }
  }

  // TOML has only ASCII outside of texts and comments; the parser would say so in less helpful words.
  [[noreturn]] void refuse_letter() const {
    const std::string_view letter = text_.substr(at_, std::max<std::size_t>(utf8_character(text_, at_), 1));
    throw toml_error(
        fmt::format("{} outside of quotes: a key with other letters than a-z stands in quotes, as texts do",
                    in_quotes(letter)),
        place_at(source_, at_));
  }

  [[noreturn]] void refuse(std::string message) const { throw InputError(place_at(source_, at_), std::move(message)); }

  const std::shared_ptr<const SourceText>& source_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t values_ = 0;
  int depth_ = 0;
  int parts_ = 1;
};

}  // namespace

Place place_at(const std::shared_ptr<const SourceText>& source, std::size_t offset, int length) {
  const std::string_view before = std::string_view(source->text).substr(0, offset);
  const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  Place place{.name = source->name, .line = 1, .column = 1, .length = length, .source = source};
  place.line += static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  place.column += static_cast<int>(utf8_length(before.substr(start)));
  return place;
}

std::shared_ptr<const SourceText> guarded_source(std::string name, std::string text, std::size_t limit) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  auto source = std::make_shared<const SourceText>(SourceText{std::move(name), std::move(text)});
  const std::string_view view = source->text;
  if (view.size() > limit) {
    throw InputError(Place{.name = source->name},
                     fmt::format("the file is too large ({} bytes; at most {})", view.size(), limit));
  }
  if (view.starts_with("\xFF\xFE") || view.starts_with("\xFE\xFF")) {
    throw InputError(place_at(source, 0), "this file is in UTF-16; save it as UTF-8");
  }
  const std::size_t fault = utf8_fault(view).value_or(std::string_view::npos);
  const std::size_t nul = view.find('\0');
  if (nul < fault) throw InputError(place_at(source, nul), "a NUL byte; this is not a text file");
  if (fault != std::string_view::npos) {
    throw InputError(place_at(source, fault),
                     fmt::format("byte 0x{:02x} is not valid UTF-8; save the file as UTF-8",
                                 static_cast<unsigned>(static_cast<unsigned char>(view[fault]))));
  }
  return source;
}

void check_toml_bounds(const std::shared_ptr<const SourceText>& source) { Bounds(source).check(); }

}  // namespace tansine
