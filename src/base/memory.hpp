#pragma once
// How much memory there is to use.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tansine {

/// Bytes that this process may use: the machine's memory, or its container's limit (cgroup 2) if that is lower.
std::size_t machine_memory();

/// "2 GB", "512MB", "1.5 GiB" (kB, MB, GB, TB: powers of 1000; KiB, MiB, GiB, TiB: of 1024) in bytes; nullopt if it is
/// none of these or not positive.
std::optional<std::size_t> parse_bytes(std::string_view text);

/// "1.5 GB", "230 MB": three digits.
std::string bytes_text(std::size_t bytes);

}  // namespace tansine
