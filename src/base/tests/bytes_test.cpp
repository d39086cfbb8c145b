// State put aside and taken up again: bytes, files that grow, sizes.

#include "base/bytes.hpp"
#include "base/file.hpp"
#include "base/growing_file.hpp"
#include "base/memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <bit>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

namespace tansine {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::uint64_t kNumbers[] = {0, 1, 127, 128, 300, 1u << 31, std::numeric_limits<std::uint64_t>::max()};
constexpr std::int64_t kIntegers[] = {
    0, -1, 1, 63, 64, -64, -65, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
constexpr double kReals[] = {0.0, -0.0, 0.1, -1e-310, std::numeric_limits<double>::infinity()};

TEST(Bytes, ReadBackTheSame) {
  ByteWriter w;
  for (const std::uint64_t n : kNumbers) w.number(n);
  for (const std::int64_t n : kIntegers) w.integer(n);
  for (const double x : kReals) w.real(x);
  w.text(std::string("a\0b", 3));
  ByteReader r(w.bytes(), {});
  for (const std::uint64_t n : kNumbers) EXPECT_EQ(r.number(), n);
  for (const std::int64_t n : kIntegers) EXPECT_EQ(r.integer(), n);
  for (const double x : kReals) EXPECT_EQ(std::bit_cast<std::uint64_t>(r.real()), std::bit_cast<std::uint64_t>(x));
  EXPECT_EQ(r.text(), std::string("a\0b", 3));
  EXPECT_NO_THROW(r.end());
}

TEST(Bytes, AreTheDocumentedOnes) {
  ByteWriter w;
  w.number(300);
  w.integer(-1);
  w.real(1.0);  // 0x3ff0000000000000
  w.text("x");
  EXPECT_EQ(w.bytes(), std::string("\xac\x02\x01\0\0\0\0\0\0\xf0\x3f\x01x", 13));
}

TEST(Bytes, DamageIsAnErrorWithItsPlace) {
  const auto fails = [](std::string_view bytes, auto read) {
    ByteReader r(bytes, Place{.name = "state"});
    try {
      read(r);
    } catch (const InputError& e) {
      return e.problems().list().front().place.name == "state";
    }
    return false;
  };
  EXPECT_TRUE(fails("", [](ByteReader& r) { r.number(); }));
  EXPECT_TRUE(fails("\x80", [](ByteReader& r) { r.number(); }));
  EXPECT_TRUE(fails("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", [](ByteReader& r) { r.number(); })) << "65 bits";
  EXPECT_TRUE(fails("1234567", [](ByteReader& r) { r.real(); }));
  EXPECT_TRUE(fails("\x05tiny", [](ByteReader& r) { r.text(); }));
  EXPECT_TRUE(fails("\xff\xff\xff\x0f....", [](ByteReader& r) { r.count(8); })) << "more than there is";
  EXPECT_TRUE(fails("x", [](ByteReader& r) { r.end(); }));
}

class Growing : public testing::Test {
 protected:
  Growing() {
    std::string name = (fs::temp_directory_path() / "tansine-growing-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    folder = name;
    path = folder / "rows.csv";
  }
  ~Growing() override { fs::remove_all(folder); }
  [[nodiscard]] std::string content() const { return read_source(path)->text; }
  fs::path folder, path;
};

TEST_F(Growing, GoesOnWhereItWasSynced) {
  GrowingFile::State state;
  {
    GrowingFile file(path);
    file.write("first\n");
    state = file.sync();
    file.write(std::string(3 << 20, 'x'));  // some of it may be on the disk when it ends
  }
  EXPECT_EQ(state.bytes, 6u);
  EXPECT_EQ(state.sha256, sha256("first\n"));
  {
    GrowingFile file(path, state);
    EXPECT_EQ(content(), "first\n");
    file.write("second\n");
    state = file.sync();
  }
  EXPECT_EQ(content(), "first\nsecond\n");
  EXPECT_EQ(state.sha256, sha256("first\nsecond\n"));
}

TEST_F(Growing, RefusesWhatIsNotTheSameFile) {
  const GrowingFile::State state{6, sha256("first\n")};
  EXPECT_THROW(GrowingFile(path, state), InputError);
  std::ofstream(path) << "first";
  EXPECT_THROW(GrowingFile(path, state), InputError);
  std::ofstream(path) << "other\n";
  EXPECT_THROW(GrowingFile(path, state), InputError);
  EXPECT_EQ(content(), "other\n") << "left alone";
  EXPECT_THROW(GrowingFile(folder / "nowhere" / "x"), IoError);
}

TEST_F(Growing, AFullDiskIsSaid) {
  GrowingFile file("/dev/full");
  file.write("x");
  try {
    (void)file.sync();
    ADD_FAILURE();
  } catch (const IoError& e) {
    EXPECT_THAT(e.what(), HasSubstr("the disk is full"));
  }
}

TEST(MemorySizes, AreReadAndWritten) {
  EXPECT_EQ(parse_bytes("2GB"), 2'000'000'000u);
  EXPECT_EQ(parse_bytes("1.5 MiB"), 1'572'864u);
  EXPECT_EQ(parse_bytes("10 B"), 10u);
  for (const char* wrong : {"", "GB", "2", "2 gb", "-1 GB", "0 GB", "nan GB", "1e3 GB", "2 GB x", "99999999 TB"})
    EXPECT_FALSE(parse_bytes(wrong)) << wrong;
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(41'750'000), "41.8 MB");
  EXPECT_EQ(bytes_text(2'000'000'000), "2.00 GB");
  EXPECT_GT(machine_memory(), std::size_t{1} << 26);
}

}  // namespace
}  // namespace tansine
