#pragma once
// Tables: captions, units, grouped headers, numbers aligned on their decimal point, marks on cells that deserve a look.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "report/figure.hpp"

namespace tansine {

/// Why a cell is marked. A mark is a sign and a word as well as a color.
enum class CellMark { none, above, below, good, bad };

struct TableCell {
  std::variant<std::string, double> value;  ///< a number is set with its column's digits; NaN is "–"
  CellMark mark = CellMark::none;
  std::string tip = {};  ///< shown when pointed at

  TableCell() = default;
  TableCell(const char* text) : value(std::string(text)) {}                                      // NOLINT
  TableCell(std::string text, CellMark m = CellMark::none) : value(std::move(text)), mark(m) {}  // NOLINT
  TableCell(double number, CellMark m = CellMark::none) : value(number), mark(m) {}              // NOLINT
};

/// `above` or `below` if the value lies outside lo..hi; `none` inside and for NaN.
CellMark mark_outside(double value, double lo, double hi);

struct TableColumn {
  std::string name = {};
  std::string unit = {};
  std::string group = {};            ///< neighbors with the same group share a heading above theirs
  int digits = 3;                    ///< significant digits of its numbers; 0: as many as they need, up to 6
  std::optional<int> decimals = {};  ///< instead: this many decimals, for ratios and percentages
};

struct ReportTable {
  std::string caption = {};
  std::vector<TableColumn> columns = {};
  std::vector<std::vector<TableCell>> rows = {};
  int row_headers = 1;              ///< the first columns name the row
  bool merge_first_column = false;  ///< equal neighbors in the first column become one cell
  std::string note = {};            ///< below the table: what marks mean, abbreviations
  std::string id = {};
};

/// The table as HTML inside its own scrolling box. `label` ("Table 2") goes before the caption, empty for none.
/// `class_name` is put on the box. Throws InternalError if a row has not as many cells as there are columns.
std::string table_html(const ReportTable& table, const std::string& id, const std::string& label,
                       const std::string& class_name = {});

/// The numbers a figure was drawn from: one table for each set of series that share their x values, and one for each
/// series of points. A caption says only which series; put the figure's name before it.
std::vector<ReportTable> data_tables(const Figure& figure);

}  // namespace tansine
