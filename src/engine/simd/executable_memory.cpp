#include "engine/simd/executable_memory.hpp"

#include <utility>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/mman.h>
#include <unistd.h>
#define TANSINE_HAS_MMAP
#endif

namespace tansine {

#if defined(TANSINE_HAS_MMAP)

namespace {

std::size_t whole_pages(std::size_t size) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return (size + page - 1) / page * page;
}

}  // namespace

std::optional<ExecutableMemory> ExecutableMemory::allocate(std::size_t size) {
  const std::size_t pages = whole_pages(size);
  int flags = MAP_PRIVATE | MAP_ANONYMOUS;
#if defined(MAP_POPULATE)
  flags |= MAP_POPULATE;  // all pages at once: faults one by one take as long as writing the code
#endif
  void* const data = mmap(nullptr, pages, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (data == MAP_FAILED) return std::nullopt;
  return ExecutableMemory(static_cast<std::byte*>(data), pages);
}

bool ExecutableMemory::make_executable(std::size_t used) {
  const std::size_t kept = whole_pages(used);
  if (kept < size_) {
    munmap(data_ + kept, size_ - kept);
    size_ = kept;
  }
  return mprotect(data_, size_, PROT_READ | PROT_EXEC) == 0;
}

ExecutableMemory::~ExecutableMemory() {
  if (data_ != nullptr) munmap(data_, size_);
}

#else

std::optional<ExecutableMemory> ExecutableMemory::allocate(std::size_t) { return std::nullopt; }
bool ExecutableMemory::make_executable(std::size_t) { return false; }
ExecutableMemory::~ExecutableMemory() = default;

#endif

ExecutableMemory::ExecutableMemory(ExecutableMemory&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

}  // namespace tansine
