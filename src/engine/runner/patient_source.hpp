#pragma once
// One thread's patients: claims blocks, gives their patients to the engine one by one, begins the next block while
// patients of earlier ones are still at work, and adds what comes back in the order of ids. Internal to the runner.

#include "engine/runner/block_queue.hpp"

#include <atomic>

namespace tansine {

/// What all threads may hold together.
struct MemoryBudget {
  std::size_t limit = 0;  ///< [bytes] for the tallies
  std::atomic<std::size_t> held = 0;
};

class PatientSource final : public LaneSource {
 public:
  PatientSource(const PopulationRun& run, MemoryBudget& budget);

  /// Runs blocks of `queue` until there are none left; exceptions end up there.
  void work(BlockQueue& queue) noexcept;

  LaneJob* next() override;
  void done(LaneJob& job) override;

  PopulationTally tally;

 private:
  std::unique_ptr<PatientJob> take();
  bool begin_block();
  LaneJob* next_job();
  void add_answer(LaneJob& lane);
  void end_block(PatientBlock& block, std::exception_ptr exception);
  void fold(PatientBlock& block, PatientJob& job);
  void analyze(const NcaOptions& options, const PatientJob& job);
  void deliver_if_complete(PatientBlock& block);
  void check_memory();

  const PopulationRun* run_;
  MemoryBudget* budget_;
  LaneEngine engine_;
  BlockQueue* queue_ = nullptr;
  std::vector<std::unique_ptr<PatientBlock>> blocks_;  // at work
  PatientBlock* giving_ = nullptr;                     // the one whose patients are being given; nullptr: none
  PatientJob* audit_next_ = nullptr;                   // to be given before the next patient
  std::vector<std::unique_ptr<PatientJob>> free_;
  std::vector<double> profile_;
  std::size_t delivered_ = 0, held_ = 0;
};

}  // namespace tansine
