// The list of mechanisms. What they are told is declared beside the function that reads it, in the mechanism's folder.

#include "library/cells/cells.hpp"
#include "library/mechanism.hpp"
#include "library/plasma/plasma.hpp"
#include "library/tumor/spheroid.hpp"
#include "library/tumor/tumor.hpp"

namespace tansine {

std::span<const Mechanism> mechanisms() {
  static const std::vector<Mechanism> all{plasma_mechanism(), spheroid_mechanism(), tumor_mechanism(), micrometastasis_mechanism(), cells_mechanism()};
  return all;
}

}  // namespace tansine
