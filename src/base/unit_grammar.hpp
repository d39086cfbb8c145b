#pragma once
// The grammar of units as its own step: text to factors, or where and why not. Private to base; quantity.hpp has the
// grammar in words.

#include "base/quantity.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tansine {

/// Where reading a unit stopped and why.
struct UnitFault {
  enum class Kind { unknown_symbol, refused_symbol, ambiguous_slash, other };
  Kind kind = Kind::other;
  std::string message;
  std::size_t offset = 0;
  std::size_t length = 0;
};

/// A unit, or the first fault; without suggestions.
std::optional<Unit> read_unit(std::string_view text, UnitFault& fault);

/// The nearest right spelling of a whole unit that read_unit refused, or empty.
std::string suggest_unit(std::string_view text);

/// Bytes of the blank (space, tab, no-break and thin spaces) or multiplication dot at `at`; 0 if there is none.
std::size_t blank_at(std::string_view text, std::size_t at);
std::size_t dot_at(std::string_view text, std::size_t at);

}  // namespace tansine
