#pragma once
// Target outside the tumor: on normal cells and shed into blood, where it binds antibody too. docs/mechanisms/shed.md

#include "library/mechanism.hpp"

namespace tansine {

const Mechanism& shed_mechanism();

}  // namespace tansine
