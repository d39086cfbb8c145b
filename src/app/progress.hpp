#pragma once
// One line on the terminal that says how far a run is; nothing where nobody watches.

#include "app/commands.hpp"

#include <chrono>

namespace tansine {

class Progress {
 public:
  /// `before`: patients that an interrupted run has done already; the speed is without them.
  explicit Progress(Terminal& terminal, std::uint64_t before = 0)
      : terminal_(terminal), begin_(Clock::now()), before_(before) {}
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// "  1,200 of 9,000 patients, 840/s, 9 s left". Redraws at most ten times a second.
  void show(std::uint64_t done, std::uint64_t total, std::uint64_t failed);

 private:
  using Clock = std::chrono::steady_clock;
  Terminal& terminal_;
  Clock::time_point begin_, last_{};
  std::uint64_t before_ = 0;
  bool drawn_ = false;
};

}  // namespace tansine
