#include "base/bytes.hpp"

#include <bit>

namespace tansine {

void ByteWriter::number(std::uint64_t n) {
  for (; n >= 0x80; n >>= 7) bytes_.push_back(static_cast<char>((n & 0x7f) | 0x80));
  bytes_.push_back(static_cast<char>(n));
}

void ByteWriter::integer(std::int64_t n) {
  const auto bits = static_cast<std::uint64_t>(n);
  number(n < 0 ? ~(bits << 1) : bits << 1);
}

void ByteWriter::real(double x) {
  auto bits = std::bit_cast<std::uint64_t>(x);
  for (int i = 0; i < 8; ++i, bits >>= 8) bytes_.push_back(static_cast<char>(bits & 0xff));
}

void ByteWriter::text(std::string_view s) {
  number(s.size());
  bytes_.append(s);
}

void ByteReader::fail() const { raise(InputError(place_, "the bytes are damaged, or of another version")); }

std::uint64_t ByteReader::number() {
  std::uint64_t n = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (bytes_.empty()) fail();
    const auto byte = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    if (shift == 63 && byte > 1) fail();  // more than 64 bits
    n |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return n;
  }
  fail();
}

std::int64_t ByteReader::integer() {
  const std::uint64_t n = number();
  return static_cast<std::int64_t>((n & 1) != 0 ? ~(n >> 1) : n >> 1);
}

double ByteReader::real() {
  if (bytes_.size() < 8) fail();
  std::uint64_t bits = 0;
  for (std::size_t i = 8; i-- > 0;) bits = bits << 8 | static_cast<unsigned char>(bytes_[i]);
  bytes_.remove_prefix(8);
  return std::bit_cast<double>(bits);
}

std::string ByteReader::text() {
  const std::size_t size = count(1);
  std::string s(bytes_.substr(0, size));
  bytes_.remove_prefix(size);
  return s;
}

std::size_t ByteReader::count(std::size_t least) {
  const std::uint64_t n = number();
  if (n > bytes_.size() / least) fail();
  return static_cast<std::size_t>(n);
}

void ByteReader::end() const {
  if (!bytes_.empty()) fail();
}

}  // namespace tansine
