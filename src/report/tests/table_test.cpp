#include "report/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/problem.hpp"
#include "report/tests/markup_check.hpp"
#include "report/tests/sample_figures.hpp"

namespace tansine {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

ReportTable sample_table() {
  return {.caption = "Predicted & observed",
          .columns = {{.name = "Dose", .unit = "mg/kg", .decimals = 1},
                      {.name = "Model"},
                      {.name = "observed", .group = "Cmax (µg/mL)"},
                      {.name = "fold", .group = "Cmax (µg/mL)", .decimals = 2}},
          .rows = {{0.3, "linear", 108.0, {5.4, mark_outside(5.4, 0.67, 1.5)}},
                   {0.3, "TMDD", 7.25, {0.5, mark_outside(0.5, 0.67, 1.5)}},
                   {4.8, "linear", kNaN, {1.0, mark_outside(1.0, 0.67, 1.5)}}},
          .row_headers = 2,
          .merge_first_column = true,
          .note = "▲ above"};
}

TEST(ReportTable, MarksOnlyWhatIsOutside) {
  EXPECT_EQ(mark_outside(1.51, 0.67, 1.5), CellMark::above);
  EXPECT_EQ(mark_outside(0.66, 0.67, 1.5), CellMark::below);
  EXPECT_EQ(mark_outside(1.5, 0.67, 1.5), CellMark::none);
  EXPECT_EQ(mark_outside(0.67, 0.67, 1.5), CellMark::none);
  EXPECT_EQ(mark_outside(kNaN, 0.67, 1.5), CellMark::none);
}

TEST(ReportTable, HasCaptionHeadersAndScopes) {
  const std::string html = table_html(sample_table(), "t1", "Table 1");
  EXPECT_THAT(markup_faults(html), IsEmpty());
  EXPECT_THAT(html, HasSubstr("<b>Table 1.</b> Predicted &amp; observed"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"colgroup\" colspan=\"2\" class=\"group\">Cmax (µg/mL)</th>"));
  EXPECT_THAT(html,
              HasSubstr("<th scope=\"col\" class=\"k n\" rowspan=\"2\">Dose <span class=\"unit\">(mg/kg)</span></th>"));
  EXPECT_EQ(occurrences(html, "scope=\"rowgroup\" rowspan=\"2\""), 1);
  EXPECT_EQ(occurrences(html, "scope=\"row\""), 4);  // three models, and the dose that stands alone
}

TEST(ReportTable, AlignsOnTheDecimalPoint) {
  const std::string html = table_html(sample_table(), "t1", "Table 1");
  EXPECT_THAT(html, HasSubstr(">108<i class=\"p\">.00</i></td>"));
  EXPECT_THAT(html, HasSubstr(">7.25</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"n\">–</td>"));
}

TEST(ReportTable, MarksAreSignsAndWordsNotOnlyColors) {
  const std::string html = table_html(sample_table(), "t1", "Table 1");
  EXPECT_THAT(html, HasSubstr("aria-label=\"above range\">▲</span>5.40"));
  EXPECT_THAT(html, HasSubstr("aria-label=\"below range\">▼</span>0.50"));
  EXPECT_EQ(occurrences(html, "mark-bad"), 2);
}

TEST(ReportTable, EscapesCells) {
  ReportTable t{.caption = "<i>", .columns = {{"<a>", "<b>"}}, .rows = {{"<c> & doi:10.1/x"}}};
  t.rows[0][0].tip = "\"tip\"";
  const std::string html = table_html(t, "x", "");
  EXPECT_THAT(markup_faults(html), IsEmpty());
  EXPECT_THAT(html, Not(HasSubstr("<c>")));
  EXPECT_THAT(html, HasSubstr("title=\"&quot;tip&quot;\""));
  EXPECT_THAT(html, HasSubstr("href=\"https://doi.org/10.1/x\""));
}

TEST(ReportTable, EmptyOnesAreFine) {
  EXPECT_THAT(markup_faults(table_html({}, "e", "Table 1")), IsEmpty());
  EXPECT_THAT(markup_faults(table_html({.caption = "c", .columns = {{"a"}}}, "e", "")), IsEmpty());
}

TEST(ReportTable, RefusesRaggedRows) {
  ReportTable t = sample_table();
  t.rows[1].pop_back();
  EXPECT_THROW(table_html(t, "t", ""), InternalError);
}

TEST(DataTables, HoldEveryNumberOfTheFigure) {
  const Figure f = sample_figure();
  const auto tables = data_tables(f);
  ASSERT_EQ(tables.size(), 2u);
  const ReportTable& curves = tables[0];
  ASSERT_EQ(curves.columns.size(), 4u);  // time, median, lower, upper: one grid, one table
  ASSERT_EQ(curves.rows.size(), f.lines[0].x.size());
  for (std::size_t i = 0; i < curves.rows.size(); ++i) {
    EXPECT_EQ(std::get<double>(curves.rows[i][0].value), f.lines[0].x[i]);
    EXPECT_EQ(std::get<double>(curves.rows[i][1].value), f.lines[0].y[i]);
    EXPECT_EQ(std::get<double>(curves.rows[i][2].value), f.bands[0].lower[i]);
    EXPECT_EQ(std::get<double>(curves.rows[i][3].value), f.bands[0].upper[i]);
  }
  EXPECT_EQ(curves.columns[1].group, "linear");
  EXPECT_EQ(tables[1].caption, "observed");
  EXPECT_EQ(tables[1].rows.size(), 3u);
}

TEST(DataTables, SeriesOnOtherTimesStandApart) {
  Figure f = sample_figure();
  f.bands[0].x[1] = 2;
  EXPECT_EQ(data_tables(f).size(), 3u);
  for (const Figure& odd : odd_figures()) {
    for (const ReportTable& t : data_tables(odd))
      EXPECT_THAT(markup_faults(table_html(t, "t", "")), IsEmpty()) << odd.title;
  }
}

}  // namespace
}  // namespace tansine
