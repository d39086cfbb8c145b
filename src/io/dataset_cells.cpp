#include "io/dataset_cells.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cctype>

namespace tansine {
namespace {

char separator_of(std::string_view header) {
  for (const char c : {',', ';', '\t'}) {
    if (header.find(c) != std::string_view::npos) return c;
  }
  return ' ';
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

std::string upper(std::string_view name) {
  std::string out(name);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

DatasetLines::DatasetLines(std::shared_ptr<const SourceText> source) : source_(std::move(source)) {}

bool DatasetLines::next() {
  const std::string_view text = source_->text;
  while (at_ < text.size()) {
    line_start_ = at_;
    const std::size_t end = std::min(text.find('\n', at_), text.size());
    at_ = end + 1;
    ++line_;
    std::string_view line = text.substr(line_start_, end - line_start_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    line_length_ = line.size();
    std::size_t offset = line_start_;
    if (trimmed(line).empty()) continue;
    const bool is_comment = line.front() == '#';
    if (separator_ == '\0') {
      if (is_comment) {  // "#ID,TIME" is a header, "# made by ..." is not
        const bool is_header = line.size() > 1 && std::isalpha(static_cast<unsigned char>(line[1])) != 0 &&
                               upper(line).find("TIME") != std::string::npos;
        if (!is_header) {
          ++comments_;
          continue;
        }
        line.remove_prefix(1);
        ++offset;
      }
      separator_ = separator_of(line);
    } else if (is_comment) {
      ++comments_;
      continue;
    }
    split(line, offset);
    return true;
  }
  return false;
}

void DatasetLines::split(std::string_view line, std::size_t offset) {
  cells_.clear();
  if (separator_ == ' ') {
    std::size_t at = 0;
    for (;;) {
      while (at < line.size() && is_blank(line[at])) ++at;
      if (at == line.size()) return;
      const std::size_t begin = at;
      while (at < line.size() && !is_blank(line[at])) ++at;
      add(line, begin, at, offset);
    }
  }
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t at = 0; at <= line.size(); ++at) {
    if (at < line.size() && line[at] == '"') quoted = !quoted;
    if (at < line.size() && (line[at] != separator_ || quoted)) continue;
    add(line, begin, at, offset);
    begin = at + 1;
  }
}

void DatasetLines::add(std::string_view line, std::size_t begin, std::size_t end, std::size_t offset) {
  while (begin < end && is_blank(line[begin])) ++begin;
  while (end > begin && is_blank(line[end - 1])) --end;
  if (end - begin >= 2 && line[begin] == '"' && line[end - 1] == '"') ++begin, --end;
  cells_.push_back({line.substr(begin, end - begin), offset + begin});
}

Place DatasetLines::place(const DatasetCell& cell) const {
  const std::string_view text = source_->text;
  return {.name = source_->name,
          .line = line_,
          .column = 1 + static_cast<int>(utf8_length(text.substr(line_start_, cell.offset - line_start_))),
          .length = std::max(1, static_cast<int>(utf8_length(cell.text))),
          .source = source_};
}

Place DatasetLines::place_of_line() const {
  const std::string_view line = std::string_view(source_->text).substr(line_start_, line_length_);
  return {.name = source_->name,
          .line = line_,
          .column = 1,
          .length = std::max(1, static_cast<int>(utf8_length(line))),
          .source = source_};
}

}  // namespace tansine
