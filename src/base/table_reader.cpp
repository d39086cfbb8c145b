// Comma-separated text to a Table, one character at a time, so that every cell knows its line and column.

#include "base/table.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

namespace tansine {
namespace {

constexpr std::size_t kMostProblems = 100;
constexpr std::size_t kLargestText = std::numeric_limits<std::int32_t>::max();  // places are 32-bit numbers
constexpr std::string_view kMark = "\xEF\xBB\xBF";

}  // namespace

class TableReader {
 public:
  TableReader(std::shared_ptr<const SourceText> source, const TableLimits& limits)
      : limits_(limits), text_(source->text) {
    table_.source_ = std::move(source);
  }

  Table read() {
    if (text_.starts_with(kMark)) at_ = kMark.size();
    if (text_.size() > kLargestText) {
      error({.line = 0}, "the table is too large");
    } else if (check_utf8()) {
      while (problems_.list().size() < kMostProblems && line()) {
      }
      if (!has_header_ && !problems_.has_errors()) error({.line = 0}, "the table is empty: expected a header row");
      if (problems_.list().size() >= kMostProblems) error({.line = 0}, "more problems may follow; not read further");
    }
    problems_.throw_if_errors();
    return std::move(table_);
  }

 private:
  using Spot = Table::Spot;

  bool check_utf8() {
    const auto fault = utf8_fault(text_);
    if (!fault) return true;
    const std::string_view before = text_.substr(0, *fault);
    const std::size_t start = before.rfind('\n') + 1;  // npos + 1 == 0
    const auto line = static_cast<std::int32_t>(std::count(before.begin(), before.end(), '\n') + 1);
    std::string_view part = before.substr(start);
    if (start == 0 && part.starts_with(kMark)) part.remove_prefix(kMark.size());
    error({line, static_cast<std::int32_t>(utf8_length(part)) + 1, 1}, "the text is not UTF-8 here");
    return false;
  }

  // One line (or several, if a quoted cell spans them). False at the end.
  bool line() {
    if (at_ == text_.size()) return false;
    if (end_of_line() != 0) return empty_line();
    std::vector<Table::Cell> cells;
    const Spot first{line_, column_, 1};
    if (!has_header_) first_is_quoted_ = text_[at_] == '"';
    while (true) {
      cells.push_back(cell());
      if (stopped_) return false;
      if (at_ < text_.size() && text_[at_] == ',') {
        step();
        if (cells.size() > limits_.columns) break;
        continue;
      }
      break;
    }
    if (cells.size() > limits_.columns) {
      error(first, fmt::format("more than {} columns", limits_.columns));
      return false;
    }
    next_line();
    if (!has_header_) return header(std::move(cells));
    return row(std::move(cells), first);
  }

  // Empty lines at the end of the text are nothing; others are forgotten cells.
  bool empty_line() {
    const Spot spot{line_, 1, 1};
    while (at_ < text_.size() && end_of_line() != 0) next_line();
    if (at_ == text_.size()) return false;
    error(spot, "an empty line");
    return true;
  }

  bool header(std::vector<Table::Cell> cells) {
    has_header_ = true;
    std::unordered_map<std::string_view, std::size_t> seen;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string& name = cells[i].text;
      const Spot& spot = cells[i].spot;
      if (name.empty()) {
        error(spot, fmt::format("column {} has no name", i + 1));
      } else if (trimmed(name).size() != name.size()) {
        error(spot, fmt::format("blanks around the column name {}", in_quotes(name)),
              fmt::format("write {}", in_quotes(trimmed(name))));
      } else if (!seen.emplace(name, i).second) {
        error(spot, fmt::format("column {} is there twice", in_quotes(name)));
      }
    }
    if (cells.size() == 1 && !first_is_quoted_) {
      for (const auto& [separator, word] : {std::pair{';', "semicolons"}, {'\t', "tabs"}}) {
        if (cells[0].text.find(separator) == std::string::npos) continue;
        error(cells[0].spot, fmt::format("the columns are separated by {}: expected commas", word));
        return false;
      }
    }
    for (Table::Cell& c : cells) {
      table_.columns_.push_back(std::move(c.text));
      table_.header_.push_back(c.spot);
    }
    return true;
  }

  bool row(std::vector<Table::Cell> cells, const Spot& first) {
    const std::size_t n = table_.columns_.size();
    if (cells.size() != n) {
      const Spot spot = cells.size() > n ? cells[n].spot : first;
      error(spot, fmt::format("{} cells in this row: expected {}, as in the header", cells.size(), n));
      return true;
    }
    if (table_.cells_.size() + n > limits_.cells) {
      error(first, fmt::format("more than {} cells", limits_.cells));
      return false;
    }
    std::move(cells.begin(), cells.end(), std::back_inserter(table_.cells_));
    return true;
  }

  Table::Cell cell() {
    Table::Cell out{{}, {line_, column_, 1}};
    if (at_ < text_.size() && text_[at_] == '"') {
      quoted_cell(out);
    } else {
      plain_cell(out);
    }
    if (out.spot.line == line_) out.spot.length = std::max(1, column_ - out.spot.column);
    if (out.text.size() > limits_.cell_bytes) {
      error(out.spot, fmt::format("a cell of {} bytes: at most {} are read", out.text.size(), limits_.cell_bytes));
      out.text.clear();
    }
    return out;
  }

  void plain_cell(Table::Cell& out) {
    const std::size_t begin = at_;
    bool told = false;
    while (at_ < text_.size() && text_[at_] != ',' && end_of_line() == 0) {
      const char c = text_[at_];
      if (!told && (c == '"' || c == '\r' || c == '\0')) {
        told = true;
        const Spot spot{line_, column_, 1};
        if (c == '"') error(spot, "a quote inside a cell: put the whole cell in quotes and double those inside");
        if (c == '\r') error(spot, "a carriage return that ends no line: lines end in LF or CRLF");
        if (c == '\0') error(spot, "a zero byte");
      }
      step();
    }
    out.text = text_.substr(begin, at_ - begin);
  }

  void quoted_cell(Table::Cell& out) {
    const Spot open = out.spot;
    step();
    while (true) {
      if (at_ == text_.size()) {
        error(open, "a quote that is not closed");
        stopped_ = true;
        return;
      }
      const char c = text_[at_];
      if (c == '\0') error({line_, column_, 1}, "a zero byte");
      if (c == '"') {
        step();
        if (at_ == text_.size() || text_[at_] != '"') break;
      }
      out.text += text_.substr(at_, std::max<std::size_t>(utf8_character(text_, at_), 1));
      step();
      if (c == '\n') {
        ++line_;
        column_ = 1;
      }
      if (problems_.list().size() >= kMostProblems) {
        stopped_ = true;
        return;
      }
    }
    if (at_ == text_.size() || text_[at_] == ',' || end_of_line() != 0) return;
    error({line_, column_, 1}, "text behind a closing quote: a quote inside a cell is written twice");
    while (at_ < text_.size() && text_[at_] != ',' && end_of_line() == 0) step();
  }

  // Bytes of the line end here, 0 if there is none.
  [[nodiscard]] std::size_t end_of_line() const {
    if (text_[at_] == '\n') return 1;
    return text_.substr(at_).starts_with("\r\n") ? 2 : 0;
  }

  void next_line() {
    if (at_ == text_.size()) return;
    at_ += end_of_line();
    ++line_;
    column_ = 1;
  }

  void step() {
    at_ += std::max<std::size_t>(utf8_character(text_, at_), 1);
    ++column_;
  }

  void error(const Spot& spot, std::string message, std::string hint = {}) {
    problems_.error(table_.place_of(spot), std::move(message), std::move(hint));
  }

  TableLimits limits_;
  std::string_view text_;
  Table table_;
  Problems problems_;
  std::size_t at_ = 0;
  std::int32_t line_ = 1;
  std::int32_t column_ = 1;
  bool has_header_ = false;
  bool first_is_quoted_ = false;
  bool stopped_ = false;
};

Table read_table(std::shared_ptr<const SourceText> source, const TableLimits& limits) {
  TANSINE_ASSERT(source != nullptr, "read_table() needs a text");
  return TableReader(std::move(source), limits).read();
}

}  // namespace tansine
