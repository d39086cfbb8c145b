#pragma once
// What a run leaves: tables with units in their headers, and a folder that appears whole or not at all.

#include "base/file.hpp"
#include "base/quantity.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// "conjugate" in ug/mL is the column "conjugate_ug_per_mL"; without unit just "conjugate". Characters other than
/// letters, digits and "_" in a name become "_".
std::string column_name(std::string_view name, const Unit& unit);

/// A table of results to be written as CSV. Columns of equal length.
class ResultTable {
 public:
  /// Canonical numbers, written in `unit` with the fewest digits that read back as the same double; nan is an empty
  /// cell.
  void add_numbers(std::string_view name, const Unit& unit, std::span<const double> canonical);
  void add_texts(std::string_view name, std::span<const std::string> texts);
  [[nodiscard]] std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().cells.size(); }
  [[nodiscard]] std::string csv() const;

 private:
  struct Column {
    std::string name;
    std::vector<std::string> cells;
  };
  void add(Column column);
  std::vector<Column> columns_;
};

/// The folder of one run. Files are written into `<parent>/.<name>.partial-<process>-<n>`; commit() gives it its name.
/// Destroyed without commit(), or after any failure, the partial folder is gone. Not for several threads.
class ResultDirectory {
 public:
  /// Makes `parent` and the partial folder. Throws IoError if it cannot, InputError if `name` is no plain name.
  ResultDirectory(const std::filesystem::path& parent, std::string name);
  ~ResultDirectory();
  ResultDirectory(const ResultDirectory&) = delete;
  ResultDirectory& operator=(const ResultDirectory&) = delete;

  /// Writes one file whole. Throws IoError and removes everything written so far.
  void write(const std::string& file, std::string_view bytes);
  /// Where a file stands until commit(): for what is written piece by piece, with a FileWriter.
  [[nodiscard]] std::filesystem::path path(const std::string& file) const;
  /// Renames the folder to `<parent>/<name>`, or <name>-2, -3 ... if that exists, and returns its path. Throws IoError.
  std::filesystem::path commit();

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& why);
  void discard() noexcept;
  std::filesystem::path parent_;
  std::string name_;
  std::filesystem::path partial_;  // empty: committed or discarded
};

}  // namespace tansine
