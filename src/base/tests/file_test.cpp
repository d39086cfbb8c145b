// Reading says what is wrong; writing leaves the old file or the new one, whatever happens.

#include "base/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tansine {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Root may do everything; the tests of permissions run as nobody.
class AsNobody {
 public:
  AsNobody() {
    if (was_root_ && ::seteuid(65534) != 0) throw std::runtime_error("cannot become nobody");
  }
  ~AsNobody() {
    if (was_root_ && ::seteuid(0) != 0) std::abort();
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool was_root_ = ::geteuid() == 0;
};

class FileTest : public testing::Test {
 protected:
  FileTest() {
    std::string pattern = (fs::temp_directory_path() / "tansine-file-test-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    fs::permissions(folder_, fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
  }
  ~FileTest() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  [[nodiscard]] fs::path in(const char* name) const { return folder_ / name; }
  static void put(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }
  static std::string get(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
  }
  [[nodiscard]] std::size_t files_here() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator{}));
  }
  static std::string read_error(const fs::path& path, const ReadOptions& options = {}) {
    try {
      (void)read_source(path, options);
    } catch (const InputError& e) {
      return e.what();
    }
    return "no error";
  }
  static std::string write_error(const fs::path& path, std::string_view bytes = "new") {
    try {
      write_file(path, bytes);
    } catch (const IoError& e) {
      return e.what();
    }
    return "no error";
  }

  fs::path folder_;
};

TEST_F(FileTest, ReadsEveryByte) {
  const std::string text = std::string("a\r\n\0b", 5) + std::string(100'000, 'x');
  put(in("a"), text);
  const auto source = read_source(in("a"), {.name = "study.toml"});
  EXPECT_EQ(source->text, text);
  EXPECT_EQ(source->name, "study.toml");
  put(in("empty"), "");
  EXPECT_EQ(read_source(in("empty"))->text, "");
  EXPECT_EQ(read_source(in("empty"))->name, in("empty").string());
}

TEST_F(FileTest, SaysWhyItCannotRead) {
  put(in("girish-2012.csv"), "x");
  EXPECT_EQ(read_error("no_such_file_xyz"),
            "no_such_file_xyz: error: cannot read \"no_such_file_xyz\": there is no such file\n");
  EXPECT_THAT(read_error(in("girish-2021.csv")), HasSubstr("girish-2012.csv\"?"));
  EXPECT_THAT(read_error(folder_), HasSubstr("it is a directory"));
  EXPECT_THAT(read_error(""), HasSubstr("its name is empty"));
  EXPECT_THAT(read_error("/dev/null"), HasSubstr("it is not a regular file"));
  EXPECT_THAT(read_error(in("girish-2012.csv") / "below"), HasSubstr("a part of its path is a file"));
  EXPECT_THAT(read_error(in(std::string(300, 'n').c_str())), HasSubstr("its name is too long"));
  ASSERT_EQ(::mkfifo(in("pipe").c_str(), 0600), 0);
  EXPECT_THAT(read_error(in("pipe")), HasSubstr("it is not a regular file"));  // and does not wait
  put(in("secret"), "x");
  fs::permissions(in("secret"), fs::perms::none);
  const AsNobody guard;
  EXPECT_THAT(read_error(in("secret")), HasSubstr("no permission"));
}

TEST_F(FileTest, RefusesWhatIsTooLarge) {
  put(in("big"), std::string(2048, 'x'));
  EXPECT_EQ(read_source(in("big"), {.limit = 2048})->text.size(), 2048u);
  EXPECT_THAT(read_error(in("big"), {.limit = 2047}), HasSubstr("it is too large (0.00195 MiB; at most 0.00195 MiB)"));
  put(in("huge"), "");
  fs::resize_file(in("huge"), std::uintmax_t{1} << 40);  // sparse: takes no room
  EXPECT_THAT(read_error(in("huge")), HasSubstr("it is too large (1050000 MiB; at most 256 MiB)"));
}

TEST_F(FileTest, PointsToWhereTheFileIsNamed) {
  const auto study = std::make_shared<const SourceText>(SourceText{"study.toml", "dataset = \"a.csv\"\n"});
  EXPECT_EQ(read_error("/nowhere/a.csv", {.name = "a.csv", .asked_at = {"study.toml", 1, 11, 7, study}}),
            "study.toml:1:11: error: cannot read \"a.csv\": there is no such file\n"
            "  1 | dataset = \"a.csv\"\n"
            "    |           ^^^^^^^\n");
}

TEST_F(FileTest, WritesWholeFiles) {
  write_file(in("a"), "one");
  EXPECT_EQ(get(in("a")), "one");
  write_file(in("a"), std::string("two\0", 4));
  EXPECT_EQ(get(in("a")), std::string("two\0", 4));
  EXPECT_EQ(files_here(), 1u);
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  write_file("here", "x");
  fs::current_path(before);
  EXPECT_EQ(get(in("here")), "x");
}

TEST_F(FileTest, WithoutCommitNothingHappened) {
  write_file(in("a"), "old");
  {
    FileWriter writer(in("a"));
    writer.write("half");
    EXPECT_EQ(get(in("a")), "old");
  }
  EXPECT_EQ(get(in("a")), "old");
  EXPECT_EQ(files_here(), 1u);
  FileWriter writer(in("a"));
  writer.write("ne");
  writer.write("w");
  writer.commit();
  EXPECT_EQ(get(in("a")), "new");
  EXPECT_THROW(writer.write("more"), InternalError);
  EXPECT_THROW(writer.commit(), InternalError);
}

TEST_F(FileTest, TwoWritersAtOnceDoNotMix) {
  FileWriter first(in("a"));
  FileWriter second(in("a"));
  first.write("first");
  second.write("second");
  second.commit();
  first.commit();
  EXPECT_EQ(get(in("a")), "first");
  EXPECT_EQ(files_here(), 1u);
}

TEST_F(FileTest, WritesThroughALink) {
  write_file(in("target"), "old");
  fs::create_symlink(in("target"), in("link"));
  write_file(in("link"), "new");
  EXPECT_TRUE(fs::is_symlink(in("link")));
  EXPECT_EQ(get(in("target")), "new");
}

TEST_F(FileTest, SaysWhyItCannotWrite) {
  EXPECT_EQ(
      write_error("/no/such/folder/a"),
      "/no/such/folder/a: error: cannot write \"/no/such/folder/a\": its folder does not exist; nothing was written\n");
  EXPECT_THAT(write_error(folder_), HasSubstr("it is a directory"));
  EXPECT_THAT(write_error(folder_ / ""), HasSubstr("it is a directory"));
  EXPECT_THAT(write_error("/dev/full"), HasSubstr("it is not a regular file"));
  put(in("file"), "x");
  EXPECT_THAT(write_error(in("file") / "below"), HasSubstr("a part of its path is a file"));
  const AsNobody guard;
  EXPECT_THAT(write_error(in("new")), HasSubstr("no permission"));
}

// A limit on the size of files stands in for a full disk: write() fails half way in the same manner.
TEST_F(FileTest, FullDiskLeavesTheOldFile) {
  write_file(in("a"), "old");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 10'000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string error = write_error(in("a"), std::string(1'000'000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(error, HasSubstr("it would be larger than a file may be; nothing was written"));
  EXPECT_EQ(get(in("a")), "old");
  EXPECT_EQ(files_here(), 1u);
}

}  // namespace
}  // namespace tansine
