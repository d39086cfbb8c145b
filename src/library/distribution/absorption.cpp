#include "library/distribution/absorption.hpp"

#include "library/sourced.hpp"

namespace tansine {

void add_doses(Build& b, const std::vector<const System*>& systems) {
  const DispositionDescription& d = b.description.disposition;
  std::vector<Model::DoseShare> central, depot;
  for (const System* s : systems)
    for (std::size_t i = 0; i < s->forms.size(); ++i) central.push_back({s->species[0][i], s->forms[i].share});
  central.insert(central.end(), b.beside_dose.begin(), b.beside_dose.end());
  b.m.dose("central", "nmol", central, b.dose_options);
  const std::string absorption =
      chosen(d.absorption, {"none", "first-order"}, "none", b.book.where() + ": absorption", d.place, b.problems);
  if (absorption == "none") return;
  const PaperValue ka = b.book.need({"ka", {}, "absorption"}, {dimension::rate}, "absorption");
  const PaperValue F = b.book.need_fraction({"F", {}, "fraction absorbed"}, "absorption");
  for (const System* s : systems) {
    const std::string base = s->analyte.empty() ? "depot" : "depot_" + s->analyte;
    for (std::size_t i = 0; i < s->forms.size(); ++i) {
      const Species D =
          b.m.amount(base + s->forms[i].suffix, b.composition(s->forms[i]),
                     species_options("at the injection site", dimension::amount, b.dose * s->forms[i].typical_share));
      b.m.reaction(Build::of("absorption", base + s->forms[i].suffix), D >> s->species[0][i], ka.expr);
      depot.push_back({D, s->forms[i].share});
    }
  }
  DoseOptions options = b.dose_options;
  options.F = F.expr;
  b.m.dose("depot", "nmol", depot, options);
}

}  // namespace tansine
