#pragma once
// The concentration by which something acts, chosen by name. Internal to the room.

#include "library/build.hpp"

#include <string>

namespace tansine {

/// One of build.surroundings.drivers [nM], or "constant": the parameter `C_constant`. Unknown names are reported at
/// `place` with the nearest right one. Drivers are complete when all mechanisms are added: call it in build.last.
Expr driver_named(Build& build, const std::string& name, const Place& place, const std::string& where);

/// `k` times the driver, where `k` is per molar or per mass concentration.
Expr per_concentration(const Build& build, const Expr& k, const Expr& driver, Dimension of_product);

}  // namespace tansine
