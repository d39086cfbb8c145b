#pragma once
// Checks shared by everything that reads numbers of a compound file. Internal to the room.

#include "library/compound.hpp"
#include "model/notation.hpp"

namespace tansine {

/// Reports a missing source. `what`: "model 'x': 'CL'".
void check_source(const SourcedQuantity& quantity, const std::string& what, Problems& problems);
/// The variance of eta, with more than one number, a negative one or an unknown distribution reported.
Variability variability_of(const VariabilityInput& input, const Place& place, const std::string& what,
                           Problems& problems);
/// The text if it is one of `allowed`, else reported with the nearest one; `fallback` if not given.
std::string chosen(const Choice& choice, const std::vector<std::string>& allowed, const std::string& fallback,
                   const std::string& what, const Place& place, Problems& problems);

}  // namespace tansine
