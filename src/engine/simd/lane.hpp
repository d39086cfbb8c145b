#pragma once
// What the batched solver keeps of the patient in one lane, beside the rows of the arena. Internal to the solver.

#include "engine/course.hpp"
#include "engine/simd/lane_engine.hpp"
#include "engine/watch.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

namespace tansine {

struct Lane final : Watcher {
  Lane(const Program& program, const SolverOptions& options) : course(program, options) {}

  Course course;
  Course::Stretch stretch;
  LaneJob* job = nullptr;    ///< nullptr: idle
  double rtol = 0;           ///< of this patient
  std::size_t row = 0;       ///< the next output of the stretch
  bool fresh = false;        ///< has no step size yet
  std::uint64_t slopes = 0;  ///< evaluations of dy/dt outside of steps

  // State events.
  bool watching = false;
  WatchScan scan;
  std::vector<double> ahead;         ///< distances at the end of the attempted step, one per watch
  std::optional<RootSearch> search;  ///< for where the watch `searched` stops the step
  std::size_t searched = 0;
  double anew = std::numeric_limits<double>::quiet_NaN();  ///< [h] where the next attempt has to end; nan: anywhere
  double wanted = 0, rejected = 0;                         ///< rows as they were before a step that is only repeated
  bool tells = false;                                      ///< the step holds crossings that the course is to be told
  bool stops_at_event = false;                             ///< and ends because of one
  std::vector<double> start, inside;                       ///< states

  [[nodiscard]] std::span<const Watch> watches() const override { return course.watches(); }
  /// An empty y stands for the end of the attempted step, where distances are known.
  void distances(double t, std::span<const double> state, std::span<double> out) override {
    if (state.empty())
      std::ranges::copy(ahead, out.begin());
    else
      course.distances(t, state, out);
  }
  void crossed(std::size_t k, double t) override { course.crossed(k, t); }
};

}  // namespace tansine
