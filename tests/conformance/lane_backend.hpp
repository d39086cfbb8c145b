#pragma once
// The batched engine as a back end of the conformance suite.

#include "backends.hpp"
#include "engine/simd/lane_engine.hpp"

#include <vector>

namespace tansine {

/// Hands out the courses in order and counts what comes back.
class CourseSource final : public LaneSource {
 public:
  /// Answers go to runs[i]; both must outlive the source.
  CourseSource(std::span<const PatientCourse> patients, std::vector<PatientRun>& runs)
      : runs_(runs), jobs_(patients.size()) {
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      jobs_[i].tag = i;
      jobs_[i].course = &patients[i];
      jobs_[i].out = &runs[i].trajectory;
    }
  }
  LaneJob* next() override { return next_ < jobs_.size() ? &jobs_[next_++] : nullptr; }
  void done(LaneJob& job) override {
    runs_[job.tag].outcome = job.outcome;
    ++n_done_;
  }
  [[nodiscard]] std::size_t n_done() const { return n_done_; }

 private:
  std::vector<PatientRun>& runs_;
  std::vector<LaneJob> jobs_;
  std::size_t next_ = 0, n_done_ = 0;
};

/// Throws InternalError if the engine has not answered every patient once.
inline std::vector<PatientRun> run_in_lanes(const Program& program, const SolverOptions& options,
                                            std::span<const PatientCourse> patients, std::span<const double> times) {
  std::vector<PatientRun> runs(patients.size());
  CourseSource source(patients, runs);
  LaneEngine(program, options).run(times, source);
  TANSINE_ASSERT(source.n_done() == patients.size(), "every patient is answered once");
  return runs;
}

}  // namespace tansine
