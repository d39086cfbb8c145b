#include "engine/summary/quantile_sketch.hpp"

#include "base/problem.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tansine {
namespace {

// Bucket i holds (g^(i-1), g^i] with g = (1 + a) / (1 - a); its representative 2 g^i / (1 + g) is within a of both
// ends. Rounding of log and exp moves a boundary by some 1e-13 of it, far below a.
constexpr double a = QuantileSketch::accuracy;
constexpr double kLogGrowth = 2 * (a + a * a * a / 3 + a * a * a * a * a / 5);  // ln g = 2 artanh(a), next term 3e-22

std::int32_t bucket(double magnitude) { return static_cast<std::int32_t>(std::ceil(std::log(magnitude) / kLogGrowth)); }

double representative(std::int32_t index) {
  // 2 / (1 + g) = 1 - a. The largest bucket reaches beyond the largest double.
  return std::min(std::exp(index * kLogGrowth) * (1 - a), std::numeric_limits<double>::max());
}

constexpr std::int32_t floor_div(std::int32_t n, std::int32_t d) { return n >= 0 ? n / d : -((d - 1 - n) / d); }

// A node of std::map: three pointers and a color, the key padded to 8 bytes, and what malloc adds.
constexpr std::size_t kNodeOverhead = 4 * sizeof(void*) + 8 + 16;

}  // namespace

void QuantileSketch::add(double x) {
  if (std::isnan(x)) {
    ++missing_;
    return;
  }
  if (x == 0) x = 0;  // -0 and 0 are equal: which came first must not show
  min_ = count_ == 0 ? x : std::min(min_, x);
  max_ = count_ == 0 ? x : std::max(max_, x);
  ++count_;
  if (x == 0) {
    ++zero_;
  } else if (std::isinf(x)) {
    ++(x > 0 ? infinite_ : minus_infinite_);
  } else {
    const std::int32_t index = bucket(std::abs(x));
    const std::int32_t page = floor_div(index, page_size);
    ++(x > 0 ? positive_ : negative_)[page][static_cast<std::size_t>(index - page * page_size)];
  }
}

void QuantileSketch::merge(const QuantileSketch& other) {
  const auto merge_buckets = [](Buckets& into, const Buckets& from) {
    for (const auto& [page, counts] : from) {
      Page& mine = into[page];
      for (std::size_t i = 0; i < counts.size(); ++i) mine[i] += counts[i];
    }
  };
  merge_buckets(positive_, other.positive_);
  merge_buckets(negative_, other.negative_);
  zero_ += other.zero_;
  infinite_ += other.infinite_;
  minus_infinite_ += other.minus_infinite_;
  missing_ += other.missing_;
  if (other.count_ != 0) {
    min_ = count_ == 0 ? other.min_ : std::min(min_, other.min_);
    max_ = count_ == 0 ? other.max_ : std::max(max_, other.max_);
  }
  count_ += other.count_;
}

std::optional<double> QuantileSketch::quantile(double q) const {
  TANSINE_ASSERT(q >= 0 && q <= 1, "a quantile needs a probability from 0 to 1");
  if (count_ == 0) return std::nullopt;
  const double at = q * static_cast<double>(count_ - 1);
  // 0.07 * 100 is a little over 7 in doubles: what is whole but for rounding is that rank.
  const double whole = std::round(at);
  if (std::abs(at - whole) <= 2 * std::numeric_limits<double>::epsilon() * at)
    return at_rank(static_cast<std::uint64_t>(whole));
  const double lower = at_rank(static_cast<std::uint64_t>(at)), upper = at_rank(static_cast<std::uint64_t>(at) + 1);
  const double part = at - std::floor(at);
  return lower == upper ? lower : lower * (1 - part) + upper * part;
}

double QuantileSketch::at_rank(std::uint64_t rank) const {
  if (rank == 0) return min_;
  if (rank >= count_ - 1) return max_;

  std::uint64_t below = minus_infinite_;
  if (rank < below) return -std::numeric_limits<double>::infinity();
  // Negative values ascend from the largest magnitude down.
  for (auto page = negative_.rbegin(); page != negative_.rend(); ++page)
    for (std::int32_t i = page_size; i-- > 0;) {
      below += page->second[static_cast<std::size_t>(i)];
      if (rank < below) return std::clamp(-representative(page->first * page_size + i), min_, max_);
    }
  below += zero_;
  if (rank < below) return 0.0;
  for (const auto& [page, counts] : positive_)
    for (std::int32_t i = 0; i < page_size; ++i) {
      below += counts[static_cast<std::size_t>(i)];
      if (rank < below) return std::clamp(representative(page * page_size + i), min_, max_);
    }
  return std::numeric_limits<double>::infinity();
}

void QuantileSketch::write(ByteWriter& bytes) const {
  for (const Buckets* buckets : {&positive_, &negative_}) {
    bytes.number(buckets->size());
    for (const auto& [page, counts] : *buckets) {
      bytes.integer(page);
      for (const std::uint64_t n : counts) bytes.number(n);
    }
  }
  for (const std::uint64_t n : {zero_, infinite_, minus_infinite_, count_, missing_}) bytes.number(n);
  bytes.real(min_);
  bytes.real(max_);
}

QuantileSketch QuantileSketch::read(ByteReader& bytes) {
  QuantileSketch s;
  for (Buckets* buckets : {&s.positive_, &s.negative_})
    for (std::size_t n = bytes.count(1 + page_size); n > 0; --n)
      for (std::uint64_t& count : (*buckets)[static_cast<std::int32_t>(bytes.integer())]) count = bytes.number();
  for (std::uint64_t* n : {&s.zero_, &s.infinite_, &s.minus_infinite_, &s.count_, &s.missing_}) *n = bytes.number();
  s.min_ = bytes.real();
  s.max_ = bytes.real();
  return s;
}

std::size_t QuantileSketch::memory() const {
  return (positive_.size() + negative_.size()) * (sizeof(Page) + kNodeOverhead);
}

std::size_t QuantileSketch::memory_bound(std::uint64_t n, double range) {
  // A range that starts inside a page reaches into one more.
  const double pages = std::ceil(std::log(std::max(range, 1.0)) / (kLogGrowth * page_size)) + 1;
  const double most = std::min(pages, static_cast<double>(n));
  return static_cast<std::size_t>(most) * (sizeof(Page) + kNodeOverhead);
}

}  // namespace tansine
