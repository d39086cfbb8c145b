// Jones 2019, as coded in bioPBPK and ADC-archives [transcription]: intracellular sorting, FcRn of one and two arms,
// adsorption to membranes.

#include "library/pbpk/structures.hpp"

#include <array>
#include <numbers>

namespace tansine {

namespace {

const std::string by = "structure \"jones\"";

/// The spaces of a vessel wall: plasma side, early, sorting and recycling endosome, interstitial side.
enum Space : std::uint8_t { VM, E7, E6, E7b, ISM };
constexpr std::array spaces{VM, E7, E6, E7b, ISM};
constexpr std::array tags{"VM", "E7", "E6", "E7b", "ISM"};
constexpr std::array words{"membrane layer, plasma side", "early endosome", "sorting endosome", "recycling endosome",
                           "membrane layer, interstitial side"};

/// Binding to FcRn at one acidity. The second arm binds `second` times more slowly and falls off as fast as the first.
struct Binding {
  PaperValue kon, KD;
};
Binding binding(Build& b, const std::string& acidity, const std::string& whose) {
  const Dimension association = inverse(dimension::concentration * dimension::time);
  return {b.book.need({"kon_FcRn_" + acidity, {}, "association with FcRn, " + acidity}, {association}, by, whose, true),
          b.book.need({"KD_FcRn_" + acidity, {}, "affinity to FcRn, " + acidity}, {dimension::concentration}, by, whose,
                      true)};
}

/// The numbers that hold in all organs.
struct Sorting {
  Expr FR, Pd, f_sorted, k_membrane, second;
  PaperValue FcRn0, FcRn0_membrane;
  Binding own6, own7;  ///< of the body's own IgG
  Binding drug6, drug7;
  Expr C_IgG;
  double typical_IgG = 0;
};

struct Adsorption {
  Expr kon, koff, kint;
};

/// How fast antibody sticks to membranes, by its AC-SINS score; nothing if the model gives no score.
std::optional<Adsorption> adsorption(Build& b) {
  const auto score = b.book.find({"acsins", {}, "AC-SINS score: self-interaction"}, {dimension::one}, by);
  if (!score) return std::nullopt;
  const Expr from = b.book.need({"acsins_intercept", {}, "ln(log10(KD in nM)) at score 0"}, {dimension::one}, by).expr;
  const Expr slope = b.book.need({"acsins_slope", {}, "fall of that per score"}, {dimension::one}, by).expr;
  const PaperValue kon = b.book.need({"kon_membrane", {}, "adsorption to membranes"},
                                     {inverse(dimension::concentration * dimension::time)}, by);
  const PaperValue C = b.book.need({"C_membrane", {}, "places on membranes"}, {dimension::concentration}, by);
  const PaperValue kint = b.book.need({"kint_membrane", {}, "internalization from membranes"}, {dimension::rate}, by);
  const Expr KD = b.m.derived(
      "KD_membrane", Expr(one_of(dimension::concentration)) * exp(std::numbers::ln10 * exp(from - slope * score->expr)),
      "affinity to membranes");
  return Adsorption{kon.expr * C.expr, kon.expr * KD, kint.expr};
}

/// The spaces of one organ.
class Wall {
 public:
  Wall(Build& b, const Organ& o, const Endothelium& e, const Sorting& n, bool fcrn) : b_(b), o_(o), e_(e), n_(n) {
    for (const Space s : spaces) compartment_[s] = b.m.compartment(std::string(tags[s]) + "_" + o.name, volume(s));
    if (fcrn) receptors();
  }

  /// `organ_plasma`, `interstitium`: where the wall drinks from. `degraded`: what becomes of one molecule.
  void add(const Circulating& a, const Species& organ_plasma, const Species& interstitium, const Composition& made_of,
           double C0, const Binding& at6, const Binding& at7, const Terms& degraded,
           const std::optional<Adsorption>& sticks) {
    const auto option = [&](const char* state, Space s) {
      return species_options(std::string(state) + words[s] + " of the " + o_.words(), dimension::concentration, C0);
    };
    const auto named = [&](const std::string& process) { return process + " of " + a.name + ", " + o_.words(); };
    const Expr to_plasma = e_.CLup.expr * n_.FR, to_interstitium = e_.CLup.expr * (1.0 - n_.FR), CL = e_.CLup.expr;
    std::vector<Species> f, one, two;
    for (const Space s : spaces)
      f.push_back(b_.m.species(a.in(tags[s], o_), compartment_[s], made_of, option("free, ", s)));
    const auto flow = [&](const std::string& process, const Terms& from, const Terms& to, const Expr& clearance) {
      b_.m.flux(named(process), from >> to, clearance * Expr(from));
    };
    flow("drinking, plasma side,", organ_plasma, f[VM], to_plasma);
    flow("return to plasma", f[VM], organ_plasma, to_plasma);
    flow("uptake, plasma side,", f[VM], f[E7], to_plasma);
    flow("recycling, plasma side,", f[E7b], f[VM], to_plasma);
    flow("drinking, interstitial side,", interstitium, f[ISM], to_interstitium);
    flow("return to interstitium", f[ISM], interstitium, to_interstitium);
    flow("uptake, interstitial side,", f[ISM], f[E7], to_interstitium);
    flow("recycling, interstitial side,", f[E7b], f[ISM], to_interstitium);
    flow("acidification", f[E7], f[E6], CL);
    flow("escape from degradation", f[E6], f[E7b], CL * (1.0 - n_.Pd));
    flow("degradation", f[E6], degraded, CL * n_.Pd);
    if (sticks)
      for (const Space s : {VM, ISM}) {
        const Species m =
            b_.m.species(a.in(std::string("on_") + tags[s], o_), compartment_[s], made_of, option("adsorbed, ", s));
        b_.m.reaction(named(std::string("adsorption, ") + words[s] + ","), f[s] <=> m, sticks->kon, sticks->koff);
        b_.m.reaction(named(std::string("uptake of what is adsorbed, ") + words[s] + ","), m >> f[E7], sticks->kint);
      }
    if (!receptor_) return;
    for (const Space s : spaces) {
      one.push_back(b_.m.species(a.in(std::string("FcRn_") + tags[s], o_), compartment_[s], made_of + *receptor_,
                                 option("on one FcRn, ", s)));
      two.push_back(b_.m.species(a.in(std::string("FcRn2_") + tags[s], o_), compartment_[s],
                                 made_of + Expr(2.0) * *receptor_, option("on two FcRn, ", s)));
      const Binding& at = s == E6 ? at6 : at7;
      const Expr koff = at.kon.expr * at.KD.expr;
      b_.m.reaction(named(std::string("first FcRn, ") + words[s] + ","), f[s] + F_[s] <=> one[s], at.kon.expr, koff);
      b_.m.reaction(named(std::string("second FcRn, ") + words[s] + ","), one[s] + F_[s] <=> two[s],
                    at.kon.expr / n_.second, koff);
    }
    for (const auto& [x, arms, what] : {std::tuple{&one, 1.0, " on one FcRn"}, std::tuple{&two, 2.0, " on two FcRn"}}) {
      const std::vector<Species>& X = *x;
      const std::string w = what;
      flow("uptake, plasma side," + w, X[VM], X[E7], to_plasma);
      flow("uptake, interstitial side," + w, X[ISM], X[E7], to_interstitium);
      flow("acidification" + w, X[E7], X[E6], CL);
      flow("sorting" + w, X[E6], X[E7b], CL);
      flow("recycling, plasma side," + w, X[E7b], X[VM], to_plasma);
      flow("recycling, interstitial side," + w, X[E7b], X[ISM], to_interstitium);
      for (const Space s : {VM, ISM})
        b_.m.reaction(named(std::string("degradation, ") + words[s] + "," + w), X[s] >> (Expr(arms) * F_[s] + degraded),
                      n_.k_membrane);
    }
  }

 private:
  Expr volume(Space s) const {
    return s == E6 ? e_.V_E6.expr : s == E7 || s == E7b ? e_.V_E7.expr : e_.V_membrane.expr;
  }

  void receptors() {
    receptor_ = b_.m.moiety("FcRn_" + o_.name);
    b_.m.conserve(*receptor_);
    for (const Space s : spaces) {
      const PaperValue& start = s == VM || s == ISM ? n_.FcRn0_membrane : n_.FcRn0;
      F_.push_back(b_.m.species(std::string("FcRn_") + tags[s] + "_" + o_.name, compartment_[s], *receptor_,
                                species_options(std::string("free FcRn, ") + words[s] + " of the " + o_.words(),
                                                dimension::concentration, start.typical)));
      b_.m.initial(F_.back(), start.expr);
    }
    const Expr CL = e_.CLup.expr;
    const auto flow = [&](Space from, Space to, const Expr& clearance) {
      b_.m.flux(std::string("FcRn from ") + words[from] + " to " + words[to] + ", " + o_.words(), F_[from] >> F_[to],
                clearance * Expr(F_[from]));
    };
    flow(VM, E7, CL * n_.FR);
    flow(ISM, E7, CL * (1.0 - n_.FR));
    flow(E7, E6, CL);
    flow(E6, E7b, CL);
    flow(E7b, E6, CL * n_.f_sorted);
    flow(E7b, VM, CL * n_.FR * (1.0 - n_.f_sorted));
    flow(E7b, ISM, CL * (1.0 - n_.FR) * (1.0 - n_.f_sorted));
  }

  Build& b_;
  const Organ& o_;
  const Endothelium& e_;
  const Sorting& n_;
  std::array<Compartment, 5> compartment_;
  std::optional<Moiety> receptor_;
  std::vector<Species> F_;
};

}  // namespace

std::vector<Endothelium> endothelium(Build& b, const Body& body) {
  const PaperValue cells =
      b.book.need({"endothelial_cells", {}, "cells of all vessel walls, of a mouse"}, {dimension::cells}, by);
  const PaperValue scale = b.book.need({"endothelial_scale", {}, "times as many as in a mouse"}, {dimension::one}, by);
  const PaperValue each =
      b.book.need({"CLup_cell", {}, "what a cell drinks"}, {dimension::clearance / dimension::cells}, by);
  const PaperValue tau =
      b.book.need({"tau_endosome", {}, "time that endosomes keep what was drunk"}, {dimension::time}, by);
  const PaperValue tau_m =
      b.book.need({"tau_membrane", {}, "time that a membrane layer keeps it"}, {dimension::time}, by);
  const PaperValue sorting = b.book.need_fraction({"f_sorting", {}, "share of sorting endosomes in all endosomes"}, by);
  std::vector<Endothelium> all;
  for (const Organ& o : body.organs) {
    const PaperValue f = b.book.need({"f_endothelium", {}, "share of vessel walls of the " + o.words()},
                                     {dimension::one}, by, o.name, false);
    Endothelium e;
    e.CLup = {b.m.derived("CLup_" + o.name, each.expr * cells.expr * scale.expr * f.expr,
                          "uptake by vessel walls of the " + o.words()),
              each.typical * cells.typical * scale.typical * f.typical};
    e.V = {b.m.derived("V_endosome_" + o.name, e.CLup.expr * tau.expr), e.CLup.typical * tau.typical};
    e.V_membrane = {b.m.derived("V_membrane_" + o.name, e.CLup.expr * tau_m.expr), e.CLup.typical * tau_m.typical};
    e.V_E6 = {b.m.derived("V_E6_" + o.name, sorting.expr * e.V.expr), sorting.typical * e.V.typical};
    e.V_E7 = {b.m.derived("V_E7_" + o.name, (1.0 - sorting.expr) / 2.0 * e.V.expr),
              (1 - sorting.typical) / 2 * e.V.typical};
    all.push_back(e);
  }
  return all;
}

void add_jones(Build& b, const Body& body, const std::vector<FormInBody>& antibodies,
               const std::vector<Endothelium>& walls, const DrugFate& fate, bool fcrn) {
  Sorting n{
      .FR = b.book.need_fraction({"FR_FcRn", {}, "share of what is drunk and recycled on the plasma side"}, by).expr,
      .Pd = b.book.need_fraction({"Pd", {}, "share of what is not bound that sorting endosomes degrade"}, by).expr,
      .f_sorted = 0.0,
      .k_membrane = 0.0,
      .second = 1.0,
      .FcRn0 = {},
      .FcRn0_membrane = {},
      .own6 = {},
      .own7 = {},
      .drug6 = {},
      .drug7 = {},
      .C_IgG = 0.0};
  if (fcrn) {
    n.f_sorted =
        b.book.need_fraction({"f_FcRn_sorted", {}, "share of FcRn that goes from recycling to sorting endosomes"}, by)
            .expr;
    const PaperValue t = b.book.need({"t_half_membrane", {}, "half-life on FcRn of membranes"}, {dimension::time}, by);
    n.k_membrane = b.m.derived("k_membrane", std::numbers::ln2 / t.expr, "degradation of what is on FcRn of membranes");
    n.second =
        b.book.need({"slower_second", {}, "times as slow as the first arm is the second"}, {dimension::one}, by).expr;
    n.FcRn0 = b.book.need({"FcRn0", {}, "FcRn in endosomes"}, {dimension::concentration}, by);
    n.FcRn0_membrane = b.book.need({"FcRn0_membrane", {}, "FcRn in membrane layers"}, {dimension::concentration}, by);
    n.drug6 = binding(b, "pH6", "");
    n.drug7 = binding(b, "pH7", "");
    n.own6 = binding(b, "pH6", "IgG");
    n.own7 = binding(b, "pH7", "IgG");
    const PaperValue own =
        b.book.need({"C_IgG", {}, "the body's own IgG in plasma, held constant"}, {dimension::concentration}, by);
    n.C_IgG = own.expr;
    n.typical_IgG = own.typical;
  }
  std::optional<Circulating> IgG;
  if (fcrn) {
    IgG = make_circulating(b, body, "IgG", {}, "the body's own IgG", n.typical_IgG, false);
    IgG->plasma_concentration = n.C_IgG;
    add_circulation(b, body, *IgG, by_reflection());
  }
  const std::optional<Adsorption> sticks = adsorption(b);
  const double C0 = b.dose / body.V_plasma.typical;
  for (std::size_t i = 0; i < body.organs.size(); ++i) {
    Wall wall(b, body.organs[i], walls[i], n, fcrn);
    if (IgG)
      wall.add(*IgG, IgG->organ_plasma[i], IgG->organ_interstitium[i], {}, n.typical_IgG, n.own6, n.own7, {},
               std::nullopt);
    for (const FormInBody& a : antibodies)
      wall.add(a.where, a.where.organ_plasma[i], a.where.organ_interstitium[i], b.composition(a.form),
               C0 * std::max(a.form.typical_share, 0.02), n.drug6, n.drug7,
               b.eliminated_antibody() + fate.catabolized(i, a.form.count()), sticks);
  }
}

}  // namespace tansine
