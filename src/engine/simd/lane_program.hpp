#pragma once
// A Program lowered for the batched engine: the rows of the arena and the kernels that work on them.

#include "engine/rosenbrock/tableau.hpp"
#include "engine/simd/lane_tape.hpp"
#include "engine/stepper.hpp"
#include "model/program.hpp"

#include <cstdint>
#include <vector>

namespace tansine {

/// A Rosenbrock step of a Program, written out as kernels. All rows hold one number per lane; canonical units.
struct LaneProgram {
  static constexpr std::uint32_t no_row = static_cast<std::uint32_t>(-1);

  // ---- rows the solver writes ------------------------------------------------------------------------------------
  std::uint32_t t = 0, h = 0, t_new = 0;  ///< [h] the attempted step, t_new = t + h; `judge` proposes the next
  std::uint32_t inverse_rtol = 0;         ///< 1 / rtol
  std::uint32_t theta = 0;                ///< where `dense` looks: t + theta h
  std::uint32_t next_stop = 0;            ///< [h] where a step must end after the present `stop`; the same: nowhere
  std::uint32_t zero = 0;                 ///< 0
  std::uint32_t first_state = 0;          ///< y at t, one row per state
  std::vector<std::uint32_t> input;       ///< one per state: its constant input r, or no_row: never dosed
  struct Parameter {
    Slot slot;
    std::uint32_t row;
  };
  std::vector<Parameter> prologue;  ///< parameters and prologue slots that the kernels read

  // ---- rows the kernels write ------------------------------------------------------------------------------------
  std::uint32_t stop = 0;             ///< [h] where a step must end; the solver sets the first
  std::uint32_t first_new_state = 0;  ///< y at t_new
  /// Root mean square over the states of error_i / (rtol |y_i new| + atol_i), as CVODE has it; nan if a new state is
  /// not finite. At the same error of the results it needs a fifth fewer steps than the largest share does, on M2 and
  /// M3.
  std::uint32_t error = 0;
  std::uint32_t shrink = 0;            ///< max(error, least_error)^(-1 / (embedded order + 1))
  std::uint32_t growth = 0;            ///< of pivots, see SymbolicLU::growth
  std::uint32_t accepted = 0;          ///< 1 if the step was taken, else 0
  std::uint32_t attention = 0;         ///< >= 0: stands on its stop, cannot go on, or has had all its steps
  std::uint32_t steps = 0;             ///< taken, and
  std::uint32_t rejections = 0;        ///< not taken, since the solver set them to 0
  std::uint32_t wanted = 0;            ///< [h] size of the next step if nothing is in its way
  std::uint32_t previous_h = 0;        ///< [h] of the last step taken; 0: none since the restart
  std::uint32_t previous_shrink = 0;   ///< its `shrink`
  std::uint32_t rejected = 0;          ///< 1 if the last attempt was rejected, else 0
  std::uint32_t cut = 0;               ///< 1 if the attempt is shorter than wanted, else 0
  std::uint32_t start_size = 0;        ///< max_i |y_i| / (|y_i| + atol_i / rtol), and
  std::uint32_t start_rate = 0;        ///< likewise of dy/dt [1/h]: what the first step's size is chosen from
  std::uint32_t start_check = 0;       ///< 0 if y and dy/dt are finite, else nan
  std::uint32_t first_slope = 0;       ///< dy/dt with input, one row per state
  std::uint32_t first_observable = 0;  ///< as shown, one row per observable
  std::uint32_t first_total = 0;       ///< one row per balance
  std::uint32_t first_stage = 0;       ///< u, stage by stage: for dense output

  std::uint32_t n_rows = 0;
  std::size_t n_states = 0, n_observables = 0, n_totals = 0;

  // ---- kernels ---------------------------------------------------------------------------------------------------
  LaneKernel slope;       ///< t, y -> slope
  LaneKernel step;        ///< t, h, y -> new state, error, shrink, growth
  LaneKernel step_dense;  ///< the same, and the stages; if asked for, like `dense`
  LaneKernel judge;       ///< takes or rejects the step, and proposes the next; tiny states become 0
  LaneKernel observe;     ///< t, y -> observables, totals
  LaneKernel look_ahead;  ///< t_new, new state -> observables, totals
  LaneKernel dense;       ///< the last step_dense at theta -> observables, totals

  /// Pivots that grew more than this have lost so many digits that the solution is not to be trusted: the step is
  /// repeated smaller, where s I - J is closer to diagonal.
  static constexpr double worst_growth = 1e-6;
  /// States smaller than this are set to 0 when a step is taken: a decayed state would otherwise end in subnormal
  /// numbers, which some processors handle a hundred times slower. Nothing measurable is so small in any unit.
  static constexpr double tiny = 1e-250;
};

enum class LaneKernelSet : std::uint8_t { plain, with_dense };

/// Lowers a valid Program for steps of `tableau` (stiffly accurate or not).
LaneProgram lower(const Program& program, const RosenbrockTableau& tableau, const SolverOptions& options,
                  LaneKernelSet kernels);

}  // namespace tansine
