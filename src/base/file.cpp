#include "base/file.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tansine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNeighbours = 2000;  // names looked at for "did you mean"

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

std::string in_mebibytes(std::size_t bytes) { return significant(static_cast<double>(bytes) / 1048576.0, 3) + " MiB"; }

std::string nearest_neighbour(const fs::path& path) {
  std::vector<std::string> names;
  std::error_code error;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    names.push_back(it->path().filename().string());
    if (names.size() == kMostNeighbours) break;
  }
  std::sort(names.begin(), names.end());  // directories list in any order; messages do not
  const std::string name = nearest_name(path.filename().string(), names);
  if (name.empty()) return {};
  return fmt::format("did you mean {}?", in_quotes((path.parent_path() / name).string()));
}

[[noreturn]] void cannot_read(const fs::path& path, const ReadOptions& options, const std::string& why,
                              std::string hint = {}) {
  const std::string name = options.name.empty() ? path.string() : options.name;
  Place place = options.asked_at;
  if (place.name.empty() && place.line == 0) place.name = name;
  throw InputError(std::move(place), fmt::format("cannot read {}: {}", in_quotes(name), why), std::move(hint));
}

std::string read_all(int fd, std::size_t expected, std::size_t limit, int& error) {
  limit = std::min(limit, std::string{}.max_size() - 1);  // one byte more is read, to see that there is more
  std::string out;
  std::size_t size = 0;
  while (size <= limit) {
    out.resize(std::min(std::max(expected + 1, size + size / 2 + 4096), limit + 1));
    const ssize_t n = ::read(fd, out.data() + size, out.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) error = errno;
    if (n <= 0) break;
    size += static_cast<std::size_t>(n);
  }
  out.resize(size);
  return out;
}

}  // namespace

std::string file_error(int error) {
  switch (error) {
    case ENOSPC:
      return "the disk is full";
    case EDQUOT:
      return "the disk quota is used up";
    case EFBIG:
      return "it would be larger than a file may be";
    case EACCES:
    case EPERM:
      return "no permission";
    case EROFS:
      return "the file system is read-only";
    case ENOENT:
      return "its folder does not exist";
    case ENOTDIR:
      return "a part of its path is a file, not a folder";
    case ENAMETOOLONG:
      return "its name is too long";
    default:
      return std::generic_category().message(error);
  }
}

std::shared_ptr<const SourceText> read_source(const fs::path& path, const ReadOptions& options) {
  if (path.empty()) cannot_read(path, options, "its name is empty");
  // Without O_NONBLOCK opening a named pipe would wait for a writer.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0 && errno == ENOENT) {
    cannot_read(path, options, "there is no such file", nearest_neighbour(path));
  }
  if (file.get() < 0) cannot_read(path, options, file_error(errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) cannot_read(path, options, file_error(errno));
  if (S_ISDIR(status.st_mode)) cannot_read(path, options, "it is a directory");
  if (!S_ISREG(status.st_mode)) cannot_read(path, options, "it is not a regular file");
  const auto size = static_cast<std::size_t>(status.st_size);
  auto check_size = [&](std::size_t bytes) {
    if (bytes <= options.limit) return;
    cannot_read(path, options,
                fmt::format("it is too large ({}; at most {})", in_mebibytes(bytes), in_mebibytes(options.limit)));
  };
  check_size(size);
  int error = 0;
  std::string text = read_all(file.get(), size, options.limit, error);
  if (error != 0) cannot_read(path, options, file_error(error));
  check_size(text.size());  // it may have grown
  return std::make_shared<const SourceText>(
      SourceText{options.name.empty() ? path.string() : options.name, std::move(text)});
}

FileWriter::FileWriter(const fs::path& path) : name_(path.string()), path_(path) {
  std::error_code error;
  if (fs::is_symlink(path_, error)) {
    const fs::path target = fs::weakly_canonical(path_, error);
    if (!error) path_ = target;
  }
  const fs::file_status status = fs::status(path_, error);
  const Place place{.name = name_};
  if (path.filename().empty() || fs::is_directory(status)) {
    throw IoError(place, fmt::format("cannot write {}: it is a directory", in_quotes(name_)));
  }
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    throw IoError(place, fmt::format("cannot write {}: it is not a regular file", in_quotes(name_)));
  }
  // Writers of one process must not meet; the number never reaches a result.
  static std::atomic<unsigned> count{0};
  do {
    temporary_ = path_.parent_path() / fmt::format(".tansine-{}-{}.tmp", ::getpid(), count++);
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ < 0) {
    const int cause = errno;
    temporary_.clear();
    fail(cause);
  }
}

FileWriter::~FileWriter() { discard(); }

void FileWriter::discard() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  temporary_.clear();
}

void FileWriter::fail(int error) {
  discard();
  throw IoError(Place{.name = name_},
                fmt::format("cannot write {}: {}; nothing was written", in_quotes(name_), file_error(error)));
}

void FileWriter::write(std::string_view bytes) {
  TANSINE_ASSERT(descriptor_ >= 0, "write() after commit() or after a failure");
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(errno);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void FileWriter::commit() {
  TANSINE_ASSERT(descriptor_ >= 0, "commit() twice or after a failure");
  // Some file systems report a full disk only here; those that cannot sync say EINVAL.
  if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != ENOTSUP) fail(errno);
  const int fd = std::exchange(descriptor_, -1);
  if (::close(fd) != 0 && errno != EINTR) fail(errno);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail(errno);
  temporary_.clear();
  // So that the new name survives a power cut too; the file is complete either way.
  const fs::path folder = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0) ::fsync(directory.get());
}

void write_file(const fs::path& path, std::string_view bytes) {
  FileWriter file(path);
  file.write(bytes);
  file.commit();
}

}  // namespace tansine
