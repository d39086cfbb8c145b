#include "io/toml_letters.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstdint>

namespace tansine {
namespace {

std::uint32_t bits(std::string_view text, std::size_t at, std::uint32_t mask) {
  return static_cast<unsigned char>(text[at]) & mask;
}

void append(std::string& out, std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); }

// Any function of characters, byte by byte where the text is ASCII.
template <class F>
std::string each_character(std::string_view text, F change) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = std::max<std::size_t>(utf8_character(text, at), 1);
    change(out, text.substr(at, bytes));
    at += bytes;
  }
  return out;
}

}  // namespace

bool has_letters_beyond_ascii(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::string moved_letters(std::string_view text) {
  return each_character(text, [](std::string& out, std::string_view c) {
    if (c.size() != 2 && c.size() != 3) {
      out += c;
      return;
    }
    const std::uint32_t code = c.size() == 2 ? bits(c, 0, 0x1F) << 6 | bits(c, 1, 0x3F)
                                             : bits(c, 0, 0x0F) << 12 | bits(c, 1, 0x3F) << 6 | bits(c, 2, 0x3F);
    append(out, 0xF3);  // U+F0000 + code in four bytes
    append(out, 0xB0 | code >> 12);
    append(out, 0x80 | (code >> 6 & 0x3F));
    append(out, 0x80 | (code & 0x3F));
  });
}

std::string restored_letters(std::string_view text) {
  return each_character(text, [](std::string& out, std::string_view c) {
    const bool is_moved = c.size() == 4 && bits(c, 0, 0xFF) == 0xF3 && bits(c, 1, 0xF0) == 0xB0;
    const std::uint32_t code = is_moved ? bits(c, 1, 0x0F) << 12 | bits(c, 2, 0x3F) << 6 | bits(c, 3, 0x3F) : 0;
    if (!is_moved || code < 0x80) {
      out += c;
    } else if (code < 0x800) {
      append(out, 0xC0 | code >> 6);
      append(out, 0x80 | (code & 0x3F));
    } else {
      append(out, 0xE0 | code >> 12);
      append(out, 0x80 | (code >> 6 & 0x3F));
      append(out, 0x80 | (code & 0x3F));
    }
  });
}

}  // namespace tansine
