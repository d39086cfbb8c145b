#pragma once
// Files whole: read with an error that says what is wrong, written so that a reader sees the old file or the new one
// and never half of it.

#include "base/problem.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace tansine {

inline constexpr std::size_t kLargestFile = std::size_t{256} << 20;  ///< 256 MiB

struct ReadOptions {
  std::string name{};  ///< how messages call the file; the path if empty
  Place asked_at{};    ///< where a study names this file: there the problem is shown; else at the file itself
  std::size_t limit = kLargestFile;  ///< bytes
};

/// The whole file. Throws InputError if it is missing (with the nearest name in its folder), a directory or a device,
/// not readable, or larger than the limit.
std::shared_ptr<const SourceText> read_source(const std::filesystem::path& path, const ReadOptions& options = {});

/// Writing failed: the disk is full, the folder is missing or closed to us. What stood there before still stands.
class IoError : public InputError {
 public:
  using InputError::InputError;
};

/// Why a call of the system failed, for a message: "the disk is full".
std::string file_error(int error);

/// A file being written. Bytes go to a new file in the same folder; commit() brings it to the disk and renames it over
/// `path`; without a commit the destructor removes it. If `path` is a link, the file it points to is replaced.
class FileWriter {
 public:
  /// Throws IoError if the folder cannot take a file or `path` is a directory or a device.
  explicit FileWriter(const std::filesystem::path& path);
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  /// Throws IoError, after removing what was written.
  void write(std::string_view bytes);
  /// Throws IoError, after removing what was written. Once only; afterwards write() is a bug.
  void commit();

 private:
  [[noreturn]] void fail(int error);
  void discard() noexcept;

  std::string name_;
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
};

/// FileWriter in one call.
void write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace tansine
