#pragma once
// Small things about text that several rooms need: numbers to text and back, quoting a user's word in a message, UTF-8.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tansine {

/// The fewest digits that read back as the same double: "0.1", "1e-09" becomes "1e-9". "nan", "inf", "-inf".
std::string shortest(double x);

/// For print: `digits` (1-17) significant digits, rounded half to even on the exact value; trailing zeros kept
/// ("0.300" for 0.3 and three digits); plain between 1e-4 and 1e7 (1234567 to three digits is "1230000"), else
/// "1.23e7".
std::string significant(double x, int digits);

/// A plain decimal number that fills the text: sign, digits, point, exponent ("1", "-0.5", ".5", "5.", "1e-3"). Empty
/// for anything else: blanks, nan, inf, hex, numbers that overflow. What underflows is zero.
std::optional<double> parse_number(std::string_view text);

/// "word" in quotes for a message, on one line, cut to 60 characters.
std::string in_quotes(std::string_view word);

std::string_view trimmed(std::string_view text);  ///< without blanks and tabs at both ends

/// One UTF-8 character at `at`: its bytes, or 0 if they are not valid UTF-8 (overlong forms and surrogates included).
std::size_t utf8_character(std::string_view text, std::size_t at);
/// Characters in the text; a byte that is not valid UTF-8 counts as one.
std::size_t utf8_length(std::string_view text);
/// The offset of the first byte that is not valid UTF-8, or nothing.
std::optional<std::size_t> utf8_fault(std::string_view text);
/// As a terminal may have it: tabs become blanks, control characters and invalid bytes "?". Keeps the character count.
std::string printable(std::string_view text);

}  // namespace tansine
