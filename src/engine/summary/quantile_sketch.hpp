#pragma once
// Quantiles of a stream in bounded memory: counts in logarithmic buckets (the idea of DDSketch, Masson et al. 2019,
// doi:10.14778/3352063.3352135). Each quantile is within `accuracy` of the true one, relative to its value. Merging
// adds counts, so that the result does not depend on the order or on how the stream was cut.

#include "base/bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

namespace tansine {

class QuantileSketch {
 public:
  static constexpr double accuracy = 1e-3;

  void add(double x);
  void merge(const QuantileSketch& other);

  /// q in [0, 1]; of the finite and infinite values, interpolated between the ranks around q*(n-1) counted from 0 (type
  /// 7 of Hyndman and Fan 1996). nullopt if there are none. The first and the last rank are exact; the accuracy of
  /// numbers below 1e-305 is that of their few bits.
  [[nodiscard]] std::optional<double> quantile(double q) const;
  [[nodiscard]] std::uint64_t count() const { return count_; }      ///< without nan
  [[nodiscard]] std::uint64_t missing() const { return missing_; }  ///< nan
  [[nodiscard]] double min() const { return min_; }                 ///< exact; 0 if there are none
  [[nodiscard]] double max() const { return max_; }
  /// Bytes held on the heap.
  [[nodiscard]] std::size_t memory() const;
  /// Bytes held after `n` values that lie within a factor `range` of each other, at most.
  static std::size_t memory_bound(std::uint64_t n, double range);

  /// Exactly, to be taken up again. read() throws InputError if the bytes are not such.
  void write(ByteWriter& bytes) const;
  static QuantileSketch read(ByteReader& bytes);

  friend bool operator==(const QuantileSketch&, const QuantileSketch&) = default;

 private:
  /// The value of this rank, counted from 0; there must be one.
  [[nodiscard]] double at_rank(std::uint64_t rank) const;
  /// Neighboring buckets share a page: values of one kind fill them, and a lone outlier costs one page.
  static constexpr std::int32_t page_size = 32;
  using Page = std::array<std::uint64_t, page_size>;
  using Buckets = std::map<std::int32_t, Page>;  ///< by bucket / page_size

  Buckets positive_, negative_;
  std::uint64_t zero_ = 0, infinite_ = 0, minus_infinite_ = 0, count_ = 0, missing_ = 0;
  double min_ = 0, max_ = 0;
};

}  // namespace tansine
