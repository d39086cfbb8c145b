#pragma once
// Tables as comma-separated text: read strictly (RFC 4180, one header row, every mistake with its place), written so
// that reading gives the same cells. What the cells mean is the caller's affair.

#include "base/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// Beyond these a text is not a table we read.
struct TableLimits {
  std::size_t columns = 10'000;
  std::size_t cells = 50'000'000;
  std::size_t cell_bytes = 1 << 16;
};

/// Named columns, rows of text cells. Value semantics; each cell knows where it stood.
class Table {
 public:
  /// At least one name; distinct, not empty, no blanks around them: else InternalError.
  explicit Table(std::vector<std::string> columns);

  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] std::size_t rows() const { return columns_.empty() ? 0 : cells_.size() / columns_.size(); }
  /// Index of the column of exactly this name.
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
  /// Row and column from 0; the header is not a row.
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const { return at(row, column).text; }

  [[nodiscard]] Place place() const;  ///< the whole file
  [[nodiscard]] Place header_place(std::size_t column) const;
  [[nodiscard]] Place place(std::size_t row, std::size_t column) const;

  /// The cell as a finite number; else a problem at its place saying so, and nothing.
  std::optional<double> number(std::size_t row, std::size_t column, Problems& problems) const;

  /// For writing: as many cells as there are columns, in UTF-8 without zero bytes (or it cannot be read back).
  void add_row(std::vector<std::string> cells);

 private:
  friend class TableReader;
  Table() = default;
  struct Spot {
    std::int32_t line = 0;
    std::int32_t column = 1;
    std::int32_t length = 1;
  };
  struct Cell {
    std::string text;
    Spot spot{};
  };
  [[nodiscard]] const Cell& at(std::size_t row, std::size_t column) const;
  [[nodiscard]] Place place_of(const Spot& spot) const;

  std::vector<std::string> columns_;
  std::vector<Spot> header_;
  std::vector<Cell> cells_;
  std::shared_ptr<const SourceText> source_;
};

/// Reads comma-separated text: UTF-8 (a byte order mark is skipped), lines ending in LF or CRLF, a header row of
/// distinct names, equally many cells in every row, quotes only around whole cells, doubled inside. No blanks are
/// trimmed, no line is skipped but empty ones at the end. Throws InputError with all problems (at most 100, the last
/// saying so).
Table read_table(std::shared_ptr<const SourceText> source, const TableLimits& limits = {});

/// The table as text: LF ends, quotes only where needed; read_table gives the same cells back.
std::string to_csv(const Table& table);
/// One cell as it stands in such a text; `alone`: the only cell of its row, which must not leave an empty line.
std::string csv_cell(std::string_view text, bool alone = false);

}  // namespace tansine
