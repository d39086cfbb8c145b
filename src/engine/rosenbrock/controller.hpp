#pragma once
// The numbers of the step-size controller, one set for the reference and the batched engine: Hairer & Wanner (1996),
// section IV.8, with Gustafsson's prediction from the step before.

#include <limits>

namespace tansine::controller {

inline constexpr double safety = 0.9;
inline constexpr double largest_growth = 6;
inline constexpr double largest_shrink = 0.2;
inline constexpr double shrink_after_failure = 0.2;  ///< nan, infinity or bad factors: no error estimate to go by
/// Not more of the way to the next event than this in the first step: it has nothing but the slope to go by.
inline constexpr double first_step_share = 0.1;
inline constexpr double least_error = 1e-6;             ///< below it the estimate is rounding
inline constexpr double least_remembered_error = 1e-2;  ///< as in RODAS: a lucky step must not frighten the next
/// Below this share of the time t + h is not distinct from t; of a stretch near t = 0, where doubles are as fine as
/// wanted, the other share ends what cannot succeed.
inline constexpr double of_time = 4 * std::numeric_limits<double>::epsilon();
inline constexpr double of_stretch = 1e-30;

}  // namespace tansine::controller
