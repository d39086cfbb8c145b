#pragma once
// What a run leaves: tables with units in their headers, and a folder that appears whole or not at all.

#include "base/file.hpp"
#include "base/quantity.hpp"

#include <filesystem>
#include <memory>
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
/// Destroyed without commit(), or after any failure, the partial folder is gone, unless it is to be kept. It is locked
/// while the object lives, so that no two processes go on with the same one. Not for several threads.
class ResultDirectory {
 public:
  /// Makes `parent` and the partial folder. Throws IoError if it cannot, InputError if `name` is no plain name.
  ResultDirectory(const std::filesystem::path& parent, std::string name);
  /// Takes up the folder `partial` of an interrupted run; it is kept whatever happens. nullptr if another process has
  /// it, or it is not there.
  static std::unique_ptr<ResultDirectory> take_up(const std::filesystem::path& parent, std::string name,
                                                  const std::filesystem::path& partial);
  /// The partial folders of `name` that hold `file`, where it is newest first.
  static std::vector<std::filesystem::path> partials(const std::filesystem::path& parent, const std::string& name,
                                                     const std::string& file);
  ~ResultDirectory();
  ResultDirectory(const ResultDirectory&) = delete;
  ResultDirectory& operator=(const ResultDirectory&) = delete;

  /// Writes one file whole. Throws IoError and removes everything written so far.
  void write(const std::string& file, std::string_view bytes);
  /// Where a file stands until commit(): for what is written piece by piece, with a FileWriter.
  [[nodiscard]] std::filesystem::path path(const std::string& file) const;
  [[nodiscard]] const std::filesystem::path& path() const { return partial_; }
  void remove(const std::string& file);
  /// From now on the partial folder stays if this is destroyed without commit(), even after a failure.
  void keep() { kept_ = true; }
  /// Gives what is kept a name that is seen, `<parent>/<name>.partial` or <name>.partial-2 ..., and returns its path.
  std::filesystem::path show_partial();
  /// Renames the folder to `<parent>/<name>`, or <name>-2, -3 ... if that exists, and returns its path. Throws IoError.
  std::filesystem::path commit();

 private:
  ResultDirectory() = default;
  [[noreturn]] void fail(const std::string& what, const std::string& why);
  bool lock();
  std::filesystem::path rename_to_first_free(const std::string& name);
  void discard() noexcept;
  std::filesystem::path parent_;
  std::string name_;
  std::filesystem::path partial_;  // empty: committed or discarded
  bool kept_ = false;
  int lock_ = -1;  // descriptor of the folder
};

}  // namespace tansine
