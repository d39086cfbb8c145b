#include "report/page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "report/tests/markup_check.hpp"
#include "report/tests/sample_figures.hpp"

namespace tansine {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Page sample_page() {
  Page p{.title = "Low doses", .question = "Why?", .answer = "Because.", .uncertainty = "Some.", .kicker = "simulate"};
  p.lead = {KeyNumbers{{{"fold error", "1.21", "was 2.7"}}},
            FigureGrid{.title = "Six doses", .panels = {sample_figure(), sample_figure()}}};
  p.sections = {{"Methods", {Prose{"First, `CL`.\n\nSecond."}, Listing{"dA/dt = -k*A", "Equations"}}},
                {"Inputs",
                 {ReportTable{.caption = "Parameters", .columns = {{"Symbol"}, {"Value"}}, .rows = {{"CL", 0.7}}},
                  sample_figure()}},
                {"Warnings", {Warnings{{"kint is assumed"}}, Warnings{}}},
                {"Checks",
                 {CheckList{{{"balance", CheckResult::Status::passed, "3e-13", "below 1e-9"},
                             {"CVODE", CheckResult::Status::failed, "2e-5", "below 1e-5"}}}}},
                {"Sources", {SourceList{{{"Lu 2014", "doi:10.1007/s00280-014-2500-2"}}}}},
                {"Manifest", {Facts{{{"seed", "1"}}}, Folded{"The study file", {Listing{"seed = 1"}}}}}};
  p.footer = "Written by Tansine.";
  return p;
}

TEST(Page, IsWellFormedAndComplete) {
  const std::string html = page_html(sample_page());
  EXPECT_THAT(markup_faults(html), IsEmpty());
  for (const char* part :
       {"<h1>Low doses</h1>", "Why?", "Because.", "Some.", "<b>Figure 1.</b> Six doses", "<b>Figure 2.</b>",
        "<b>Table 1.</b> Parameters", "<b>Table 2.</b> Checks", "<code>CL</code>", "dA/dt = -k*A", "kint is assumed",
        "No warnings.", "✓</span>passed", "✗</span>failed", "https://doi.org/10.1007/s00280-014-2500-2",
        "<dt>seed</dt><dd>1</dd>", "<summary>The study file</summary>", "<a href=\"#methods\">Methods</a>"}) {
    EXPECT_THAT(html, HasSubstr(part));
  }
  EXPECT_EQ(occurrences(html, "class=\"prose\""), 3);  // two paragraphs, and the empty warnings
}

TEST(Page, LoadsNothingAndRunsNothing) {
  const std::string html = page_html(sample_page());
  EXPECT_THAT(html, HasSubstr("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
  for (const char* loads : {"<script", "<link", "<img", "<iframe", "@import", "url(", " src="})
    EXPECT_THAT(html, Not(HasSubstr(loads)));
}

TEST(Page, SamePageSameBytes) { EXPECT_EQ(page_html(sample_page()), page_html(sample_page())); }

TEST(Page, SurvivesOddFiguresAndHostileText) {
  const std::string hostile = "<script>alert(1)</script>\"'&\x02\xFE`code` ` ]]>";
  Page p{.title = hostile,
         .question = hostile,
         .answer = hostile,
         .uncertainty = hostile,
         .kicker = hostile,
         .footer = hostile};
  p.lead = {FigureGrid{.title = hostile, .panels = {}},
            FigureGrid{.title = hostile, .panels = odd_figures(), .caption = hostile}};
  PageSection s{hostile,
                {Prose{hostile}, Prose{""}, Listing{hostile, hostile}, KeyNumbers{{{hostile, hostile, hostile}}},
                 KeyNumbers{}, Warnings{{hostile}}, CheckList{{{hostile, CheckResult::Status::noted, hostile}}},
                 CheckList{}, SourceList{{{hostile, hostile}}}, SourceList{}, Facts{{{hostile, hostile}}}, Facts{},
                 Folded{hostile, {Folded{hostile, {Prose{hostile}}}}}}};
  for (const Figure& f : odd_figures()) s.blocks.push_back(f);
  p.sections = {s, s};
  const std::string html = page_html(p);
  EXPECT_THAT(markup_faults(html), IsEmpty());  // unique ids too, though every section has the same name
  EXPECT_THAT(html, Not(HasSubstr("<script")));
}

TEST(Page, AnEmptyOneIsAPage) { EXPECT_THAT(markup_faults(page_html({})), IsEmpty()); }

TEST(Page, DrawsEachFigureForWideAndNarrowScreens) {
  Page p;
  p.lead = {sample_figure()};
  const std::string html = page_html(p);
  EXPECT_EQ(occurrences(html, "class=\"figure-svg wide\""), 1);
  EXPECT_EQ(occurrences(html, "class=\"figure-svg narrow\""), 1);
  EXPECT_THAT(html, HasSubstr("Points outside the drawn range, marked by arrowheads at its edge: 1."));
  EXPECT_THAT(html, HasSubstr("<summary>Data behind Figure 1</summary>"));
}

TEST(Page, NeedsNoKeyWhereLinesNameThemselves) {
  Figure f{.title = "bare", .x = {.label = "x"}, .y = {.label = "y"}};
  f.lines = {{.name = "a", .x = {0, 1}, .y = {0, 1}}};
  Page p;
  p.lead = {f};
  EXPECT_THAT(page_html(p), Not(HasSubstr("<ul class=\"key\">")));
  f.points = {{.name = "seen", .x = {0.5}, .y = {0.5}}};
  p.lead = {f};
  EXPECT_THAT(page_html(p), HasSubstr("<ul class=\"key\">"));
}

}  // namespace
}  // namespace tansine
