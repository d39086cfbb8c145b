// The list of mechanisms. What they are told is declared beside the function that reads it, in the mechanism's folder.

#include "library/mechanism.hpp"

#include "library/pbpk/pbpk.hpp"

namespace tansine {

std::span<const Mechanism> mechanisms() {
  static const std::vector<Mechanism> all{pbpk_mechanism()};
  return all;
}

}  // namespace tansine
