#pragma once
// Small things about text that several rooms need: numbers to text and back, quoting a user's word in a message.

#include "base/utf8.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

/// Rows as lines of columns: the first on the left, the others on the right. All rows as long as the first.
std::string aligned_columns(const std::vector<std::vector<std::string>>& rows);

}  // namespace tansine
