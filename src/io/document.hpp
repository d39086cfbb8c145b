#pragma once
// A TOML or JSON document as our own tree of values, in which every key and every value knows its place in the file.
// Declarations (declaration.hpp) turn it into plain structs.

#include "base/problem.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

struct KeyValue;

/// One value of a document. Only the members that belong to `kind` are filled.
struct Node {
  enum class Kind : std::uint8_t { table, list, text, integer, number, boolean, date, null };

  Kind kind = Kind::null;
  Place place{};       ///< of the value; of the header or the key for a table that is not written in braces
  std::string text{};  ///< text: its characters; date: as ISO 8601
  std::int64_t integer = 0;
  double number = 0;
  bool boolean = false;
  std::vector<KeyValue> entries;  ///< table: in the order of the file
  std::vector<Node> items;        ///< list

  /// The entry with this key, or null.
  [[nodiscard]] const KeyValue* find(std::string_view key) const;
};

/// One key of a table with its value.
struct KeyValue {
  std::string key;
  Place key_place{};
  Node value{};
};

/// "a text", "an integer", "a table" ...: for messages.
std::string_view kind_name(Node::Kind kind);

/// Largest file read, and how much may stand in it: bounds that keep a wrong file (a dataset, a film) from filling the
/// memory or the stack before anything can be said about it.
inline constexpr std::size_t kLargestDocument = 64u << 20;  // bytes
inline constexpr std::size_t kMostValues = 200'000;         // values in one document
inline constexpr int kDeepest = 32;                         // brackets within brackets
inline constexpr int kMostKeyParts = 16;                    // a.b.c...

/// The root table of a TOML text. Throws InputError located at the first syntax error: wrong TOML, invalid UTF-8, NUL
/// bytes, or more than the bounds above. A byte order mark is skipped.
Node parse_toml(std::string name, std::string text);
/// The same for the file at `path`, named in messages as the path is written. Throws InputError also if it is missing,
/// a directory, unreadable, or larger than kLargestDocument.
Node read_toml(const std::filesystem::path& path);

}  // namespace tansine
