#pragma once
// Axes: what a figure says about them (PlotAxis), which range and ticks that becomes (AxisFrame).

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tansine {

enum class AxisScale { linear, log };

/// What the author of a figure says about an axis. Everything but the label may be left out.
struct PlotAxis {
  std::string label = {};
  std::string unit = {};  ///< shown as "label (unit)"; empty: dimensionless
  AxisScale scale = AxisScale::linear;
  std::optional<double> min = {};        ///< otherwise from the data
  std::optional<double> max = {};        ///< otherwise from the data
  std::vector<double> ticks = {};        ///< exactly these labeled ticks, e.g. the doses
  std::optional<double> tick_step = {};  ///< linear: labeled ticks at its multiples, e.g. 7 for weeks of days

  /// "label (unit)", or the label alone.
  [[nodiscard]] std::string full_label() const;
};

struct AxisTick {
  double value;
  std::string label = {};  ///< empty for a minor tick
};

/// Greater sizes count as infinite: their differences and ratios would overflow.
inline constexpr double kLargestDrawable = 1e150;

/// A range with its ticks, ready to draw: lo < hi, both finite; on a log scale both positive.
struct AxisFrame {
  AxisScale scale = AxisScale::linear;
  double lo = 0;
  double hi = 1;
  std::vector<AxisTick> ticks = {};

  /// Can the value be drawn at all: not NaN, not beyond kLargestDrawable, and on a log scale
  /// positive and not below its inverse. It may
  /// still lie outside lo..hi.
  [[nodiscard]] bool drawable(double value) const;
  /// 0 at lo, 1 at hi, beyond them outside. The value must be drawable.
  [[nodiscard]] double fraction(double value) const;
};

/// How an axis finds its range where the author gave none.
enum class RangeRule {
  exact,  ///< just the data: time axes
  nice,   ///< out to the next round value; linear starts at 0 unless the data are far from it: value axes
};

/// A log axis that chooses its own lower end spans at most this many decades below its upper end, so that a
/// simulated tail of 1e-30 does not flatten what was measured. Give `min` to see more.
inline constexpr double kMaxAutoDecades = 6;

/// Range and ticks for `data` (values that cannot be drawn are ignored; none at all gives 0..1 or 1..10).
/// `max_labels` bounds the labeled ticks, except where the author lists them.
/// Throws InternalError if the axis itself makes no sense: min >= max, not finite, or not positive on a log scale.
AxisFrame make_axis(const PlotAxis& axis, std::span<const double> data, RangeRule rule, int max_labels);

/// Ticks at round steps (1, 2, 2.5 or 5 times a power of ten) inside lo..hi, with minor ticks between them.
std::vector<AxisTick> linear_ticks(double lo, double hi, int max_labels, std::optional<double> step = std::nullopt);

/// Ticks at decades, with minor ticks at 2..9; every second or third decade is labeled when there are many, and
/// 2 and 5 are labeled too when there are few.
std::vector<AxisTick> log_ticks(double lo, double hi, int max_labels);

}  // namespace tansine
