#pragma once
// Anti-drug antibody that a patient makes against the conjugate, as a mechanism: it binds what is in plasma, and the
// complexes are cleared fast. As a covariate on clearance it needs no mechanism. docs/mechanisms/ada.md

#include "library/mechanism.hpp"

namespace tansine {

const Mechanism& ada_mechanism();

}  // namespace tansine
