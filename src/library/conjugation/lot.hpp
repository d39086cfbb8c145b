#pragma once
// A lot of the compound file made into a distribution, with everything wrong in it reported.

#include "library/compound.hpp"
#include "library/conjugation/distribution.hpp"

namespace tansine {

struct Lot {
  DarDistribution fractions;
  std::string source;  ///< of the fractions, or "derived: <generator> of ..."
};

/// Empty fractions if there are problems.
Lot make_lot(const LotDescription& lot, Problems& problems);

}  // namespace tansine
