#pragma once
// Mammillary distribution of any list of forms: 1-3 compartments, all forms with the same volumes and flows.
// docs/mechanisms/distribution.md

#include "library/build.hpp"

namespace tansine {

/// Compartments and species "<base><suffix><tag>" for every form. `analyte` picks parameters that end in "_<analyte>".
System make_system(Build& build, const std::vector<Form>& forms, const std::string& base, const std::string& meaning,
                   const std::string& analyte);

/// Exchange between central and each peripheral compartment by the free concentration: Q (C1 - C2), or
/// k12 V1 C1 - k21 V2 C2 with both rates from a half-life and a distribution coefficient.
void add_distribution(Build& build, const System& system);

/// k12 = ln2/td P/(P + V1/V2) and k21 = ln2/td (V1/V2)/(P + V1/V2) [1/h] of parameters td12 and Pd12 (of `suffix`).
struct ExchangeRates {
  Expr k12 = 0.0, k21 = 0.0;
};
ExchangeRates exchange_by_half_life(Build& build, const Expr& V1, const Expr& V2, const std::string& suffix,
                                    const std::string& needed_by);

}  // namespace tansine
