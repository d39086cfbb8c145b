// JSON: written deterministically, read back with places; nlohmann-json is the judge of what is JSON.

#include "io/json.hpp"
#include "base/file.hpp"
#include "base/random.hpp"
#include "io/tests/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include <nlohmann/json.hpp>

namespace tansine {
namespace {

std::string said(const std::string& json) {
  try {
    parse_json("m.json", json);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(JsonWriting, KeepsTheOrderOfKeys) {
  JsonValue v = JsonValue::object();
  v.set("zeta", 1).set("alpha", "two").set("list", JsonValue::array().push(true).push(JsonValue{}).push(0.1));
  v.set("zeta", 3);  // keeps its position
  v.set("empty", JsonValue::object()).set("none", JsonValue::array());
  EXPECT_EQ(v.text(),
            "{\n"
            "  \"zeta\": 3,\n"
            "  \"alpha\": \"two\",\n"
            "  \"list\": [\n"
            "    true,\n"
            "    null,\n"
            "    0.1\n"
            "  ],\n"
            "  \"empty\": {},\n"
            "  \"none\": []\n"
            "}\n");
  EXPECT_EQ(v.text(-1), "{\"zeta\": 3, \"alpha\": \"two\", \"list\": [true, null, 0.1], \"empty\": {}, \"none\": []}");
}

TEST(JsonWriting, NumbersReadBackAsTheSameDouble) {
  RandomStream random(1, 1, purpose("json"));
  for (int i = 0; i < 2000; ++i) {
    const double x = random.normal() * std::pow(10.0, 600 * (random.uniform() - 0.5));
    if (!std::isfinite(x)) continue;
    const Node node = parse_json("x", JsonValue(x).text(-1));
    EXPECT_EQ(node.kind == Node::Kind::integer ? static_cast<double>(node.integer) : node.number, x);
  }
  EXPECT_EQ(JsonValue(0.1).text(-1), "0.1");
  EXPECT_EQ(JsonValue(std::numeric_limits<std::uint64_t>::max()).text(-1), "18446744073709551615");
  EXPECT_EQ(JsonValue(std::nan("")).text(-1), "null");
  EXPECT_EQ(JsonValue(HUGE_VAL).text(-1), "null");
}

TEST(JsonWriting, EscapesWhatJsonWantsEscaped) {
  EXPECT_EQ(JsonValue("a\"b\\c\nd\te\x01 µ \xFF").text(-1), "\"a\\\"b\\\\c\\nd\\te\\u0001 µ \xEF\xBF\xBD\"");
}

TEST(JsonReading, KnowsPlaces) {
  const Node root =
      parse_json("m.json", "{\n  \"µ\": [1, -2.5e1, \"x\\n\\u00b5\\ud83d\\ude00\", true, null],\n  \"b\": {}\n}\n");
  const Node& list = root.find("µ")->value;
  EXPECT_EQ(list.items.at(0).integer, 1);
  EXPECT_EQ(list.items.at(1).number, -25);
  EXPECT_EQ(list.items.at(2).text, "x\nµ\xF0\x9F\x98\x80");
  EXPECT_TRUE(list.items.at(3).boolean);
  EXPECT_EQ(list.items.at(4).kind, Node::Kind::null);
  EXPECT_EQ(root.find("µ")->key_place.column, 3);
  EXPECT_EQ(root.find("µ")->key_place.length, 3);
  EXPECT_EQ(list.items.at(1).place.line, 2);
  EXPECT_EQ(list.items.at(1).place.column, 12);
  EXPECT_EQ(list.items.at(1).place.length, 6);
  EXPECT_EQ(root.find("b")->key_place.line, 3);
}

TEST(JsonReading, ErrorsAreLocated) {
  EXPECT_EQ(said("{\n  \"a\": 1,\n  \"a\": 2\n}"),
            "m.json:3:3: error: key \"a\" a second time\n"
            "  3 |   \"a\": 2\n"
            "    |   ^^^\n");
  EXPECT_EQ(said("{\"a\": 1,}"),
            "m.json:1:9: error: expected a key in double quotes, got \"}\"\n"
            "  1 | {\"a\": 1,}\n"
            "    |         ^\n");
  EXPECT_THAT(said(""), testing::HasSubstr("1:1: error: expected a value, got the end of the file"));
  EXPECT_THAT(said("[1 2]"), testing::HasSubstr("1:4: error: expected \",\" or \"]\", got \"2\""));
  EXPECT_THAT(said("{\"a\" 1}"), testing::HasSubstr("expected \":\" after the key"));
  EXPECT_THAT(said("01"), testing::HasSubstr("\"01\" is not a number"));
  EXPECT_THAT(said("1e999"), testing::HasSubstr("the number \"1e999\" is too large"));
  EXPECT_THAT(said("\"a"), testing::HasSubstr("the file ends inside a text"));
  EXPECT_THAT(said("\"\\ud800\""), testing::HasSubstr("half of a surrogate pair"));
  EXPECT_THAT(said("\"\\x\""), testing::HasSubstr("an unknown escape"));
  EXPECT_THAT(said("1 1"), testing::HasSubstr("more text after the end"));
  EXPECT_THAT(said(std::string(100'000, '[')), testing::HasSubstr("more than 32 brackets"));
  EXPECT_THAT(said("\"\xFF\""), testing::HasSubstr("not valid UTF-8"));
}

TEST(JsonReading, AgreesWithNlohmannOnWhatIsJson) {
  const std::vector<std::string> texts = {"0",           "-0",
                                          "-",           "+1",
                                          "1.",          ".5",
                                          "1.5",         "1e5",
                                          "1E+5",        "1e",
                                          "1e-",         "--1",
                                          "0x1",         "nan",
                                          "Infinity",    "true",
                                          "truex",       "null",
                                          "nul",         "\"\"",
                                          "\"\\u0041\"", "\"\\u004\"",
                                          "\"\\u00zz\"", "\"\\ud83d\\ude00\"",
                                          "\"\\ude00\"", "\"\\ud83d\\u0041\"",
                                          "\"\t\"",      "[]",
                                          "[ ]",         "[1,]",
                                          "[,1]",        "[1,2]",
                                          "{}",          "{\"a\":1}",
                                          "{\"a\":}",    "{a:1}",
                                          "{\"a\":1,}",  "[1]x",
                                          " [1] \n",     "\v1",
                                          "// c\n1",     "'a'",
                                          "[1}",         "{\"a\":[{\"b\":null}]}",
                                          "\"\x7f\"",    "1 ",
                                          "\"\\/\""};
  for (const std::string& text : texts) EXPECT_EQ(said(text) == "nothing", nlohmann::json::accept(text)) << text;
}

// Property: whatever bytes are changed in a right text, we and nlohmann agree whether it is JSON (but for doubled keys
// and numbers out of range, which we refuse).
TEST(JsonReading, AgreesWithNlohmannOnChangedTexts) {
  const std::string good =
      R"({"name": "a\u00b5\n", "list": [1, -2.5e-3, true, null, {"x": []}], "seed": 18446744073709551615})";
  const std::string bytes = "\"\\{}[],:0-e.u \nt\xC2\xFF";
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char c : bytes) {
      std::string changed = good;
      changed[i] = c;
      EXPECT_EQ(said(changed) == "nothing", nlohmann::json::accept(changed)) << changed << "\n" << said(changed);
    }
    const std::string shorter = good.substr(0, i);
    EXPECT_EQ(said(shorter) == "nothing", nlohmann::json::accept(shorter)) << shorter;
  }
}

TEST(JsonReading, WhatWeWriteNlohmannReads) {
  JsonValue v = JsonValue::object();
  v.set("text", "a\"\\\n\x1f µ").set("numbers", std::vector<double>{1.5, -1e-300, 3}).set("n", -7);
  const auto parsed = nlohmann::json::parse(v.text());
  EXPECT_EQ(parsed["text"], "a\"\\\n\x1f µ");
  EXPECT_EQ(parsed["numbers"][1], -1e-300);
  EXPECT_EQ(parsed["n"], -7);
}

TEST(JsonReading, Files) {
  const TemporaryFolder folder;
  write_file(folder.path() / "m.json", "{\"a\": 1}");
  EXPECT_EQ(read_json(folder.path() / "m.json").find("a")->value.integer, 1);
  EXPECT_THROW(read_json(folder.path() / "none.json"), InputError);
  EXPECT_THROW(read_json(folder.path()), InputError);
}

}  // namespace
}  // namespace tansine
