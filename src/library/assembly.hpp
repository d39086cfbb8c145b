#pragma once
// From the description of a compound to a checked network: chooses the mechanisms that a model names, generates species
// and reactions for every form of the conjugate, and gives the observables their standard names:
//   TAb, conjugate, naked [ug/mL]; acDrug [nM]; DAR_all, DAR_conj; each payload species by its name [nM];
//   with a target also conjugate_total, target_free [nM], target_total [nM].
// They are defined in docs/mechanisms/observables.md. Dose target "central" (and "depot"), in nmol of antibody.

#include "library/compound.hpp"
#include "model/notation.hpp"

#include <string>

namespace tansine {

struct AssemblyOptions {
  std::string lot;  ///< empty: the model's, else the compound's
  /// By name of a parameter or covariate ("CL", "R0", "MW", "WT"): replace value, source and variability.
  QuantityTable overrides;
  bool balances = true;  ///< keep eliminated antibody and payload in sink states, so that balances can be checked
};

/// The model named `model` (empty: the compound's default) with `like` and allometry carried out.
/// Throws InputError if there is no such model.
ModelDescription resolve_model(const CompoundDescription& compound, const std::string& model);

/// Throws InputError with every problem found: unknown model, lot or choice (with the nearest right one), a parameter
/// that a mechanism needs and the model lacks, a parameter that no mechanism uses, a wrong unit, a missing source.
Network assemble(const CompoundDescription& compound, const std::string& model, const AssemblyOptions& options = {});

/// Molar mass [mg/nmol] that turns a dose from mg into nmol for this model. Throws InputError if the file has none.
double dose_molar_mass(const CompoundDescription& compound, const std::string& model);

}  // namespace tansine
