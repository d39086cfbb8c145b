// The only file that knows toml++.

#include "base/file.hpp"
#include "base/text.hpp"
#include "io/document.hpp"
#include "io/text_guard.hpp"
#include "io/toml_errors.hpp"
#include "io/toml_letters.hpp"

// toml++ 3.3 asserts what a wrong date does not hold (found by fuzzing) and goes on to refuse it well: no assertions.
#define TOML_ASSERT(...) static_assert(true)
#include <toml++/toml.h>
#include <algorithm>
#include <sstream>
#include <string>

namespace tansine {
namespace {

using Source = std::shared_ptr<const SourceText>;

Place place_of(const toml::source_region& region, const Source& source) {
  Place place{.name = source->name,
              .line = static_cast<int>(region.begin.line),
              .column = static_cast<int>(region.begin.column),
              .length = 1,
              .source = source};
  if (region.end.line == region.begin.line && region.end.column > region.begin.column) {
    place.length = static_cast<int>(region.end.column - region.begin.column);
  }
  return place;
}

template <class T>
std::string date_text(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

// Depth is bounded by check_toml_bounds.
Node converted(const toml::node& from, const Source& source, const Place& key_place);

std::vector<KeyValue> converted_entries(const toml::table& table, const Source& source) {
  std::vector<KeyValue> entries;
  for (const auto& [key, value] : table) {
    KeyValue entry;
    entry.key = std::string(key.str());
    entry.key_place = place_of(key.source(), source);
    entry.value = converted(value, source, entry.key_place);
    entries.push_back(std::move(entry));
  }
  // toml++ keeps keys sorted; we keep the file's order
  std::sort(entries.begin(), entries.end(), [](const KeyValue& a, const KeyValue& b) {
    return std::pair(a.key_place.line, a.key_place.column) < std::pair(b.key_place.line, b.key_place.column);
  });
  return entries;
}

Node converted(const toml::node& from, const Source& source, const Place& key_place) {
  Node node;
  node.place = place_of(from.source(), source);
  if (node.place.line == 0) node.place = key_place;
  switch (from.type()) {
    case toml::node_type::table:
      node.kind = Node::Kind::table;
      node.entries = converted_entries(*from.as_table(), source);
      break;
    case toml::node_type::array:
      node.kind = Node::Kind::list;
      for (const toml::node& item : *from.as_array()) node.items.push_back(converted(item, source, node.place));
      break;
    case toml::node_type::string:
      node.kind = Node::Kind::text;
      node.text = from.as_string()->get();
      break;
    case toml::node_type::integer:
      node.kind = Node::Kind::integer;
      node.integer = from.as_integer()->get();
      break;
    case toml::node_type::floating_point:
      node.kind = Node::Kind::number;
      node.number = from.as_floating_point()->get();
      break;
    case toml::node_type::boolean:
      node.kind = Node::Kind::boolean;
      node.boolean = from.as_boolean()->get();
      break;
    case toml::node_type::date:
      node.kind = Node::Kind::date;
      node.text = date_text(from.as_date()->get());
      break;
    case toml::node_type::time:
      node.kind = Node::Kind::date;
      node.text = date_text(from.as_time()->get());
      break;
    case toml::node_type::date_time:
      node.kind = Node::Kind::date;
      node.text = date_text(from.as_date_time()->get());
      break;
    case toml::node_type::none:
      break;
  }
  return node;
}

Node parse_source(const Source& source) {
  check_toml_bounds(source);
  try {
    if (has_letters_beyond_ascii(source->text)) {
      const std::string moved = moved_letters(source->text);
      [[maybe_unused]] const toml::table only_to_see =
          toml::parse(std::string_view(moved), std::string_view(source->name));
    }
    const toml::table table = toml::parse(std::string_view(source->text), std::string_view(source->name));
    Node root = converted(table, source, Place{});
    root.place = Place{.name = source->name, .source = source};  // the whole file
    return root;
  } catch (const toml::parse_error& error) {
    throw toml_error(restored_letters(error.description()), place_of(error.source(), source));
  }
}

}  // namespace

Node parse_toml(std::string name, std::string text) {
  return parse_source(guarded_source(std::move(name), std::move(text)));
}

Node read_toml(const std::filesystem::path& path) {
  const auto file = read_source(path, {.limit = kLargestDocument});
  return parse_toml(file->name, file->text);
}

}  // namespace tansine
