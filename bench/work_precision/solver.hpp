#pragma once
// Every solver of the comparison behind one face: a list of patients in, their observables out.

#include "benchmark_models.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tansine {

/// A solver that is set up for one model and one tolerance.
class BenchSolver {
 public:
  virtual ~BenchSolver() = default;
  /// Observables of each patient at the model's times, one after the other: out[(patient * times + time) *
  /// observables + observable]. Returns how many patients failed.
  virtual std::uint64_t run(std::span<const PatientCourse> patients, std::span<double> out) = 0;
  [[nodiscard]] virtual std::uint64_t steps() const = 0;  ///< in all runs so far
};

struct BenchMethod {
  std::string name, back_end, precision;
  bool ours = false;
  double loosest_rtol = 1e-3;      ///< where a search for the wanted error begins
  bool for_quick = true;           ///< part of a quick comparison
  bool for_linear_only = false;    ///< the closed form
  bool without_tolerance = false;  ///< likewise: its error is rounding
  std::function<std::unique_ptr<BenchSolver>(const BenchmarkModel&, double rtol)> make;
};

/// CVODE by default (first: what others are compared with), CVODE with fresh Jacobians, Rodas4 with generated LU, and
/// what Tansine has: the reference, the batched engine by machine code and interpreter, the closed form of M1.
std::vector<BenchMethod> bench_methods();

/// CVODE at a tolerance far below any other.
std::unique_ptr<BenchSolver> exact_solver(const BenchmarkModel& model);

/// Ours at 1e-11, by another method and another implementation: what the exact one is checked with.
std::unique_ptr<BenchSolver> second_exact_solver(const BenchmarkModel& model);

}  // namespace tansine
