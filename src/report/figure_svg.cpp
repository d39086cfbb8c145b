#include "report/figure_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

#include "base/problem.hpp"
#include "report/curve.hpp"
#include "report/line_labels.hpp"
#include "report/text.hpp"

namespace tansine {
namespace {

constexpr double kThin = 0.05;  // [px] points closer than this to the last one drawn are the same on any screen

template <class... Args>
void put(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

std::string num(double v) { return svg_coordinate(v); }

std::string path_of(const FrameRun& run, const PlotBox& box, bool close) {
  std::string d;
  double last_x = 0, last_y = 0;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const double x = box.x(run[i].x), y = box.y(run[i].y);
    const bool end = i == 0 || i + 1 == run.size();
    if (!end && std::abs(x - last_x) < kThin && std::abs(y - last_y) < kThin) continue;
    put(d, "{}{} {}", i == 0 ? "M" : i == 1 ? "L" : " ", num(x), num(y));
    last_x = x;
    last_y = y;
  }
  if (run.size() == 1) d += "h0";  // round line ends make a dot of it
  return close ? d + "Z" : d;
}

std::string marker_path(PointMarker marker, double x, double y, double r) {
  switch (marker) {
    case PointMarker::circle:
      return fmt::format("M{} {}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0Z", num(x - r), num(y), fmt::arg("r", num(r)),
                         fmt::arg("d", num(2 * r)));
    case PointMarker::square:
      return fmt::format("M{} {}h{d}v{d}h-{d}Z", num(x - 0.9 * r), num(y - 0.9 * r), fmt::arg("d", num(1.8 * r)));
    case PointMarker::triangle:
      return fmt::format("M{} {}l{} {}h-{}Z", num(x), num(y - 1.2 * r), num(1.15 * r), num(2 * r), num(2.3 * r));
    case PointMarker::diamond:
      break;
  }
  return fmt::format("M{} {}l{d} {d}l-{d} {d}l-{d} -{d}Z", num(x), num(y - 1.25 * r), fmt::arg("d", num(1.25 * r)));
}

std::string_view dash_class(LineDash dash) {
  if (dash == LineDash::dashed) return " dashed";
  return dash == LineDash::dotted ? " dotted" : "";
}

/// One drawing in the making: the geometry is settled by the constructor, each method adds one layer.
class FigureDrawing {
 public:
  FigureDrawing(const Figure& figure, const SvgOptions& options) : f_(figure), o_(options) {
    TANSINE_ASSERT(o_.width >= 200 && o_.height >= 140, "figure '" + f_.title + "': too small to draw");
    check_figure(f_);
    const double font = o_.font_px;
    y_ = make_y_axis(f_, std::max(3, static_cast<int>(o_.height / 45)));
    x_ = make_x_axis(f_, std::max(3, static_cast<int>(o_.width / 70)));
    for (const LineSeries& s : f_.lines) {
      lines_.push_back({s.label.empty() ? s.name : s.label, s.color, visible_runs(s.x, s.y, x_, y_)});
    }
    double tick_width = 0;
    for (const AxisTick& t : y_.ticks) tick_width = std::max(tick_width, text_width(t.label, font));
    y_title_ = wrap_text(o_.panel && !f_.y.unit.empty() ? f_.y.unit : f_.y.full_label(), o_.width - 8, font, 2);
    margin_ = label_margin(lines_, font, (o_.panel ? 0.2 : 0.27) * o_.width);
    box_.left = std::round(tick_width + 12);
    box_.top = std::round(static_cast<double>(y_title_.size()) * font * 1.25 + 11);
    right_ = std::max({margin_ + 2, 0.5 * last_tick_width() + 2, o_.min_right});
    box_.right = std::round(o_.width - right_);
    box_.bottom = std::round(o_.height - (o_.panel ? font * 1.9 : font * 3.2));
  }

  [[nodiscard]] double right() const { return right_; }

  SvgDrawing draw() {
    start();
    grid();
    for (const BandSeries& s : f_.bands) band(s);
    references();
    axes();
    for (std::size_t i = 0; i < f_.lines.size(); ++i) line(f_.lines[i], lines_[i]);
    for (const PointSeries& s : f_.points) points(s);
    const LabelLayout layout = place_labels(lines_, marks_, box_, margin_, o_.font_px);
    for (const PlacedLabel& l : layout.labels) line_label(l);
    out_ += "</svg>\n";
    return {std::move(out_), layout.complete};
  }

 private:
  [[nodiscard]] double last_tick_width() const {
    for (auto t = x_.ticks.rbegin(); t != x_.ticks.rend(); ++t) {
      if (!t->label.empty()) return text_width(t->label, o_.font_px);
    }
    return 0;
  }

  void start() {
    put(out_,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure-svg{}{}\" viewBox=\"0 0 {} {}\" role=\"img\" "
        "aria-labelledby=\"{}-title\" aria-describedby=\"{}-desc\" font-size=\"{}\">\n",
        o_.extra_class.empty() ? "" : " ", o_.extra_class, num(o_.width), num(o_.height), o_.id, o_.id,
        num(o_.font_px));
    put(out_, "<title id=\"{}-title\">{}</title>\n<desc id=\"{}-desc\">{}</desc>\n", o_.id, escape_html(f_.title),
        o_.id, escape_html(describe_figure(f_, x_, y_)));
  }

  void grid() {
    std::string d;
    for (const AxisTick& t : y_.ticks) {
      if (!t.label.empty()) put(d, "M{} {}H{}", num(box_.left), num(box_.y(y_.fraction(t.value))), num(box_.right));
    }
    if (!d.empty()) put(out_, "<path class=\"grid\" d=\"{}\"/>\n", d);
  }

  void axes() {
    std::string d;
    put(d, "M{} {}V{}H{}", num(box_.left), num(box_.top), num(box_.bottom), num(box_.right));
    std::string text;
    for (const AxisTick& t : y_.ticks) {
      const double y = box_.y(y_.fraction(t.value));
      put(d, "M{} {}h-{}", num(box_.left), num(y), t.label.empty() ? 3 : 5);
      if (!t.label.empty()) {
        put(text, "<text class=\"tick end\" x=\"{}\" y=\"{}\">{}</text>\n", num(box_.left - 8),
            num(y + 0.35 * o_.font_px), escape_html(t.label));
      }
    }
    x_ticks(d, text);
    put(out_, "<path class=\"axis\" d=\"{}\"/>\n{}", d, text);
    double baseline = o_.font_px;
    for (const std::string& l : y_title_) {
      put(out_, "<text class=\"axis-title\" x=\"0\" y=\"{}\">{}</text>\n", num(baseline), escape_html(l));
      baseline += 1.25 * o_.font_px;
    }
    if (!o_.panel) {
      put(out_, "<text class=\"axis-title middle\" x=\"{}\" y=\"{}\">{}</text>\n", num((box_.left + box_.right) / 2),
          num(o_.height - 0.4 * o_.font_px), escape_html(elide(f_.x.full_label(), box_.right - box_.left, o_.font_px)));
    }
  }

  // Labels that would touch the one before are left out; in a panel, the unit stands behind the last number.
  void x_ticks(std::string& d, std::string& text) {
    double free_from = -1e9;
    std::size_t last_labeled = x_.ticks.size();
    for (std::size_t i = 0; i < x_.ticks.size(); ++i) {
      if (!x_.ticks[i].label.empty()) last_labeled = i;
    }
    for (std::size_t i = 0; i < x_.ticks.size(); ++i) {
      const AxisTick& t = x_.ticks[i];
      const double x = box_.x(x_.fraction(t.value));
      put(d, "M{} {}v{}", num(x), num(box_.bottom), t.label.empty() ? 3 : 5);
      if (t.label.empty()) continue;
      const double half = text_width(t.label, o_.font_px) / 2;
      if (x - half < free_from) continue;
      free_from = x + half + 6;
      const double y = box_.bottom + 6 + o_.font_px;
      if (o_.panel && i == last_labeled && !f_.x.unit.empty()) {
        const std::string unit = elide(f_.x.unit, 70, o_.font_px);
        const double right = std::min(o_.width - 1, x + half + 4 + text_width(unit, o_.font_px));
        // The number stays centered under its tick where there is room for the unit behind it, else both move left.
        put(text, "<text class=\"tick end\" x=\"{}\" y=\"{}\">{} {}</text>\n", num(right), num(y), escape_html(t.label),
            escape_html(unit));
      } else {
        put(text, "<text class=\"tick middle\" x=\"{}\" y=\"{}\">{}</text>\n", num(x), num(y), escape_html(t.label));
      }
    }
  }

  void band(const BandSeries& s) {
    for (const FrameRun& area : visible_areas(s.x, s.lower, s.upper, x_, y_)) {
      put(out_, "<path class=\"band c-{}\" d=\"{}\"/>\n", color_name(s.color), path_of(area, box_, true));
    }
  }

  void references() {
    for (const ReferenceLine& r : f_.references) {
      if (!y_.drawable(r.y)) continue;
      const double at = y_.fraction(r.y);
      if (at < 0 || at > 1) continue;
      const double y = box_.y(at);
      put(out_, "<path class=\"reference\" d=\"M{} {}H{}\"/>\n", num(box_.left), num(y), num(box_.right));
      if (r.label.empty()) continue;
      const bool below = y - o_.font_px - 4 < box_.top;
      put(out_, "<text class=\"note end halo\" x=\"{}\" y=\"{}\">{}</text>\n", num(box_.right - 4),
          num(below ? y + o_.font_px + 2 : y - 5),
          escape_html(elide(r.label, 0.5 * (box_.right - box_.left), 0.92 * o_.font_px)));
    }
  }

  void line(const LineSeries& s, const LabeledLine& drawn) {
    for (const FrameRun& run : drawn.runs) {
      put(out_, "<path class=\"line{} c-{}\" d=\"{}\"/>\n", dash_class(s.dash), color_name(s.color),
          path_of(run, box_, false));
    }
  }

  void points(const PointSeries& s) {
    const double r = o_.panel ? 3.2 : 4;
    std::string bars;
    std::string marks;
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      if (!x_.drawable(s.x[i]) || !y_.drawable(s.y[i])) continue;
      const double fx = x_.fraction(s.x[i]), fy = y_.fraction(s.y[i]);
      marks_.push_back({std::clamp(fx, 0.0, 1.0), std::clamp(fy, 0.0, 1.0)});
      const double x = box_.x(std::clamp(fx, 0.0, 1.0)), y = box_.y(std::clamp(fy, 0.0, 1.0));
      const std::string tip =
          fmt::format("<title>{}: {} {}, {} {}</title>", escape_html(s.name), display_number(s.x[i], 4),
                      escape_html(f_.x.unit), display_number(s.y[i], 4), escape_html(f_.y.unit));
      if (fx < -1e-9 || fx > 1 + 1e-9 || fy < -1e-9 || fy > 1 + 1e-9) {
        put(marks, "<path class=\"outside\" d=\"{}\">{}</path>\n", arrow(x, y, fx, fy), tip);
        continue;
      }
      error_bar(bars, s, i, x, r);
      put(marks, "<path d=\"{}\">{}</path>\n", marker_path(s.marker, x, y, r), tip);
    }
    if (!bars.empty()) put(out_, "<path class=\"error c-{}\" d=\"{}\"/>\n", color_name(s.color), bars);
    if (!marks.empty()) put(out_, "<g class=\"points c-{}\">\n{}</g>\n", color_name(s.color), marks);
  }

  // A small solid arrowhead at the edge, pointing to where the value lies.
  static std::string arrow(double x, double y, double fx, double fy) {
    if (fy > 1) return fmt::format("M{} {}l4 8h-8Z", num(x), num(y));
    if (fy < 0) return fmt::format("M{} {}l4 -8h-8Z", num(x), num(y));
    if (fx > 1) return fmt::format("M{} {}l-8 4v-8Z", num(x), num(y));
    return fmt::format("M{} {}l8 4v-8Z", num(x), num(y));
  }

  void error_bar(std::string& d, const PointSeries& s, std::size_t i, double x, double r) const {
    const auto edge = [&](const std::vector<double>& ends) { return i < ends.size() ? ends[i] : s.y[i]; };
    const double lo = edge(s.lower), hi = edge(s.upper);
    const double bottom = std::isfinite(lo) ? (y_.drawable(lo) ? y_.fraction(lo) : 0.0) : y_.fraction(s.y[i]);
    const double top = y_.drawable(hi) ? y_.fraction(hi) : y_.fraction(s.y[i]);
    if (bottom == top) return;
    const double y0 = box_.y(std::clamp(bottom, 0.0, 1.0)), y1 = box_.y(std::clamp(top, 0.0, 1.0));
    put(d, "M{} {}V{}", num(x), num(y0), num(y1));
    if (bottom >= 0 && y_.drawable(lo)) put(d, "M{} {}h{}", num(x - 0.8 * r), num(y0), num(1.6 * r));
    if (top <= 1) put(d, "M{} {}h{}", num(x - 0.8 * r), num(y1), num(1.6 * r));
  }

  void line_label(const PlacedLabel& l) {
    const double middle =
        l.baseline - 0.35 * o_.font_px + (static_cast<double>(l.lines.size()) - 1) * 0.575 * o_.font_px;
    if (l.leader) {
      put(out_, "<path class=\"leader c-{}\" d=\"M{} {}L{} {}\"/>\n", color_name(l.color), num(l.from_x), num(l.from_y),
          num(l.x - 2), num(middle));
    }
    for (std::size_t i = 0; i < l.lines.size(); ++i) {
      put(out_, "<text class=\"label halo c-{}\" x=\"{}\" y=\"{}\">{}</text>\n", color_name(l.color), num(l.x),
          num(l.baseline + static_cast<double>(i) * 1.15 * o_.font_px), escape_html(l.lines[i]));
    }
  }

  const Figure& f_;
  const SvgOptions& o_;
  AxisFrame x_;
  AxisFrame y_;
  std::vector<LabeledLine> lines_;
  FrameRun marks_;  // where points were drawn
  std::vector<std::string> y_title_;
  double margin_ = 0;  // for names of lines
  double right_ = 0;   // of the plot
  PlotBox box_;
  std::string out_;
};

}  // namespace

SvgDrawing draw_figure(const Figure& figure, const SvgOptions& options) {
  return FigureDrawing(figure, options).draw();
}

double right_margin(const Figure& figure, const SvgOptions& options) { return FigureDrawing(figure, options).right(); }

std::string draw_swatch(const KeySwatch& s) {
  std::string out = "<svg class=\"swatch\" viewBox=\"0 0 30 14\" width=\"30\" height=\"14\" aria-hidden=\"true\">";
  const std::string_view color = color_name(s.color);
  if (s.band) put(out, "<path class=\"band c-{}\" d=\"M1 1H29V13H1Z\"/>", color);
  if (s.line) put(out, "<path class=\"line{} c-{}\" d=\"M2 7H28\"/>", dash_class(s.dash), color);
  if (s.points) put(out, "<g class=\"points c-{}\"><path d=\"{}\"/></g>", color, marker_path(s.marker, 15, 7, 3.6));
  return out + "</svg>";
}

std::string_view figure_css() {
  return R"(.figure-svg{display:block;width:100%;height:auto;overflow:visible;font-family:var(--sans,sans-serif);fill:var(--fg)}
.figure-svg text{stroke:none;font-variant-numeric:tabular-nums}
.figure-svg .tick,.figure-svg .note{fill:var(--muted)}
.figure-svg .note{font-size:.92em}
.figure-svg .axis-title{fill:var(--muted)}
.figure-svg .end{text-anchor:end}
.figure-svg .middle{text-anchor:middle}
.figure-svg .label{fill:var(--t);font-weight:600}
.figure-svg .halo{paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-linejoin:round}
.grid{fill:none;stroke:var(--grid);stroke-width:1}
.axis{fill:none;stroke:var(--muted);stroke-width:1}
.reference{fill:none;stroke:var(--muted);stroke-width:1.2;stroke-dasharray:2 3}
.band{fill:var(--s);fill-opacity:.2;stroke:none}
.line{fill:none;stroke:var(--s);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.dashed{stroke-dasharray:7 5;stroke-linecap:butt}
.dotted{stroke-dasharray:.1 4.5}
.leader{fill:none;stroke:var(--s);stroke-width:.8}
.error{fill:none;stroke:var(--s);stroke-width:1.2}
.points path{fill:var(--bg);stroke:var(--s);stroke-width:1.5;stroke-linejoin:round}
.points .outside{fill:var(--s)}
)";
}

std::string standalone_svg(const Figure& figure, double width, double height) {
  const std::string inner = draw_figure(figure, {.width = width, .height = height}).svg;
  const double title = figure.title.empty() ? 0 : 30;
  std::string out;
  put(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-16 -16 {} {}\" width=\"{}\" height=\"{}\">\n",
      num(width + 32), num(height + title + 32), num(width + 32), num(height + title + 32));
  put(out, "<style>{}{}.file-title{{font:600 16px sans-serif;fill:var(--fg)}}</style>\n", palette_css(), figure_css());
  put(out, "<rect x=\"-16\" y=\"-16\" width=\"100%\" height=\"100%\" style=\"fill:var(--bg)\"/>\n");
  if (title > 0) {
    put(out, "<text class=\"file-title\" x=\"0\" y=\"16\">{}</text>\n", escape_html(elide(figure.title, width, 16)));
  }
  put(out, "<svg x=\"0\" y=\"{}\" width=\"{}\" height=\"{}\">{}</svg>\n</svg>\n", num(title), num(width), num(height),
      inner);
  return out;
}

}  // namespace tansine
