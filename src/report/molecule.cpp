#include "report/molecule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "report/text.hpp"

namespace tansine {
namespace {

std::string words(const MoleculePart& p) {
  if (p.kind.empty()) return p.name;
  return p.name + ", " + p.kind;
}

/// "3.07 drugs per antibody"
std::string drugs_text(const MoleculePicture& m) {
  if (m.fractions.empty()) return "number of drugs per antibody not given";
  return fmt::format("{} drugs per antibody{}", display_fixed(m.mean_drugs(), 2),
                     m.lot.empty() ? "" : fmt::format(" (lot {})", m.lot));
}

/// How many drugs the picture shows: the mean, at least one if there is a payload, at most eight.
int shown_drugs(const MoleculePicture& m) {
  if (m.payload.name.empty()) return 0;
  if (m.fractions.empty()) return 4;
  return std::clamp(static_cast<int>(std::lround(m.mean_drugs())), 1, 8);
}

template <class... Args>
void put(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

}  // namespace

double MoleculePicture::mean_drugs() const {
  double mean = 0;
  for (std::size_t n = 0; n < fractions.size(); ++n) mean += static_cast<double>(n) * fractions[n];
  return mean;
}

std::string draw_molecule_text(const MoleculePicture& m) {
  // a drug hangs on the left or on the right of the stem and the arms, the lower ones first
  std::array<std::string, 8> rows = {R"(     \\          //      )", R"(      \\        //       )",
                                     R"(       \\      //        )", R"(        \\    //         )",
                                     R"(         \\__//          )", R"(          |  |           )",
                                     R"(          |  |           )", R"(          |__|           )"};
  struct Spot {
    std::size_t row;
    bool left;
  };
  const std::array<Spot, 8> spots = {
      {{6, true}, {6, false}, {5, true}, {5, false}, {7, true}, {7, false}, {3, true}, {3, false}}};
  for (int i = 0; i < shown_drugs(m); ++i) {
    const Spot& s = spots[static_cast<std::size_t>(i)];
    std::string& row = rows[s.row];
    const std::size_t edge = s.left ? row.find_first_not_of(' ') : row.find_last_not_of(' ');
    if (s.left)
      row.replace(edge - 4, 4, "*---");
    else
      row.replace(edge + 1, 4, "---*");
  }
  std::array<std::string, 8> notes;
  notes[0] = m.target.name.empty() ? "" : "binds  " + words(m.target);
  notes[2] = "|| //  " + words(m.antibody);
  notes[3] = m.linker.name.empty() ? "" : "---    " + words(m.linker);
  notes[4] = m.payload.name.empty() ? "" : "*      " + words(m.payload);
  notes[5] = m.payload.name.empty() ? "" : "       " + drugs_text(m);
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string line = rows[i] + "  " + elide(notes[i], 75 * 7.0, 12);
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  if (m.fractions.empty()) return out;
  const double most = *std::max_element(m.fractions.begin(), m.fractions.end());
  out += "\n";
  for (std::size_t n = 0; n < m.fractions.size(); ++n) {
    const double f = m.fractions[n];
    if (f < 5e-4 && static_cast<double>(n) > m.mean_drugs()) continue;
    const auto bar = static_cast<std::size_t>(std::lround(30 * (most > 0 ? f / most : 0)));
    out += fmt::format("  {:>2} drugs {:>5.1f} %{}{}\n", n, 100 * f, bar > 0 ? " " : "", std::string(bar, '#'));
  }
  return out;
}

namespace {

constexpr double kAxis = 170;  // [px] x of the antibody's axis of symmetry

std::string num(double v) { return svg_coordinate(v); }

/// A thick stroke and its mirror image.
void chain_pair(std::string& out, const char* color, std::initializer_list<std::pair<double, double>> points) {
  for (const double side : {-1.0, 1.0}) {
    std::string d;
    for (const auto& [x, y] : points) put(d, "{}{} {}", d.empty() ? "M" : "L", num(kAxis + side * x), num(y));
    put(out, "<path class=\"chain c-{}\" d=\"{}\"/>\n", color, d);
  }
}

void antibody(std::string& out) {
  chain_pair(out, "blue", {{96, 44}, {14, 130}, {14, 250}});  // heavy chains
  chain_pair(out, "green", {{122, 68}, {62, 130}});           // light chains
}

void drugs(std::string& out, int n) {
  struct Spot {
    double x, y, side;  // on the chain, and where the linker goes
  };
  const std::array<Spot, 8> spots = {{{14, 190, -1},
                                      {14, 190, 1},
                                      {14, 158, -1},
                                      {14, 158, 1},
                                      {14, 222, -1},
                                      {14, 222, 1},
                                      {72, 122, -1},
                                      {72, 122, 1}}};
  for (int i = 0; i < n; ++i) {
    const Spot& s = spots[static_cast<std::size_t>(i)];
    const double x = kAxis + s.side * (s.x + 8), end = x + s.side * 30;
    put(out, "<path class=\"linker\" d=\"M{} {}q{} -10 {} 0t{} 0\"/>\n", num(x), num(s.y), num(s.side * 7.5),
        num(s.side * 15), num(s.side * 15));
    put(out, "<circle class=\"drug c-vermillion\" cx=\"{}\" cy=\"{}\" r=\"9\"/>\n", num(end + s.side * 9), num(s.y));
  }
}

void label(std::string& out, double x, double y, const std::string& color, const std::string& role,
           const MoleculePart& part) {
  if (part.name.empty()) return;
  put(out, "<text class=\"c-{} label\" x=\"{}\" y=\"{}\">{}<tspan class=\"role\"> {}</tspan></text>\n", color, num(x),
      num(y), escape_html(elide(part.name, 300, 15)), escape_html(role));
  if (!part.kind.empty())
    put(out, "<text class=\"note\" x=\"{}\" y=\"{}\">{}</text>\n", num(x), num(y + 18),
        escape_html(elide(part.kind, 380, 12.5)));
}

void histogram(std::string& out, const MoleculePicture& m, double x, double y) {
  const double most = *std::max_element(m.fractions.begin(), m.fractions.end());
  const std::size_t n = m.fractions.size();
  const double step = std::min(40.0, 380.0 / static_cast<double>(n)), width = 0.7 * step;
  for (std::size_t i = 0; i < n; ++i) {
    const double f = m.fractions[i], h = most > 0 ? 48 * f / most : 0, left = x + static_cast<double>(i) * step;
    put(out, "<rect class=\"bar c-vermillion\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", num(left), num(y - h),
        num(width), num(h));
    put(out, "<text class=\"tick middle\" x=\"{}\" y=\"{}\">{}</text>\n", num(left + 0.5 * width), num(y + 14), i);
    if (step > 30)
      put(out, "<text class=\"tick middle\" x=\"{}\" y=\"{}\">{} %</text>\n", num(left + 0.5 * width), num(y - h - 4),
          display_fixed(100 * f, f < 0.0995 ? 1 : 0));
  }
}

}  // namespace

DrawnPart draw_molecule_svg(const MoleculePicture& m) {
  DrawnPart drawn{"", 780, 290};
  std::string& out = drawn.svg;
  antibody(out);
  drugs(out, shown_drugs(m));
  if (!m.target.name.empty())
    for (const double x : {kAxis - 106, kAxis + 106})
      put(out, "<path class=\"target c-orange\" d=\"M{} 12l26 0l-13 26Z\" transform=\"rotate({} {} 26)\"/>\n",
          num(x - 13), x < kAxis ? -42 : 42, num(x));
  const double x = 370;
  label(out, x, 26, "orange", "target", m.target);
  label(out, x, 68, "blue", "antibody", m.antibody);
  label(out, x, 110, "gray", "linker", m.linker);
  label(out, x, 152, "vermillion", "payload", m.payload);
  if (!m.payload.name.empty())
    put(out, "<text x=\"{}\" y=\"196\">{}</text>\n", num(x), escape_html(elide(drugs_text(m), 390, 13)));
  if (!m.fractions.empty()) histogram(out, m, x, 266);
  return drawn;
}

}  // namespace tansine
