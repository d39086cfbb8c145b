#include "report/figure_html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

#include "report/figure_svg.hpp"
#include "report/table.hpp"
#include "report/text.hpp"

namespace tansine {
namespace {

template <class... Args>
void put(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

// One entry of the key: everything that goes by one name in one color.
struct KeyEntry {
  std::string name;
  std::vector<std::string> statistics;
  KeySwatch swatch;
};

KeyEntry& entry_for(std::vector<KeyEntry>& key, const std::string& name, FigureColor color) {
  const auto same = [&](const KeyEntry& e) { return e.name == name && e.swatch.color == color; };
  if (const auto found = std::find_if(key.begin(), key.end(), same); found != key.end()) return *found;
  key.push_back({name, {}, {.color = color}});
  return key.back();
}

void add_statistic(KeyEntry& entry, const std::string& statistic) {
  const auto& known = entry.statistics;
  if (statistic.empty() || std::find(known.begin(), known.end(), statistic) != known.end()) return;
  entry.statistics.push_back(statistic);
}

void collect_key(std::vector<KeyEntry>& key, const Figure& f) {
  for (const LineSeries& s : f.lines) {
    KeyEntry& e = entry_for(key, s.name, s.color);
    e.swatch.line = true;
    e.swatch.dash = s.dash;
    add_statistic(e, s.statistic);
  }
  for (const BandSeries& s : f.bands) {
    KeyEntry& e = entry_for(key, s.name, s.color);
    e.swatch.band = true;
    add_statistic(e, s.statistic);
  }
  for (const PointSeries& s : f.points) {
    KeyEntry& e = entry_for(key, s.name, s.color);
    e.swatch.points = true;
    e.swatch.marker = s.marker;
    add_statistic(e, s.statistic);
  }
}

std::string key_html(const std::vector<KeyEntry>& key) {
  if (key.empty()) return {};
  std::string out = "<ul class=\"key\">\n";
  for (const KeyEntry& e : key) {
    std::string statistics;
    for (const std::string& s : e.statistics) statistics += (statistics.empty() ? "" : ", ") + s;
    put(out, "<li>{}<span><b class=\"c-{}\">{}</b>", draw_swatch(e.swatch), color_name(e.swatch.color),
        escape_html(e.name));
    if (!statistics.empty()) put(out, " {}", escape_html(statistics));
    out += "</span></li>\n";
  }
  return out + "</ul>\n";
}

void open_figure(std::string& out, const std::string& id, const std::string& label, const std::string& title) {
  put(out, "<figure id=\"{}\">\n<figcaption><b>{}.</b> {}</figcaption>\n", escape_html(id), escape_html(label),
      escape_html(title));
}

void close_figure(std::string& out, const std::string& caption, const std::string& small_print) {
  if (!caption.empty()) put(out, "<p class=\"caption\">{}</p>\n", escape_and_link(caption));
  if (!small_print.empty()) put(out, "<p class=\"caption small-print\">{}</p>\n", escape_html(small_print));
}

std::string data_html(const std::vector<const Figure*>& figures, const std::string& id, const std::string& label) {
  std::string tables;
  int n = 0;
  for (const Figure* f : figures) {
    for (ReportTable& t : data_tables(*f)) {
      t.caption = (figures.size() > 1 ? f->title : label) + ": " + t.caption;
      tables += table_html(t, fmt::format("{}-data-{}", id, ++n), {}, "data");
    }
  }
  if (tables.empty()) return {};
  return fmt::format("<details class=\"data-fold\"><summary>Data behind {}</summary>\n{}</details>\n",
                     escape_html(label), tables);
}

// Honest small print: "Points outside the drawn range, marked at the edge: 3 (0.3 mg/kg), 1 (0.6 mg/kg)."
std::string small_print(const std::vector<const Figure*>& figures) {
  struct Reason {
    int Omissions::*count;
    std::string_view text;
  };
  constexpr Reason reasons[] = {
      {&Omissions::outside, "Points outside the drawn range, marked by arrowheads at its edge"},
      {&Omissions::not_positive, "Points that a log axis cannot show because they are not positive"},
      {&Omissions::missing, "Points without a value that could be drawn"}};
  std::string out;
  for (const Reason& reason : reasons) {
    std::string counts;
    for (const Figure* f : figures) {
      const int n = omissions(*f, make_x_axis(*f, 5), make_y_axis(*f, 5)).*reason.count;
      if (n == 0) continue;
      put(counts, "{}{}", counts.empty() ? "" : ", ", n);
      if (figures.size() > 1) put(counts, " ({})", f->title);
    }
    if (!counts.empty()) put(out, "{}{}: {}.", out.empty() ? "" : " ", reason.text, counts);
  }
  return out;
}

std::string axes_sentence(const Figure& f) {
  return fmt::format("Vertical: {}{}. Horizontal: {}{}.", f.y.full_label(),
                     f.y.scale == AxisScale::log ? ", logarithmic" : "", f.x.full_label(),
                     f.x.scale == AxisScale::log ? ", logarithmic" : "");
}

}  // namespace

std::string figure_html(const Figure& f, const std::string& id, const std::string& label) {
  // Two drawings of the same data, each with text that is legible at its width; the style shows one of them.
  const std::string wide_id = id + "-wide", narrow_id = id + "-narrow";
  const SvgDrawing wide =
      draw_figure(f, {.width = 860, .height = 400, .font_px = 14, .id = wide_id, .extra_class = "wide"});
  const SvgDrawing narrow =
      draw_figure(f, {.width = 380, .height = 320, .font_px = 13, .id = narrow_id, .extra_class = "narrow"});
  std::string out;
  open_figure(out, id, label, f.title);
  std::vector<KeyEntry> key;
  const bool labels_say_it =
      wide.every_line_labeled && narrow.every_line_labeled && f.bands.empty() && f.points.empty();
  if (!labels_say_it) collect_key(key, f);
  out += key_html(key) + wide.svg + narrow.svg;
  close_figure(out, f.caption, small_print({&f}));
  out += data_html({&f}, id, label);
  return out + "</figure>\n";
}

std::string figure_grid_html(const FigureGrid& grid, const std::string& id, const std::string& label) {
  std::vector<Figure> panels = grid.panels;
  if (grid.shared_axes) share_axes(panels);
  std::string out;
  open_figure(out, id, label, grid.title);
  std::vector<KeyEntry> key;
  for (const Figure& p : panels) collect_key(key, p);
  out += key_html(key);
  if (!panels.empty()) put(out, "<p class=\"axes\">{}</p>\n", escape_html(axes_sentence(panels.front())));
  out += "<div class=\"grid-of-figures\">\n";
  std::vector<const Figure*> figures;
  SvgOptions options{.width = 360, .height = 250, .font_px = 12.5, .panel = true};
  for (const Figure& p : panels) options.min_right = std::max(options.min_right, right_margin(p, options));
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const std::string panel_id = fmt::format("{}-{}", id, i + 1);
    options.id = panel_id;
    const SvgDrawing drawing = draw_figure(panels[i], options);
    put(out, "<div class=\"panel\"><p class=\"panel-title\">{}</p>\n{}</div>\n", escape_html(panels[i].title),
        drawing.svg);
    figures.push_back(&panels[i]);
  }
  out += "</div>\n";
  close_figure(out, grid.caption, small_print(figures));
  out += data_html(figures, id, label);
  return out + "</figure>\n";
}

}  // namespace tansine
