#include "engine/runner/block_queue.hpp"

#include <algorithm>
#include <utility>

namespace tansine {
namespace {

constexpr std::size_t kFailedKept = 20;  // as documented in PopulationResult

}  // namespace

std::uint64_t block_count(const PopulationRun& run) {
  return (run.last - run.first) / kBlockPatients + ((run.last - run.first) % kBlockPatients != 0 ? 1 : 0);
}

BlockQueue::BlockQueue(const PopulationRun& run, PopulationResult& result, unsigned threads, Clock::time_point until)
    : run_(run),
      result_(result),
      first_((result.patients + kBlockPatients - 1) / kBlockPatients),
      n_blocks_(block_count(run)),
      ahead_(kBlocksAhead * threads),
      until_(until),
      claimed_(first_),
      merged_(first_),
      waiting_(ahead_) {
  free_.reserve(ahead_);
}

bool BlockQueue::has_ended() const {
  if (stopped_ || exception_ || claimed_ >= n_blocks_) return true;
  if (run_.cancel != nullptr && run_.cancel->load(std::memory_order_relaxed)) return true;
  return claimed_ > first_ && until_ != Clock::time_point::max() && Clock::now() >= until_;
}

std::unique_ptr<PatientBlock> BlockQueue::begin() {
  std::unique_ptr<PatientBlock> block;
  const std::scoped_lock lock(mutex_);
  if (has_ended() || !is_near()) return block;
  if (free_.empty()) {
    block = std::make_unique<PatientBlock>();
    block->jobs.resize(kBlockPatients);
  } else {
    block = std::move(free_.back());
    free_.pop_back();
  }
  block->index = claimed_++;
  block->begin = run_.first + block->index * kBlockPatients;
  block->end = std::min(run_.last, block->begin + kBlockPatients);
  block->given = block->patients = 0;
  block->sum.assign(result_.sum.size(), 0.0);
  block->failed.clear();
  block->failures.clear();
  return block;
}

bool BlockQueue::wait() {
  std::unique_lock lock(mutex_);
  // Who waits has no block, so the lowest that is not merged is at work somewhere: somebody always gets on.
  merged_some_.wait(lock, [&] { return has_ended() || is_near(); });
  return !has_ended();
}

void BlockQueue::deliver(std::unique_ptr<PatientBlock> block) noexcept {
  const std::scoped_lock lock(mutex_);
  if (!exception_) {
    try {
      const std::uint64_t index = block->index;
      waiting_[index % ahead_] = std::move(block);
      while (waiting_[merged_ % ahead_] != nullptr) {
        std::unique_ptr<PatientBlock> next = std::move(waiting_[merged_ % ahead_]);
        merge(*next);
        ++merged_;
        free_.push_back(std::move(next));
      }
    } catch (...) {
      exception_ = std::current_exception();
    }
  }
  merged_some_.notify_all();
}

void BlockQueue::merge(PatientBlock& block) {
  for (std::size_t i = 0; i < block.sum.size(); ++i) result_.sum[i] += block.sum[i];
  for (FailedPatient& patient : block.failed)
    if (result_.failed.size() < kFailedKept) result_.failed.push_back(std::move(patient));
  for (const auto& [status, count] : block.failures) result_.failures[status] += count;
  result_.patients += block.patients;
  if (run_.each)
    for (std::uint64_t i = 0; i < block.patients; ++i) {
      const PatientJob& job = *block.jobs[i];
      run_.each(job.patient, job.lane.outcome, job.trajectory);
    }
  if (block.exception) std::rethrow_exception(block.exception);
  if (run_.progress) run_.progress(result_.patients, run_.last - run_.first, result_.n_failed());
}

void BlockQueue::fail(std::exception_ptr exception) noexcept {
  const std::scoped_lock lock(mutex_);
  if (!exception_) exception_ = std::move(exception);
  merged_some_.notify_all();
}

void BlockQueue::stop() noexcept {
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
  merged_some_.notify_all();
}

void BlockQueue::finish() const {
  if (exception_) std::rethrow_exception(exception_);
}

}  // namespace tansine
