#include "engine/runner/patient_source.hpp"

#include "base/memory.hpp"
#include "engine/runner/audit.hpp"
#include "engine/runner/tally.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace tansine {
namespace {

constexpr std::size_t kBlocksBetweenLooks = 64;  // at the memory held: a look costs about as much as a patient

}  // namespace

PatientSource::PatientSource(const PopulationRun& run, MemoryBudget& budget)
    : run_(&run), budget_(&budget), engine_(*run.program, run.solver) {
  tally.at.resize(run.times.size() * run.program->observables.size());
  tally.nca.resize(run.nca_observables.size());
}

void PatientSource::work(BlockQueue& queue) noexcept {
  queue_ = &queue;
  try {
    PatientCourse exemplar;
    bool known = false;
    while (queue.wait()) {
      // Patient 0 is the exemplar in every part of a study, be it run whole, in shards or one patient alone.
      if (!known) exemplar = run_->patient(0).course;
      known = true;
      engine_.run(run_->times, *this, &exemplar);
    }
  } catch (...) {
    queue.fail(std::current_exception());
  }
  // After an exception blocks are left half done.
  blocks_.clear();
  giving_ = nullptr;
  audit_next_ = nullptr;
}

std::unique_ptr<PatientJob> PatientSource::take() {
  if (free_.empty()) return std::make_unique<PatientJob>();
  std::unique_ptr<PatientJob> job = std::move(free_.back());
  free_.pop_back();
  return job;
}

bool PatientSource::begin_block() {
  std::unique_ptr<PatientBlock> block = queue_->begin();
  if (block == nullptr) return false;
  blocks_.push_back(std::move(block));
  giving_ = blocks_.back().get();
  return true;
}

LaneJob* PatientSource::next() {
  try {
    return next_job();
  } catch (...) {  // nothing is thrown through an engine
    queue_->fail(std::current_exception());
    return nullptr;
  }
}

void PatientSource::done(LaneJob& lane) {
  try {
    add_answer(lane);
  } catch (...) {
    queue_->fail(std::current_exception());
  }
}

LaneJob* PatientSource::next_job() {
  if (audit_next_ != nullptr) return &std::exchange(audit_next_, nullptr)->lane;
  if (giving_ == nullptr && !begin_block()) return nullptr;
  PatientBlock& block = *giving_;
  std::unique_ptr<PatientJob>& slot = block.jobs[block.given];
  const std::uint64_t id = block.begin + block.given;
  try {
    if (slot == nullptr) slot = take();
    slot->patient = run_->patient(id);
    // What an engine would refuse is this patient's fault: said before it is in a lane.
    const PatientCourse& course = slot->patient.course;
    TANSINE_ASSERT(course.parameters.size() == run_->program->parameters.size(),
                   "one value per parameter of the Program");
    check_records(*run_->program, course.records, "records").throw_if_errors();
  } catch (...) {
    end_block(block, std::current_exception());
    return nullptr;
  }
  PatientJob& job = *slot;
  job.block = &block;
  job.id = id;
  job.answered = false;
  job.audit.reset();
  job.lane = {.tag = std::bit_cast<std::uintptr_t>(&job), .course = &job.patient.course, .out = &job.trajectory};
  if (is_audited(run_->audit, id)) {
    job.audit = take();
    PatientJob& audit = *job.audit;
    audit.block = nullptr;
    audit.id = id;
    audit.answered = false;
    audit.lane = {.tag = std::bit_cast<std::uintptr_t>(&job),
                  .course = &job.patient.course,
                  .rtol_share = audit_rtol_share(run_->solver.rtol),
                  .out = &audit.trajectory};
    audit_next_ = &audit;
  }
  if (++block.given == block.end - block.begin) giving_ = nullptr;
  return &job.lane;
}

void PatientSource::end_block(PatientBlock& block, std::exception_ptr exception) {
  queue_->stop();
  block.exception = std::move(exception);
  block.end = block.begin + block.given;
  giving_ = nullptr;
  deliver_if_complete(block);
}

void PatientSource::add_answer(LaneJob& lane) {
  PatientJob& job = *std::bit_cast<PatientJob*>(static_cast<std::uintptr_t>(lane.tag));
  (&lane == &job.lane ? job : *job.audit).answered = true;
  PatientBlock& block = *job.block;
  while (block.patients < block.given) {
    PatientJob& next = *block.jobs[block.patients];
    if (!next.answered || (next.audit != nullptr && !next.audit->answered)) break;
    fold(block, next);
    if (next.audit != nullptr) free_.push_back(std::move(next.audit));
    if (!run_->each) free_.push_back(std::move(block.jobs[block.patients]));
    ++block.patients;
  }
  deliver_if_complete(block);
}

void PatientSource::deliver_if_complete(PatientBlock& block) {
  if (block.patients < block.end - block.begin) return;
  const auto at = std::ranges::find(blocks_, &block, &std::unique_ptr<PatientBlock>::get);
  std::unique_ptr<PatientBlock> mine = std::move(*at);
  blocks_.erase(at);
  check_memory();
  queue_->deliver(std::move(mine));
}

void PatientSource::fold(PatientBlock& block, PatientJob& job) {
  const Outcome& outcome = job.lane.outcome;
  for (std::size_t i = 0; i < job.trajectory.values.size(); ++i) {
    const double value = job.trajectory.values[i];
    tally.at[i].add(value);
    if (!std::isnan(value)) block.sum[i] += value;
  }
  tally.statistics.add(outcome.statistics);
  add(tally.costs, job.id, outcome.statistics);
  if (outcome.status == Status::ok) {
    // A nan is the worst error of all.
    const double error =
        std::isnan(outcome.balance_error) ? std::numeric_limits<double>::infinity() : outcome.balance_error;
    tally.largest_balance_error = std::max(tally.largest_balance_error, error);
  } else {
    ++block.failures[outcome.status];
    block.failed.push_back({job.id, outcome, job.patient.course.parameters});
  }
  if (job.audit != nullptr)
    add(tally.audit, job.id, outcome, job.trajectory, job.audit->lane.outcome, job.audit->trajectory);
  analyze(job.patient.nca, job);
}

void PatientSource::analyze(const NcaOptions& options, const PatientJob& job) {
  for (std::size_t i = 0; i < run_->nca_observables.size(); ++i) {
    NcaResult result;  // of a failed patient: nothing
    if (job.lane.outcome.status == Status::ok) {
      profile_.clear();
      for (std::size_t row = 0; row < run_->times.size(); ++row)
        profile_.push_back(job.trajectory.at(row, run_->nca_observables[i]));
      result = nca(run_->times, profile_, options);
    }
    add(tally.nca[i], result);
  }
}

void PatientSource::check_memory() {
  if (++delivered_ % kBlocksBetweenLooks != 0) return;
  const std::size_t now = memory(tally);
  const std::size_t all = budget_->held.fetch_add(now - held_, std::memory_order_relaxed) + (now - held_);
  held_ = now;
  if (all > budget_->limit)
    throw InputError(Place{},
                     fmt::format("the summaries of this run have grown to {}, more than the {} it may use",
                                 bytes_text(all), bytes_text(budget_->limit)),
                     "more memory, fewer output times or observables, or fewer threads");
}

}  // namespace tansine
