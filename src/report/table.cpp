#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "base/problem.hpp"
#include "report/text.hpp"

namespace tansine {
namespace {

template <class... Args>
void put(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

std::string header_text(const TableColumn& c) {
  std::string out = escape_html(c.name);
  if (!c.unit.empty()) out += fmt::format(" <span class=\"unit\">({})</span>", escape_html(c.unit));
  return out;
}

bool is_number(const TableCell& c) { return std::holds_alternative<double>(c.value); }

std::string plain_text(const TableCell& c, const TableColumn& column) {
  if (!is_number(c)) return std::get<std::string>(c.value);
  const double v = std::get<double>(c.value);
  if (!column.decimals && column.digits == 0) return display_short(v);
  return column.decimals ? display_fixed(v, *column.decimals) : display_number(v, column.digits);
}

// ".50" of "12.50": what must be made up, unseen, behind numbers with fewer decimals so that the points align.
std::string decimals_of(const std::string& number) {
  if (number.find("×") != std::string::npos) return {};
  const std::size_t point = number.find('.');
  return point == std::string::npos ? std::string() : number.substr(point);
}

struct ColumnLayout {
  bool numeric = false;      // holds at least one number: aligned right
  std::size_t decimals = 0;  // longest ".123" in characters
};

ColumnLayout layout_of(const ReportTable& t, std::size_t column) {
  ColumnLayout l;
  for (const auto& row : t.rows) {
    if (!is_number(row[column])) continue;
    l.numeric = true;
    l.decimals = std::max(l.decimals, decimals_of(plain_text(row[column], t.columns[column])).size());
  }
  return l;
}

std::string number_html(const TableCell& cell, const TableColumn& column, std::size_t decimals) {
  const std::string text = plain_text(cell, column);
  std::string out = escape_html(text);
  if (!std::isfinite(std::get<double>(cell.value)) || text.find("×") != std::string::npos) return out;
  const std::string own = decimals_of(text);
  if (own.size() < decimals) {
    std::string pad(decimals - own.size(), '0');
    if (own.empty()) pad[0] = '.';
    out += "<i class=\"p\">" + pad + "</i>";  // hidden, not spoken, not copied
  }
  return out;
}

std::string marked(const TableCell& cell, std::string inner) {
  switch (cell.mark) {
    case CellMark::none:
      return inner;
    case CellMark::above:
      return "<span class=\"sign\" role=\"img\" aria-label=\"above range\">▲</span>" + std::move(inner);
    case CellMark::below:
      return "<span class=\"sign\" role=\"img\" aria-label=\"below range\">▼</span>" + std::move(inner);
    case CellMark::good:
      return "<span class=\"sign\" role=\"img\" aria-label=\"good\">✓</span>" + std::move(inner);
    case CellMark::bad:
      return "<span class=\"sign\" role=\"img\" aria-label=\"bad\">✗</span>" + std::move(inner);
  }
  return inner;
}

std::string_view mark_class(CellMark mark) {
  if (mark == CellMark::none) return "";
  return mark == CellMark::good ? "mark-good" : "mark-bad";
}

constexpr std::size_t kLongHeader = 28;  // characters; longer names of rows may break into lines

// "k": the key of the row, stays in sight while the table scrolls; "n": numbers, aligned right.
std::string class_attribute(bool key, bool numeric, std::string_view mark) {
  std::string classes = key ? "k" : "";
  if (numeric) classes += classes.empty() ? "n" : " n";
  if (!mark.empty()) classes += (classes.empty() ? "" : " ") + std::string(mark);
  return classes.empty() ? classes : " class=\"" + classes + "\"";
}

void head(std::string& out, const ReportTable& t, const std::vector<ColumnLayout>& layout) {
  const bool grouped = std::any_of(t.columns.begin(), t.columns.end(), [](const auto& c) { return !c.group.empty(); });
  const auto single = [&](std::size_t i, int rowspan) {
    put(out, "<th scope=\"col\"{}{}>{}</th>", class_attribute(i == 0 && t.row_headers > 0, layout[i].numeric, {}),
        rowspan > 1 ? " rowspan=\"2\"" : "", header_text(t.columns[i]));
  };
  out += "<thead>\n<tr>";
  for (std::size_t i = 0; i < t.columns.size();) {
    if (t.columns[i].group.empty()) {
      single(i++, grouped ? 2 : 1);
      continue;
    }
    std::size_t end = i;
    while (end < t.columns.size() && t.columns[end].group == t.columns[i].group) ++end;
    put(out, "<th scope=\"colgroup\" colspan=\"{}\" class=\"group\">{}</th>", end - i, escape_html(t.columns[i].group));
    i = end;
  }
  out += "</tr>\n";
  if (grouped) {
    out += "<tr>";
    for (std::size_t i = 0; i < t.columns.size(); ++i) {
      if (!t.columns[i].group.empty()) single(i, 1);
    }
    out += "</tr>\n";
  }
  out += "</thead>\n";
}

class Body {
 public:
  Body(const ReportTable& t, const std::vector<ColumnLayout>& layout) : t_(t), layout_(layout) {}

  std::string html() const {
    std::string out = "<tbody>\n";
    for (std::size_t r = 0; r < t_.rows.size(); ++r) {
      const bool starts = t_.merge_first_column && !continues(r);
      out += starts && r > 0 ? "<tr class=\"first\">" : "<tr>";
      for (std::size_t c = 0; c < t_.columns.size(); ++c) {
        if (c == 0 && t_.merge_first_column && continues(r)) continue;
        cell(out, r, c);
      }
      out += "</tr>\n";
    }
    return out + "</tbody>\n";
  }

 private:
  [[nodiscard]] bool continues(std::size_t r) const {
    const TableColumn& column = t_.columns[0];
    return r > 0 && plain_text(t_.rows[r][0], column) == plain_text(t_.rows[r - 1][0], column);
  }

  void cell(std::string& out, std::size_t r, std::size_t c) const {
    const TableCell& cell = t_.rows[r][c];
    const bool header = static_cast<int>(c) < t_.row_headers;
    std::size_t span = 1;
    if (c == 0 && t_.merge_first_column) {
      while (r + span < t_.rows.size() && continues(r + span)) ++span;
    }
    put(out, "<{}", header ? "th" : "td");
    if (header) out += span > 1 ? " scope=\"rowgroup\"" : " scope=\"row\"";
    if (span > 1) put(out, " rowspan=\"{}\"", span);
    const bool is_long = header && character_count(plain_text(cell, t_.columns[c])) > kLongHeader;
    out += class_attribute(c == 0 && header, layout_[c].numeric, is_long ? "long" : mark_class(cell.mark));
    if (!cell.tip.empty()) put(out, " title=\"{}\"", escape_html(cell.tip));
    const std::string inner = is_number(cell) ? number_html(cell, t_.columns[c], layout_[c].decimals)
                                              : escape_and_link(std::get<std::string>(cell.value));
    put(out, ">{}</{}>", marked(cell, inner), header ? "th" : "td");
  }

  const ReportTable& t_;
  const std::vector<ColumnLayout>& layout_;
};

// Bit for bit: NaN may stand in an x column too.
bool same_numbers(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double p, double q) {
    return std::bit_cast<std::uint64_t>(p) == std::bit_cast<std::uint64_t>(q);
  });
}

ReportTable& table_with(std::vector<ReportTable>& tables, std::vector<std::vector<double>>& grids, const Figure& f,
                        const std::vector<double>& x) {
  for (std::size_t i = 0; i < grids.size(); ++i) {
    if (same_numbers(grids[i], x)) return tables[i];
  }
  grids.push_back(x);
  ReportTable& t = tables.emplace_back();
  t.columns.push_back({.name = f.x.label, .unit = f.x.unit, .digits = 0});
  for (const double v : x) t.rows.push_back({TableCell(v)});
  return t;
}

void add_column(ReportTable& t, const std::string& group, const std::string& name, const std::string& unit,
                const std::vector<double>& values) {
  t.columns.push_back({.name = name, .unit = unit, .group = group, .digits = 5});
  for (std::size_t i = 0; i < t.rows.size(); ++i) t.rows[i].emplace_back(values[i]);
}

// Columns of one group must be neighbors to share their heading: curves and bands of one name go together.
void add_curves(std::vector<ReportTable>& tables, std::vector<std::vector<double>>& grids, const Figure& f,
                const std::string& name) {
  for (const LineSeries& s : f.lines) {
    if (s.name != name || s.x.empty()) continue;
    add_column(table_with(tables, grids, f, s.x), name, s.statistic.empty() ? "value" : s.statistic, f.y.unit, s.y);
  }
  for (const BandSeries& s : f.bands) {
    if (s.name != name || s.x.empty()) continue;
    ReportTable& t = table_with(tables, grids, f, s.x);
    const std::string of = s.statistic.empty() ? "" : s.statistic + ", ";
    add_column(t, name, of + "lower", f.y.unit, s.lower);
    add_column(t, name, of + "upper", f.y.unit, s.upper);
  }
}

}  // namespace

CellMark mark_outside(double value, double lo, double hi) {
  if (value > hi) return CellMark::above;
  return value < lo ? CellMark::below : CellMark::none;
}

std::string table_html(const ReportTable& t, const std::string& id, const std::string& label,
                       const std::string& class_name) {
  for (const auto& row : t.rows) {
    TANSINE_ASSERT(row.size() == t.columns.size(),
                   "table '" + t.caption + "': a row has another number of cells than the header");
  }
  std::vector<ColumnLayout> layout;
  for (std::size_t i = 0; i < t.columns.size(); ++i) layout.push_back(layout_of(t, i));
  std::string out;
  // The caption stands in the scrolling box, but as wide as the page, not as the table: see .cap in the style.
  put(out, "<div class=\"table{}{}\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{}-caption\"{}>\n<table>\n",
      class_name.empty() ? "" : " ", class_name, id, id.empty() ? "" : fmt::format(" id=\"{}\"", escape_html(id)));
  put(out, "<caption id=\"{}-caption\"><span class=\"cap\">{}{}</span></caption>\n", escape_html(id),
      label.empty() ? "" : "<b>" + escape_html(label) + ".</b> ", escape_html(t.caption));
  head(out, t, layout);
  out += Body(t, layout).html();
  out += "</table>\n</div>\n";
  if (!t.note.empty()) put(out, "<p class=\"table-note\">{}</p>\n", escape_and_link(t.note));
  return out;
}

std::vector<ReportTable> data_tables(const Figure& f) {
  check_figure(f);
  std::vector<ReportTable> tables;
  std::vector<std::vector<double>> grids;
  std::vector<std::string> names;
  const auto add_name = [&](const std::string& n) {
    if (std::find(names.begin(), names.end(), n) == names.end()) names.push_back(n);
  };
  for (const LineSeries& s : f.lines) add_name(s.name);
  for (const BandSeries& s : f.bands) add_name(s.name);
  for (const std::string& n : names) add_curves(tables, grids, f, n);
  for (ReportTable& t : tables) t.caption = "curves";
  for (const PointSeries& s : f.points) {
    if (s.x.empty()) continue;
    grids.clear();
    std::vector<ReportTable> own;
    ReportTable& t = table_with(own, grids, f, s.x);
    t.caption = s.name;
    add_column(t, {}, s.statistic.empty() ? f.y.label : s.statistic, f.y.unit, s.y);
    if (!s.lower.empty()) add_column(t, {}, "lower end", f.y.unit, s.lower);
    if (!s.upper.empty()) add_column(t, {}, "upper end", f.y.unit, s.upper);
    tables.push_back(std::move(t));
  }
  return tables;
}

}  // namespace tansine
