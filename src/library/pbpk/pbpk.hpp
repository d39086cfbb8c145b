#pragma once
// Physiologically based disposition: what takes the place of a model's compartments. docs/mechanisms/pbpk.md
//
//   [model.x.pbpk]
//   structure = "jones"        minimal | shah-betts | jones
//   payload = "endothelium"    what becomes of the drugs of catabolized antibody

#include "library/mechanism.hpp"

namespace tansine {

const Mechanism& pbpk_mechanism();

}  // namespace tansine
