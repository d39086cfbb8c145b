#include "library/ada/ada.hpp"

#include "library/build.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tansine {

namespace {

const std::string by = "anti-drug antibody";

void add_ada(Build& b, const Settings& s) {
  if (!b.surroundings.blood || b.surroundings.blood->antibody.empty()) {
    b.problems.error(s.place(), s.where() + " needs antibody in plasma; this model has none");
    return;
  }
  const Blood& blood = *b.surroundings.blood;
  constexpr Dimension association = inverse(dimension::concentration * dimension::time);
  const PaperValue kprod = b.book.need({"kprod_ADA", {}, "production of anti-drug antibody"},
                                       {dimension::concentration / dimension::time}, by);
  const PaperValue lag = b.book.need({"tlag_ADA", {}, "time until it is made"}, {dimension::time}, by);
  const PaperValue kdeg = b.book.need({"kdeg_ADA", {}, "loss of anti-drug antibody"}, {dimension::rate}, by);
  const PaperValue kon = b.book.need({"kon_ADA", {}, "association of anti-drug antibody"}, {association}, by);
  const PaperValue koff = b.book.need({"koff_ADA", {}, "dissociation of anti-drug antibody"}, {dimension::rate}, by);
  const PaperValue kel = b.book.need({"kel_ADA", {}, "clearance of the complexes"}, {dimension::rate}, by);

  const double nominal = std::max(kprod.typical / std::max(kdeg.typical, 1e-6), 1e-3);
  const Species ADA = b.m.species("ADA", blood.plasma, {},
                                  species_options("anti-drug antibody, free", dimension::concentration, nominal));
  Expr made = select_nonnegative(b.m.time() - lag.expr, kprod.expr, 0.0 * kprod.expr);
  constexpr Dimension exposure_dimension = dimension::concentration * dimension::time;
  if (const auto half =
          b.book.find({"AUC_ADA", {}, "exposure that makes most of the production"}, {exposure_dimension}, by)) {
    Expr all = 0.0;
    for (const Expr& c : blood.free) all = all + c;
    const Species exposure =
        b.m.state("exposure_ADA", canonical_unit(exposure_dimension),
                  species_options("exposure to antibody so far", exposure_dimension, half->typical));
    b.m.rate(exposure, all);
    made = made * (1.0 - exp(-(Expr(exposure) / half->expr)));
  }
  b.m.flux("production of ADA", nothing >> ADA, made * blood.volume.expr);
  b.m.reaction("loss of ADA", ADA >> nothing, kdeg.expr);

  std::vector<Species> complexes;
  Expr bound = 0.0;
  for (std::size_t i = 0; i < blood.forms.size(); ++i) {
    const Form& f = blood.forms[i];
    complexes.push_back(b.m.species("ADA_complex" + f.suffix, blood.plasma, b.composition(f),
                                    species_options("antibody bound by anti-drug antibody", dimension::concentration,
                                                    nominal * std::max(f.typical_share, 0.02))));
    const Species& complex = complexes.back();
    b.m.flux("binding of " + fmt::format("ADA_complex{}", f.suffix), (Terms(blood.antibody[i]) + Terms(ADA)) >> complex,
             (kon.expr * blood.free[i] * Expr(ADA) - koff.expr * Expr(complex)) * blood.volume.expr);
    Terms lost = b.eliminated_antibody();
    if (f.drugs > 0 && b.drugs_resolved && !f.varies)
      lost = lost + b.payload_into("payload_catabolized", "payload on eliminated antibody", f.count());
    b.m.reaction(fmt::format("clearance of ADA_complex{}", f.suffix), complex >> lost, kel.expr);
    bound = bound + Expr(complex);
  }
  for (const Transition& t : blood.transitions) {
    if (t.from == t.to) continue;  // a mean that falls by itself
    Terms products = t.to == Transition::unfollowed ? b.eliminated_antibody() : Terms(complexes[t.to]);
    if (b.drugs_resolved && t.released.typical > 0) {
      const auto followed = std::find_if(blood.payloads.begin(), blood.payloads.end(),
                                         [](const PayloadInBlood& p) { return p.species.has_value(); });
      products = products + (followed != blood.payloads.end()
                                 ? t.released.expr * *followed->species
                                 : b.payload_into("payload_lost", "payload lost from the antibody and not followed",
                                                  t.released.expr));
    }
    b.m.reaction(fmt::format("deconjugation of ADA_complex{} {}", blood.forms[t.from].suffix,
                             t.to == Transition::unfollowed ? "" : "to " + blood.forms[t.to].suffix),
                 complexes[t.from] >> products, t.rate.expr);
  }
  b.m.observable("ADA", Expr(ADA) + bound, "nM", "anti-drug antibody, free and bound");
  b.m.observable("ADA_bound", bound, "nM", "antibody bound by anti-drug antibody, plasma");
}

}  // namespace

const Mechanism& ada_mechanism() {
  static const Mechanism mechanism{"ada", "anti-drug antibody that binds conjugate in plasma", {}, add_ada};
  return mechanism;
}

}  // namespace tansine
