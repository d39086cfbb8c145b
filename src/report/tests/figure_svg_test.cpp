#include "report/figure_svg.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "base/problem.hpp"
#include "report/tests/markup_check.hpp"
#include "report/tests/sample_figures.hpp"

namespace tansine {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(FigureSvg, IsWellFormedWhateverItShows) {
  std::vector<Figure> figures = odd_figures();
  figures.push_back(sample_figure());
  for (const Figure& f : figures) {
    for (const bool panel : {false, true}) {
      const std::string svg = draw_figure(f, {.width = panel ? 360.0 : 860.0, .height = 260, .panel = panel}).svg;
      EXPECT_THAT(markup_faults(svg), IsEmpty()) << f.title;
      EXPECT_THAT(svg, Not(HasSubstr("nan"))) << f.title;
      EXPECT_THAT(svg, Not(testing::ContainsRegex("[ \"]-?inf[ \"]"))) << f.title;
    }
    EXPECT_THAT(markup_faults(standalone_svg(f)), IsEmpty()) << f.title;
  }
}

TEST(FigureSvg, SameFigureSameBytes) {
  EXPECT_EQ(draw_figure(sample_figure(), {}).svg, draw_figure(sample_figure(), {}).svg);
}

TEST(FigureSvg, SaysWhatItShowsToThoseWhoCannotSee) {
  const std::string svg = draw_figure(sample_figure(), {.id = "f1"}).svg;
  EXPECT_THAT(svg, HasSubstr("role=\"img\" aria-labelledby=\"f1-title\" aria-describedby=\"f1-desc\""));
  EXPECT_THAT(svg, HasSubstr("<title id=\"f1-title\">Conjugate, 3.6 mg/kg</title>"));
  EXPECT_THAT(
      svg,
      HasSubstr(
          "Vertical axis: conjugate (µg/mL), logarithmic, 0.100 to 100. Line: linear, median, ends at 0.900 "
          "where time after dose is 21.0. Band: linear, 5–95 %. 3 points: observed. Reference line at 0.500: limit."));
}

TEST(FigureSvg, NaNIsAGapInTheLine) {
  Figure f{.title = "gap", .x = {.label = "x"}, .y = {.label = "y"}};
  f.lines = {{.name = "a", .x = {0, 1, 2, 3}, .y = {1, 2, 3, 4}}};
  EXPECT_EQ(occurrences(draw_figure(f, {}).svg, "<path class=\"line c-blue\""), 1);
  f.lines[0].y = {1, 2, kNaN, 4};
  EXPECT_EQ(occurrences(draw_figure(f, {}).svg, "<path class=\"line c-blue\""), 2);
}

TEST(FigureSvg, PointsThatDoNotFitAreCountedAndMarked) {
  Figure f = sample_figure();  // 0.05 lies below the axis
  f.points[0].y[1] = 0;        // and this one cannot be on a log axis
  const Omissions n = omissions(f, make_x_axis(f, 5), make_y_axis(f, 5));
  EXPECT_EQ(n.outside, 1);
  EXPECT_EQ(n.not_positive, 1);
  EXPECT_EQ(n.missing, 0);
  EXPECT_EQ(occurrences(draw_figure(f, {}).svg, "class=\"outside\""), 1);
}

TEST(FigureSvg, NamesLinesAtTheirEnds) {
  Figure f = sample_figure();
  const SvgDrawing d = draw_figure(f, {});
  EXPECT_TRUE(d.every_line_labeled);
  EXPECT_THAT(d.svg, HasSubstr(">linear</text>"));
  f.lines[0].label = std::string(200, 'm');  // no room: the key must say it
  const SvgDrawing overlong = draw_figure(f, {});
  EXPECT_FALSE(overlong.every_line_labeled);
  EXPECT_THAT(overlong.svg, Not(HasSubstr("mmm")));
}

TEST(FigureSvg, LabelsOfLinesThatEndTogetherDoNotOverlap) {
  Figure f{.title = "bundle", .x = {.label = "x"}, .y = {.label = "y"}};
  for (int k = 0; k < 6; ++k)
    f.lines.push_back({.name = "line" + std::to_string(k), .x = {0, 1}, .y = {0, 1 + 0.001 * k}});
  const std::string svg = draw_figure(f, {.font_px = 13}).svg;
  std::vector<double> at;
  for (int k = 0; k < 6; ++k) {
    const std::size_t text = svg.find(">line" + std::to_string(k) + "</text>");
    ASSERT_NE(text, std::string::npos);
    const std::size_t y = svg.rfind("y=\"", text);
    at.push_back(std::stod(svg.substr(y + 3)));
  }
  std::sort(at.begin(), at.end());
  for (std::size_t i = 1; i < at.size(); ++i) EXPECT_GE(at[i] - at[i - 1], 13) << i;
}

TEST(FigureSvg, StaysInsideItsBox) {  // the texts' own width aside, which text.cpp bounds
  const std::string svg = draw_figure(sample_figure(), {.width = 360, .height = 250, .panel = true}).svg;
  for (std::size_t at = svg.find(" x=\""); at != std::string::npos; at = svg.find(" x=\"", at + 1)) {
    const double x = std::stod(svg.substr(at + 4));
    EXPECT_GE(x, 0);
    EXPECT_LE(x, 360);
  }
}

TEST(FigureSvg, GridPanelsShareTheirRanges) {
  std::vector<Figure> panels{sample_figure(), sample_figure()};
  panels[1].lines[0].y[0] = 4000;
  panels[1].lines[0].x[5] = 30;
  share_axes(panels);
  EXPECT_EQ(panels[0].y.max, panels[1].y.max);
  EXPECT_EQ(panels[0].x.max, 30);
  EXPECT_EQ(panels[0].y.min, 0.1);  // as given
  EXPECT_NEAR(panels[0].y.max.value(), 5000, 1e-9);
}

TEST(FigureSvg, RefusesColumnsOfDifferentLength) {
  Figure f = sample_figure();
  f.lines[0].y.pop_back();
  EXPECT_THROW(draw_figure(f, {}), InternalError);
  f = sample_figure();
  f.points[0].upper.pop_back();
  EXPECT_THROW(draw_figure(f, {}), InternalError);
  f = sample_figure();
  f.bands[0].lower.push_back(1);
  EXPECT_THROW(draw_figure(f, {}), InternalError);
}

}  // namespace
}  // namespace tansine
