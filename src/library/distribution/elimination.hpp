#pragma once
// Elimination of antibody from the central compartment: clearance laws over the number of drugs, their course over
// time, and a saturable path. docs/mechanisms/elimination.md

#include "library/build.hpp"
#include "library/payload/outlets.hpp"

namespace tansine {

/// Clearance of each form [L/h], in the order of the system's forms.
struct Clearances {
  std::vector<PaperValue> each;
};

/// `added`: a further clearance of this analyte (deconjugation written as a clearance).
Clearances make_clearances(Build& build, const System& system, const std::optional<PaperValue>& added);

/// Antibody goes to its sink, its drugs to the outlet for catabolized ones.
void add_elimination(Build& build, const System& system, const Clearances& clearances, PayloadOutlets& outlets);

}  // namespace tansine
