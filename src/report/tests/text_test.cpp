#include "report/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tansine {
namespace {

using testing::ElementsAre;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

TEST(ReportText, EscapesEverythingThatMeansSomething) {
  EXPECT_EQ(escape_html("<script>a && 'b' \"c\"</script>"),
            "&lt;script&gt;a &amp;&amp; &#39;b&#39; &quot;c&quot;&lt;/script&gt;");
  EXPECT_EQ(escape_html("µg/mL – 5 ≤ 7 日本 🧬"), "µg/mL – 5 ≤ 7 日本 🧬");
  EXPECT_EQ(escape_html("line\n\ttab"), "line\n\ttab");
}

TEST(ReportText, WhatIsNotTextBecomesTheReplacementCharacter) {
  EXPECT_EQ(escape_html(std::string("a\0b", 3)), "a\uFFFDb");
  EXPECT_EQ(escape_html("a\x1B[31mb"), "a\uFFFD[31mb");
  EXPECT_EQ(escape_html("\xFF"), "\uFFFD");
  EXPECT_EQ(escape_html("\xC0\xAF"), "\uFFFD\uFFFD");            // overlong '/'
  EXPECT_EQ(escape_html("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(escape_html("\xE2\x82"), "\uFFFD\uFFFD");            // cut short
  EXPECT_EQ(escape_html("\xEF\xBF\xBE"), "\uFFFD");              // U+FFFE, forbidden in XML
}

TEST(ReportText, LinksAddressesAndDois) {
  EXPECT_EQ(escape_and_link("See doi:10.1007/s00280-014-2500-2, Table 2."),
            "See <a href=\"https://doi.org/10.1007/s00280-014-2500-2\">doi:10.1007/s00280-014-2500-2</a>, Table 2.");
  EXPECT_EQ(escape_and_link("(https://a.org/x?a=1&b=2)"),
            "(<a href=\"https://a.org/x?a=1&amp;b=2\">https://a.org/x?a=1&amp;b=2</a>)");
  EXPECT_EQ(escape_and_link("doi:10.1016/S0959-8049(97)00001-2 ok"),
            "<a href=\"https://doi.org/10.1016/S0959-8049(97)00001-2\">doi:10.1016/S0959-8049(97)00001-2</a> ok");
}

TEST(ReportText, LinksNothingElse) {
  EXPECT_EQ(escape_and_link("javascript:alert(1) file:///etc/passwd https:// doi:10."),
            "javascript:alert(1) file:///etc/passwd https:// doi:10.");
  EXPECT_EQ(escape_and_link("https://a.org/\"onclick=\"x"),
            "<a href=\"https://a.org/\">https://a.org/</a>&quot;onclick=&quot;x");
}

TEST(ReportText, NumbersForReaders) {
  EXPECT_EQ(display_number(0.012345), "0.0123");
  EXPECT_EQ(display_number(12.35), "12.3");  // 12.35 is a little below, in binary
  EXPECT_EQ(display_number(1234.5), "1230");
  EXPECT_EQ(display_number(999.9), "1000");  // rounding gains a decade
  EXPECT_EQ(display_number(0.5), "0.500");
  EXPECT_EQ(display_number(-0.5, 1), "−0.5");
  EXPECT_EQ(display_number(-0.0), "0");
  EXPECT_EQ(display_number(1.234e-5), "1.23×10⁻⁵");
  EXPECT_EQ(display_number(1e-4, 2), "0.00010");
  EXPECT_EQ(display_number(123456.0, 6), "123456");
  EXPECT_EQ(display_number(999999.0, 3), "1.00×10⁶");
  EXPECT_EQ(display_number(-1.5e300, 2), "−1.5×10³⁰⁰");
  EXPECT_EQ(display_number(kNaN), "–");
  EXPECT_EQ(display_number(kInf), "∞");
  EXPECT_EQ(display_number(-kInf), "−∞");
}

TEST(ReportText, FixedAndShortNumbers) {
  EXPECT_EQ(display_fixed(0.97, 2), "0.97");
  EXPECT_EQ(display_fixed(12, 2), "12.00");
  EXPECT_EQ(display_fixed(-0.001, 2), "0.00");  // not minus nothing
  EXPECT_EQ(display_fixed(-1.255, 1), "−1.3");
  EXPECT_EQ(display_fixed(kNaN, 2), "–");
  EXPECT_EQ(display_short(0.25), "0.25");
  EXPECT_EQ(display_short(7), "7");
  EXPECT_EQ(display_short(100), "100");
  EXPECT_EQ(display_short(1.0 / 3), "0.333333");
  EXPECT_EQ(display_short(1.25e-5), "1.25×10⁻⁵");
  EXPECT_EQ(display_short(1e-5), "1×10⁻⁵");
}

TEST(ReportText, Coordinates) {
  EXPECT_EQ(svg_coordinate(1.0), "1");
  EXPECT_EQ(svg_coordinate(1.5), "1.5");
  EXPECT_EQ(svg_coordinate(100), "100");
  EXPECT_EQ(svg_coordinate(-0.001), "0");
  EXPECT_EQ(svg_coordinate(2.0 / 3), "0.67");
}

TEST(ReportText, ElidesAtCharactersNotBytes) {
  EXPECT_EQ(elide("short", 1000, 12), "short");
  const std::string cut = elide("µµµµµµµµµµ", 50, 12);  // 7.2 px each
  EXPECT_TRUE(cut.ends_with("…"));
  EXPECT_LE(text_width(cut, 12), 50);
  EXPECT_EQ(escape_html(cut), cut);  // still valid UTF-8
  EXPECT_EQ(character_count("µg/mL"), 5u);
}

TEST(ReportText, WrapsAtSpaces) {
  EXPECT_THAT(wrap_text("", 100, 10, 2), testing::IsEmpty());
  EXPECT_THAT(wrap_text("linear popPK", 1000, 10, 2), ElementsAre("linear popPK"));
  EXPECT_THAT(wrap_text("linear popPK", 45, 10, 2), ElementsAre("linear", "popPK"));
  const auto lines = wrap_text("one two three four five six", 45, 10, 2);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[1].ends_with("…"));
  for (const auto& l : lines) EXPECT_LE(text_width(l, 10), 45);
}

}  // namespace
}  // namespace tansine
