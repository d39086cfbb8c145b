#pragma once
// Integrates patients in lanes, by the Rosenbrock steps of a LaneProgram. Use it through LaneEngine.

#include "engine/simd/lane_engine.hpp"

#include <memory>
#include <span>

namespace tansine {

class LaneSolver {
 public:
  /// The Program must be valid and outlive the solver.
  LaneSolver(const Program& program, const SolverOptions& options);
  ~LaneSolver();
  LaneSolver(LaneSolver&&) noexcept;
  LaneSolver& operator=(LaneSolver&&) noexcept;

  /// `outputs`: land or dense.
  void run(std::span<const double> times, LaneSource& source, LaneOutputs outputs);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tansine
