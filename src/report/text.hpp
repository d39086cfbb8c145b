#pragma once
// Text on its way into HTML and SVG: escaping, numbers as people read them, and how wide a text will be when drawn
// with a font we do not know.

#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// Any text made safe between tags and inside double-quoted attributes. Characters that XML forbids (controls other
/// than tab and line ends) and bytes that are not UTF-8 become U+FFFD, so that a page is well formed whatever it is
/// fed.
std::string escape_html(std::string_view text);

/// As escape_html, with `https://...`, `http://...` and `doi:10....` turned into links.
std::string escape_and_link(std::string_view text);

/// A number with `digits` significant digits for a reader: 0.0123, 12.3, 1230; beyond 1e-4 .. 1e6 as 1.23×10⁻⁵.
/// A real minus sign; -0 is 0; NaN is "–", infinities "∞" and "−∞".
std::string display_number(double value, int digits = 3);

/// A number with exactly `decimals` decimals: 0.97, 12.00; from 1e6 on as display_number, and so are NaN and
/// infinities.
std::string display_fixed(double value, int decimals);

/// A number in as few characters as it needs, up to 6 significant digits: 0.3, 7, 0.25, 1.25×10⁻⁵.
std::string display_short(double value);

/// Ten to the power: 0.01, 1, 100, or as a power 10⁻², 10⁰, 10².
enum class DecadeStyle { digits, power };
std::string display_decade(int exponent, DecadeStyle style);

/// A coordinate in a drawing: two decimals, no trailing zeros, never "-0", independent of locale.
std::string svg_coordinate(double value);

/// Number of characters (UTF-8 code points; bytes that are not UTF-8 count one each).
std::size_t character_count(std::string_view text);

/// Estimated width in px of `text` set in a sans-serif font of `font_px`; errs to the wide side.
double text_width(std::string_view text, double font_px);

/// The text, or its beginning and "…" where it would be wider than `width_px`.
std::string elide(std::string_view text, double width_px, double font_px);

/// Broken at spaces into at most `max_lines` lines of at most `width_px`; what does not fit is elided in the last line.
std::vector<std::string> wrap_text(std::string_view text, double width_px, double font_px, std::size_t max_lines);

}  // namespace tansine
