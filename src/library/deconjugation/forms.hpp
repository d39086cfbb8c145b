#pragma once
// The forms of a conjugate and how they turn into each other: A_n -> A_{n-1} + payload by one of several rate laws, in
// one dimension (number of drugs) or two (hindered and exposed sites; labile and hydrolyzed maleimide).
// docs/mechanisms/deconjugation.md

#include "library/build.hpp"
#include "library/conjugation/lot.hpp"

namespace tansine {

/// Forms 0..N of a lot and the law's transitions. `law` is one of none, proportional, constant, free, site-class,
/// maleimide. Registers the fractions f0, f1, ... as parameters.
FormSet make_forms(Build& build, const Lot& lot, const std::string& law);

}  // namespace tansine
