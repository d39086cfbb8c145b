#pragma once
// Many patients at once through one Program, a patient per SIMD lane, on the calling thread. Each lane has its own
// time, step and events; a lane whose patient is done takes the next one. A patient's bits depend on the patient alone:
// not on its lane, its neighbors, the number of lanes, the instruction set or the back end.

#include "engine/timeline.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace tansine {

/// One patient on its way through the engine. Filled by the source, answered by the engine.
struct LaneJob {
  std::uint64_t tag = 0;  ///< the source's own
  const PatientCourse* course = nullptr;
  double rtol_share = 1;      ///< multiplies SolverOptions::rtol: audits run the same course tighter
  Trajectory* out = nullptr;  ///< as from Timeline::run
  Outcome outcome{};          ///< likewise
};

/// Hands out patients and takes them back. Called by the engine's thread only.
class LaneSource {
 public:
  virtual ~LaneSource() = default;
  /// The next patient, or nullptr when there are none. The job must live until it is done.
  virtual LaneJob* next() = 0;
  /// `job` is answered. In any order.
  virtual void done(LaneJob& job) = 0;
};

/// Runs patients. Memory is taken by the constructor and at the start of a patient, never by a step.
class LaneEngine {
 public:
  /// The Program must be valid and outlive the engine. options.method may also name a stepper that knows one patient at
  /// a time: it is then run behind the same interface.
  LaneEngine(const Program& program, const SolverOptions& options);
  ~LaneEngine();
  LaneEngine(LaneEngine&&) noexcept;
  LaneEngine& operator=(LaneEngine&&) noexcept;

  /// Runs every patient that `source` gives, with outputs at `times` as Timeline::run has them. `exemplar`: patients of
  /// a linear Program whose records have its schedule get the closed form instead of steps, and the number of its steps
  /// decides how outputs are read where the options leave that open. So it must be the same in all parts of one study.
  void run(std::span<const double> times, LaneSource& source, const PatientCourse* exemplar = nullptr);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tansine
