#pragma once
// Time to an event, as the hazard that a patient's tumor gives: integrated as a state. docs/mechanisms/sld.md

#include "library/mechanism.hpp"

namespace tansine {

const Mechanism& hazard_mechanism();

}  // namespace tansine
