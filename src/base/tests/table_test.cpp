// Comma-separated tables: what is read, what is refused and where, and that writing and reading are inverse.

#include "base/table.hpp"

#include "base/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tansine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Table read(std::string text, const TableLimits& limits = {}) {
  return read_table(std::make_shared<const SourceText>(SourceText{"t.csv", std::move(text)}), limits);
}

std::string error_of(std::string text, const TableLimits& limits = {}) {
  try {
    (void)read(std::move(text), limits);
  } catch (const InputError& e) {
    return e.what();
  }
  return "no error";
}

TEST(Table, ReadsCellsAndTheirPlaces) {
  const Table t = read("time_h,\"name, long\",\u00b5\n0,a,\u20ac\n1.5,\"say \"\"hi\"\"\",\"two\r\nlines\"\r\n,,");
  EXPECT_THAT(t.columns(), ElementsAre("time_h", "name, long", "\u00b5"));
  ASSERT_EQ(t.rows(), 3u);
  EXPECT_EQ(t.cell(0, 2), "\u20ac");
  EXPECT_EQ(t.cell(1, 1), "say \"hi\"");
  EXPECT_EQ(t.cell(1, 2), "two\r\nlines");
  EXPECT_EQ(t.cell(2, 0), "");
  EXPECT_EQ(t.column("\u00b5"), 2u);
  EXPECT_EQ(t.column("Time_h"), std::nullopt);
  const Place p = t.place(1, 1);
  EXPECT_EQ(p.name, "t.csv");
  EXPECT_EQ(p.line, 3);
  EXPECT_EQ(p.column, 5);
  EXPECT_EQ(p.length, 12);
  EXPECT_EQ(t.place(2, 2).line, 5);  // behind a cell of two lines
  EXPECT_EQ(t.place(2, 2).column, 3);
  EXPECT_EQ(t.header_place(2).column, 21);
  EXPECT_EQ(t.place().line, 0);
}

TEST(Table, EndsOfLinesAndMarks) {
  EXPECT_EQ(read("\xEF\xBB\xBFx,y\r\n1,2\r\n").columns()[0], "x");
  EXPECT_EQ(read("\xEF\xBB\xBFx,y\r\n1,2\r\n").header_place(0).column, 1);
  EXPECT_EQ(read("x\n1").rows(), 1u);
  EXPECT_EQ(read("x\n1\n\n\r\n\n").rows(), 1u);
  EXPECT_EQ(read("x\n\"\"\n").rows(), 1u);
  EXPECT_EQ(read("x,y\n").rows(), 0u);
}

TEST(Table, RefusesWithPlace) {
  EXPECT_EQ(error_of(""), "t.csv: error: the table is empty: expected a header row\n");
  EXPECT_EQ(error_of("\n\n"), "t.csv: error: the table is empty: expected a header row\n");
  EXPECT_EQ(error_of("a,b\n1,2\n3\n4,5,6\n"),
            "t.csv:3:1: error: 1 cells in this row: expected 2, as in the header\n  3 | 3\n    | ^\n"
            "t.csv:4:5: error: 3 cells in this row: expected 2, as in the header\n  4 | 4,5,6\n    |     ^\n");
  EXPECT_EQ(error_of("a,b\n\n1,2\n"), "t.csv:2:1: error: an empty line\n  2 | \n    | ^\n");
  EXPECT_THAT(error_of("a,,a, b\n"), HasSubstr("t.csv:1:3: error: column 2 has no name"));
  EXPECT_THAT(error_of("a,,a, b\n"), HasSubstr("t.csv:1:4: error: column \"a\" is there twice"));
  EXPECT_THAT(error_of("a,,a, b\n"), HasSubstr("t.csv:1:6: error: blanks around the column name \" b\""));
  EXPECT_THAT(error_of("a;b\n1;2\n"), HasSubstr("separated by semicolons: expected commas"));
  EXPECT_THAT(error_of("a\tb\n"), HasSubstr("separated by tabs: expected commas"));
  EXPECT_THAT(error_of("a,b\nx,\"open\n1,2\n"), HasSubstr("t.csv:2:3: error: a quote that is not closed"));
  EXPECT_THAT(error_of("a,b\nx\"y,2\n"), HasSubstr("t.csv:2:2: error: a quote inside a cell"));
  EXPECT_THAT(error_of("a,b\n\"x\"y,2\n"), HasSubstr("t.csv:2:4: error: text behind a closing quote"));
  EXPECT_THAT(error_of("a,b\rc,d\r"), HasSubstr("t.csv:1:4: error: a carriage return that ends no line"));
  EXPECT_THAT(error_of(std::string("a,b\n1,\0\n", 8)), HasSubstr("t.csv:2:3: error: a zero byte"));
  EXPECT_THAT(error_of("a,\u00b5\n1,\u00b5\xff\n"), HasSubstr("t.csv:2:4: error: the text is not UTF-8 here"));
}

TEST(Table, StopsAtItsLimits) {
  EXPECT_THAT(error_of("a,b,c\n", {.columns = 2}), HasSubstr("more than 2 columns"));
  EXPECT_THAT(error_of("a,b\n1,2\n3,4\n", {.cells = 3}), HasSubstr("t.csv:3:1: error: more than 3 cells"));
  EXPECT_THAT(error_of("a,b\n1,22222\n", {.cell_bytes = 4}), HasSubstr("a cell of 5 bytes: at most 4 are read"));
  EXPECT_THAT(error_of("a\n" + std::string(10'000'000, 'x')), HasSubstr("a cell of 10000000 bytes"));
  EXPECT_THAT(error_of(std::string(1'000'000, ',')), HasSubstr("more than 10000 columns"));
  std::string many = "a,b\n";
  for (int i = 0; i < 1000; ++i) many += "1\n";
  EXPECT_THAT(error_of(many), HasSubstr("... and 1 more"));
  std::string zeros = "a\n\"" + std::string(100'000, '\0') + "\"\n";
  EXPECT_LT(error_of(zeros).size(), 40'000u);
}

TEST(Table, NumbersWithPlace) {
  const Table t = read("a,b\n1e-3,nan\n,x\n");
  Problems problems;
  EXPECT_EQ(t.number(0, 0, problems), 1e-3);
  EXPECT_FALSE(problems.has_errors());
  EXPECT_FALSE(t.number(0, 1, problems));
  EXPECT_FALSE(t.number(1, 0, problems));
  EXPECT_FALSE(t.number(1, 1, problems));
  EXPECT_EQ(render(problems),
            "t.csv:2:6: error: \"nan\" in column \"b\": expected a number\n  2 | 1e-3,nan\n    |      ^^^\n"
            "t.csv:3:1: error: an empty cell in column \"a\": expected a number\n  3 | ,x\n    | ^\n"
            "t.csv:3:2: error: \"x\" in column \"b\": expected a number\n  3 | ,x\n    |  ^\n");
  EXPECT_THROW((void)t.cell(2, 0), InternalError);
  EXPECT_THROW((void)t.cell(0, 2), InternalError);
}

TEST(Table, WritesWhatItReads) {
  Table t({"x", "a, \"b\""});
  t.add_row({"1", "plain"});
  t.add_row({"", "two\nlines"});
  EXPECT_EQ(to_csv(t), "x,\"a, \"\"b\"\"\"\n1,plain\n,\"two\nlines\"\n");
  Table one({"x"});
  one.add_row({""});
  EXPECT_EQ(to_csv(one), "x\n\"\"\n");
  EXPECT_EQ(read(to_csv(one)).rows(), 1u);
  EXPECT_THROW(one.add_row({"1", "2"}), InternalError);
  EXPECT_EQ(to_csv(Table({"a;b"})), "\"a;b\"\n");  // bare, it would look like a mistaken separator
  EXPECT_EQ(read("\"a;b\"\n").columns()[0], "a;b");
  EXPECT_THROW(Table({"a", "a"}), InternalError);
  EXPECT_THROW(Table({" a"}), InternalError);
  EXPECT_THROW(Table({""}), InternalError);
  EXPECT_THROW(Table(std::vector<std::string>{}), InternalError);
}

TEST(Table, RoundTripsAnything) {
  RandomStream stream(1, 0, purpose("test.table"));
  auto draw = [&](std::size_t n) { return static_cast<std::size_t>(stream.bits() % n); };
  const std::string_view pieces[] = {",", "\"",     "\n",           "\r",  "\r\n", "a",
                                     " ", "\u00b5", "\xEF\xBB\xBF", "1.5", ";",    "\t"};
  for (int i = 0; i < 2000; ++i) {
    auto text = [&] {
      std::string out;
      for (std::size_t n = draw(5); n > 0; --n) out += pieces[draw(std::size(pieces))];
      return out;
    };
    std::vector<std::string> names;
    for (std::size_t n = 1 + draw(4); n > 0; --n) names.push_back("c" + std::to_string(n) + text() + "x");
    Table t(names);
    for (std::size_t r = draw(4); r > 0; --r) {
      std::vector<std::string> cells(names.size());
      for (std::string& c : cells) c = text();
      t.add_row(std::move(cells));
    }
    const Table back = read(to_csv(t));
    ASSERT_EQ(back.columns(), t.columns());
    ASSERT_EQ(back.rows(), t.rows());
    for (std::size_t r = 0; r < t.rows(); ++r) {
      for (std::size_t c = 0; c < names.size(); ++c) ASSERT_EQ(back.cell(r, c), t.cell(r, c));
    }
    ASSERT_EQ(to_csv(back), to_csv(t));
  }
}

}  // namespace
}  // namespace tansine
