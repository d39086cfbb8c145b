#include "schema_check.hpp"

#include <algorithm>
#include <regex>
#include <set>

namespace tansine {
namespace {

using Kind = Node::Kind;

bool is_type(const Node& node, const std::string& type) {
  if (type == "object") return node.kind == Kind::table;
  if (type == "array") return node.kind == Kind::list;
  if (type == "string") return node.kind == Kind::text;
  if (type == "boolean") return node.kind == Kind::boolean;
  if (type == "integer") return node.kind == Kind::integer;
  if (type == "number") return node.kind == Kind::integer || node.kind == Kind::number;
  return false;
}

double number_of(const Node& node) {
  return node.kind == Kind::integer ? static_cast<double>(node.integer) : node.number;
}
bool is_number(const Node& node) { return is_type(node, "number"); }

bool allowed_word(const Node& list, const Node& instance) {
  return std::any_of(list.items.begin(), list.items.end(), [&](const Node& n) {
    return n.kind == instance.kind && n.text == instance.text && n.integer == instance.integer &&
           n.boolean == instance.boolean;
  });
}

std::string below(const std::string& path, const std::string& key) { return path.empty() ? key : path + "." + key; }

/// The schema of one key of a table; null if there is none and others are refused.
const Node* schema_of_key(const Node& schema, const std::string& key, bool& refused) {
  if (const KeyValue* properties = schema.find("properties"))
    if (const KeyValue* known = properties->value.find(key)) return &known->value;
  const KeyValue* others = schema.find("additionalProperties");
  refused = others != nullptr && others->value.kind == Kind::boolean && !others->value.boolean;
  return others != nullptr && others->value.kind == Kind::table ? &others->value : nullptr;
}

class Checker {
 public:
  void check(const Node& schema, const Node& instance, const std::string& path) {
    static const std::set<std::string> known{"$id",
                                             "$schema",
                                             "title",
                                             "description",
                                             "default",
                                             "examples",
                                             "type",
                                             "enum",
                                             "properties",
                                             "required",
                                             "items",
                                             "anyOf",
                                             "minimum",
                                             "maximum",
                                             "pattern",
                                             "exclusiveMinimum",
                                             "minLength",
                                             "minItems",
                                             "exclusiveMaximum",
                                             "additionalProperties"};
    for (const KeyValue& k : schema.entries)
      if (!known.contains(k.key)) problem(path, "the check does not know the keyword " + k.key);
    for (const KeyValue& k : schema.entries) keyword(k.key, k.value, instance, path);
    if (instance.kind == Kind::table)
      for (const KeyValue& entry : instance.entries) {
        bool refused = false;
        if (const Node* of_key = schema_of_key(schema, entry.key, refused))
          check(*of_key, entry.value, below(path, entry.key));
        else if (refused)
          problem(below(path, entry.key), "not allowed");
      }
  }
  std::vector<std::string> problems;

 private:
  void problem(const std::string& path, const std::string& what) { problems.push_back(path + ": " + what); }

  void keyword(const std::string& key, const Node& value, const Node& instance, const std::string& path) {
    if (key == "type" && value.kind == Node::Kind::list) {
      const auto fits = [&](const Node& type) { return is_type(instance, type.text); };
      if (std::none_of(value.items.begin(), value.items.end(), fits)) problem(path, "of none of the types");
    } else if (key == "type" && !is_type(instance, value.text)) {
      problem(path, "expected " + value.text);
    }
    if (key == "enum" && !allowed_word(value, instance)) problem(path, "not one of the words");
    if (key == "pattern" && instance.kind == Kind::text &&
        !std::regex_search(instance.text, std::regex(value.text, std::regex::ECMAScript)))
      problem(path, "does not match " + value.text);
    if (key == "minLength" && instance.kind == Kind::text &&
        instance.text.size() < static_cast<std::size_t>(value.integer))
      problem(path, "too short");
    if (key == "minItems" && instance.kind == Kind::list &&
        instance.items.size() < static_cast<std::size_t>(value.integer))
      problem(path, "too few");
    if (is_number(instance)) {
      const double x = number_of(instance);
      if (key == "minimum" && x < number_of(value)) problem(path, "too small");
      if (key == "maximum" && x > number_of(value)) problem(path, "too large");
      if (key == "exclusiveMinimum" && x <= number_of(value)) problem(path, "too small");
      if (key == "exclusiveMaximum" && x >= number_of(value)) problem(path, "too large");
    }
    if (key == "items" && instance.kind == Kind::list)
      for (const Node& item : instance.items) check(value, item, path + "[]");
    if (key == "required" && instance.kind == Kind::table)
      for (const Node& name : value.items)
        if (instance.find(name.text) == nullptr) problem(path, "lacks " + name.text);
    if (key == "anyOf") {
      const bool any = std::any_of(value.items.begin(), value.items.end(), [&](const Node& option) {
        Checker inner;
        inner.check(option, instance, path);
        return inner.problems.empty();
      });
      if (!any) problem(path, "none of the choices fits");
    }
  }
};

}  // namespace

std::vector<std::string> schema_problems(const Node& schema, const Node& instance, const std::string& path) {
  Checker checker;
  checker.check(schema, instance, path);
  return checker.problems;
}

std::vector<std::string> schema_keys(const Node& schema, const std::string& path) {
  std::set<std::string> keys;
  const auto add = [&](const Node& inner, const std::string& at) {
    for (std::string& k : schema_keys(inner, at)) keys.insert(std::move(k));
  };
  if (const KeyValue* properties = schema.find("properties"))
    for (const KeyValue& p : properties->value.entries) {
      keys.insert(below(path, p.key));
      add(p.value, below(path, p.key));
    }
  if (const KeyValue* others = schema.find("additionalProperties"); others && others->value.kind == Kind::table)
    add(others->value, below(path, "*"));
  if (const KeyValue* options = schema.find("anyOf"))
    for (const Node& option : options->value.items) add(option, path);
  if (const KeyValue* items = schema.find("items")) add(items->value, path);
  return {keys.begin(), keys.end()};
}

}  // namespace tansine
