#pragma once
// Target-mediated disposition in one compartment, at several levels of detail, with all forms of the antibody sharing
// one target. docs/mechanisms/target.md

#include "library/build.hpp"
#include "library/payload/outlets.hpp"

#include <optional>

namespace tansine {

/// What can be observed of the target.
struct TargetStates {
  std::size_t space = 0;
  Expr free = 0.0, total = 0.0;    ///< target not bound, and all of it [nM]
  std::vector<Species> complexes;  ///< level full: antibody on target, by form
  std::vector<Expr> bound;         ///< bound antibody of each form [nM]
  bool has_target = false;         ///< false for level michaelis-menten, which has no target state
};

/// Adds the target's states and processes; replaces system.free in its compartment where binding is quasi-steady.
/// Nothing if the description has no target. `system.free` must not have been used in processes before.
std::optional<TargetStates> add_target(Build& build, System& system, PayloadOutlets& outlets);

}  // namespace tansine
