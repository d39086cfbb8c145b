#pragma once
// Memory whose surroundings are watched: after its last byte comes a page that nobody may touch, before its first byte
// stands a pattern.

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <stdexcept>

namespace tansine {

/// `size` is a multiple of the alignment wanted (64). Not copied or moved.
class GuardedMemory {
 public:
  explicit GuardedMemory(std::size_t size) : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
    const std::size_t inner = (size + page_ - 1) / page_ * page_ + page_;  // at least a page of pattern
    total_ = page_ + inner + page_;
    void* const all = mmap(nullptr, total_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) throw std::runtime_error("mmap");
    all_ = static_cast<std::byte*>(all);
    if (mprotect(all_ + page_, inner, PROT_READ | PROT_WRITE) != 0) throw std::runtime_error("mprotect");
    pattern_size_ = inner - size;
    std::memset(all_ + page_, 0x5a, pattern_size_);
  }
  ~GuardedMemory() { munmap(all_, total_); }
  GuardedMemory(const GuardedMemory&) = delete;
  GuardedMemory& operator=(const GuardedMemory&) = delete;

  [[nodiscard]] double* doubles() const { return reinterpret_cast<double*>(all_ + page_ + pattern_size_); }
  [[nodiscard]] bool is_intact() const {
    for (std::size_t k = 0; k < pattern_size_; ++k) {
      if (all_[page_ + k] != std::byte{0x5a}) return false;
    }
    return true;
  }

 private:
  std::size_t page_, total_ = 0, pattern_size_ = 0;
  std::byte* all_ = nullptr;
};

}  // namespace tansine
