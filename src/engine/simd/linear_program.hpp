#pragma once
// The closed form of a linear Program, dy/dt = J y + b + r with J and b constant in time: over a stretch of length d,
// y becomes E y + G (b + r) with E = exp(J d) and G the integral of exp(J s) over it. Written out as kernels for one
// plan, so that a whole course is one straight line of code.

#include "engine/simd/lane_tape.hpp"
#include "engine/simd/linear_plan.hpp"
#include "model/program.hpp"

#include <optional>

namespace tansine {

struct LinearProgram {
  // ---- rows the engine writes ------------------------------------------------------------------------------------
  std::uint32_t first_parameter = 0;  ///< one row per Program parameter
  std::uint32_t first_amount = 0;     ///< one row per record: AMT of a bolus [unit], RATE of an infusion [unit/h]
  std::uint32_t first_scaled = 0;     ///< per length: length / 2^k [h], such that norm * it <= largest_norm
  std::uint32_t first_again = 0;      ///< per length: >= 0 in lanes where `square` is to double the stretch once more

  // ---- rows the kernels write ------------------------------------------------------------------------------------
  std::uint32_t norm = 0;           ///< largest row sum of |J| [1/h]
  std::uint32_t first_output = 0;   ///< row of output i, observable j: first_output + i * n_observables + j; as shown
  std::uint32_t balance_error = 0;  ///< as Outcome::balance_error
  std::uint32_t not_finite = 0;     ///< 0 if all outputs are finite, else nan

  std::uint32_t n_rows = 0;
  std::size_t n_lengths = 0;

  LaneKernel prepare;  ///< parameters -> J, b, y(0), coefficients, norm
  LaneKernel series;   ///< E and G of the scaled lengths, by their power series
  LaneKernel square;   ///< E of twice the stretch is E E, G is G + E G
  LaneKernel course;   ///< everything else

  /// The series ends with the power 14: what is left out is below 0.5^15 / 15! = 2e-17.
  static constexpr double largest_norm = 0.5;
};

/// None if the model or the plan is too large for a straight line.
std::optional<LinearProgram> lower_linear(const Program& program, const LinearPlan& plan, std::size_t n_times);

}  // namespace tansine
