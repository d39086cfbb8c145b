#pragma once
// Mammillary distribution of any list of forms: 1-3 compartments, all forms with the same volumes and flows.
// docs/mechanisms/distribution.md

#include "library/build.hpp"

namespace tansine {

/// Compartments and species "<base><suffix><tag>" for every form. `analyte` picks parameters that end in "_<analyte>".
System make_system(Build& build, const std::vector<Form>& forms, const std::string& base, const std::string& meaning,
                   const std::string& analyte);

/// Exchange between central and each peripheral compartment by the free concentration: Q (C1 - C2).
void add_distribution(Build& build, const System& system);

}  // namespace tansine
