// Shah & Betts 2012, as transcribed by ubiquity and ADC-archives [transcription].

#include "library/pbpk/structures.hpp"

namespace tansine {

namespace {
const std::string by = "structure \"shah-betts\"";
}

std::vector<PaperValue> endosomes(Build& b, const Body& body) {
  std::vector<PaperValue> V;
  for (const Organ& o : body.organs) {
    const std::string in = " of the " + o.words();
    if (const auto given = b.book.find({"V_endosome", {}, "endosomes" + in}, {dimension::volume}, by, o.name, false)) {
      V.push_back(*given);
      continue;
    }
    const PaperValue whole = b.book.need({"V_organ", {}, "volume" + in}, {dimension::volume}, by, o.name, false);
    const PaperValue f = b.book.need_fraction({"f_endosome", {}, "share of endosomes in an organ"}, by);
    V.push_back({b.m.derived("V_endosome_" + o.name, f.expr * whole.expr), f.typical * whole.typical});
  }
  return V;
}

void add_shah_betts(Build& b, const Body& body, const std::vector<FormInBody>& antibodies,
                    const std::vector<PaperValue>& V_endosome, const DrugFate& fate, bool fcrn, bool per_organ) {
  PaperValue all{0.0, 0};
  for (const PaperValue& V : V_endosome) all = {all.expr + V.expr, all.typical + V.typical};
  const PaperValue kup =
      b.book.need({"CLup", {}, "uptake by vessel walls, per volume of endosomes"}, {dimension::rate}, by);
  const PaperValue kdeg =
      b.book.need({"kdeg_endosome", {}, "degradation of what is not bound in endosomes"}, {dimension::rate}, by);
  // the same clearance for every organ: with that of its own endosomes the half-life in mice is 19 d instead of 8.6
  const Expr everywhere =
      per_organ ? Expr(0.0) : b.m.derived("CLup_body", kup.expr * all.expr, "uptake by vessel walls, of every organ");
  std::optional<PaperValue> kon, koff, FcRn0;
  Expr FR = 1.0;
  if (fcrn) {
    FR = b.book.need_fraction({"FR_FcRn", {}, "share of what is recycled that returns to plasma"}, by).expr;
    kon = b.book.need({"kon_FcRn", {}, "association with FcRn"}, {inverse(dimension::concentration * dimension::time)},
                      by);
    koff = b.book.need({"koff_FcRn", {}, "dissociation from FcRn"}, {dimension::rate}, by);
    FcRn0 = b.book.need({"FcRn0", {}, "FcRn in endosomes"}, {dimension::concentration}, by);
  }
  const double C0 = b.dose / body.V_plasma.typical;
  for (std::size_t i = 0; i < body.organs.size(); ++i) {
    const Organ& o = body.organs[i];
    const Compartment space = b.m.compartment("endosome_" + o.name, V_endosome[i].expr);
    const Expr CLup = per_organ ? kup.expr * V_endosome[i].expr : everywhere;
    const double uptake = kup.typical * (per_organ ? V_endosome[i].typical : all.typical);  // [L/h]
    std::optional<Moiety> receptor;
    std::optional<Species> F;
    if (fcrn) {
      receptor = b.m.moiety("FcRn_" + o.name);
      b.m.conserve(*receptor);
      F = b.m.species("FcRn_" + o.name, space, *receptor,
                      species_options("free FcRn of the " + o.words(), dimension::concentration, FcRn0->typical));
      b.m.initial(*F, FcRn0->expr);
    }
    for (const FormInBody& a : antibodies) {
      const Species &v = a.where.organ_plasma[i], &is = a.where.organ_interstitium[i];
      const auto named = [&](const char* process) { return process + (" of " + a.where.name) + ", " + o.words(); };
      const double flow_in = C0 * std::max(a.form.typical_share, 0.02) * uptake / V_endosome[i].typical;  // [nM/h]
      const double bound_by = fcrn ? kon->typical * FcRn0->typical : 0;
      const Species Eu = b.m.species(a.where.in("endosome", o), space, b.composition(a.form),
                                     species_options("not bound, endosomes of the " + o.words(),
                                                     dimension::concentration, flow_in / (bound_by + kdeg.typical)));
      b.m.flux(named("uptake from plasma"), v >> Eu, CLup * Expr(v));
      b.m.flux(named("uptake from interstitium"), is >> Eu, CLup * Expr(is));
      b.m.reaction(named("degradation"), Eu >> (b.eliminated_antibody() + fate.catabolized(i, a.form.count())),
                   kdeg.expr);
      if (!fcrn) continue;
      const Species Eb =
          b.m.species(a.where.in("FcRn", o), space, b.composition(a.form) + *receptor,
                      species_options("bound to FcRn, endosomes of the " + o.words(), dimension::concentration,
                                      C0 * std::max(a.form.typical_share, 0.02)));
      b.m.reaction(named("FcRn binding"), Eu + *F <=> Eb, kon->expr, koff->expr);
      b.m.flux(named("recycling to plasma"), Eb >> (v + *F), CLup * FR * Expr(Eb));
      b.m.flux(named("recycling to interstitium"), Eb >> (is + *F), CLup * (1.0 - FR) * Expr(Eb));
    }
  }
}

}  // namespace tansine
