#include "base/table.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace tansine {

Table::Table(std::vector<std::string> columns) : columns_(std::move(columns)), header_(columns_.size()) {
  std::set<std::string_view> seen;
  for (const std::string& name : columns_) {
    TANSINE_ASSERT(!name.empty() && trimmed(name).size() == name.size() && seen.insert(name).second,
                   "column names must be distinct, not empty and without blanks around them");
  }
  TANSINE_ASSERT(!columns_.empty(), "a table needs a column");
}

std::optional<std::size_t> Table::column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

const Table::Cell& Table::at(std::size_t row, std::size_t column) const {
  TANSINE_ASSERT(row < rows() && column < columns_.size(), "no such cell in the table");
  return cells_[row * columns_.size() + column];
}

Place Table::place_of(const Spot& spot) const {
  Place out;
  if (source_) out.name = source_->name;
  out.line = spot.line;
  out.column = spot.column;
  out.length = spot.length;
  out.source = source_;
  return out;
}

Place Table::place() const { return place_of({.line = 0}); }

Place Table::header_place(std::size_t column) const {
  TANSINE_ASSERT(column < header_.size(), "no such column in the table");
  return place_of(header_[column]);
}

Place Table::place(std::size_t row, std::size_t column) const { return place_of(at(row, column).spot); }

std::optional<double> Table::number(std::size_t row, std::size_t column, Problems& problems) const {
  const Cell& c = at(row, column);
  if (const std::optional<double> x = parse_number(c.text)) return x;
  const std::string what = c.text.empty() ? "an empty cell" : in_quotes(c.text);
  problems.error(place_of(c.spot),
                 fmt::format("{} in column {}: expected a number", what, in_quotes(columns_[column])));
  return std::nullopt;
}

void Table::add_row(std::vector<std::string> cells) {
  TANSINE_ASSERT(cells.size() == columns_.size(), "a row must have as many cells as the table has columns");
  for (std::string& text : cells) cells_.push_back({std::move(text)});
}

std::string csv_cell(std::string_view text, bool alone) {
  // A byte order mark in front would be skipped when read back; a name with ; alone is taken for a wrong separator.
  const std::string_view special = alone ? ",\"\r\n;\t" : ",\"\r\n";
  const bool quotes = text.find_first_of(special) != std::string_view::npos || (alone && text.empty()) ||
                      text.starts_with("\xEF\xBB\xBF");
  if (!quotes) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string to_csv(const Table& table) {
  const std::size_t n = table.columns().size();
  std::string out;
  auto add = [&](std::string_view text, std::size_t c) {
    out += csv_cell(text, n == 1);
    out += c + 1 == n ? '\n' : ',';
  };
  for (std::size_t c = 0; c < n; ++c) add(table.columns()[c], c);
  for (std::size_t r = 0; r < table.rows(); ++r) {
    for (std::size_t c = 0; c < n; ++c) add(table.cell(r, c), c);
  }
  return out;
}

}  // namespace tansine
