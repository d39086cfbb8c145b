#pragma once
// Reference trajectories, kept on disk between runs.

#include "benchmark_models.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace tansine {

/// Observables of patients 0 to n - 1 by exact_solver, from `folder` as far as they are there, else computed and put
/// there. The file's name holds a hash of Program, doses and times: what has changed is computed anew. Throws
/// std::runtime_error if a patient cannot be integrated.
std::vector<double> reference_trajectories(const BenchmarkModel& model, std::span<const PatientCourse> patients,
                                           const std::filesystem::path& folder);

/// The largest |y - exact| / max(|exact|, 1e-4 peak) over patients, times and observables; peak: of that patient and
/// observable over time. Infinite if a value is not finite. Both arrays as BenchSolver::run has them; `values` may have
/// fewer patients.
double largest_error(const BenchmarkModel& model, std::span<const double> values, std::span<const double> exact);

}  // namespace tansine
