#include "app/progress.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <ostream>

namespace tansine {
namespace {

/// "12,345"
std::string grouped(std::uint64_t n) {
  std::string digits = fmt::format("{}", n);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

}  // namespace

Progress::~Progress() {
  if (drawn_) terminal_.err << "\r\x1b[K" << std::flush;
}

void Progress::show(std::uint64_t done, std::uint64_t total, std::uint64_t failed) {
  if (!terminal_.interactive) return;
  const Clock::time_point now = Clock::now();
  if (drawn_ && done < total && now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - begin_).count();
  const double rate = seconds > 0 ? static_cast<double>(done - std::min(done, before_)) / seconds : 0;
  std::string line = fmt::format("{} of {} patients", grouped(done), grouped(total));
  if (rate > 0) {
    line += fmt::format(", {:.0f}/s, {:.0f} s left", rate, static_cast<double>(total - done) / rate);
  }
  if (failed > 0) line += fmt::format(", {} failed", grouped(failed));
  terminal_.err << "\r\x1b[K  " << line << std::flush;
}

}  // namespace tansine
