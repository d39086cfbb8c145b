#pragma once
// The observables of an assembled model under their standard names. docs/mechanisms/observables.md. Internal to the
// room.

#include "library/build.hpp"
#include "library/payload/payload.hpp"
#include "library/target/target.hpp"

#include <optional>

namespace tansine {

void add_dar_observables(Build& build, const System& system, const std::optional<TargetStates>& target);
/// Conjugate and naked antibody, without a number of drugs.
void add_two_form_observables(Build& build, const System& system, const std::optional<TargetStates>& target);
/// One lumped antibody: `conjugate` and, if it is a naked antibody or no drug is followed, TAb.
void add_single_observables(Build& build, const System& system, const std::optional<TargetStates>& target,
                            bool conjugate);
void add_separate_observables(Build& build, const System& conjugate, const System& antibody);
void add_average_observables(Build& build, const System& antibody, const Expr& DAR);
void add_payload_observables(Build& build, const FreePayload& payload);

}  // namespace tansine
