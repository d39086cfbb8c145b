#pragma once
// Numbers and texts as bytes and back, exactly: for state that is put aside and taken up again (a run's checkpoint).
// The same bytes on every machine. Small whole numbers are short.

#include "base/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tansine {

class ByteWriter {
 public:
  void number(std::uint64_t n);   ///< LEB128: seven bits a byte, the lowest first
  void integer(std::int64_t n);   ///< zigzag, then as number
  void real(double x);            ///< the bits, lowest byte first
  void text(std::string_view s);  ///< its size, then its bytes
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads in the order of writing. Every member throws InputError at `place` if the bytes are not such.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, Place place) : bytes_(bytes), place_(std::move(place)) {}
  std::uint64_t number();
  std::int64_t integer();
  double real();
  std::string text();
  /// How many elements follow, each of at least `least` bytes: so that damaged bytes ask for no memory.
  std::size_t count(std::size_t least);
  /// Nothing may be left.
  void end() const;
  [[noreturn]] void fail() const;

 private:
  std::string_view bytes_;
  Place place_;
};

}  // namespace tansine
