// The list of mechanisms. What they are told is declared beside the function that reads it, in the mechanism's folder.

#include "library/cells/cells.hpp"
#include "library/cells/colony.hpp"
#include "library/mechanism.hpp"
#include "library/shed/shed.hpp"
#include "library/tumor/tumor.hpp"
#include "library/well/well.hpp"

namespace tansine {

std::span<const Mechanism> mechanisms() {
  static const std::vector<Mechanism> all{
      well_mechanism(),    //
      colony_mechanism(),  // before the tumor, whose volume it is
      tumor_mechanism(),   //
      cells_mechanism(),   //
      shed_mechanism(),    // from cells
  };
  return all;
}

}  // namespace tansine
