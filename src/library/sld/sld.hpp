#pragma once
// The sum of longest diameters of a patient's target lesions, as its clinical models have it: Claret's, Stein and
// Fojo's, Wang's. docs/mechanisms/sld.md

#include "library/mechanism.hpp"

namespace tansine {

const Mechanism& sld_mechanism();

}  // namespace tansine
