#include "library/distribution/component_doses.hpp"

#include <algorithm>

namespace tansine {

void add_component_doses(Build& b, const System& system, const std::optional<FreePayload>& payload) {
  const auto is_naked = [](const Form& f) { return f.drugs == 0; };
  const auto naked = std::find_if(system.forms.begin(), system.forms.end(), is_naked);
  if (naked != system.forms.end() && system.forms.size() > 1)
    b.m.dose("naked", "nmol", {{system.species[0][static_cast<std::size_t>(naked - system.forms.begin())], 1.0}});
  if (!payload || !b.drugs_resolved) return;
  Expr drugs = 0.0;
  for (const Form& f : system.forms)
    if (!is_naked(f)) drugs = drugs + f.share * f.count();
  b.m.dose("payload", "nmol", {{payload->species, b.m.derived("drugs_of_a_dose", drugs, "drugs per antibody dosed")}});
}

}  // namespace tansine
