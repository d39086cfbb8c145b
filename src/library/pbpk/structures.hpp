#pragma once
// What happens to antibody in the walls of vessels: two published accounts of uptake, FcRn and degradation. Both add to
// the circulation of organs.hpp. docs/mechanisms/pbpk.md

#include "library/pbpk/drug_fate.hpp"

namespace tansine {

/// One form of the antibody, circulating.
struct FormInBody {
  Circulating where;
  Form form;
};

/// Volume of the endosomes of vessel walls, by organ.
std::vector<PaperValue> endosomes(Build& build, const Body& body);

/// Shah & Betts 2012: one endosomal space an organ. `fcrn`: false for a knock-out. `per_organ`: uptake in proportion to
/// each organ's own endosomes instead of the same everywhere.
void add_shah_betts(Build& build, const Body& body, const std::vector<FormInBody>& antibodies,
                    const std::vector<PaperValue>& V_endosome, const DrugFate& fate, bool fcrn, bool per_organ);

/// What cells of vessel walls drink, and what space they have for it (Jones 2019), by organ.
struct Endothelium {
  PaperValue CLup;                       ///< [L/h]
  PaperValue V, V_membrane, V_E6, V_E7;  ///< all endosomes; either membrane layer; sorting; early, and recycling
};
std::vector<Endothelium> endothelium(Build& build, const Body& body);

/// Jones 2019: five spaces an organ, FcRn of either membrane and of three endosomes, competition with the body's own
/// IgG, adsorption to membranes by AC-SINS score.
void add_jones(Build& build, const Body& body, const std::vector<FormInBody>& antibodies,
               const std::vector<Endothelium>& endothelium, const DrugFate& fate, bool fcrn);

/// Cao 2013: plasma, tight and leaky tissue, lymph. Makes what is dosed, and the observables.
void add_minimal(Build& build, const FormSet& set, bool interstitial_clearance);

/// What the species of a form are called: "ADC", "Ab", "A3".
std::string base_name(const Build& build, const FormSet& set, const Form& form);

/// Losses of antibody and of its drugs in plasma: the forms' transitions, a loss of all drugs at once, a saturable
/// path.
void add_plasma_losses(Build& build, const FormSet& set, const std::vector<Species>& antibodies, const DrugFate& fate);

/// Doses into plasma, observables there, and what other mechanisms find.
void finish_body(Build& build, const FormSet& set, const Compartment& plasma, const PaperValue& V_plasma,
                 const std::vector<Species>& antibodies, const DrugFate& fate);

}  // namespace tansine
