#pragma once
// The solvers that Tansine is measured against. Each runs one patient after the other with compiled functions, keeps
// its memory between patients, and stops exactly where an infusion begins or ends.

#include "compiled_model.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace tansine {

/// A stretch with constant input: infusions run one after the other, never at once.
struct InputStretch {
  double end = 0;   ///< [h]
  double rate = 0;  ///< [dose unit/h]
};

struct PeerOptions {
  double rtol = 1e-6;
  double atol_scale = 1e-3;  ///< atol_i = rtol * atol_scale * nominal_i, as Tansine has it
};

class [[gnu::visibility("default")]] Peer {
 public:
  virtual ~Peer() = default;
  /// Observables at `times` [h], ascending from 0, into out[time * n_observables + observable]; false if the solver
  /// gave up. `stretches` follow one another from 0 to the last time.
  virtual bool run(std::span<const double> parameters, std::span<const InputStretch> stretches,
                   std::span<const double> times, double* out) = 0;
  [[nodiscard]] virtual std::uint64_t steps() const = 0;  ///< in all runs so far, without rejected ones
};

enum class CvodeJacobian {
  by_default,  ///< re-used as CVODE decides
  fresh,       ///< evaluated at each setup of the linear solver: CVodeSetJacEvalFrequency(1)
};
/// BDF with KLU, or with the dense solver.
[[gnu::visibility("default")]] std::unique_ptr<Peer> cvode_peer(const CompiledModel& model, const PeerOptions& options,
                                                                CvodeJacobian jacobian, bool dense);
/// Rodas4 with generated LU.
[[gnu::visibility("default")]] std::unique_ptr<Peer> rodas4_peer(const CompiledModel& model,
                                                                 const PeerOptions& options);

}  // namespace tansine
