#include "report/process_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>

#include "base/problem.hpp"
#include "report/figure_svg.hpp"
#include "report/palette.hpp"
#include "report/text.hpp"

namespace tansine {
namespace {

template <class... Args>
void put(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}
std::string num(double v) { return svg_coordinate(v); }

/// Which arrows close a circle, found by walking from every box in order.
std::vector<bool> closing_arrows(const ProcessMap& map) {
  std::vector<bool> closing(map.arrows.size(), false);
  enum class Seen { no, under_way, done };
  std::vector<Seen> seen(map.boxes.size(), Seen::no);
  const std::function<void(std::size_t)> walk = [&](std::size_t box) {
    seen[box] = Seen::under_way;
    for (std::size_t a = 0; a < map.arrows.size(); ++a) {
      const MapArrow& arrow = map.arrows[a];
      if (arrow.from != box) continue;
      if (seen[arrow.to] == Seen::under_way) closing[a] = true;
      if (seen[arrow.to] == Seen::no) walk(arrow.to);
    }
    seen[box] = Seen::done;
  };
  for (std::size_t i = 0; i < map.boxes.size(); ++i)
    if (seen[i] == Seen::no) walk(i);
  return closing;
}

}  // namespace

std::vector<std::size_t> map_columns(const ProcessMap& map) {
  for (const MapArrow& a : map.arrows)
    TANSINE_ASSERT(a.from < map.boxes.size() && a.to < map.boxes.size(), "an arrow of the map leads nowhere");
  const std::vector<bool> closing = closing_arrows(map);
  std::vector<std::size_t> column(map.boxes.size(), 0);
  // without circles the longest path has at most as many steps as there are boxes
  for (std::size_t sweep = 0; sweep < map.boxes.size(); ++sweep)
    for (std::size_t a = 0; a < map.arrows.size(); ++a)
      if (!closing[a]) column[map.arrows[a].to] = std::max(column[map.arrows[a].to], column[map.arrows[a].from] + 1);
  return column;
}

namespace {

constexpr double kBoxHeight = 38, kRow = 66, kGap = 120, kFont = 13, kSmall = 11;

struct Placed {
  double x = 0, y = 0, width = 0;  ///< left, middle
};

/// Rows within columns: each box near the mean of its neighbors in the column before, then after, a few times.
std::vector<std::vector<std::size_t>> ordered(const ProcessMap& map, const std::vector<std::size_t>& column) {
  std::vector<std::vector<std::size_t>> boxes(1 + *std::max_element(column.begin(), column.end()));
  for (std::size_t i = 0; i < column.size(); ++i) boxes[column[i]].push_back(i);
  std::vector<double> row(column.size(), 0);
  auto number = [&](const std::vector<std::size_t>& c) {
    for (std::size_t r = 0; r < c.size(); ++r)
      row[c[r]] = static_cast<double>(r) - 0.5 * static_cast<double>(c.size() - 1);
  };
  for (const auto& c : boxes) number(c);
  for (int sweep = 0; sweep < 8; ++sweep)
    for (auto& c : boxes) {
      std::vector<double> wish(column.size(), 0);
      for (const std::size_t i : c) {
        double sum = 0;
        int n = 0;
        for (const MapArrow& a : map.arrows)
          if (a.from != a.to && (a.from == i || a.to == i)) sum += row[a.from == i ? a.to : a.from], ++n;
        wish[i] = n > 0 ? sum / n : row[i];
      }
      std::stable_sort(c.begin(), c.end(), [&](std::size_t a, std::size_t b) { return wish[a] < wish[b]; });
      number(c);
    }
  return boxes;
}

void draw_box(std::string& out, const MapBox& box, const Placed& p) {
  put(out, "<rect class=\"box\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n", num(p.x),
      num(p.y - 0.5 * kBoxHeight), num(p.width), num(kBoxHeight));
  const double middle = p.x + 0.5 * p.width;
  put(out, "<text class=\"middle name\" x=\"{}\" y=\"{}\">{}</text>\n", num(middle),
      num(p.y + (box.note.empty() ? 5 : -1)), escape_html(box.name));
  if (!box.note.empty())
    put(out, "<text class=\"middle small\" x=\"{}\" y=\"{}\">{}</text>\n", num(middle), num(p.y + 13),
        escape_html(elide(box.note, p.width - 8, kSmall)));
  if (box.made)
    put(out, "<path class=\"arrow\" marker-end=\"url(#head)\" d=\"M{} {}v16\"/>\n", num(middle - 14),
        num(p.y - 0.5 * kBoxHeight - 19));
  if (box.lost)
    put(out, "<path class=\"arrow\" marker-end=\"url(#head)\" d=\"M{} {}v15\"/>\n", num(middle + 14),
        num(p.y + 0.5 * kBoxHeight + 2));
}

/// Smoothly from point to point, level at each.
std::string smooth(const std::vector<std::pair<double, double>>& points) {
  std::string d = fmt::format("M{} {}", num(points[0].first), num(points[0].second));
  for (std::size_t i = 1; i < points.size(); ++i) {
    const auto [x0, y0] = points[i - 1];
    const auto [x1, y1] = points[i];
    const double bend = 0.5 * (x1 - x0);
    put(d, "C{} {} {} {} {} {}", num(x0 + bend), num(y0), num(x1 - bend), num(y1), num(x1), num(y1));
  }
  return d;
}

/// From right side to left side, through its places in the columns between; an arrow back, or within a column, swings
/// below.
void draw_arrow(std::string& out, const MapArrow& arrow, const std::vector<Placed>& stops) {
  const Placed &from = stops.front(), &to = stops.back();
  double label_x = 0, label_y = 0;
  std::string d;
  if (to.x > from.x) {
    std::vector<std::pair<double, double>> points{{from.x + from.width, from.y}};
    for (std::size_t i = 1; i + 1 < stops.size(); ++i) {
      points.emplace_back(stops[i].x, stops[i].y);
      points.emplace_back(stops[i].x + stops[i].width, stops[i].y);
    }
    points.emplace_back(to.x - 3, to.y);
    d = smooth(points);
    label_x = 0.5 * (points[0].first + points[1].first);
    label_y = 0.5 * (points[0].second + points[1].second) - 4;
  } else {
    const double x0 = from.x + 0.3 * from.width, x1 = to.x + 0.7 * to.width;
    const double y0 = from.y + 0.5 * kBoxHeight, y1 = to.y + 0.5 * kBoxHeight + 3, low = std::max(y0, y1) + 26;
    d = fmt::format("M{} {}C{} {} {} {} {} {}", num(x0), num(y0), num(x0), num(low), num(x1), num(low), num(x1),
                    num(y1));
    label_x = 0.5 * (x0 + x1);
    label_y = low - 6;
  }
  put(out, "<path class=\"arrow\"{} marker-end=\"url(#head)\" d=\"{}\"/>\n",
      arrow.both_ways ? " marker-start=\"url(#tail)\"" : "", d);
  if (!arrow.name.empty())
    put(out, "<text class=\"middle small halo\" x=\"{}\" y=\"{}\">{}</text>\n", num(label_x), num(label_y),
        escape_html(elide(arrow.name, kGap + 10, kSmall)));
}

constexpr std::string_view kCss = R"(
.drawing{font:13px sans-serif;fill:var(--fg)}
.chain{fill:none;stroke:var(--s);stroke-width:17;stroke-linecap:round;stroke-linejoin:round;stroke-opacity:.75}
.linker{fill:none;stroke:var(--muted);stroke-width:2.5}
.drug{fill:var(--s);stroke:var(--bg);stroke-width:1.5}
.target{fill:var(--s)}
.bar{fill:var(--s);fill-opacity:.8}
.label{fill:var(--t);font-weight:600;font-size:15px}
.role{font-weight:400;font-size:12px;fill:var(--muted)}
.note,.tick{fill:var(--muted);font-size:12.5px}
.tick{font-size:11px}
.middle{text-anchor:middle}
.box{fill:var(--surface);stroke:var(--muted);stroke-width:1.2}
.name{font-weight:600}
.small{font-size:11px;fill:var(--muted)}
.halo{paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-linejoin:round}
.arrow{fill:none;stroke:var(--blue);stroke-width:1.5}
.head{fill:var(--blue)}
.file-title{font:600 17px sans-serif;fill:var(--fg)}
)";

}  // namespace

DrawnPart draw_process_map(const ProcessMap& map) {
  DrawnPart drawn;
  if (map.boxes.empty()) return drawn;
  // an arrow over several columns gets a place in each of them, so that it passes between the boxes
  ProcessMap full = map;
  std::vector<std::size_t> column = map_columns(map);
  std::vector<std::vector<std::size_t>> stops;
  full.arrows.clear();
  for (const MapArrow& a : map.arrows) {
    std::vector<std::size_t> way{a.from};
    for (std::size_t c = column[a.from] + 1; c < column[a.to]; ++c) {
      way.push_back(full.boxes.size());
      full.boxes.emplace_back();
      column.push_back(c);
    }
    way.push_back(a.to);
    for (std::size_t i = 1; i < way.size(); ++i) full.arrows.push_back({way[i - 1], way[i], "", false});
    stops.push_back(std::move(way));
  }
  const auto columns = ordered(full, column);
  std::vector<Placed> placed(full.boxes.size());
  std::size_t tallest = 0;
  for (const auto& c : columns) tallest = std::max(tallest, c.size());
  double x = 2;
  for (const auto& c : columns) {
    double width = 70;
    for (const std::size_t i : c)
      width = std::max({width, text_width(full.boxes[i].name, kFont) + 18,
                        std::min(150.0, text_width(full.boxes[i].note, kSmall) + 12)});
    for (std::size_t r = 0; r < c.size(); ++r) {
      const double row = static_cast<double>(r) + 0.5 * static_cast<double>(tallest - c.size());
      placed[c[r]] = {x, 42 + row * kRow, width};
    }
    x += width + kGap;
  }
  for (std::size_t a = 0; a < map.arrows.size(); ++a) {
    std::vector<Placed> way;
    for (const std::size_t i : stops[a]) way.push_back(placed[i]);
    draw_arrow(drawn.svg, map.arrows[a], way);
  }
  for (std::size_t i = 0; i < map.boxes.size(); ++i) draw_box(drawn.svg, map.boxes[i], placed[i]);
  drawn.width = x - kGap + 4;
  drawn.height = 42 + static_cast<double>(tallest) * kRow + 10;
  return drawn;
}

std::string standalone_drawing(const std::string& title, const std::string& subtitle,
                               const std::vector<DrawnPart>& parts) {
  double width = 300, height = 62;
  for (const DrawnPart& p : parts) {
    width = std::max(width, p.width);
    height += p.height + 20;
  }
  std::string out;
  put(out,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawing\" role=\"img\" viewBox=\"-16 -16 {0} {1}\" "
      "width=\"{0}\" height=\"{1}\">\n<title>{2}</title>\n",
      num(width + 32), num(height + 32), escape_html(title));
  put(out, "<style>{}{}</style>\n", palette_css(), kCss);
  out +=
      "<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
      "orient=\"auto\"><path class=\"head\" d=\"M0 0L8 4L0 8Z\"/></marker>\n"
      "<marker id=\"tail\" viewBox=\"0 0 8 8\" refX=\"1\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
      "orient=\"auto\"><path class=\"head\" d=\"M8 0L0 4L8 8Z\"/></marker></defs>\n"
      "<rect x=\"-16\" y=\"-16\" width=\"100%\" height=\"100%\" style=\"fill:var(--bg)\"/>\n";
  put(out, "<text class=\"file-title\" x=\"0\" y=\"14\">{}</text>\n", escape_html(elide(title, width, 17)));
  put(out, "<text class=\"note\" x=\"0\" y=\"35\">{}</text>\n", escape_html(elide(subtitle, width, 12.5)));
  double y = 62;
  for (const DrawnPart& p : parts) {
    put(out, "<g transform=\"translate(0 {})\">\n{}</g>\n", num(y), p.svg);
    y += p.height + 20;
  }
  return out + "</svg>\n";
}

}  // namespace tansine
