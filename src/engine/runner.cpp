// How the work is cut: threads claim blocks of patients from a counter, ascending. A block's ordered results (sums,
// failures, what `each` is to see) are merged in the order of blocks; a thread that is too far ahead waits, so that
// memory does not grow with the population. Sketches and counts do not depend on order: each thread keeps its own.

#include "engine/runner.hpp"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>

namespace tansine {
namespace {

constexpr std::uint64_t kBlock = 8;        // patients; part of what a mean's last bit depends on, so not of `threads`
constexpr std::uint64_t kBlocksAhead = 4;  // per thread, that may wait to be merged
constexpr std::size_t kFailedKept = 20;    // as documented in PopulationResult
constexpr double kRangeOfEstimate = 1e4;   // as documented at memory_estimate
constexpr std::size_t kMetrics = 7;        // of NcaSummary

/// What has to be merged in the order of ids.
struct Block {
  std::uint64_t patients = 0;
  std::vector<double> sum;  ///< [time * n_observables + observable]
  std::vector<FailedPatient> failed;
  std::map<Status, std::uint64_t> failures;
  struct Shown {
    PopulationRun::Patient patient;
    Outcome outcome;
    Trajectory trajectory;
  };
  std::vector<Shown> shown;      ///< for `each`, if there is one
  std::exception_ptr exception;  ///< ends the block
};

/// What one thread keeps until the end: independent of order.
struct Tally {
  std::vector<QuantileSketch> at;
  std::vector<NcaSummary> nca;
  double largest_balance_error = 0;
  SolverStatistics statistics;
};

void add(SolverStatistics& into, const SolverStatistics& from) {
  into.steps += from.steps;
  into.rejected += from.rejected;
  into.evaluations += from.evaluations;
  into.factorizations += from.factorizations;
}

void add(NcaSummary& summary, const NcaResult& result) {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  summary.Cmax.add(result.Cmax.value_or(missing));
  summary.Tmax.add(result.Tmax.value_or(missing));
  summary.AUClast.add(result.AUClast.value_or(missing));
  summary.AUCinf.add(result.AUCinf.value_or(missing));
  summary.half_life.add(result.half_life.value_or(missing));
  summary.CL.add(result.CL.value_or(missing));
  summary.Vss.add(result.Vss.value_or(missing));
}

void merge(NcaSummary& into, const NcaSummary& from) {
  into.Cmax.merge(from.Cmax);
  into.Tmax.merge(from.Tmax);
  into.AUClast.merge(from.AUClast);
  into.AUCinf.merge(from.AUCinf);
  into.half_life.merge(from.half_life);
  into.CL.merge(from.CL);
  into.Vss.merge(from.Vss);
}

/// One thread's patients.
class Worker {
 public:
  explicit Worker(const PopulationRun& run) : run_(&run), timeline_(*run.program, run.solver) {
    tally.at.resize(run.times.size() * run.program->observables.size());
    tally.nca.resize(run.nca_observables.size());
  }

  Block run_block(std::uint64_t begin, std::uint64_t end) {
    Block block;
    try {
      block.sum.assign(tally.at.size(), 0.0);
      for (std::uint64_t id = begin; id < end; ++id) {
        run_patient(id, block);
        ++block.patients;
      }
    } catch (...) {
      block.exception = std::current_exception();
    }
    return block;
  }

  Tally tally;

 private:
  void run_patient(std::uint64_t id, Block& block) {
    PopulationRun::Patient patient = run_->patient(id);
    const Outcome outcome = timeline_.run(patient.course, run_->times, trajectory_);
    for (std::size_t i = 0; i < trajectory_.values.size(); ++i) {
      const double value = trajectory_.values[i];
      tally.at[i].add(value);
      if (!std::isnan(value)) block.sum[i] += value;
    }
    add(tally.statistics, outcome.statistics);
    if (outcome.status == Status::ok) {
      // A nan is the worst error of all.
      const double error =
          std::isnan(outcome.balance_error) ? std::numeric_limits<double>::infinity() : outcome.balance_error;
      tally.largest_balance_error = std::max(tally.largest_balance_error, error);
    } else {
      ++block.failures[outcome.status];
      block.failed.push_back({id, outcome, patient.course.parameters});
    }
    analyze(patient.nca, outcome);
    if (run_->each) block.shown.push_back({std::move(patient), outcome, std::move(trajectory_)});
  }

  void analyze(const NcaOptions& options, const Outcome& outcome) {
    for (std::size_t i = 0; i < run_->nca_observables.size(); ++i) {
      NcaResult result;  // of a failed patient: nothing
      if (outcome.status == Status::ok) {
        profile_.clear();
        for (std::size_t row = 0; row < run_->times.size(); ++row)
          profile_.push_back(trajectory_.at(row, run_->nca_observables[i]));
        result = nca(run_->times, profile_, options);
      }
      add(tally.nca[i], result);
    }
  }

  const PopulationRun* run_;
  Timeline timeline_;
  Trajectory trajectory_;
  std::vector<double> profile_;
};

std::uint64_t block_count(const PopulationRun& run) {
  return (run.last - run.first) / kBlock + ((run.last - run.first) % kBlock != 0 ? 1 : 0);
}

unsigned thread_count(const PopulationRun& run) {
  const unsigned wanted = run.threads != 0 ? run.threads : std::max(1u, std::thread::hardware_concurrency());
  return static_cast<unsigned>(std::clamp<std::uint64_t>(block_count(run), 1, wanted));
}

/// Hands out blocks and merges them in order.
class Pool {
 public:
  Pool(const PopulationRun& run, PopulationResult& result, unsigned threads)
      : run_(run), result_(result), n_blocks_(block_count(run)), ahead_(kBlocksAhead * threads) {}

  void work(Worker& worker) {
    for (;;) {
      if (run_.cancel != nullptr && run_.cancel->load(std::memory_order_relaxed)) return;
      const std::uint64_t block = claimed_.fetch_add(1, std::memory_order_relaxed);
      if (block >= n_blocks_) return;
      {
        // The lowest block in work never waits, so somebody always gets on.
        std::unique_lock lock(mutex_);
        merged_some_.wait(lock, [&] { return block < merged_ + ahead_ || exception_; });
        if (exception_) return;
      }
      const std::uint64_t begin = run_.first + block * kBlock;
      deliver(block, worker.run_block(begin, std::min(run_.last, begin + kBlock)));
    }
  }

  /// Once no thread works any more.
  void finish() const {
    if (exception_) std::rethrow_exception(exception_);
  }

 private:
  void deliver(std::uint64_t index, Block block) {
    const std::scoped_lock lock(mutex_);
    if (exception_) return;
    // What comes after an exception will not be merged: claim nothing more. Lower blocks are claimed already.
    if (block.exception) claimed_.store(n_blocks_, std::memory_order_relaxed);
    try {
      waiting_.emplace(index, std::move(block));
      for (auto next = waiting_.begin(); next != waiting_.end() && next->first == merged_; next = waiting_.begin()) {
        merge(next->second);
        waiting_.erase(next);
        ++merged_;
      }
    } catch (...) {
      exception_ = std::current_exception();
      claimed_.store(n_blocks_, std::memory_order_relaxed);
    }
    merged_some_.notify_all();
  }

  void merge(Block& block) {
    for (std::size_t i = 0; i < block.sum.size(); ++i) result_.mean[i] += block.sum[i];
    for (FailedPatient& patient : block.failed)
      if (result_.failed.size() < kFailedKept) result_.failed.push_back(std::move(patient));
    for (const auto& [status, count] : block.failures) result_.failures[status] += count;
    result_.patients += block.patients;
    for (const Block::Shown& shown : block.shown) run_.each(shown.patient, shown.outcome, shown.trajectory);
    if (block.exception) std::rethrow_exception(block.exception);
    if (run_.progress) run_.progress(result_.patients, run_.last - run_.first, result_.n_failed());
  }

  const PopulationRun& run_;
  PopulationResult& result_;
  const std::uint64_t n_blocks_, ahead_;
  std::atomic<std::uint64_t> claimed_ = 0;
  std::mutex mutex_;  // of all below and of result_
  std::condition_variable merged_some_;
  std::uint64_t merged_ = 0;
  std::map<std::uint64_t, Block> waiting_;
  std::exception_ptr exception_;
};

void check(const PopulationRun& run) {
  TANSINE_ASSERT(run.program != nullptr && run.patient, "a population run needs a Program and patients");
  TANSINE_ASSERT(run.first <= run.last, "the patients of a run are [first, last)");
  for (const std::uint32_t observable : run.nca_observables)
    TANSINE_ASSERT(observable < run.program->observables.size(), "an observable to be analyzed is not the Program's");
}

}  // namespace

std::uint64_t PopulationResult::n_failed() const {
  std::uint64_t n = 0;
  for (const auto& [status, count] : failures) n += count;
  return n;
}

PopulationResult run_population(const PopulationRun& run) {
  check(run);
  PopulationResult result;
  result.times = run.times;
  result.n_observables = run.program->observables.size();
  result.mean.assign(run.times.size() * result.n_observables, 0.0);

  const unsigned threads = thread_count(run);
  std::vector<Worker> workers;
  workers.reserve(threads);
  for (unsigned i = 0; i < threads; ++i) workers.emplace_back(run);

  Pool pool(run, result, threads);
  {
    std::vector<std::jthread> others;  // joined at the end of the scope
    others.reserve(threads);
    for (unsigned i = 1; i < threads; ++i) {
      try {
        others.emplace_back([&pool, &worker = workers[i]] { pool.work(worker); });
      } catch (const std::system_error&) {
        break;  // no more threads to be had: those there are do the work
      }
    }
    pool.work(workers[0]);
  }
  pool.finish();

  result.at = std::move(workers[0].tally.at);
  result.nca = std::move(workers[0].tally.nca);
  for (Worker& worker : workers) {
    Tally tally = std::move(worker.tally);  // freed at the end of the turn
    for (std::size_t i = 0; i < tally.at.size(); ++i) result.at[i].merge(tally.at[i]);
    for (std::size_t i = 0; i < tally.nca.size(); ++i) merge(result.nca[i], tally.nca[i]);
    result.largest_balance_error = std::max(result.largest_balance_error, tally.largest_balance_error);
    add(result.statistics, tally.statistics);
  }
  for (std::size_t i = 0; i < result.mean.size(); ++i) {
    const std::uint64_t n = result.at[i].count();
    result.mean[i] = n == 0 ? std::numeric_limits<double>::quiet_NaN() : result.mean[i] / static_cast<double>(n);
  }
  result.cancelled = result.patients < run.last - run.first;
  return result;
}

std::size_t memory_estimate(const PopulationRun& run) {
  check(run);
  const std::uint64_t patients = run.last - run.first;
  const std::size_t threads = thread_count(run), cells = run.times.size() * run.program->observables.size();
  const std::size_t sketches = cells + kMetrics * run.nca_observables.size();
  const std::size_t tally =
      sketches * (sizeof(QuantileSketch) + QuantileSketch::memory_bound(patients, kRangeOfEstimate));
  const std::size_t trajectory = (cells + run.times.size()) * sizeof(double);
  const std::size_t parameters = 3 * run.program->parameters.size() * sizeof(double);
  const std::size_t shown = run.each ? kBlock * (sizeof(Block::Shown) + trajectory + parameters) : 0;
  const std::size_t block = sizeof(Block) + cells * sizeof(double) + shown;
  const std::size_t blocks = std::min<std::uint64_t>(block_count(run), (kBlocksAhead + 1) * threads);
  const std::size_t tape = 4 * (run.program->n_slots() + run.program->jacobian_slot.size()) * sizeof(double);
  const std::size_t result = 2 * cells * sizeof(double) + kFailedKept * (sizeof(FailedPatient) + parameters);
  return threads * (tally + trajectory + tape) + blocks * block + result;
}

}  // namespace tansine
