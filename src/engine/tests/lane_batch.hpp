#pragma once
// Runs a list of patients through the batched engine.

#include "engine/simd/lane_engine.hpp"

#include <span>
#include <vector>

namespace tansine {

struct LaneBatch {
  std::vector<LaneJob> jobs;
  std::vector<Trajectory> trajectories;
};

inline LaneBatch run_lanes(const Program& program, const SolverOptions& options,
                           std::span<const PatientCourse> patients, std::span<const double> times) {
  LaneBatch batch;
  batch.trajectories.resize(patients.size());
  for (std::size_t i = 0; i < patients.size(); ++i)
    batch.jobs.push_back({.tag = i, .course = &patients[i], .out = &batch.trajectories[i]});
  class List final : public LaneSource {
   public:
    explicit List(std::vector<LaneJob>& jobs) : jobs_(jobs) {}
    LaneJob* next() override { return at_ < jobs_.size() ? &jobs_[at_++] : nullptr; }
    void done(LaneJob&) override {}

   private:
    std::vector<LaneJob>& jobs_;
    std::size_t at_ = 0;
  } list(batch.jobs);
  LaneEngine(program, options).run(times, list, patients.empty() ? nullptr : &patients.front());
  return batch;
}

}  // namespace tansine
