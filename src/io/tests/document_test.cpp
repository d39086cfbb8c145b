// TOML documents: values, their places, and what is said about files that are none.

#include "io/document.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "io/located.hpp"
#include "io/tests/temporary_folder.hpp"
#include "io/toml_letters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include <fmt/format.h>

namespace tansine {
namespace {

std::string said(const std::string& toml) {
  try {
    parse_toml("a.toml", toml);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing";
}

std::string at(const Place& place) { return fmt::format("{}:{}+{}", place.line, place.column, place.length); }

TEST(Document, HoldsEveryKindOfValueWithItsPlace) {
  const Node root = parse_toml("a.toml",
                               "a = 1\n"
                               "b.\"d e\" = \"x µ y\"  # comment\n"
                               "\n"
                               "  [obs]\n"
                               "q = [1, 2.5, true]\n"
                               "day = 1979-05-27\n"
                               "[[stage]]\n"
                               "x = -1e3\n"
                               "[[stage]]\n"
                               "y = { z = 'w' }\n");
  ASSERT_EQ(root.kind, Node::Kind::table);
  ASSERT_EQ(root.entries.size(), 4u);
  EXPECT_EQ(root.entries[0].key, "a");  // the file's order
  EXPECT_EQ(root.entries[3].key, "stage");
  EXPECT_EQ(root.find("a")->value.integer, 1);
  EXPECT_EQ(at(root.find("a")->key_place), "1:1+1");
  EXPECT_EQ(at(root.find("a")->value.place), "1:5+1");

  const KeyValue& d = root.find("b")->value.entries.at(0);
  EXPECT_EQ(d.key, "d e");
  EXPECT_EQ(d.value.text, "x µ y");
  EXPECT_EQ(at(d.key_place), "2:3+5");
  EXPECT_EQ(at(d.value.place), "2:11+7");  // characters, not bytes

  const Node& obs = root.find("obs")->value;
  EXPECT_EQ(at(obs.place), "4:3+5");  // the header
  const Node& q = obs.find("q")->value;
  EXPECT_EQ(q.items.at(0).integer, 1);
  EXPECT_EQ(q.items.at(1).number, 2.5);
  EXPECT_TRUE(q.items.at(2).boolean);
  EXPECT_EQ(at(q.items.at(1).place), "5:9+3");
  EXPECT_EQ(obs.find("day")->value.kind, Node::Kind::date);
  EXPECT_EQ(obs.find("day")->value.text, "1979-05-27");

  const Node& stage = root.find("stage")->value;
  ASSERT_EQ(stage.items.size(), 2u);
  EXPECT_EQ(stage.items[0].find("x")->value.number, -1000);
  EXPECT_EQ(stage.items[1].find("y")->value.find("z")->value.text, "w");
  EXPECT_EQ(root.place.line, 0);  // the whole file
}

TEST(Document, EveryPlaceKnowsTheText) {
  const Node root = parse_toml("a.toml", "a = 'b'\r\nc = 2\r\n");
  const Place place = root.find("c")->value.place;
  ASSERT_NE(place.source, nullptr);
  EXPECT_EQ(place.source->line(place.line), "c = 2");
  EXPECT_EQ(place.name, "a.toml");
}

TEST(Document, AByteOrderMarkDoesNotMoveAnything) {
  EXPECT_EQ(at(parse_toml("a.toml",
                          "\xEF\xBB\xBF"
                          "a = 1")
                   .find("a")
                   ->value.place),
            "1:5+1");
}

TEST(Document, EmptyIsATableWithoutKeys) {
  EXPECT_TRUE(parse_toml("a.toml", "").entries.empty());
  EXPECT_TRUE(parse_toml("a.toml", "# only a comment").entries.empty());
}

TEST(DocumentErrors, ReadAsAPersonWouldSayThem) {
  EXPECT_EQ(said("dose = 3.6 mg/kg  # as in trial\n"),
            "a.toml:1:8: error: \"3.6 mg/kg\" is not a value; texts and quantities stand in quotes\n"
            "  1 | dose = 3.6 mg/kg  # as in trial\n"
            "    |        ^^^^^^^^^ write \"3.6 mg/kg\"\n");
  EXPECT_EQ(said("compound = t-dm1"),
            "a.toml:1:12: error: \"t-dm1\" is not a value; texts and quantities stand in quotes\n"
            "  1 | compound = t-dm1\n"
            "    |            ^^^^^ write \"t-dm1\"\n");
  EXPECT_EQ(said("a = 1\nb = 2\n  a = 3"),
            "a.toml:3:3: error: key \"a\" a second time\n"
            "  3 |   a = 3\n"
            "    |   ^\n");
  EXPECT_EQ(said("x = { \"b.c\" = 1, \"b.c\" = 2 }"),
            "a.toml:1:19: error: key \"b.c\" a second time\n"
            "  1 | x = { \"b.c\" = 1, \"b.c\" = 2 }\n"
            "    |                   ^^^\n");
  EXPECT_EQ(said("[x]\n[x]"),
            "a.toml:2:2: error: table \"x\" a second time\n"
            "  2 | [x]\n"
            "    |  ^\n");
  EXPECT_EQ(said("x = 1\n[x]"),
            "a.toml:2:2: error: \"x\" is a key above and cannot be a table too\n"
            "  2 | [x]\n"
            "    |  ^\n");
  EXPECT_EQ(said("a = \"b\nc = 1"),
            "a.toml:1:7: error: a text with a line break or a control character\n"
            "  1 | a = \"b\n"
            "    |       ^ is its closing quote missing?\n");
  EXPECT_THAT(said("a = 'b"), testing::StartsWith("a.toml:1:7: error: the file ends inside a text; its closing quote "
                                                  "is missing"));
  EXPECT_THAT(said("a = "), testing::StartsWith("a.toml:1:5: error: the file ends where a value was expected"));
  EXPECT_THAT(said("a = [1, "), testing::StartsWith("a.toml:1:9: error: the file ends inside an array"));
  EXPECT_THAT(said("a = 99999999999999999999"), testing::HasSubstr("not representable in 64 bits"));
}

TEST(DocumentErrors, WrongDatesAreRefused) {  // found by fuzzing: an assertion inside toml++ 3.3
  for (const char* text :
       {"1979-05-27TW07:32:00Z", "1979-05-27T", "1979-05-27 x", "1979-13-27", "1979-05-27T25:00:00"}) {
    EXPECT_THAT(said(std::string("b = ") + text), testing::HasSubstr("a.toml:1:")) << text;
  }
}

TEST(DocumentErrors, LettersBeyondAsciiStandInQuotes) {  // found by fuzzing: undefined behavior inside toml++ 3.3
  EXPECT_EQ(
      said("a = 1\nµ_max = 2  # µ\n"),
      "a.toml:2:1: error: \"µ\" outside of quotes: a key with other letters than a-z stands in quotes, as texts do\n"
      "  2 | µ_max = 2  # µ\n"
      "    | ^\n");
  EXPECT_THAT(said("\xD0\xA0o \x11"
                   "e="),
              testing::StartsWith("a.toml:1:1: error: "));
  EXPECT_THAT(said("dose = 3 µg"),
              testing::StartsWith("a.toml:1:8: error: \"3 µg\" is not a value; texts and quantities"));
  // a quote in the middle of a word opens a text for us, but not for toml++, which refuses the word
  EXPECT_THAT(said("b = 190.{\"sca{n\xC2\xB2om[-2=\"\"p"), testing::StartsWith("a.toml:1:"));
  EXPECT_EQ(said("\"µ\" = 1\n\"é\" = 2\n\"µ\" = 3"),
            "a.toml:3:2: error: key \"µ\" a second time\n"
            "  3 | \"µ\" = 3\n"
            "    |  ^\n");
  EXPECT_EQ(said("\"µ\" = '''é\nß'''  # ø"), "nothing");
}

TEST(DocumentErrors, EncodingIsLocated) {
  EXPECT_EQ(said(std::string("a = 1\nb = \"x\0y\"", 15)),
            "a.toml:2:7: error: a NUL byte; this is not a text file\n"
            "  2 | b = \"x?y\"\n"
            "    |       ^\n");
  EXPECT_EQ(said("µ = \"\xFF\""),
            "a.toml:1:6: error: byte 0xff is not valid UTF-8; save the file as UTF-8\n"
            "  1 | µ = \"?\"\n"
            "    |      ^\n");
  EXPECT_THAT(said("\xFF\xFE"
                   "a"),
              testing::StartsWith("a.toml:1:1: error: this file is in UTF-16; save it as UTF-8"));
}

TEST(DocumentErrors, WhatIsTooMuchIsRefusedBeforeItFillsTheStack) {
  const std::string deep = "a = " + std::string(100'000, '[');
  EXPECT_THAT(said(deep), testing::StartsWith("a.toml:1:37: error: more than 32 brackets within each other"));
  const std::string braces = [] {
    std::string s = "a = ";
    for (int i = 0; i < 1000; ++i) s += "{b=";
    return s;
  }();
  EXPECT_THAT(said(braces), testing::HasSubstr("more than 32 brackets within each other"));
  std::string dotted = "a";
  for (int i = 0; i < 100'000; ++i) dotted += ".a";
  EXPECT_THAT(said(dotted + " = 1"), testing::StartsWith("a.toml:1:32: error: a key of more than 16 parts"));
  EXPECT_THAT(said("[" + dotted + "]"), testing::HasSubstr("a key of more than 16 parts"));
  std::string many = "a = [";
  for (int i = 0; i < 300'000; ++i) many += "1,";
  EXPECT_THAT(said(many + "]"), testing::HasSubstr("more than 200000 values in one file"));
}

TEST(DocumentErrors, TheBoundsLookIntoNoTextAndNoComment) {
  const std::string brackets(100, '['), dots(100, '.');
  EXPECT_EQ(said("a = \"" + brackets + dots + "\"\n# " + brackets + "\nb = '" + dots + "'\nc = \"\"\"" + brackets +
                 "\"" + dots + "\\\"\"\"\" # " + brackets),
            "nothing");
  EXPECT_EQ(said("a = '''" + brackets + "'''''\nb = [[1.5, 2.5], [3.5]]"), "nothing");
}

TEST(DocumentErrors, ATenMegabyteLineIsReadAndCutInMessages) {
  const std::string line = "a = \"" + std::string(10'000'000, 'x') + "\"";
  EXPECT_EQ(said(line), "nothing");
  const std::string message = said(line + " y");
  EXPECT_THAT(message, testing::StartsWith("a.toml:1:10000008: error: "));
  EXPECT_LT(message.size(), 1000u);
  EXPECT_LT(said(std::string(10'000'000, 'x')).size(), 1000u);
  EXPECT_LT(said(std::string(10'000'000, 'x') + " = 1\n" + std::string(10'000'000, 'x') + " = 1").size(), 2000u);
}

TEST(DocumentErrors, FilesThatCannotBeRead) {
  const TemporaryFolder folder;
  auto reading = [](const std::filesystem::path& path) -> std::string {
    try {
      read_toml(path);
    } catch (const InputError& error) {
      return error.problems().list().front().message;
    }
    return "nothing";
  };
  const std::filesystem::path& there = folder;
  EXPECT_THAT(reading(there), testing::HasSubstr("it is a directory"));
  EXPECT_THAT(reading(there / "none.toml"), testing::HasSubstr("there is no such file"));
  std::filesystem::resize_file((write_file(there / "big.toml", "x"), there / "big.toml"), kLargestDocument + 1);
  EXPECT_THAT(reading(there / "big.toml"), testing::HasSubstr("it is too large"));
  write_file(there / "good.toml", "a = 1");
  EXPECT_EQ(reading(there / "good.toml"), "nothing");
}

TEST(PlaceInside, FindsTheCharactersOfAPlainText) {
  const Node root = parse_toml("a.toml",
                               "a = \"3 µg/kgg\"\n"
                               "b = '3 kgg'\n"
                               "c = \"\"\"3 kgg\"\"\"\n"
                               "d = \"\\u0033 kgg\"\n"
                               "e = \"\"\"\n3 kgg\"\"\"\n");
  auto inside = [&](const char* key, std::size_t offset, std::size_t length) {
    const Node& node = root.find(key)->value;
    return at(place_inside(node.place, node.text, offset, length));
  };
  EXPECT_EQ(inside("a", 2, 7), "1:8+6");  // 7 bytes, 6 characters, after the quote
  EXPECT_EQ(inside("a", 5, 4), "1:10+4");
  EXPECT_EQ(inside("b", 2, 3), "2:8+3");
  EXPECT_EQ(inside("c", 2, 3), "3:10+3");
  EXPECT_EQ(inside("d", 2, 3), "4:5+12");  // escapes: the whole value
  EXPECT_EQ(inside("e", 2, 3), "5:5+1");   // several lines: where it begins
}

TEST(TomlLetters, MoveAndComeBack) {
  const std::string text = "a µ é Р € \xF0\x9F\x98\x80 \xEF\xBF\xBD \xC2\x80 \xDF\xBF \xE0\xA0\x80";
  const std::string moved = moved_letters(text);
  EXPECT_EQ(utf8_length(moved), utf8_length(text));
  EXPECT_FALSE(utf8_fault(moved).has_value());
  EXPECT_EQ(restored_letters(moved), text);
  EXPECT_EQ(moved_letters("µ"), "\xF3\xB0\x82\xB5");  // U+F00B5
  EXPECT_FALSE(has_letters_beyond_ascii("a"));
  EXPECT_TRUE(has_letters_beyond_ascii("aµ"));
}

TEST(PlaceInside, NeedsNoFile) {
  const Place none;
  EXPECT_EQ(place_inside(none, "abc", 1, 1).line, 0);
}

}  // namespace
}  // namespace tansine
