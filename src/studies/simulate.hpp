#pragma once
// The study `simulate`: every arm for every model, one population each; the same virtual patients in all of them.

#include "engine/runner.hpp"
#include "studies/resolved_study.hpp"

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace tansine {

/// One arm under one model.
struct ArmResult {
  std::size_t arm = 0, model = 0;
  PopulationResult population;
  Trajectory typical;  ///< reference covariates, no between-patient variability
  Outcome typical_outcome;
};

struct StudyResult {
  std::vector<ArmResult> arms;                 ///< model by model, arm by arm
  std::vector<std::uint32_t> nca_observables;  ///< indices into ResolvedStudy::observables
  bool cancelled = false;
  [[nodiscard]] const ArmResult& at(std::size_t model, std::size_t arm, std::size_t n_arms) const {
    return arms[model * n_arms + arm];
  }
  [[nodiscard]] std::uint64_t patients() const;
  [[nodiscard]] std::uint64_t failed() const;
};

struct SimulateOptions {
  unsigned threads = 0;
  const std::atomic<bool>* cancel = nullptr;
  /// done, total and failed over the whole study.
  std::function<void(std::uint64_t done, std::uint64_t total, std::uint64_t failed)> progress{};
  /// Called for every patient, in order; arm and model index into the study.
  std::function<void(std::size_t model, std::size_t arm, const PopulationRun::Patient&, const Outcome&,
                     const Trajectory&)>
      each{};
  /// Only this patient (to replay one); none: all.
  std::optional<std::uint64_t> only{};
};

StudyResult simulate(const ResolvedStudy& study, const SimulateOptions& options = {});

/// Bytes that the study will hold at most, and those that its trajectories would take on disk.
std::size_t memory_estimate(const ResolvedStudy& study);

}  // namespace tansine
