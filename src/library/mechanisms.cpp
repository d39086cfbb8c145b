// The list of mechanisms. What they are told is declared beside the function that reads it, in the mechanism's folder.

#include "library/ada/ada.hpp"
#include "library/cells/cells.hpp"
#include "library/cells/colony.hpp"
#include "library/growth/growth.hpp"
#include "library/mechanism.hpp"
#include "library/pbpk/pbpk.hpp"
#include "library/shed/shed.hpp"
#include "library/sld/hazard.hpp"
#include "library/sld/sld.hpp"
#include "library/toxicity/toxicity.hpp"
#include "library/tumor/spheroid.hpp"
#include "library/tumor/tumor.hpp"
#include "library/well/well.hpp"

namespace tansine {

std::span<const Mechanism> mechanisms() {
  static const std::vector<Mechanism> all{
      well_mechanism(),             //
      pbpk_mechanism(),             //
      spheroid_mechanism(),         //
      colony_mechanism(),           // before the tumor, whose volume it is
      growth_mechanism(),           // likewise
      tumor_mechanism(),            //
      micrometastasis_mechanism(),  //
      cells_mechanism(),            //
      shed_mechanism(),             // from cells
      ada_mechanism(),              //
      sld_mechanism(),              //
      platelets_mechanism(),        //
      neutrophils_mechanism(),      //
      transaminases_mechanism(),    //
      keratopathy_mechanism(),      //
      neuropathy_mechanism(),       //
      hazard_mechanism(),           // after what drives it
  };
  return all;
}

}  // namespace tansine
