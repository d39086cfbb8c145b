#include "base/memory.hpp"

#include "base/text.hpp"

#include <unistd.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>

namespace tansine {
namespace {

struct Size {
  std::string_view name;
  double bytes;
};
constexpr std::array<Size, 9> kSizes{{{"B", 1},
                                      {"kB", 1e3},
                                      {"MB", 1e6},
                                      {"GB", 1e9},
                                      {"TB", 1e12},
                                      {"KiB", 0x1p10},
                                      {"MiB", 0x1p20},
                                      {"GiB", 0x1p30},
                                      {"TiB", 0x1p40}}};

}  // namespace

std::size_t machine_memory() {
  const long pages = ::sysconf(_SC_PHYS_PAGES), page = ::sysconf(_SC_PAGESIZE);
  std::size_t bytes = pages > 0 && page > 0 ? static_cast<std::size_t>(pages) * static_cast<std::size_t>(page)
                                            : std::numeric_limits<std::size_t>::max();
  // In a container its own group is the root of what it sees. The file holds a number or "max".
  std::ifstream limit("/sys/fs/cgroup/memory.max");
  if (std::size_t most = 0; limit >> most) bytes = std::min(bytes, most);
  return bytes;
}

std::optional<std::size_t> parse_bytes(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{}) return std::nullopt;
  std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  const auto size = std::ranges::find(kSizes, rest, &Size::name);
  if (size == kSizes.end()) return std::nullopt;
  const double bytes = number * size->bytes;
  if (!(bytes >= 1) || bytes > 0x1p62) return std::nullopt;
  return static_cast<std::size_t>(bytes);
}

std::string bytes_text(std::size_t bytes) {
  const auto n = static_cast<double>(bytes);
  const Size* size = &kSizes[0];
  for (std::size_t i = 1; i < 5; ++i)
    if (n >= kSizes[i].bytes) size = &kSizes[i];
  return significant(n / size->bytes, 3) + " " + std::string(size->name);
}

}  // namespace tansine
