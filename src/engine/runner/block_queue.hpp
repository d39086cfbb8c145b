#pragma once
// Hands out blocks of patients, ascending, and merges them in order. Who is too far ahead gets none until the slower
// ones have caught up, so that memory does not grow with the population. Thread-safe. Internal to the runner.

#include "engine/runner/patient_block.hpp"

#include <condition_variable>
#include <mutex>

namespace tansine {

std::uint64_t block_count(const PopulationRun& run);

class BlockQueue {
 public:
  using Clock = std::chrono::steady_clock;
  /// Blocks after those in `result`, which this adds to; from `until` on no block is begun but the first.
  BlockQueue(const PopulationRun& run, PopulationResult& result, unsigned threads, Clock::time_point until);

  /// A block to be run, or nullptr: there is none now.
  std::unique_ptr<PatientBlock> begin();
  /// Waits until there is a block to begin; false if there never will be. The caller must have no block itself.
  bool wait();
  /// Merges this block and those that waited for it. Does not throw.
  void deliver(std::unique_ptr<PatientBlock> block) noexcept;
  /// Ends the run with this exception, unless there is one already: nothing is begun or merged any more.
  void fail(std::exception_ptr exception) noexcept;
  /// After the block of this index there will be an exception: no later ones are begun.
  void stop() noexcept;
  /// Once nobody works any more: throws what ended the run.
  void finish() const;

 private:
  [[nodiscard]] bool has_ended() const;
  [[nodiscard]] bool is_near() const { return claimed_ < merged_ + ahead_; }
  void merge(PatientBlock& block);

  const PopulationRun& run_;
  PopulationResult& result_;
  const std::uint64_t first_, n_blocks_, ahead_;
  const Clock::time_point until_;
  std::mutex mutex_;  // of all below and of result_
  std::condition_variable merged_some_;
  std::uint64_t claimed_, merged_;
  bool stopped_ = false;
  std::vector<std::unique_ptr<PatientBlock>> waiting_;  // block i at i % ahead_
  std::vector<std::unique_ptr<PatientBlock>> free_;
  std::exception_ptr exception_;
};

}  // namespace tansine
