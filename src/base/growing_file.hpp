#pragma once
// A file that grows during a run and that a later run can go on with: what was on the disk when it was interrupted is
// known by its size and hash, the rest is cut off.

#include "base/hash.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace tansine {

class GrowingFile {
 public:
  /// What is safely on the disk.
  struct State {
    std::uint64_t bytes = 0;
    std::string sha256;
  };

  /// A new file; what stood there is gone. Throws IoError.
  explicit GrowingFile(const std::filesystem::path& path);
  /// Goes on after the first `state.bytes` of a file that is there. Throws InputError if these are not those of the
  /// hash, IoError if the file cannot be written.
  GrowingFile(const std::filesystem::path& path, const State& state);
  ~GrowingFile();
  GrowingFile(const GrowingFile&) = delete;
  GrowingFile& operator=(const GrowingFile&) = delete;

  /// Bytes are gathered to a megabyte. Throws IoError.
  void write(std::string_view bytes);
  /// Everything so far to the disk. Throws IoError.
  State sync();

 private:
  void flush();
  [[noreturn]] void fail(int error) const;

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::string waiting_;
  std::uint64_t bytes_ = 0;
  Sha256 hash_;
};

}  // namespace tansine
