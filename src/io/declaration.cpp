#include "io/declaration.hpp"

#include "base/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tansine {

bool KeyPlaces::given(std::string_view key) const { return table_->find(key) != nullptr; }
Place KeyPlaces::table() const { return table_->place; }
Place KeyPlaces::value(std::string_view key) const {
  const KeyValue* entry = table_->find(key);
  return entry == nullptr ? table_->place : entry->value.place;
}
Place KeyPlaces::key(std::string_view key) const {
  const KeyValue* entry = table_->find(key);
  return entry == nullptr ? table_->place : entry->key_place;
}

std::size_t DeclarationCore::add(Key key) {
  TANSINE_ASSERT(find(key.name) == nullptr, fmt::format("key \"{}\" of {} is declared twice", key.name, name_));
  keys_.push_back(std::move(key));
  return keys_.size() - 1;
}

void DeclarationCore::set_any_key(Key key, ReadEntry read) {
  any_key_ = std::move(key);
  read_any_ = std::move(read);
}

void DeclarationCore::set_short_for(std::string key) {
  TANSINE_ASSERT(find(key) != nullptr, fmt::format("{} has no key \"{}\" to be short for", name_, key));
  short_for_ = std::move(key);
}

const DeclarationCore::Key* DeclarationCore::find(std::string_view name) const {
  const auto it = std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) { return key.name == name; });
  return it == keys_.end() ? nullptr : &*it;
}

bool DeclarationCore::accepts(const Node& node) const {
  return node.kind == Node::Kind::table || (!short_for_.empty() && find(short_for_)->accepts(node));
}

std::string DeclarationCore::expected() const {
  const std::string table = fmt::format("a table ({})", name_);
  return short_for_.empty() ? table : fmt::format("{} or {}", find(short_for_)->expected, table);
}

bool DeclarationCore::read(const Node& node, Reading& reading, void* target) const {
  if (node.kind == Node::Kind::table) return read_table(node, reading, target, {});
  if (!accepts(node)) return forms::wrong_kind(node, reading, expected()), false;
  Node table;
  table.kind = Node::Kind::table;
  table.place = node.place;
  table.entries.push_back({short_for_, node.place, node});
  std::string hint = fmt::format("write {{ {} = ...", short_for_);
  for (const Key& key : keys_) {
    if (key.required && key.name != short_for_) hint += fmt::format(", {} = ...", key.name);
  }
  return read_table(table, reading, target, hint + " }");
}

bool DeclarationCore::read_table(const Node& table, Reading& reading, void* target,
                                 const std::string& hint_if_missing) const {
  Reading inner{reading.problems, {}, forms::path_of(reading), reading.enclosing};
  inner.enclosing.push_back(this);
  std::vector<std::string_view> wrong;
  bool unknown = false;
  for (const KeyValue& entry : table.entries) {
    // a table in its short form is named by the key it stands under: "wrong unit in CL", not "in value"
    inner.key = !hint_if_missing.empty() ? reading.key : entry.key;
    if (const Key* key = find(entry.key)) {
      if (!key->read(entry.value, inner, target)) wrong.push_back(entry.key);
    } else if (any_key_ && !misspelled(entry)) {
      if (!read_any_(entry, inner, target)) wrong.push_back(entry.key);
    } else {
      unknown_key(entry, inner);
      unknown = true;
    }
  }
  for (const Key& key : keys_) {
    if (!key.required || table.find(key.name) != nullptr) continue;
    const std::string in = inner.table.empty() ? "" : fmt::format(" in [{}]", inner.table);
    reading.problems.error(table.place, fmt::format("missing key \"{}\"{}: expected {}", key.name, in, key.expected),
                           hint_if_missing.empty() ? key.meaning : hint_if_missing);
    wrong.push_back(key.name);
  }
  const std::size_t errors = reading.problems.error_count();
  for (const Check& check : checks_) {
    const bool can_run = std::none_of(check.keys.begin(), check.keys.end(), [&](const std::string& key) {
      return std::find(wrong.begin(), wrong.end(), key) != wrong.end();
    });
    if (can_run) check.run(target, KeyPlaces(table), reading.problems);
  }
  return wrong.empty() && !unknown && reading.problems.error_count() == errors;
}

/// Not what any_key takes, and nearly the name of a declared key.
bool DeclarationCore::misspelled(const KeyValue& entry) const {
  if (any_key_->accepts(entry.value)) return false;
  std::vector<std::string> known;
  for (const Key& key : keys_) known.push_back(key.name);
  return !nearest_name(entry.key, known).empty();
}

void DeclarationCore::unknown_key(const KeyValue& entry, const Reading& reading) const {
  const std::string in = reading.table.empty() ? "" : fmt::format(" in [{}]", reading.table);
  // In TOML whatever follows [header] belongs to it: keys of the file's top that stand too low are the usual mistake.
  for (std::size_t i = 0; i + 1 < reading.enclosing.size(); ++i) {
    if (reading.enclosing[i]->find(entry.key) == nullptr) continue;
    const std::string where =
        i == 0 ? "at the top of the file, before the first [table]" : "in the table around this one";
    reading.problems.error(entry.key_place,
                           fmt::format("unknown key {}{}; it belongs {}", in_quotes(entry.key), in, where));
    return;
  }
  std::vector<std::string> known;
  for (const Key& key : keys_) known.push_back(key.name);
  reading.problems.error(entry.key_place,
                         fmt::format("unknown key {}{}{}", in_quotes(entry.key), in, did_you_mean(entry.key, known)));
}

JsonValue DeclarationCore::schema() const {
  JsonValue properties = JsonValue::object();
  JsonValue required = JsonValue::array();
  for (const Key& key : keys_) {
    JsonValue property = key.schema;
    if (!key.meaning.empty()) property.set("description", key.meaning);
    if (!key.default_value.is_null()) property.set("default", key.default_value);
    properties.set(key.name, std::move(property));
    if (key.required) required.push(key.name);
  }
  JsonValue table = JsonValue::object().set("type", "object");
  if (!meaning_.empty()) table.set("description", meaning_);
  table.set("properties", std::move(properties));
  if (std::any_of(keys_.begin(), keys_.end(), [](const Key& key) { return key.required; })) {
    table.set("required", std::move(required));
  }
  table.set("additionalProperties", any_key_ ? any_key_->schema : JsonValue(false));
  if (short_for_.empty()) return table;
  const bool alone =
      std::none_of(keys_.begin(), keys_.end(), [&](const Key& key) { return key.required && key.name != short_for_; });
  if (!alone) return table;  // the short form would lack a required key
  return JsonValue::object().set("anyOf", JsonValue::array().push(find(short_for_)->schema).push(std::move(table)));
}

namespace {

std::string table_cell(std::string text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : c == '\n' ? std::string(" ") : std::string(1, c);
  return out;
}

}  // namespace

void DeclarationCore::reference(const std::string& path, std::string& out) const {
  const bool is_list = path.ends_with("[]");
  const std::string bare = is_list ? path.substr(0, path.size() - 2) : path;
  out += path.empty() ? fmt::format("# {}\n", name_)
                      : fmt::format("\n## `{}{}{}`\n", is_list ? "[[" : "[", bare, is_list ? "]]" : "]");
  if (!meaning_.empty()) out += "\n" + meaning_ + "\n";
  out += "\n| key | value | default | meaning |\n|---|---|---|---|\n";
  auto row = [&](const Key& key) {
    const std::string standard = key.default_value.is_null() ? "" : fmt::format("`{}`", key.default_value.text(-1));
    out += fmt::format("| `{}` | {} | {} | {} |\n", key.name, table_cell(key.expected),
                       key.required ? "required" : table_cell(standard), table_cell(key.meaning));
  };
  for (const Key& key : keys_) row(key);
  if (any_key_) row(*any_key_);
  auto below = [&](const Key& key) {
    if (key.nested.declaration == nullptr) return;
    key.nested.declaration->reference((bare.empty() ? "" : bare + ".") + key.name + key.nested.suffix, out);
  };
  for (const Key& key : keys_) below(key);
  if (any_key_) below(*any_key_);
}

std::string json_schema(const DeclarationCore& declaration, std::string_view id) {
  JsonValue out = JsonValue::object().set("$schema", "https://json-schema.org/draft/2020-12/schema");
  if (!id.empty()) out.set("$id", id);
  out.set("title", declaration.name());
  const JsonValue body = declaration.schema();
  for (const auto& [key, value] : std::get<JsonValue::Object>(body.data())) out.set(key, value);
  return out.text();
}

std::string key_reference(const DeclarationCore& declaration) {
  std::string out;
  declaration.reference("", out);
  return out;
}

}  // namespace tansine
