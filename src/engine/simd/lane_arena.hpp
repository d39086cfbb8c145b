#pragma once
// The memory that lane kernels work on: rows of one double per lane, aligned for every vector.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

namespace tansine {

class LaneArena {
 public:
  LaneArena() = default;
  LaneArena(std::size_t rows, std::size_t lanes)
      : lanes_(lanes), data_(new (std::align_val_t{alignment}) double[rows * lanes]()) {}

  [[nodiscard]] double* data() { return data_.get(); }
  [[nodiscard]] std::size_t lanes() const { return lanes_; }
  [[nodiscard]] double& at(std::size_t row, std::size_t lane) { return data_[row * lanes_ + lane]; }
  [[nodiscard]] double at(std::size_t row, std::size_t lane) const { return data_[row * lanes_ + lane]; }

 private:
  static constexpr std::size_t alignment = 64;
  struct Free {
    void operator()(double* p) const { ::operator delete[](p, std::align_val_t{alignment}); }
  };
  std::size_t lanes_ = 0;
  std::unique_ptr<double[], Free> data_;
};

}  // namespace tansine
