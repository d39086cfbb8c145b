// The contrasts that palette.hpp promises, by the formula of WCAG 2.2 ("relative luminance", "contrast ratio").

#include "report/palette.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace tansine {
namespace {

double luminance(std::string_view hex) {
  const auto channel = [&](std::size_t at) {
    const double c = std::stoi(std::string(hex.substr(at, 2)), nullptr, 16) / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

double contrast(std::string_view a, std::string_view b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

const PageColor& page_color(std::string_view name) {
  const auto colors = page_colors();
  return *std::find_if(colors.begin(), colors.end(), [&](const PageColor& c) { return c.name == name; });
}

TEST(Palette, ContrastFormulaKnowsBlackAndWhite) {
  EXPECT_NEAR(contrast("#000000", "#ffffff"), 21.0, 1e-9);
  EXPECT_NEAR(contrast("#777777", "#ffffff"), 4.48, 0.005);  // the well-known gray that just misses 4.5
}

TEST(Palette, LinesAndTextsStandOutInBothModes) {
  const PageColor& bg = page_color("bg");
  for (const ColorRoles& c : series_colors()) {
    EXPECT_GE(contrast(c.light_stroke, bg.light), 3.0) << c.name;
    EXPECT_GE(contrast(c.dark_stroke, bg.dark), 3.0) << c.name;
    EXPECT_GE(contrast(c.light_text, bg.light), 4.5) << c.name;
    EXPECT_GE(contrast(c.dark_text, bg.dark), 4.5) << c.name;
  }
}

TEST(Palette, PageTextStandsOutOnPageAndSurface) {
  for (const char* background : {"bg", "surface"}) {
    for (const char* text : {"fg", "muted", "accent", "bad", "good"}) {
      EXPECT_GE(contrast(page_color(text).light, page_color(background).light), 4.5) << text << " on " << background;
      EXPECT_GE(contrast(page_color(text).dark, page_color(background).dark), 4.5) << text << " on " << background;
    }
  }
}

TEST(Palette, DarkIsForScreensOnly) {
  const std::string css = palette_css();
  EXPECT_THAT(css, testing::HasSubstr("@media screen and (prefers-color-scheme:dark)"));
  EXPECT_THAT(css, testing::HasSubstr(".c-vermillion{--s:var(--vermillion);--t:var(--vermillion-text)}"));
  EXPECT_EQ(color_name(FigureColor::ink), "ink");
}

}  // namespace
}  // namespace tansine
