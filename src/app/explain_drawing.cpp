#include "app/explain_drawing.hpp"

#include "library/conjugation/lot.hpp"
#include "model/outline.hpp"
#include "report/process_map.hpp"

#include <algorithm>

namespace tansine {

MoleculePicture molecule_picture(const CompoundDescription& c, const ModelDescription& model) {
  const auto words = [](const PartDescription& p) { return MoleculePart{p.name, p.kind}; };
  MoleculePicture picture{c.name, words(c.antibody), words(c.target), words(c.linker), words(c.payload), {}, {}};
  // the molecule's own lot: a model may name one that only serves its bookkeeping
  const std::string& name = c.conjugation.lot.empty() ? model.lot : c.conjugation.lot;
  for (const LotDescription& lot : c.conjugation.lots) {
    if (lot.name != name) continue;
    Problems problems;
    picture.lot = name;
    picture.fractions = make_lot(lot, problems).fractions;
    problems.throw_if_errors();
  }
  return picture;
}

std::string explain_svg(const CompoundDescription& c, const ModelDescription& model, const Network& network) {
  const Outline o = outline(network);
  ProcessMap map;
  for (const Outline::Kind& k : o.kinds) map.boxes.push_back({k.name, k.compartment, k.made, k.lost});
  for (const Outline::Step& s : o.steps) {
    const auto same = std::find_if(map.arrows.begin(), map.arrows.end(),
                                   [&](const MapArrow& a) { return a.from == s.from && a.to == s.to; });
    if (same == map.arrows.end())
      map.arrows.push_back({s.from, s.to, s.process, s.reversible});
    else
      same->name += ", " + s.process;
  }
  return standalone_drawing(c.name, model.title.empty() ? model.name : model.title,
                            {draw_molecule_svg(molecule_picture(c, model)), draw_process_map(map)});
}

}  // namespace tansine
