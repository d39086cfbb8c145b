#pragma once
// The lines and cells of a dataset, before anything is known of their meaning. Internal to the room.

#include "base/problem.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// A cell as it stands, trimmed and without quotes.
struct DatasetCell {
  std::string_view text;
  std::size_t offset = 0;  ///< of `text` in the source
  [[nodiscard]] bool missing() const { return text.empty() || text == "."; }
};

/// Reads line by line. Views point into the source.
class DatasetLines {
 public:
  explicit DatasetLines(std::shared_ptr<const SourceText> source);

  /// Reads the next line that is neither empty nor a comment into cells(); false at the end.
  bool next();
  [[nodiscard]] const std::vector<DatasetCell>& cells() const { return cells_; }
  [[nodiscard]] int line() const { return line_; }
  [[nodiscard]] std::size_t comments() const { return comments_; }
  [[nodiscard]] Place place(const DatasetCell& cell) const;
  [[nodiscard]] Place place_of_line() const;

 private:
  void split(std::string_view line, std::size_t offset);
  void add(std::string_view line, std::size_t begin, std::size_t end, std::size_t offset);

  std::shared_ptr<const SourceText> source_;
  std::size_t at_ = 0;          // of the next line
  std::size_t line_start_ = 0;  // of the present one
  std::size_t line_length_ = 0;
  int line_ = 0;
  char separator_ = '\0';  // ' ' stands for any blanks
  std::size_t comments_ = 0;
  std::vector<DatasetCell> cells_;
};

/// "Name" and "NAME" are one column.
std::string upper(std::string_view name);

}  // namespace tansine
