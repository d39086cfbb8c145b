#include "base/text.hpp"

#include "base/hash.hpp"
#include "base/problem.hpp"
#include "base/random.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace tansine {
namespace {

TEST(Text, ShortestReadsBackBitForBit) {
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(1e-9), "1e-9");
  EXPECT_EQ(shortest(-1234567.0), "-1234567");
  EXPECT_EQ(shortest(12345678.0), "1.2345678e7");
  EXPECT_EQ(shortest(1e23), "1e23");
  EXPECT_EQ(shortest(0), "0");
  EXPECT_EQ(shortest(-0.0), "-0");
  EXPECT_EQ(shortest(std::nan("")), "nan");
  EXPECT_EQ(shortest(-std::numeric_limits<double>::infinity()), "-inf");
  RandomStream stream(1, 0, purpose("test.shortest"));
  for (int i = 0; i < 50'000; ++i) {
    const double x = std::bit_cast<double>(stream.bits());
    if (!std::isfinite(x)) continue;
    const std::optional<double> back = parse_number(shortest(x));
    ASSERT_TRUE(back);
    ASSERT_EQ(std::bit_cast<std::uint64_t>(*back), std::bit_cast<std::uint64_t>(x)) << shortest(x);
    ASSERT_LE(shortest(x).size(), 24u);
  }
}

TEST(Text, SignificantDigits) {
  EXPECT_EQ(significant(0.3, 3), "0.300");
  EXPECT_EQ(significant(1234567, 3), "1230000");
  EXPECT_EQ(significant(12345678, 3), "1.23e7");
  EXPECT_EQ(significant(9999999, 3), "1.00e7");
  EXPECT_EQ(significant(0.00012345, 3), "0.000123");
  EXPECT_EQ(significant(0.000012345, 3), "1.23e-5");
  EXPECT_EQ(significant(0.00009999, 2), "0.00010");
  EXPECT_EQ(significant(99.96, 3), "100");
  EXPECT_EQ(significant(2.5, 1), "2");  // a tie, to even
  EXPECT_EQ(significant(-3.14159, 4), "-3.142");
  EXPECT_EQ(significant(0, 3), "0.00");
  EXPECT_EQ(significant(5, 1), "5");
  EXPECT_EQ(significant(123.456, 6), "123.456");
  EXPECT_EQ(significant(std::nan(""), 3), "nan");
  EXPECT_THROW((void)significant(1, 0), InternalError);
  EXPECT_THROW((void)significant(1, 18), InternalError);
}

TEST(Text, ParseNumber) {
  for (const auto& [text, x] :
       {std::pair{"1", 1.0}, {"-0.5", -0.5}, {".5", 0.5}, {"5.", 5.0}, {"+1E-3", 1e-3}, {"00012", 12.0}}) {
    EXPECT_EQ(parse_number(text), x) << text;
  }
  for (const char* text : {"", " 1", "1 ", ".", "-", "e5", "1e", "1e+", "nan", "inf", "0x1", "1,5", "1_0", "--1",
                           "1.2.3", "1e5.0", "1e999", "1e400000"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
  EXPECT_EQ(parse_number("1e-999"), 0.0);
  EXPECT_TRUE(std::signbit(*parse_number("-1e-999")));
  EXPECT_EQ(parse_number("0e99999999999"), 0.0);
}

TEST(Text, InQuotes) {
  EXPECT_EQ(in_quotes("a\tb"), "\"a b\"");
  EXPECT_EQ(in_quotes(std::string(60, 'x')), '"' + std::string(60, 'x') + '"');
  EXPECT_EQ(in_quotes(std::string(61, 'x')), '"' + std::string(60, 'x') + "...\"");
  EXPECT_EQ(in_quotes("\u00b5\n"), "\"\u00b5?\"");
}

TEST(Text, Utf8) {
  EXPECT_EQ(utf8_length("a\u00b5\u20ac\U0001F600"), 4u);
  EXPECT_EQ(utf8_length("\xff\xfe"), 2u);
  EXPECT_FALSE(utf8_fault("a\u00b5\u20ac\U0010FFFF"));
  // overlong, surrogate, beyond U+10FFFF, cut off, stray continuation: Unicode Standard, table 3-7
  for (const char* text : {"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
                           "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\x80", "\xc2", "\xff"}) {
    EXPECT_EQ(utf8_fault(std::string("ab") + text), 2u);
  }
}

TEST(Text, Trimmed) {
  EXPECT_EQ(trimmed(" \t a b\t"), "a b");
  EXPECT_EQ(trimmed("  "), "");
  EXPECT_EQ(trimmed(""), "");
}

// The examples NIST publishes with FIPS 180-4, and lengths around the block's edges.
TEST(Hash, Sha256KnownAnswers) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Lengths around the edges of one and two blocks; from Python's hashlib.
TEST(Hash, Sha256AtTheBlocksEdges) {
  const std::pair<std::size_t, const char*> cases[] = {
      {55, "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072"},
      {56, "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e"},
      {63, "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2"},
      {64, "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c"},
      {65, "9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9"},
      {119, "000b48d4edf0fa7bee3c6236ecd2785baa5db4eeb8bb54341b029e0d9fa5fb0c"},
      {120, "13f05a0b594787f5ecd315edc96141bd3243203d1b7d4f0836f37308b276ba98"},
      {128, "24da1b81d0b16df6428eee73c69fcb2a93c76bc6df706f0c6670fe6bfe800464"}};
  for (const auto& [n, hex] : cases) EXPECT_EQ(sha256(std::string(n, 'x')), hex) << n;
}

TEST(Sha256, PieceByPiece) {
  std::string all;
  for (int i = 0; i < 300; ++i) all += static_cast<char>('a' + i % 26);
  for (std::size_t size = 1; size < 140; ++size) {
    Sha256 hash;
    for (std::size_t at = 0; at < all.size(); at += size) {
      hash.add(std::string_view(all).substr(at, size));
      const std::size_t so_far = std::min(all.size(), at + size);
      if (size % 31 == 1) {  // asking changes nothing
        EXPECT_EQ(hash.text(), sha256(std::string_view(all).substr(0, so_far)));
      }
    }
    EXPECT_EQ(hash.text(), sha256(all)) << size;
  }
}

}  // namespace
}  // namespace tansine
