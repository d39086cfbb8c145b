#pragma once
// Quantiles of a stream in bounded memory: counts in logarithmic buckets (the idea of DDSketch, Masson et al. 2019,
// doi:10.14778/3352063.3352135). Each quantile is within `accuracy` of the true one, relative to its value. Merging
// adds counts, so that the result does not depend on the order or on how the stream was cut.

#include <cstdint>
#include <map>
#include <optional>

namespace tansine {

class QuantileSketch {
 public:
  static constexpr double accuracy = 1e-3;

  void add(double x);
  void merge(const QuantileSketch& other);

  /// q in [0, 1]; of the finite and infinite values, rank ceil(q*(n-1)) counted from 0 (nearest-rank, no interpolation
  /// beyond the bucket). nullopt if there are none.
  [[nodiscard]] std::optional<double> quantile(double q) const;
  [[nodiscard]] std::uint64_t count() const { return count_; }      ///< without nan
  [[nodiscard]] std::uint64_t missing() const { return missing_; }  ///< nan
  [[nodiscard]] double min() const { return min_; }
  [[nodiscard]] double max() const { return max_; }

  friend bool operator==(const QuantileSketch&, const QuantileSketch&) = default;

 private:
  std::map<std::int32_t, std::uint64_t> positive_, negative_;  ///< by bucket
  std::uint64_t zero_ = 0, count_ = 0, missing_ = 0;
  double min_ = 0, max_ = 0;
};

}  // namespace tansine
