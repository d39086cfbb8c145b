// The JSON Schema and the reference that follow from a declaration. A small validator of the keywords we emit checks
// that schema and reading agree on the same files.

#include "io/tests/study_example.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>

#include <nlohmann/json.hpp>

namespace tansine::example {
namespace {

using nlohmann::json;

const json& schema() {
  static const json parsed = json::parse(json_schema(study_declaration(), "https://example.org/study.schema.json"));
  return parsed;
}

json as_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::table: {
      json out = json::object();
      for (const KeyValue& entry : node.entries) out[entry.key] = as_json(entry.value);
      return out;
    }
    case Node::Kind::list: {
      json out = json::array();
      for (const Node& item : node.items) out.push_back(as_json(item));
      return out;
    }
    case Node::Kind::integer:
      return node.integer;
    case Node::Kind::number:
      return node.number;
    case Node::Kind::boolean:
      return node.boolean;
    case Node::Kind::text:
    case Node::Kind::date:
      return node.text;
    case Node::Kind::null:
      return nullptr;
  }
  return nullptr;
}

bool has_type(const json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "number") return value.is_number();
  if (type == "integer")
    return value.is_number_integer() || (value.is_number() && value == std::floor(value.get<double>()));
  ADD_FAILURE() << "unknown type " << type;
  return false;
}

bool valid(const json& value, const json& s) {
  if (s.is_boolean()) return s.get<bool>();
  for (const auto& [keyword, wanted] : s.items()) {
    if (keyword == "type" && !has_type(value, wanted)) return false;
    if (keyword == "enum" && std::find(wanted.begin(), wanted.end(), value) == wanted.end()) return false;
    if (keyword == "anyOf" &&
        std::none_of(wanted.begin(), wanted.end(), [&](const json& one) { return valid(value, one); }))
      return false;
    if (value.is_number()) {
      if (keyword == "minimum" && value < wanted) return false;
      if (keyword == "maximum" && value > wanted) return false;
      if (keyword == "exclusiveMinimum" && value <= wanted) return false;
      if (keyword == "exclusiveMaximum" && value >= wanted) return false;
    }
    if (value.is_string()) {
      const auto text = value.get<std::string>();
      if (keyword == "minLength" && text.size() < wanted) return false;
      if (keyword == "pattern" && !std::regex_search(text, std::regex(wanted.get<std::string>()))) return false;
    }
    if (value.is_array()) {
      if (keyword == "minItems" && value.size() < wanted) return false;
      if (keyword == "items") {
        for (const json& item : value) {
          if (!valid(item, wanted)) return false;
        }
      }
    }
    if (value.is_object()) {
      if (keyword == "required") {
        for (const json& key : wanted) {
          if (!value.contains(key.get<std::string>())) return false;
        }
      }
      if (keyword == "additionalProperties") {
        for (const auto& [key, below] : value.items()) {
          if (!s.value("properties", json::object()).contains(key) && !valid(below, wanted)) return false;
        }
      }
      if (keyword == "properties") {
        for (const auto& [key, below] : wanted.items()) {
          if (value.contains(key) && !valid(value[key], below)) return false;
        }
      }
    }
  }
  return true;
}

TEST(Schema, IsAJsonSchemaOfTheDraftItNames) {
  EXPECT_EQ(schema()["$schema"], "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(schema()["$id"], "https://example.org/study.schema.json");
  EXPECT_EQ(schema()["title"], "study");
  EXPECT_EQ(schema()["type"], "object");
  EXPECT_EQ(schema()["required"], json({"compound", "regimen"}));
  EXPECT_EQ(schema()["additionalProperties"], false);
  const json& properties = schema()["properties"];
  for (const auto& [key, property] : properties.items()) EXPECT_TRUE(property.contains("description")) << key;
  EXPECT_EQ(properties["patients"],
            json::parse(R"({"type":"integer","minimum":1,"description":"virtual patients per arm","default":100})"));
  EXPECT_EQ(properties["duration"]["default"], "1 d");  // 24 h, shown in the form's unit
  EXPECT_EQ(properties["method"]["enum"], json({"reference", "cvode"}));
  EXPECT_EQ(properties["model"]["additionalProperties"]["additionalProperties"], false);
  EXPECT_EQ(properties["solver"]["anyOf"][1]["properties"]["rtol"]["exclusiveMinimum"], 0);
  EXPECT_EQ(properties["stage"]["type"], "array");
}

TEST(Schema, PatternsOfQuantities) {
  const std::string duration = schema()["properties"]["duration"]["pattern"];
  const auto matches = [](const std::string& text, const std::string& pattern) {
    return std::regex_search(text, std::regex(pattern));
  };
  for (const char* good : {"3 d", "3d", "0.5 week", "1e3 h", "2.5e-1 h"}) EXPECT_TRUE(matches(good, duration)) << good;
  for (const char* bad : {"", "3", "d", "-3 d", "3 5 d x3 ", ".5"}) {
    EXPECT_EQ(matches(bad, duration), false) << bad;
    if (std::string(bad) == "") continue;
  }
  EXPECT_TRUE(matches("-2 nM", schema()["properties"]["low"]["pattern"]));
  EXPECT_TRUE(matches("50 %", schema()["properties"]["fraction"]["anyOf"][1]["pattern"]));
  EXPECT_TRUE(matches("0.5", schema()["properties"]["fraction"]["anyOf"][1]["pattern"]));
}

// What reading accepts the schema must accept (an editor must not paint a good file red); what the schema refuses
// reading must refuse.
TEST(Schema, AgreesWithReading) {
  const std::string top = "compound = 'x'\nregimen = 'y'\n";
  const std::vector<std::string> files = {
      "",
      top,
      top + "patients = 1",
      top + "patients = 0",
      top + "patients = 2.5",
      top + "patients = '3'",
      top + "patient = 3",
      top + "duration = '3 d'",
      top + "duration = '-3 d'",
      top + "duration = 3",
      top + "fraction = 0.5",
      top + "fraction = '50 %'",
      top + "fraction = -0.5",
      top + "method = 'cvode'",
      top + "method = 'x'",
      top + "doses = '1 mg/kg'",
      top + "doses = ['1 mg/kg', '2 mg/kg']",
      top + "doses = [1]",
      top + "columns = []",
      top + "columns = ['a']",
      top + "solver = 'fast'",
      top + "[solver]\nrtol = 1e-3",
      top + "[solver]\nrtol = 0.0",
      top + "[solver]\nrtol = 1e-3\nx = 1",
      top + "[model.a]\nCL = '1 L/d'",
      top + "[model.a]\nV1 = '1 L'",
      top + "[model.a]\nCL = '1 L/d'\nV1 = '1 L'",
      top + "[model.a]\nCL = '1 L/d'\nV1 = {value = '1 L', source = 'x'}",
      top + "[model.a]\nCL = '1 L/d'\nV1 = {value = '1 L', source = ''}",
      top + "[[stage]]\ndense = true",
      top + "[stage]\ndense = true",
      top + "[observe]\nx = 'daily'",
      top + "[observe]\nx = 1",
  };
  int accepted = 0;
  for (const std::string& file : files) {
    const bool read = said(file) == "nothing";
    const bool is_valid = valid(as_json(parse_toml("t", file)), schema());
    EXPECT_EQ(read, is_valid) << file << said(file);
    accepted += read ? 1 : 0;
  }
  EXPECT_EQ(accepted, 16);
}

TEST(Schema, OffersNoShortFormThatLacksARequiredKey) {
  const json with = json::parse(json_schema(model_declaration(false)));
  const json without = json::parse(json_schema(model_declaration(true)));
  EXPECT_TRUE(with["properties"]["V1"].contains("anyOf"));
  EXPECT_FALSE(without["properties"]["V1"].contains("anyOf"));
}

TEST(Reference, ListsEveryKeyAndTable) {
  const std::string text = key_reference(study_declaration());
  EXPECT_THAT(text,
              testing::StartsWith("# study\n\nA question about a compound.\n\n| key | value | default | meaning |\n"
                                  "|---|---|---|---|\n"
                                  "| `compound` | a text like \"t-dm1\" | required | what is given |\n"));
  for (const char* line : {
           "| `patients` | a whole number, at least 1 | `100` | virtual patients per arm |\n",
           "| `weight` | a text like \"70 kg\", above 0 and at most 500 kg |  | body weight |\n",
           "| `fraction` | a number or a text like \"50 %\", at least 0 and at most 100 % | `\"50 %\"` | a \\| "
           "fraction |\n",
           "\n## `[model.<name>]`\n\nHow the compound moves.\n",
           "\n## `[model.<name>.V1]`\n",
           "\n## `[[stage]]`\n",
           "| `rtol` | a number, above 0 and at most 0.1 | `1e-6` | relative tolerance |\n",
       }) {
    EXPECT_THAT(text, testing::HasSubstr(line));
  }
}

}  // namespace
}  // namespace tansine::example
