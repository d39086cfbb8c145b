#include "report/line_labels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "report/text.hpp"

namespace tansine {
namespace {

constexpr double kBold = 1.07;        // labels are set semibold, wider than text_width says
constexpr double kGap = 6;            // [px] between a line's end and its name
constexpr double kMarginFrom = 0.97;  // lines that end right of this fraction are named in the margin
constexpr double kMark = 4;           // [px] half the size of a mark
constexpr double kLineHeight = 1.15;  // of the font

struct Rect {
  double left, top, right, bottom;
  [[nodiscard]] bool overlaps(const Rect& o) const {
    return left < o.right && o.left < right && top < o.bottom && o.top < bottom;
  }
};

std::optional<FramePoint> end_of(const LabeledLine& line) {
  if (line.runs.empty()) return std::nullopt;
  return line.runs.back().back();
}

double widest(const std::vector<std::string>& lines, double font_px) {
  double w = 0;
  for (const auto& l : lines) w = std::max(w, kBold * text_width(l, font_px));
  return w;
}

bool fits(const std::vector<std::string>& lines, double width, double font_px) {
  return std::none_of(lines.begin(), lines.end(), [](const auto& l) { return l.ends_with("…"); }) &&
         widest(lines, font_px) <= width;
}

// How many of the drawn segments cross the rectangle, looked at every few px.
int crossings(const Rect& r, const std::vector<LabeledLine>& lines, const PlotBox& box) {
  int n = 0;
  for (const LabeledLine& line : lines) {
    for (const FrameRun& run : line.runs) {
      for (std::size_t i = 1; i < run.size(); ++i) {
        const double x0 = box.x(run[i - 1].x), y0 = box.y(run[i - 1].y);
        const double x1 = box.x(run[i].x), y1 = box.y(run[i].y);
        if (std::max(x0, x1) < r.left || std::min(x0, x1) > r.right) continue;
        if (std::max(y0, y1) < r.top || std::min(y0, y1) > r.bottom) continue;
        const int steps = 1 + static_cast<int>(std::hypot(x1 - x0, y1 - y0) / 3);
        for (int k = 0; k <= steps; ++k) {
          const double t = static_cast<double>(k) / steps;
          const double x = x0 + t * (x1 - x0), y = y0 + t * (y1 - y0);
          if (x >= r.left && x <= r.right && y >= r.top && y <= r.bottom) {
            ++n;
            break;
          }
        }
      }
    }
  }
  return n;
}

struct MarginLabel {
  PlacedLabel label;
  double wanted;  // [px] y of the line's end
  double half;    // half height of the text
  double center;
  std::size_t order;  // among the lines of the figure: settles ties
};

// Labels sorted by height are pushed apart just as far as they overlap, then back into the box.
void spread(std::vector<MarginLabel>& labels, const PlotBox& box, double font_px) {
  std::sort(labels.begin(), labels.end(),
            [](const auto& a, const auto& b) { return std::pair(a.wanted, a.order) < std::pair(b.wanted, b.order); });
  double free_from = box.top - font_px / 2;
  for (MarginLabel& l : labels) {
    l.center = std::max(l.wanted, free_from + l.half);
    free_from = l.center + l.half;
  }
  double free_to = box.bottom + font_px / 2;
  for (auto l = labels.rbegin(); l != labels.rend(); ++l) {
    l->center = std::min(l->center, free_to - l->half);
    free_to = l->center - l->half;
  }
}

}  // namespace

bool ends_in_margin(const LabeledLine& line) {
  const auto end = end_of(line);
  return end && end->x >= kMarginFrom;
}

double label_margin(const std::vector<LabeledLine>& lines, double font_px, double most) {
  double width = 0;
  for (const LabeledLine& line : lines) {
    if (line.label.empty() || !ends_in_margin(line)) continue;
    const auto text = wrap_text(line.label, (most - kGap) / kBold, font_px, 2);
    if (!fits(text, most - kGap, font_px)) return 0;
    width = std::max(width, widest(text, font_px) + kGap);
  }
  return width;
}

LabelLayout place_labels(const std::vector<LabeledLine>& lines, const FrameRun& marks, const PlotBox& box,
                         double margin, double font_px) {
  LabelLayout out;
  std::vector<MarginLabel> in_margin;
  std::vector<Rect> taken;
  for (const FramePoint& m : marks) {
    const double x = box.x(m.x), y = box.y(m.y);
    taken.push_back({x - kMark, y - kMark, x + kMark, y + kMark});
  }
  for (const LabeledLine& line : lines) {
    const auto end = end_of(line);
    if (!end || line.label.empty()) {
      out.complete = out.complete && line.label.empty();
      continue;
    }
    PlacedLabel label;
    label.color = line.color;
    const double x = box.x(end->x), y = box.y(end->y);
    if (ends_in_margin(line)) {
      if (margin <= 0) {
        out.complete = false;
        continue;
      }
      label.lines = wrap_text(line.label, (margin - kGap) / kBold + 0.01, font_px, 2);
      label.x = box.right + kGap;
      label.from_x = x;
      label.from_y = y;
      const double half = static_cast<double>(label.lines.size()) * font_px * kLineHeight / 2;
      in_margin.push_back({std::move(label), y, half, y, in_margin.size()});
      continue;
    }
    // Right of the end, first a little above it, then below, then further up; last of all left of it.
    const double width = kBold * text_width(line.label, font_px);
    const double height = font_px * kLineHeight;
    const std::array<FramePoint, 6> offsets{
        {{kGap, -0.5}, {kGap, -1.2}, {kGap, 0.3}, {kGap, -2.2}, {-kGap - width, 0.1}, {-kGap - width, -1.1}}};
    bool placed = false;
    for (const FramePoint& o : offsets) {
      const double left = x + o.x;
      const double top = y + o.y * height;
      const Rect r{left, top, left + width, top + height};
      const bool inside =
          r.left >= box.left && r.right <= box.right + margin && r.top >= box.top && r.bottom <= box.bottom;
      const bool free = std::none_of(taken.begin(), taken.end(), [&](const Rect& t) { return t.overlaps(r); });
      if (!inside || !free || crossings(r, lines, box) > 0) continue;
      taken.push_back(r);
      label.lines = {line.label};
      label.x = left;
      label.baseline = top + 0.82 * height;
      out.labels.push_back(label);
      placed = true;
      break;
    }
    out.complete = out.complete && placed;
  }
  spread(in_margin, box, font_px);
  for (MarginLabel& m : in_margin) {
    m.label.baseline = m.center - m.half + 0.82 * font_px * kLineHeight;
    m.label.leader = std::abs(m.center - m.wanted) > m.half;
    out.labels.push_back(std::move(m.label));
  }
  return out;
}

}  // namespace tansine
