#include "report/palette.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <iterator>

namespace tansine {
namespace {

// blue, vermillion and green are Okabe-Ito's own on light. Their purple and orange are too pale on white for a line
// (contrast 2.9 and 2.2) and are darkened at the same hue. The contrasts are checked in tests/palette_test.cpp.
constexpr std::array<ColorRoles, 7> kSeries{{
    {"blue", "#0072b2", "#00659e", "#56b4e9", "#6fc0ee"},
    {"vermillion", "#d55e00", "#b04d00", "#f0803c", "#f4935a"},
    {"green", "#009e73", "#00704f", "#2fc598", "#3fd0a5"},
    {"purple", "#b85f92", "#9c447a", "#e0a0c6", "#e6b0d0"},
    {"orange", "#b97a00", "#8a5b00", "#e69f00", "#edb02f"},
    {"gray", "#7c838c", "#5c636c", "#8e97a3", "#a7afba"},
    {"ink", "#1d2126", "#1d2126", "#e8eaed", "#e8eaed"},
}};

constexpr std::array<PageColor, 9> kPage{{
    {"bg", "#ffffff", "#14171b"},
    {"surface", "#f5f6f8", "#1c2026"},
    {"fg", "#1d2126", "#e3e6ea"},
    {"muted", "#59616b", "#a4adb8"},
    {"rule", "#d5d9de", "#363d46"},
    {"grid", "#e6e9ec", "#2a3038"},
    {"accent", "#00598c", "#7cc4f2"},
    {"bad", "#a83c00", "#f79a66"},
    {"good", "#00664a", "#4fd1a8"},
}};

}  // namespace

std::span<const ColorRoles> series_colors() { return kSeries; }
std::span<const PageColor> page_colors() { return kPage; }
std::string_view color_name(FigureColor color) { return kSeries.at(static_cast<std::size_t>(color)).name; }

std::string palette_css() {
  std::string light;
  std::string dark;
  std::string classes;
  for (const PageColor& c : kPage) {
    fmt::format_to(std::back_inserter(light), "--{}:{};", c.name, c.light);
    fmt::format_to(std::back_inserter(dark), "--{}:{};", c.name, c.dark);
  }
  for (const ColorRoles& c : kSeries) {
    fmt::format_to(std::back_inserter(light), "--{0}:{1};--{0}-text:{2};", c.name, c.light_stroke, c.light_text);
    fmt::format_to(std::back_inserter(dark), "--{0}:{1};--{0}-text:{2};", c.name, c.dark_stroke, c.dark_text);
    fmt::format_to(std::back_inserter(classes), ".c-{0}{{--s:var(--{0});--t:var(--{0}-text)}}\n", c.name);
  }
  return fmt::format(
      ":root{{color-scheme:light dark;{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n{}", light,
      dark, classes);
}

}  // namespace tansine
