#pragma once
// Numbers from machine-written text.

#include <optional>
#include <string_view>

namespace tansine {

/// The finite double that std::from_chars reads (general format, correctly rounded), if it fills the text. Empty for
/// anything else, and for what overflows or underflows to zero.
std::optional<double> read_double(std::string_view text);

}  // namespace tansine
