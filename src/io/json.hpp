#pragma once
// JSON: values built in order and written deterministically (manifest, schema, --json), and files read back into the
// same located tree as TOML, so that a declaration reads either.

#include "io/document.hpp"

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tansine {

/// A JSON value to be written. Keys keep the order they were set in.
class JsonValue {
 public:
  using Array = std::vector<JsonValue>;
  using Object = std::vector<std::pair<std::string, JsonValue>>;

  JsonValue() = default;  ///< null
  JsonValue(bool x) : data_(x) {}
  template <std::integral I>
  requires(!std::same_as<I, bool>) JsonValue(I x);
  JsonValue(double x) : data_(x) {}  ///< not a number and the infinities are written as null: JSON has no word for them
  JsonValue(std::string x) : data_(std::move(x)) {}
  JsonValue(std::string_view x) : data_(std::string(x)) {}
  JsonValue(const char* x) : data_(std::string(x)) {}
  JsonValue(Array x) : data_(std::move(x)) {}
  JsonValue(Object x) : data_(std::move(x)) {}
  /// A list of anything that makes a value.
  template <class T>
  requires(!std::same_as<T, JsonValue>) JsonValue(const std::vector<T>& list);
  static JsonValue object() { return JsonValue(Object{}); }
  static JsonValue array() { return JsonValue(Array{}); }

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  /// Sets a key of an object (of a null: makes it one); an existing key keeps its position. Returns *this.
  JsonValue& set(std::string key, JsonValue value);
  /// Appends to an array (of a null: makes it one). Returns *this.
  JsonValue& push(JsonValue value);
  /// The value of a key, or null if there is none.
  [[nodiscard]] const JsonValue* find(std::string_view key) const;

  /// As text: numbers with the fewest digits that read back as the same double (17 at most), UTF-8 kept, invalid bytes
  /// replaced by U+FFFD. indent < 0: on one line; else one key per line and a line break at the end.
  [[nodiscard]] std::string text(int indent = 2) const;

  using Data = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Array, Object>;
  [[nodiscard]] const Data& data() const { return data_; }

 private:
  Data data_;
};

template <std::integral I>
requires(!std::same_as<I, bool>) JsonValue::JsonValue(I x) {
  if constexpr (std::signed_integral<I>) {
    data_ = static_cast<std::int64_t>(x);
  } else {
    data_ = static_cast<std::uint64_t>(x);
  }
}

template <class T>
requires(!std::same_as<T, JsonValue>) JsonValue::JsonValue(const std::vector<T>& list) {
  Array array;
  for (const auto& x : list) array.push_back(JsonValue(T(x)));
  data_ = std::move(array);
}

/// The root of a JSON text as a located tree (strict RFC 8259; a number without point and exponent that fits 64 bits is
/// an integer; doubled keys are errors). Throws InputError at the first error. The bounds of document.hpp hold.
Node parse_json(std::string name, std::string text);
Node read_json(const std::filesystem::path& path);

}  // namespace tansine
