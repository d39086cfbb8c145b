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
  /// Only this patient (to replay one, without an audit); none: all.
  std::optional<std::uint64_t> only{};
  std::size_t memory_budget = 0;  ///< [bytes] 0: default_memory_budget()
  /// Goes on after these, as `checkpoint` got them: the same bits as a straight run. `each` sees the rest only.
  std::vector<PopulationResult> resume{};
  /// Called about every `checkpoint_every`, and at the end if the run is cancelled, with the populations so far in the
  /// order of StudyResult::arms: all but the last are complete.
  std::function<void(const std::vector<const PopulationResult*>& so_far)> checkpoint{};
  std::chrono::milliseconds checkpoint_every{60'000};
};

/// Throws InputError if the memory budget does not suffice, in most cases before the start.
StudyResult simulate(const ResolvedStudy& study, SimulateOptions options = {});

/// Bytes that the study will hold at most.
std::size_t memory_estimate(const ResolvedStudy& study, unsigned threads = 0);

}  // namespace tansine
