#pragma once
// How this room refuses what it cannot work with: it gets plain numbers, not files, so a message names the quantity and
// the value; whoever read it from a file adds the place.

#include "base/problem.hpp"

#include <string>
#include <utility>

namespace tansine {

/// Throws InputError with `message` unless `good`.
inline void require(bool good, std::string message) {
  if (!good) throw InputError(Place{}, std::move(message));
}

/// Throws InputError unless 0 < p < 1: `what` is "the target rate", say.
void require_probability(double p, const char* what);

}  // namespace tansine
