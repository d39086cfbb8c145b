#pragma once
// Memory for machine code: first writable, then executable, never both (W^X).

#include <cstddef>
#include <optional>

namespace tansine {

class ExecutableMemory {
 public:
  /// Writable pages for `size` bytes; none if the system has no memory or this is not a POSIX system.
  static std::optional<ExecutableMemory> allocate(std::size_t size);
  ExecutableMemory(ExecutableMemory&& other) noexcept;
  ExecutableMemory& operator=(ExecutableMemory&&) = delete;
  ~ExecutableMemory();

  [[nodiscard]] std::byte* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Gives back the pages behind the first `used` bytes and makes the rest executable and read-only. False if the
  /// system forbids it.
  [[nodiscard]] bool make_executable(std::size_t used);

 private:
  ExecutableMemory(std::byte* data, std::size_t size) : data_(data), size_(size) {}
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;  ///< whole pages
};

}  // namespace tansine
