#pragma once
// Text as UTF-8.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tansine {

/// One UTF-8 character at `at`: its bytes, or 0 if they are not valid UTF-8 (overlong forms and surrogates included).
std::size_t utf8_character(std::string_view text, std::size_t at);
/// Characters in the text; a byte that is not valid UTF-8 counts as one.
std::size_t utf8_length(std::string_view text);
/// The offset of the first byte that is not valid UTF-8, or nothing.
std::optional<std::size_t> utf8_fault(std::string_view text);
/// As a terminal may have it: tabs become blanks, control characters and invalid bytes "?". Keeps the character count.
std::string printable(std::string_view text);

}  // namespace tansine
