#include "report/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

#include "base/problem.hpp"
#include "report/text.hpp"

namespace tansine {
namespace {

using Numbers = std::vector<double>;

void append(Numbers& out, const Numbers& in) { out.insert(out.end(), in.begin(), in.end()); }

Numbers all_x(const Figure& f) {
  Numbers out;
  for (const auto& s : f.bands) append(out, s.x);
  for (const auto& s : f.lines) append(out, s.x);
  for (const auto& s : f.points) append(out, s.x);
  return out;
}

Numbers all_y(const Figure& f) {
  Numbers out;
  for (const auto& s : f.bands) append(out, s.lower), append(out, s.upper);
  for (const auto& s : f.lines) append(out, s.y);
  for (const auto& s : f.points) append(out, s.y), append(out, s.lower), append(out, s.upper);
  for (const auto& r : f.references) out.push_back(r.y);
  return out;
}

// Curves start and end at the frame; separate points alone need some air around them.
RangeRule x_rule(const Figure& f) { return f.lines.empty() && f.bands.empty() ? RangeRule::nice : RangeRule::exact; }

void fix_range(PlotAxis& axis, const Numbers& data, RangeRule rule) {
  const AxisFrame frame = make_axis(axis, data, rule, 5);
  axis.min = frame.lo;
  axis.max = frame.hi;
}

std::string axis_sentence(std::string_view which, const PlotAxis& axis, const AxisFrame& frame) {
  return fmt::format("{} axis: {}, {}{} to {}. ", which, axis.full_label(),
                     frame.scale == AxisScale::log ? "logarithmic, " : "", display_number(frame.lo),
                     display_number(frame.hi));
}

std::string named(const std::string& name, const std::string& statistic) {
  return statistic.empty() ? name : name + ", " + statistic;
}

std::string plural(int n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

}  // namespace

void check_figure(const Figure& f) {
  const auto require = [&](bool ok, const std::string& series) {
    TANSINE_ASSERT(ok, "figure '" + f.title + "', series '" + series + "': columns of different length");
  };
  for (const auto& s : f.bands) require(s.lower.size() == s.x.size() && s.upper.size() == s.x.size(), s.name);
  for (const auto& s : f.lines) require(s.y.size() == s.x.size(), s.name);
  for (const auto& s : f.points) {
    require(s.y.size() == s.x.size(), s.name);
    require(s.lower.empty() || s.lower.size() == s.x.size(), s.name);
    require(s.upper.empty() || s.upper.size() == s.x.size(), s.name);
  }
}

void share_axes(std::vector<Figure>& panels) {
  if (panels.empty()) return;
  Numbers x;
  Numbers y;
  RangeRule rule = RangeRule::nice;
  for (const Figure& p : panels) {
    append(x, all_x(p));
    append(y, all_y(p));
    if (x_rule(p) == RangeRule::exact) rule = RangeRule::exact;
  }
  for (Figure& p : panels) {
    fix_range(p.x, x, rule);
    fix_range(p.y, y, RangeRule::nice);
  }
}

AxisFrame make_x_axis(const Figure& f, int max_x) { return make_axis(f.x, all_x(f), x_rule(f), max_x); }
AxisFrame make_y_axis(const Figure& f, int max_y) { return make_axis(f.y, all_y(f), RangeRule::nice, max_y); }

std::string describe_figure(const Figure& f, const AxisFrame& x, const AxisFrame& y) {
  if (!f.description.empty()) return f.description;
  std::string out = axis_sentence("Horizontal", f.x, x) + axis_sentence("Vertical", f.y, y);
  for (const auto& s : f.lines) {
    const auto last = std::find_if(s.y.rbegin(), s.y.rend(), [&](double v) { return y.drawable(v); });
    fmt::format_to(std::back_inserter(out), "Line: {}", named(s.name, s.statistic));
    if (last != s.y.rend()) {
      const auto at = static_cast<std::size_t>(std::distance(last, s.y.rend()) - 1);
      fmt::format_to(std::back_inserter(out), ", ends at {} where {} is {}", display_number(*last), f.x.label,
                     display_number(s.x[at]));
    }
    out += ". ";
  }
  for (const auto& s : f.bands) out += "Band: " + named(s.name, s.statistic) + ". ";
  for (const auto& s : f.points) {
    out += fmt::format("{}: {}. ", plural(static_cast<int>(s.x.size()), "point", "points"), named(s.name, s.statistic));
  }
  for (const auto& r : f.references) {
    out += fmt::format("Reference line at {}{}{}. ", display_number(r.y), r.label.empty() ? "" : ": ", r.label);
  }
  out.pop_back();
  return out;
}

Omissions omissions(const Figure& f, const AxisFrame& x, const AxisFrame& y) {
  const auto in = [](const AxisFrame& a, double v) { return a.fraction(v) >= -1e-9 && a.fraction(v) <= 1 + 1e-9; };
  Omissions n;
  for (const auto& s : f.points) {
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      if (!(std::abs(s.x[i]) <= kLargestDrawable) || !(std::abs(s.y[i]) <= kLargestDrawable))
        ++n.missing;
      else if (!x.drawable(s.x[i]) || !y.drawable(s.y[i]))
        ++n.not_positive;
      else if (!in(x, s.x[i]) || !in(y, s.y[i]))
        ++n.outside;
    }
  }
  return n;
}

}  // namespace tansine
