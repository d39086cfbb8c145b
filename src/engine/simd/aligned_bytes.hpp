#pragma once
// Memory at cache line boundaries: a vector that straddles two lines costs two loads.

#include <cstddef>
#include <memory>
#include <new>

namespace tansine {

/// Zeroed memory, aligned to 64 bytes.
class AlignedBytes {
 public:
  explicit AlignedBytes(std::size_t size) : memory_(new (std::align_val_t{alignment}) std::byte[size]{}) {}
  [[nodiscard]] std::byte* data() const { return memory_.get(); }
  [[nodiscard]] double* doubles() const { return reinterpret_cast<double*>(memory_.get()); }

 private:
  static constexpr std::size_t alignment = 64;
  struct Delete {
    void operator()(std::byte* memory) const { ::operator delete[](memory, std::align_val_t{alignment}); }
  };
  std::unique_ptr<std::byte[], Delete> memory_;
};

}  // namespace tansine
