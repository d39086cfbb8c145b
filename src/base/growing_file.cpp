#include "base/growing_file.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>

namespace tansine {
namespace {

constexpr std::size_t kGathered = std::size_t{1} << 20;

}  // namespace

GrowingFile::GrowingFile(const std::filesystem::path& path) : path_(path) {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(errno);
}

GrowingFile::GrowingFile(const std::filesystem::path& path, const State& state) : path_(path) {
  const auto refuse = [this](const char* why) {
    if (descriptor_ >= 0) ::close(descriptor_);
    throw InputError(Place{.name = path_.string()}, why);
  };
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor_ < 0 && errno == ENOENT) refuse("the file is gone: the run cannot go on with it");
  if (descriptor_ < 0) fail(errno);
  std::string piece(kGathered, '\0');
  while (bytes_ < state.bytes) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), state.bytes - bytes_));
    const ssize_t n = ::read(descriptor_, piece.data(), wanted);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) refuse("the file has become shorter: the run cannot go on with it");
    hash_.add(std::string_view(piece).substr(0, static_cast<std::size_t>(n)));
    bytes_ += static_cast<std::uint64_t>(n);
  }
  if (hash_.text() != state.sha256) refuse("the file has changed: the run cannot go on with it");
  if (::ftruncate(descriptor_, static_cast<off_t>(bytes_)) != 0) {
    const int cause = errno;
    ::close(descriptor_);
    fail(cause);
  }
}

GrowingFile::~GrowingFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void GrowingFile::fail(int error) const {
  throw IoError(Place{.name = path_.string()},
                fmt::format("cannot write {}: {}", in_quotes(path_.string()), file_error(error)));
}

void GrowingFile::write(std::string_view bytes) {
  waiting_ += bytes;
  if (waiting_.size() >= kGathered) flush();
}

void GrowingFile::flush() {
  hash_.add(waiting_);
  bytes_ += waiting_.size();
  std::string_view rest = waiting_;
  while (!rest.empty()) {
    const ssize_t n = ::write(descriptor_, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(errno);
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  waiting_.clear();
}

GrowingFile::State GrowingFile::sync() {
  flush();
  // Some file systems report a full disk only here; those that cannot sync say EINVAL.
  if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != ENOTSUP) fail(errno);
  return {bytes_, hash_.text()};
}

}  // namespace tansine
