#pragma once
// SHA-256, for the manifest: which bytes went in and which came out. Not for secrets.
// Our own seventy lines rather than OpenSSL or libmd: the browser build has neither, and the published vectors leave
// little to get wrong.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tansine {

/// SHA-256 of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  /// Of all bytes so far (FIPS 180-4), as 64 lower-case hex digits.
  [[nodiscard]] std::string text() const;

 private:
  std::array<std::uint32_t, 8> state_;
  std::array<unsigned char, 64> block_{};
  std::size_t filled_ = 0;  ///< of the block
  std::uint64_t size_ = 0;  ///< of all bytes
};

/// SHA-256 of the bytes (FIPS 180-4) as 64 lower-case hex digits.
std::string sha256(std::string_view bytes);

}  // namespace tansine
