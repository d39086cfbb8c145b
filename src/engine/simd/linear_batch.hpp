#pragma once
// Patients of a linear Program who share a schedule, a vector of them at a time, by the closed form.

#include "engine/simd/lane_engine.hpp"

#include <memory>
#include <span>

namespace tansine {

class LinearBatch {
 public:
  /// nullptr if courses of this schedule have no closed form. The Program must outlive the batch.
  static std::unique_ptr<LinearBatch> make(const Program& program, const SolverOptions& options,
                                           std::span<const double> times, std::span<const EventRecord> schedule);
  ~LinearBatch();
  [[nodiscard]] bool is_for(std::span<const double> times, std::span<const EventRecord> schedule) const;

  /// Forgets patients that an exception has left behind.
  void begin();
  /// Takes a patient of the schedule, or says no: to be integrated instead. One whose closed form is not finite comes
  /// back through `returned`.
  bool take(LaneJob& job, LaneSource& source);
  /// Runs the patients who wait.
  void flush(LaneSource& source);
  /// Patients that were taken but must be integrated, one by one; nullptr if there are none.
  LaneJob* returned();

 private:
  LinearBatch();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tansine
