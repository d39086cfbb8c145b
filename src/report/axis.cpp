#include "report/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>

#include "base/problem.hpp"
#include "report/text.hpp"

namespace tansine {
namespace {

// Multiples are computed as k * step, never by adding up, so that 0.1 * 3 stays the same tick on every axis.
// The slack keeps a tick that rounding pushed just past the end.
constexpr double kSlack = 1e-9;

struct Step {
  double size = 1;
  int minor = 5;     // intervals between two labels
  int decimals = 0;  // that its multiples need
};

Step round_step(double span, int max_labels) {
  const double raw = std::max(span / std::max(1, max_labels - 1), 1e-300);
  const int exponent = static_cast<int>(std::floor(std::log10(raw)));
  for (int e = exponent;; ++e) {
    const double power = std::pow(10.0, e);
    if (power * (1 + kSlack) >= raw) return {power, 5, std::max(0, -e)};
    if (2 * power * (1 + kSlack) >= raw) return {2 * power, 4, std::max(0, -e)};
    if (2.5 * power * (1 + kSlack) >= raw) return {2.5 * power, 5, std::max(0, 1 - e)};
    if (5 * power * (1 + kSlack) >= raw) return {5 * power, 5, std::max(0, -e)};
  }
}

int decimals_of(double step) {
  for (int d = 0; d < 12; ++d) {
    const double scaled = step * std::pow(10.0, d);
    if (std::abs(scaled - std::round(scaled)) < 1e-6 * scaled) return d;
  }
  return 12;
}

// Labels at every k-th multiple of `step`, k as small as max_labels allows, minor ticks at the others.
Step multiple_of(double step, double span, int max_labels) {
  const double k = std::max(1.0, std::ceil(span / step / std::max(1, max_labels)));
  if (k > 1000) return round_step(span, max_labels);
  const bool weeks = step == 7 && k == 1;  // of days: a minor tick each day
  return {k * step, weeks ? 7 : static_cast<int>(k), decimals_of(step)};
}

std::string tick_label(double value, double largest, int decimals) {
  if (value == 0) return "0";
  if (largest >= 1e6 || decimals > 4) {  // shortest form that tells the ticks apart; zeros at the end say nothing
    const int digits = 1 + static_cast<int>(std::floor(std::log10(std::abs(value)) + kSlack)) + decimals;
    std::string text = display_number(value, std::clamp(digits, 1, 4));
    const std::size_t cross = text.find("×");
    if (cross != std::string::npos && text.substr(0, cross).find('.') != std::string::npos) {
      std::string mantissa = text.substr(0, cross);
      mantissa.erase(mantissa.find_last_not_of('0') + 1);
      if (mantissa.back() == '.') mantissa.pop_back();
      text = mantissa + text.substr(cross);
    }
    return text;
  }
  std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
  return value < 0 ? "−" + text : text;
}

std::string listed_tick_label(double value) {
  const double size = std::abs(value);
  if (value != 0 && (size >= 1e6 || size < 1e-4)) return display_number(value, 2);
  std::string text = fmt::format("{:.6g}", size);
  return value < 0 ? "−" + text : text;
}

double snap_log(double value, bool up) {  // to 1, 2 or 5 times a power of ten
  const int e = static_cast<int>(std::floor(std::log10(value)));
  double best = up ? std::pow(10.0, e + 1) : std::pow(10.0, e);
  for (const double m : {1.0, 2.0, 5.0}) {
    const double candidate = m * std::pow(10.0, e);
    if (up && candidate >= value * (1 - kSlack)) best = std::min(best, candidate);
    if (!up && candidate <= value * (1 + kSlack)) best = std::max(best, candidate);
  }
  return best;
}

struct Range {
  double lo;
  double hi;
};

Range automatic_log(double lo, double hi, const PlotAxis& axis, RangeRule rule) {
  if (rule == RangeRule::nice && !axis.max) hi = snap_log(hi, true);
  if (axis.max) hi = *axis.max;
  if (!axis.min) lo = std::max(lo, hi * std::pow(10.0, -kMaxAutoDecades));
  if (rule == RangeRule::nice && !axis.min) lo = snap_log(lo, false);
  if (axis.min) lo = *axis.min;
  if (lo < hi) return {lo, hi};
  if (axis.min) return {lo, 10 * lo};
  if (axis.max) return {hi / 10, hi};
  return {lo / 2, hi * 2};
}

Range automatic_linear(double lo, double hi, const PlotAxis& axis, RangeRule rule, int max_labels) {
  if (rule == RangeRule::nice) {
    if (lo > 0 && lo < 0.6 * hi) lo = 0;  // close enough to 0 for the reader to expect it on the axis
    if (hi < 0 && hi > 0.6 * lo) hi = 0;
  }
  if (axis.min) lo = *axis.min;
  if (axis.max) hi = *axis.max;
  // So close together that ticks could not tell them apart: drawn as one value, in the middle.
  const bool same = !(hi - lo > 1e-9 * std::max(std::abs(lo), std::abs(hi)));
  if (!(lo < hi) || (same && !(axis.min && axis.max))) {
    const double pad = std::max(std::abs(lo), std::abs(hi)) * 0.5;
    if (!axis.min) lo -= pad > 0 ? pad : 0.5;
    if (!axis.max) hi = std::max(hi, lo) + (pad > 0 ? pad : 1);
  }
  if (rule == RangeRule::nice) {
    const double step = axis.tick_step.value_or(round_step(hi - lo, max_labels).size);
    if (!axis.min) lo = step * std::floor(lo / step + kSlack);
    if (!axis.max) hi = step * std::ceil(hi / step - kSlack);
  }
  return {lo, hi};
}

void check_axis(const PlotAxis& axis) {
  AxisFrame frame;
  frame.scale = axis.scale;
  const bool drawable = frame.drawable(axis.min.value_or(1)) && frame.drawable(axis.max.value_or(1));
  TANSINE_ASSERT(drawable, "axis '" + axis.label + "': min and max must be finite, and positive on a log axis");
  TANSINE_ASSERT(!axis.min || !axis.max || *axis.min < *axis.max, "axis '" + axis.label + "': min must be below max");
  TANSINE_ASSERT(!axis.tick_step || *axis.tick_step > 0, "axis '" + axis.label + "': tick_step must be positive");
}

}  // namespace

std::string PlotAxis::full_label() const { return unit.empty() ? label : label + " (" + unit + ")"; }

bool AxisFrame::drawable(double value) const {
  const bool finite = std::abs(value) <= kLargestDrawable;  // no for NaN
  return finite && (scale == AxisScale::linear || value >= 1 / kLargestDrawable);
}

double AxisFrame::fraction(double value) const {
  const double f = scale == AxisScale::linear ? (value - lo) / (hi - lo) : std::log(value / lo) / std::log(hi / lo);
  return std::clamp(f, -1e9, 1e9);  // far enough outside; keeps the geometry of clipping finite
}

AxisFrame make_axis(const PlotAxis& axis, std::span<const double> data, RangeRule rule, int max_labels) {
  check_axis(axis);
  AxisFrame frame;
  frame.scale = axis.scale;
  const bool log = axis.scale == AxisScale::log;
  double lo = std::numeric_limits<double>::infinity();
  double hi = -lo;
  for (const double v : data) {
    if (!frame.drawable(v)) continue;
    lo = std::min(lo, v);
    hi = std::max(hi, v);
  }
  if (!(lo <= hi)) {
    lo = log ? axis.min.value_or(axis.max.value_or(10) / 10) : axis.min.value_or(axis.max.value_or(1) - 1);
    hi = log ? axis.max.value_or(10 * lo) : axis.max.value_or(lo + 1);
  }
  const Range range = log ? automatic_log(lo, hi, axis, rule) : automatic_linear(lo, hi, axis, rule, max_labels);
  frame.lo = range.lo;
  frame.hi = range.hi;
  if (!axis.ticks.empty()) {
    for (const double t : axis.ticks) {
      if (frame.drawable(t) && t >= frame.lo && t <= frame.hi) frame.ticks.push_back({t, listed_tick_label(t)});
    }
  } else {
    frame.ticks =
        log ? log_ticks(frame.lo, frame.hi, max_labels) : linear_ticks(frame.lo, frame.hi, max_labels, axis.tick_step);
  }
  return frame;
}

std::vector<AxisTick> linear_ticks(double lo, double hi, int max_labels, std::optional<double> step) {
  std::vector<AxisTick> ticks;
  const double span = hi - lo;
  // Beyond 1e12 spans from zero, neighboring ticks are not different doubles any more.
  if (!(span > 0) || !std::isfinite(span) || std::max(std::abs(lo), std::abs(hi)) > 1e12 * span) return ticks;
  const Step s = step ? multiple_of(*step, span, max_labels) : round_step(span, max_labels);
  const double slack = kSlack * span;
  const double minor = s.size / s.minor;
  const auto first = static_cast<long long>(std::ceil((lo - slack) / minor));
  const auto last = static_cast<long long>(std::floor((hi + slack) / minor));
  const double largest = std::max(std::abs(lo), std::abs(hi));
  for (long long k = first; k <= last; ++k) {
    const bool major = k % s.minor == 0;
    const double value = major ? static_cast<double>(k / s.minor) * s.size : static_cast<double>(k) * minor;
    ticks.push_back({value, major ? tick_label(value, largest, s.decimals) : std::string()});
  }
  return ticks;
}

std::vector<AxisTick> log_ticks(double lo, double hi, int max_labels) {
  std::vector<AxisTick> ticks;
  if (!(lo > 0) || !(hi > lo) || !std::isfinite(hi)) return ticks;
  const double decades = std::log10(hi / lo);
  const int first = static_cast<int>(std::floor(std::log10(lo) + kSlack));
  const int last = static_cast<int>(std::floor(std::log10(hi) + kSlack));
  const auto inside = [&](double v) { return v >= lo * (1 - kSlack) && v <= hi * (1 + kSlack); };
  int decades_inside = 0;
  for (int e = first; e <= last; ++e) decades_inside += inside(std::pow(10.0, e)) ? 1 : 0;
  if (decades_inside < 2 && decades < 1) {  // too narrow for decades to say anything: label as on a linear axis
    for (AxisTick& t : linear_ticks(lo, hi, max_labels)) {
      if (!t.label.empty()) ticks.push_back(std::move(t));
    }
    return ticks;
  }
  const int every =
      std::max(1, static_cast<int>(std::ceil(decades_inside / static_cast<double>(std::max(1, max_labels)))));
  // One style for the whole axis: digits only if nowhere zeros would have to be counted.
  const DecadeStyle style = first < -3 || last > 4 ? DecadeStyle::power : DecadeStyle::digits;
  const bool label_2_5 = 3 * decades <= max_labels && decades_inside <= 2;
  for (int e = first; e <= last; ++e) {
    for (int m = 1; m <= 9; ++m) {
      const double value = m * std::pow(10.0, e);
      if (!inside(value)) continue;
      std::string label;
      if (m == 1 && e % every == 0) label = display_decade(e, style);
      if (label_2_5 && (m == 2 || m == 5)) label = listed_tick_label(value);
      if (m > 1 && every > 1) continue;  // so many decades that 2..9 would only blacken the axis
      ticks.push_back({value, std::move(label)});
    }
  }
  return ticks;
}

}  // namespace tansine
