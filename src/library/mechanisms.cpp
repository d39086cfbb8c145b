// The list of mechanisms. What they are told is declared beside the function that reads it, in the mechanism's folder.

#include "library/cells/cells.hpp"
#include "library/growth/growth.hpp"
#include "library/mechanism.hpp"
#include "library/pbpk/pbpk.hpp"
#include "library/sld/sld.hpp"
#include "library/toxicity/toxicity.hpp"
#include "library/tumor/tumor.hpp"

namespace tansine {

std::span<const Mechanism> mechanisms() {
  static const std::vector<Mechanism> all{pbpk_mechanism(),        growth_mechanism(),        tumor_mechanism(),
                                          cells_mechanism(),       sld_mechanism(),           platelets_mechanism(),
                                          neutrophils_mechanism(), transaminases_mechanism(), keratopathy_mechanism(),
                                          neuropathy_mechanism()};
  return all;
}

}  // namespace tansine
