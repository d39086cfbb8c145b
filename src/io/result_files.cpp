#include "io/result_files.hpp"

#include "base/table.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace tansine {
namespace {

namespace fs = std::filesystem;

constexpr int kMostRuns = 100'000;  // of one name

std::string words(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_word = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    if (is_word || !out.ends_with('_')) out += is_word ? c : '_';
  }
  return out;
}

std::string unit_words(const Unit& unit) {
  std::string above, below;
  for (const UnitFactor& factor : unit.factors) {
    const std::string symbol = factor.symbol == "%" ? "percent" : factor.symbol;
    const int size = std::abs(factor.power);
    std::string& side = factor.power > 0 ? above : below;
    side += (factor.power > 0 ? "_" : "_per_") + symbol + (size == 1 ? "" : std::to_string(size));
  }
  return above + below;
}

std::string reason(const std::error_code& error) {
  if (error == std::errc::permission_denied || error == std::errc::operation_not_permitted) return "no permission";
  if (error == std::errc::no_space_on_device) return "the disk is full";
  if (error == std::errc::read_only_file_system) return "the file system is read-only";
  if (error == std::errc::not_a_directory || error == std::errc::file_exists) return "a part of its path is a file";
  return error.message();
}

// Renames a folder to a name that must not exist yet; plain rename() would replace an empty folder.
int rename_to_new(const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  std::error_code ignored;  // a file system without that flag: look, then rename
  if (fs::exists(fs::symlink_status(to, ignored))) return EEXIST;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

}  // namespace

std::string column_name(std::string_view name, const Unit& unit) { return words(name) + unit_words(unit); }

void ResultTable::add(Column column) {
  TANSINE_ASSERT(columns_.empty() || column.cells.size() == rows(),
                 fmt::format("column {} has {} cells, the others {}", column.name, column.cells.size(), rows()));
  for (const Column& other : columns_) {
    TANSINE_ASSERT(other.name != column.name, fmt::format("column {} a second time", column.name));
  }
  columns_.push_back(std::move(column));
}

void ResultTable::add_numbers(std::string_view name, const Unit& unit, std::span<const double> canonical) {
  Column column{column_name(name, unit), {}};
  column.cells.reserve(canonical.size());
  for (const double x : canonical) {
    column.cells.push_back(std::isnan(x) ? std::string{} : shortest(std::isinf(x) ? x : unit.from_canonical(x)));
  }
  add(std::move(column));
}

void ResultTable::add_texts(std::string_view name, std::span<const std::string> texts) {
  add({words(name), {texts.begin(), texts.end()}});
}

std::string ResultTable::csv() const {
  const bool alone = columns_.size() == 1;
  std::string out;
  for (std::size_t i = 0; i < columns_.size(); ++i) out += (i > 0 ? "," : "") + csv_cell(columns_[i].name, alone);
  out += '\n';
  for (std::size_t row = 0; row < rows(); ++row) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) out += ',';
      out += csv_cell(columns_[i].cells[row], alone);
    }
    out += '\n';
  }
  return out;
}

ResultDirectory::ResultDirectory(const fs::path& parent, std::string name) : parent_(parent), name_(std::move(name)) {
  if (name_.empty() || name_.front() == '.' || name_.size() > 200 || name_.find('/') != std::string::npos ||
      name_.find('\0') != std::string::npos) {
    throw InputError(Place{}, fmt::format("{} cannot be the name of a run: expected a plain name of at most 200 bytes, "
                                          "without \"/\" and not starting with \".\"",
                                          in_quotes(name_)));
  }
  std::error_code error;
  fs::create_directories(parent_, error);
  if (error) fail(parent_.string(), reason(error));
  static std::atomic<unsigned> count{0};  // two runs of one process must not meet; never reaches a result
  for (bool made = false; !made;) {
    partial_ = parent_ / fmt::format(".{}.partial-{}-{}", name_, ::getpid(), count++);
    made = fs::create_directory(partial_, error);
    if (error) {
      partial_.clear();
      fail((parent_ / name_).string(), reason(error));
    }
  }
  (void)lock();  // a file system without locks: then two processes could take up the same folder
}

bool ResultDirectory::lock() {
  lock_ = ::open(partial_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return lock_ >= 0 && (::flock(lock_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK);
}

std::unique_ptr<ResultDirectory> ResultDirectory::take_up(const fs::path& parent, std::string name,
                                                          const fs::path& partial) {
  std::unique_ptr<ResultDirectory> directory(new ResultDirectory);
  directory->parent_ = parent;
  directory->name_ = std::move(name);
  directory->partial_ = partial;
  directory->kept_ = true;
  if (!directory->lock()) return nullptr;
  std::error_code ignored;  // half a file of a process that was killed
  for (const fs::directory_entry& entry : fs::directory_iterator(partial, ignored))
    if (entry.path().filename().string().starts_with(".tansine-")) fs::remove(entry.path(), ignored);
  return directory;
}

std::vector<fs::path> ResultDirectory::partials(const fs::path& parent, const std::string& name,
                                                const std::string& file) {
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  std::error_code error;
  for (fs::directory_iterator it(parent, error), end; !error && it != end; it.increment(error)) {
    const std::string folder = it->path().filename().string();
    const bool ours = folder == name + ".partial" || folder.starts_with(name + ".partial-") ||
                      folder.starts_with("." + name + ".partial-");
    std::error_code absent;
    const fs::file_time_type written = fs::last_write_time(it->path() / file, absent);
    if (ours && !absent) found.emplace_back(written, it->path());
  }
  std::sort(found.rbegin(), found.rend());
  std::vector<fs::path> paths;
  for (auto& [written, path] : found) paths.push_back(std::move(path));
  return paths;
}

ResultDirectory::~ResultDirectory() {
  discard();
  if (lock_ >= 0) ::close(lock_);
}

void ResultDirectory::discard() noexcept {
  std::error_code ignored;
  if (!partial_.empty() && !kept_) fs::remove_all(partial_, ignored);
  partial_.clear();
}

void ResultDirectory::fail(const std::string& what, const std::string& why) {
  const std::string left = kept_ ? "the run so far is kept in " + in_quotes(partial_.string()) : "no results were left";
  discard();
  throw IoError(Place{.name = what}, fmt::format("cannot write {}: {}; {}", in_quotes(what), why, left));
}

fs::path ResultDirectory::path(const std::string& file) const {
  TANSINE_ASSERT(!partial_.empty(), "a file in a result folder that is finished or failed");
  TANSINE_ASSERT(!file.empty() && file.find('/') == std::string::npos && file.front() != '.',
                 fmt::format("\"{}\" is no plain file name", file));
  return partial_ / file;
}

void ResultDirectory::write(const std::string& file, std::string_view bytes) {
  try {
    write_file(path(file), bytes);
  } catch (const IoError& error) {
    // named as the user will look for it, not by the partial folder
    const std::string message = error.problems().list().front().message;
    const std::size_t from = message.find("\": "), to = message.rfind("; nothing was written");
    const bool known = from != std::string::npos && to != std::string::npos && to > from;
    fail((parent_ / name_ / file).string(), known ? message.substr(from + 3, to - from - 3) : message);
  }
}

void ResultDirectory::remove(const std::string& file) {
  std::error_code ignored;  // it is in nobody's way
  fs::remove(path(file), ignored);
}

fs::path ResultDirectory::commit() {
  TANSINE_ASSERT(!partial_.empty(), "commit() twice or after a failure");
  const fs::path to = rename_to_first_free(name_);
  partial_.clear();
  return to;
}

fs::path ResultDirectory::show_partial() {
  TANSINE_ASSERT(!partial_.empty() && kept_, "a partial folder that is not kept");
  if (partial_.filename().string().front() == '.') partial_ = rename_to_first_free(name_ + ".partial");
  return partial_;
}

fs::path ResultDirectory::rename_to_first_free(const std::string& name) {
  for (int n = 1; n < kMostRuns; ++n) {
    const fs::path to = parent_ / (n == 1 ? name : fmt::format("{}-{}", name, n));
    const int error = rename_to_new(partial_, to);
    if (error == 0) {
      const int folder = ::open(parent_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      if (folder >= 0) {  // so that the name survives a power cut
        ::fsync(folder);
        ::close(folder);
      }
      return to;
    }
    if (error != EEXIST && error != ENOTEMPTY) fail(to.string(), reason({error, std::generic_category()}));
  }
  fail((parent_ / name).string(), fmt::format("there are {} runs of this name", kMostRuns));
}

}  // namespace tansine
