#include "base/read_double.hpp"

#include <charconv>
#include <cmath>

#if !defined(__cpp_lib_to_chars)
#include <cstdlib>
#include <string>
#endif

namespace tansine {

#if defined(__cpp_lib_to_chars)

std::optional<double> read_double(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

#else

// libc++ 19 has no from_chars for doubles. strtod of a C library that rounds correctly (musl, hence wasi-libc) in the
// "C" locale, kept from what it reads beyond from_chars: blanks, a plus sign, hexadecimal.
std::optional<double> read_double(std::string_view text) {
  if (text.empty() || text.front() == '+' || text.find_first_not_of("0123456789+-.eE") != text.npos)
    return std::nullopt;
  const std::string copy(text);
  char* end = nullptr;
  const double value = std::strtod(copy.c_str(), &end);
  if (end != copy.c_str() + copy.size() || std::isinf(value)) return std::nullopt;
  const std::string_view mantissa = text.substr(0, text.find_first_of("eE"));
  if (value == 0 && mantissa.find_first_of("123456789") != mantissa.npos) return std::nullopt;
  return value;
}

#endif

}  // namespace tansine
