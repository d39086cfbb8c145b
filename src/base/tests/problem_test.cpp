// Messages word for word: what a person reads when something is wrong.

#include "base/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace tansine {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

std::shared_ptr<const SourceText> source(std::string text) {
  return std::make_shared<const SourceText>(SourceText{"study.toml", std::move(text)});
}

Place place(const std::shared_ptr<const SourceText>& text, int line, int column, int length) {
  return {text->name, line, column, length, text};
}

std::string shown(const Place& where, std::string message, std::string hint = {}) {
  Problems problems;
  problems.error(where, std::move(message), std::move(hint));
  return render(problems);
}

TEST(Render, ShowsLineUnderlineAndHint) {
  const auto text = source("study = \"simulate\"\n\nregimen   = \"3.6 mg/kgg q3w x 6\"\n");
  EXPECT_EQ(shown(place(text, 3, 18, 6), "unknown unit \"mg/kgg\" in regimen", "did you mean \"mg/kg\"?"),
            "study.toml:3:18: error: unknown unit \"mg/kgg\" in regimen\n"
            "  3 | regimen   = \"3.6 mg/kgg q3w x 6\"\n"
            "    |                  ^^^^^^ did you mean \"mg/kg\"?\n");
}

TEST(Render, AlignsBelowLongLineNumbers) {
  const auto text = source(std::string(122, '\n') + "abc");
  EXPECT_EQ(shown(place(text, 123, 2, 1), "no"),
            "study.toml:123:2: error: no\n"
            "  123 | abc\n"
            "      |  ^\n");
}

TEST(Render, WithoutALine) {
  EXPECT_EQ(shown({.name = "a.csv"}, "it is a directory", "give a file"),
            "a.csv: error: it is a directory; give a file\n");
  EXPECT_EQ(shown({}, "no study given"), "error: no study given\n");
  EXPECT_EQ(shown({.name = "study.toml", .line = 6}, "unknown key \"patient\"; did you mean \"patients\"?"),
            "study.toml:6:0: error: unknown key \"patient\"; did you mean \"patients\"?\n");
}

TEST(Render, WarningsAndOrder) {
  Problems problems;
  problems.warning({.name = "b"}, "second thoughts");
  problems.error({.name = "a"}, "wrong");
  EXPECT_EQ(render(problems), "b: warning: second thoughts\na: error: wrong\n");
  EXPECT_EQ(problems.error_count(), 1u);
  problems.add(problems);
  EXPECT_EQ(problems.list().size(), 4u);
}

TEST(Render, ColumnsAreCharactersAndTabsAreBlanks) {
  const auto text = source("\t\u00b5 = \"\u20ac\U0001F600\" bad");
  EXPECT_EQ(shown(place(text, 1, 11, 3), "no"),
            "study.toml:1:11: error: no\n"
            "  1 |  \u00b5 = \"\u20ac\U0001F600\" bad\n"
            "    |           ^^^\n");
}

TEST(Render, NoControlCharactersReachTheTerminal) {
  const auto text = source("a\x1b[31mb\xff\x7f\xc2\x9b");
  const std::string out = shown(place(text, 1, 1, 1), "bad \x1b]0;title\x07 word\nnext", "\r");
  EXPECT_EQ(out,
            "study.toml:1:1: error: bad ?]0;title? word?next\n"
            "  1 | a?[31mb???\n"
            "    | ^ ?\n");
}

// The underline must stand under its word wherever a long line is cut.
TEST(Render, CutsLongLinesAroundThePlace) {
  for (const std::size_t before : {0u, 40u, 52u, 60u, 150u, 160u, 5000u, 9990u}) {
    const auto text = source(std::string(before, '.') + "WORD" + std::string(10'000 - before, '-'));
    const std::string out = shown(place(text, 1, static_cast<int>(before) + 1, 4), "no");
    const std::size_t first = out.find('\n') + 1;
    const std::size_t second = out.find('\n', first) + 1;
    const std::string line = out.substr(first, second - first - 1);
    const std::string underline = out.substr(second);
    EXPECT_LE(line.size(), 160u + 6) << before;
    EXPECT_EQ(line.find("WORD"), underline.find("^^^^")) << before << "\n" << out;
    EXPECT_EQ(std::count(underline.begin(), underline.end(), '^'), 4) << before;
  }
}

TEST(Render, TenMegabyteLineStaysSmall) {
  const auto text = source(std::string(10'000'000, 'x'));
  EXPECT_LT(shown(place(text, 1, 5'000'000, 4'000'000), std::string(1'000'000, 'm')).size(), 1200u);
}

TEST(Render, PlacesOutsideTheTextDoNoHarm) {
  const auto text = source("short\n");
  EXPECT_THAT(shown(place(text, 1, 100, 100), "no"), EndsWith("  1 | short\n    |      ^\n"));
  EXPECT_THAT(shown(place(text, 2, 1, 1), "no"), EndsWith("  2 | \n    | ^\n"));
  EXPECT_THAT(shown(place(text, 99, 1, 1), "no"), EndsWith("  99 | \n     | ^\n"));
  EXPECT_THAT(shown(place(text, 1, 3, -5), "no"), EndsWith("    |   ^\n"));
}

TEST(Render, ManyProblemsAreCounted) {
  Problems problems;
  for (int i = 0; i < 130; ++i) problems.error({}, "no");
  EXPECT_THAT(render(problems), EndsWith("error: no\n... and 30 more\n"));
}

TEST(SourceText, Lines) {
  const SourceText text{"f", "one\r\ntwo\n\nfour"};
  EXPECT_EQ(text.line(1), "one");
  EXPECT_EQ(text.line(2), "two");
  EXPECT_EQ(text.line(3), "");
  EXPECT_EQ(text.line(4), "four");
  EXPECT_EQ(text.line(5), "");
  EXPECT_EQ(text.line(0), "");
  EXPECT_EQ(text.line(-1), "");
}

TEST(Errors, InputErrorCarriesAllProblems) {
  Problems problems;
  EXPECT_NO_THROW(problems.throw_if_errors());
  problems.warning({}, "odd");
  EXPECT_NO_THROW(problems.throw_if_errors());
  problems.error({.name = "a"}, "first");
  problems.error({.name = "a"}, "second");
  try {
    problems.throw_if_errors();
    FAIL();
  } catch (const InputError& e) {
    EXPECT_EQ(e.problems().list().size(), 3u);
    EXPECT_STREQ(e.what(), "warning: odd\na: error: first\na: error: second\n");
  }
  EXPECT_STREQ(InputError({.name = "b"}, "bad", "mend it").what(), "b: error: bad; mend it\n");
}

TEST(Errors, AssertNamesThePlace) {
  try {
    TANSINE_ASSERT(1 + 1 == 3, "arithmetic");
    FAIL();
  } catch (const InternalError& e) {
    EXPECT_THAT(e.what(), HasSubstr("arithmetic"));
    EXPECT_THAT(e.what(), HasSubstr("problem_test.cpp"));
  }
}

TEST(NearestName, FindsSlips) {
  const std::array<std::string, 6> known = {"patients", "regimen", "seed", "CL", "V1", "tumor_volume"};
  EXPECT_EQ(nearest_name("patient", known), "patients");
  EXPECT_EQ(nearest_name("pateints", known), "patients");  // swapped
  EXPECT_EQ(nearest_name("Regimen", known), "regimen");
  EXPECT_EQ(nearest_name("cl", known), "CL");
  EXPECT_EQ(nearest_name("tumour_volume", known), "tumor_volume");
  EXPECT_EQ(nearest_name("sed", known), "seed");
  EXPECT_EQ(nearest_name("V2", known), "");  // one of two letters is more than a third
  EXPECT_EQ(nearest_name("colour", known), "");
  EXPECT_EQ(nearest_name("", known), "");
  EXPECT_EQ(nearest_name(std::string(1'000'000, 'x'), known), "");
  EXPECT_EQ(nearest_name("seed", std::span<const std::string>{}), "");
  EXPECT_EQ(did_you_mean("patient", known), "; did you mean \"patients\"?");
  EXPECT_EQ(did_you_mean("colour", known), "");
}

TEST(NearestName, PrefersTheSameCaseThenTheFirst) {
  const std::array<std::string, 4> known = {"NM", "nM", "abcd", "abce"};
  EXPECT_EQ(nearest_name("nM", known), "nM");
  EXPECT_EQ(nearest_name("abcf", known), "abcd");
}

}  // namespace
}  // namespace tansine
