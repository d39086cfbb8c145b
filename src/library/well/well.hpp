#pragma once
// A well with cells in medium, in place of a body: uptake, pulse and chase, cytotoxicity, coculture.
// docs/mechanisms/well.md

#include "library/mechanism.hpp"

namespace tansine {

const Mechanism& well_mechanism();

}  // namespace tansine
