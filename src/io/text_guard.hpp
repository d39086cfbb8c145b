#pragma once
// What is looked at before a text is given to a parser: encoding and bounds, so that no file, however wrong, fills the
// memory or the stack. Internal to the room.

#include "base/problem.hpp"
#include "io/document.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace tansine {

/// The place of `length` characters at a byte of the text.
Place place_at(const std::shared_ptr<const SourceText>& source, std::size_t offset, int length = 1);

/// The text without byte order mark; throws InputError located at the first byte that is NUL or not UTF-8 (UTF-16 is
/// named), or if it is larger than `limit` bytes.
std::shared_ptr<const SourceText> guarded_source(std::string name, std::string text,
                                                 std::size_t limit = kLargestDocument);

/// Throws InputError at a letter outside of ASCII that is in no text and no comment, and where brackets, dotted keys or
/// the count of values pass the bounds of document.hpp. Follows TOML's texts and comments; what it misjudges in a text
/// that is not TOML is refused by the parser anyway.
void check_toml_bounds(const std::shared_ptr<const SourceText>& source);

}  // namespace tansine
