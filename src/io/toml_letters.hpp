#pragma once
// toml++ 3.3 runs into __builtin_unreachable() when most letters of Latin, Greek and Cyrillic stand where only ASCII
// may (found by fuzzing). So a text with such letters is parsed first with each of them moved, one for one, to a plane
// of Unicode where toml++ is sound. If that is refused, so is the text; if not, its letters stand only in texts and
// comments, and it may be parsed as it is. Internal to the room.

#include <string>
#include <string_view>

namespace tansine {

bool has_letters_beyond_ascii(std::string_view text);
/// U+0080 ... U+FFFF become U+F0080 ... U+FFFFF; all else stays. The text must be valid UTF-8. Counts of characters
/// keep.
std::string moved_letters(std::string_view text);
/// The way back, for messages.
std::string restored_letters(std::string_view text);

}  // namespace tansine
