#pragma once
// The colors of figures and pages: after Okabe and Ito ("Color Universal Design", 2008), told apart by people with
// any common color blindness, with a darker or lighter twin of each for text and for dark mode. They are written once
// as CSS variables, so that light, dark and print need no second drawing.

#include <span>
#include <string>
#include <string_view>

namespace tansine {

/// Color of a series. Use them in this order; `ink` is for what was observed, `gray` for what is only context.
enum class FigureColor { blue, vermillion, green, purple, orange, gray, ink };

/// One color in its four roles, each "#rrggbb".
struct ColorRoles {
  std::string_view name;
  std::string_view light_stroke;  ///< lines and markers on the light background: contrast >= 3 (WCAG 2.2, 1.4.11)
  std::string_view light_text;    ///< text of that color on light: contrast >= 4.5 (WCAG 2.2, 1.4.3)
  std::string_view dark_stroke;
  std::string_view dark_text;
};

/// A color of the page itself: text, background, rules.
struct PageColor {
  std::string_view name;
  std::string_view light;
  std::string_view dark;
};

std::span<const ColorRoles> series_colors();  ///< indexed by FigureColor
std::span<const PageColor> page_colors();

std::string_view color_name(FigureColor color);

/// CSS that declares every color as a variable: light by default, dark where a screen prefers dark; print stays light.
std::string palette_css();

}  // namespace tansine
