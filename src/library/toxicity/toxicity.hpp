#pragma once
// What a conjugate does to the patient: blood cells, the liver, eye and nerve. docs/mechanisms/toxicity.md
//
//   [model.x.platelets]
//   driver = "plasma conjugate"
//   effect = "slope"

#include "library/mechanism.hpp"

namespace tansine {

/// Blood cells by Friberg 2002: the same equations for either lineage, each with parameters of its own
/// ("MTT_platelets").
const Mechanism& platelets_mechanism();
const Mechanism& neutrophils_mechanism();

/// Alanine aminotransferase, released by a poisoned liver.
const Mechanism& transaminases_mechanism();

/// Time to a first event of a kind, as a hazard that adds up.
const Mechanism& keratopathy_mechanism();
const Mechanism& neuropathy_mechanism();

}  // namespace tansine
