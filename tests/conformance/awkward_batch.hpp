#pragma once
// Batches that are awkward on purpose: thirteen patients of one model with little in common.

#include "registered_models.hpp"

#include <string_view>
#include <vector>

namespace tansine {

inline constexpr std::size_t n_awkward = 13;  // odd, and more than one vector of any width
inline constexpr std::size_t with_nan = 3;    ///< the patient with a parameter that is not a number

/// What patient i is, for messages.
std::string_view awkward_name(std::size_t i);

/// The patients, from the model's typical course: each with parameters of its own (but the first), no dose or other
/// doses, other schedules, resets, changes of parameters, steady states, as far as the model has what they need.
std::vector<PatientCourse> awkward_patients(const RegisteredModel& model);

/// The same Program with every state as a further observable, so that all can be compared and watched.
Program with_states_shown(Program program);

/// The models that back ends are tested with: all registered ones but the large, E5, the whole of Medical Akzo Nobel,
/// and those with lag, bioavailability and modelled rates and durations (dosing_model.hpp).
const std::vector<RegisteredModel>& backend_models();

}  // namespace tansine
