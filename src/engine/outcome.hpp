#pragma once
// How an integration ended. A patient who cannot be integrated is a value, never an exception and never a zero.

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace tansine {

enum class Status : std::uint8_t {
  ok,
  step_too_small,   ///< error control asks for steps below the spacing of doubles at t
  max_steps,        ///< more steps than allowed
  not_finite,       ///< a derivative, state or parameter is nan or infinite
  no_steady_state,  ///< SS dosing whose steady state was not found
  cancelled,
};
std::string_view status_name(Status status);

struct SolverStatistics {
  std::uint64_t steps = 0, rejected = 0, evaluations = 0, factorizations = 0;
  std::uint64_t fallbacks = 0;  ///< times that the batched engine gave the patient to its safe path
  void add(const SolverStatistics& more) {
    steps += more.steps;
    rejected += more.rejected;
    evaluations += more.evaluations;
    factorizations += more.factorizations;
    fallbacks += more.fallbacks;
  }
};

struct Outcome {
  Status status = Status::ok;
  double t_reached = 0;            ///< [h] results are valid up to here; later rows are nan
  std::uint32_t state = no_state;  ///< the state to blame, if one is
  double balance_error = 0;        ///< largest |total - brought in| / brought in over outputs and moieties
  SolverStatistics statistics;
  static constexpr std::uint32_t no_state = std::numeric_limits<std::uint32_t>::max();
};

}  // namespace tansine
