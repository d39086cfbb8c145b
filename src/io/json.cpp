#include "io/json.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace tansine {
namespace {

void write_text(std::string_view text, std::string& out) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = utf8_character(text, at);
    const auto c = static_cast<unsigned char>(text[at]);
    if (bytes == 0) {
      out += "\xEF\xBF\xBD";
    } else if (bytes > 1) {
      out += text.substr(at, bytes);
    } else if (c == '"' || c == '\\') {
      out += {'\\', static_cast<char>(c)};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c < 0x20 || c == 0x7F) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += static_cast<char>(c);
    }
    at += std::max<std::size_t>(bytes, 1);
  }
  out += '"';
}

struct Writer {
  std::string& out;
  int indent;
  int depth = 0;

  void new_line() const {
    if (indent < 0) return;
    out += '\n';
    out.append(static_cast<std::size_t>(indent * depth), ' ');
  }
  void separate(bool first) const {
    if (!first) out += indent < 0 ? ", " : ",";
    new_line();
  }
  void write(const JsonValue& value) {
    std::visit([this](const auto& x) { write_data(x); }, value.data());
  }
  void write_data(std::monostate) { out += "null"; }
  void write_data(bool x) { out += x ? "true" : "false"; }
  void write_data(std::int64_t x) { out += std::to_string(x); }
  void write_data(std::uint64_t x) { out += std::to_string(x); }
  void write_data(double x) { out += std::isfinite(x) ? shortest(x) : "null"; }
  void write_data(const std::string& x) { write_text(x, out); }
  void write_data(const JsonValue::Array& list) {
    if (list.empty()) return void(out += "[]");
    out += '[';
    ++depth;
    for (std::size_t i = 0; i < list.size(); ++i) {
      separate(i == 0);
      write(list[i]);
    }
    --depth;
    new_line();
    out += ']';
  }
  void write_data(const JsonValue::Object& object) {
    if (object.empty()) return void(out += "{}");
    out += '{';
    ++depth;
    for (std::size_t i = 0; i < object.size(); ++i) {
      separate(i == 0);
      write_text(object[i].first, out);
      out += ": ";
      write(object[i].second);
    }
    --depth;
    new_line();
    out += '}';
  }
};

}  // namespace

JsonValue& JsonValue::set(std::string key, JsonValue value) {
  if (is_null()) data_ = Object{};
  TANSINE_ASSERT(std::holds_alternative<Object>(data_), "set() on a JSON value that is no object");
  auto& object = std::get<Object>(data_);
  const auto it = std::find_if(object.begin(), object.end(), [&](const auto& entry) { return entry.first == key; });
  if (it == object.end()) {
    object.emplace_back(std::move(key), std::move(value));
  } else {
    it->second = std::move(value);
  }
  return *this;
}

JsonValue& JsonValue::push(JsonValue value) {
  if (is_null()) data_ = Array{};
  TANSINE_ASSERT(std::holds_alternative<Array>(data_), "push() on a JSON value that is no array");
  std::get<Array>(data_).push_back(std::move(value));
  return *this;
}

const JsonValue* JsonValue::find(std::string_view key) const {
  const auto* object = std::get_if<Object>(&data_);
  if (object == nullptr) return nullptr;
  for (const auto& [name, value] : *object) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string JsonValue::text(int indent) const {
  std::string out;
  Writer{out, indent}.write(*this);
  if (indent >= 0) out += '\n';
  return out;
}

}  // namespace tansine
