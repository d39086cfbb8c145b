#include "library/pbpk/pbpk.hpp"

#include "library/observables.hpp"
#include "library/pbpk/structures.hpp"
#include "library/pbpk/two_pore.hpp"

#include <fmt/format.h>

namespace tansine {

namespace {

const std::string by = "a body";

std::string words_of(const Build& b, const FormSet& set, const Form& f) {
  if (set.forms.size() == 1) return b.description.resolution.text == "antibody" ? "antibody" : "conjugate";
  return f.drugs == 0 ? "antibody without drugs"
         : f.mean     ? "antibody with drugs"
                      : fmt::format("antibody with {} drugs", f.drugs);
}

/// Diffusion and convection through two kinds of pores, by the antibody's molar mass.
Exchange by_two_pores(Build& b) {
  const std::string pores = "exchange \"two-pore\"";
  const auto given = [&](const char* name, const char* meaning, Dimension d) {
    return b.book.need({name, {}, meaning}, {d}, pores).expr;
  };
  const Expr nm = Quantity(1, unit("nm")), Da = Quantity(1, unit("Da"));
  Pores<Expr> p;
  p.r_small = given("r_small", "radius of small pores", dimension::length) / nm;
  p.r_large = given("r_large", "radius of large pores", dimension::length) / nm;
  p.alpha_small = given("alpha_small", "share of small pores in hydraulic conductance", dimension::one);
  p.alpha_large = given("alpha_large", "share of large pores in hydraulic conductance", dimension::one);
  p.x_iso = given("x_iso", "flow that circulates through the pores, per lymph flow", dimension::one);
  const TwoPore<Expr> t = two_pore<Expr>(b.MW.expr / Da, p);
  const auto diffusion = [](const Expr& PS, const Expr& Pe) { return PS * Pe / (exp(Pe) - 1.0); };
  const Expr down = b.m.derived("pore_diffusion", diffusion(t.PS_small, t.Pe_small) + diffusion(t.PS_large, t.Pe_large),
                                "diffusion through pores, per lymph flow");
  const Expr along =
      b.m.derived("pore_convection", t.L_small * (1.0 - t.sigma_small) + t.L_large * (1.0 - t.sigma_large),
                  "convection through pores, per lymph flow");
  return [down, along](const Organ& o, const Expr& plasma, const Expr& interstitium) {
    return o.L * (down * (plasma - interstitium) + along * plasma);
  };
}

/// What the glomerulus filters is lost.
void add_filtration(Build& b, const Body& body, const std::vector<FormInBody>& antibodies, const DrugFate& fate) {
  const auto GFR = b.book.find({"GFR", {}, "glomerular filtration rate"}, {dimension::clearance}, by);
  if (!GFR) return;
  const Expr Da = Quantity(1, unit("Da"));
  const Expr theta = two_pore<Expr>(b.MW.expr / Da, {}).theta;  // does not depend on the pores
  for (std::size_t i = 0; i < body.organs.size(); ++i) {
    if (body.organs[i].name != "kidney") continue;
    for (const FormInBody& a : antibodies)
      b.m.flux(Build::of("filtration", a.where.name),
               a.where.organ_plasma[i] >> (b.eliminated_antibody() + fate.catabolized(i, a.form.count())),
               GFR->expr * theta * Expr(a.where.organ_plasma[i]));
  }
}

void add_observables(Build& b, const Body& body, const std::vector<FormInBody>& antibodies) {
  for (std::size_t i = 0; i < body.organs.size(); ++i) {
    Expr sum = 0.0;
    for (const FormInBody& a : antibodies) sum = sum + Expr(a.where.organ_interstitium[i]);
    const Organ& o = body.organs[i];
    b.m.observable("interstitium_" + o.name, sum, "nM", "antibody in interstitium of the " + o.words());
  }
}

void add_body(Build& b, const Settings& s) {
  FormSet set = b.forms();
  // one form: what has lost its drugs is not followed
  if (set.forms.size() == 1 && b.description.deconjugation.law.text == "constant") {
    const PaperValue kdec = b.book.need({"kdec", {}, "loss of all drugs from the antibody, which is then not followed"},
                                        {dimension::rate}, "deconjugation law \"constant\"");
    set.transitions.push_back({0, Transition::unfollowed, kdec, {set.forms[0].count(), set.forms[0].typical_count()}});
  }
  if (b.description.deconjugation.where.text == "everywhere")
    b.problems.error(b.description.deconjugation.place,
                     s.where() + ": drugs are lost in plasma only, where = \"central\"");
  const std::string structure = s.word("structure");
  const bool fcrn = s.word("FcRn") == "present";
  const std::string payload = s.word("payload");
  const auto refuse = [&](const std::string& setting, const std::string& why) {
    if (s.given(setting)) b.problems.error(s.place(setting), fmt::format("{} {} {}", s.where(), setting, why));
  };
  if (structure == "minimal") {
    for (const char* setting : {"FcRn", "payload", "exchange", "uptake"})
      refuse(setting, "needs structure \"shah-betts\" or \"jones\"");
    add_minimal(b, set, s.word("clearance") == "interstitial");
    return;
  }
  refuse("clearance", "needs structure \"minimal\"");
  if (structure == "jones") refuse("uptake", "needs structure \"shah-betts\"");
  if (b.description.payload && payload != "none")
    b.problems.error(b.description.payload->place,
                     fmt::format("{}: payload \"{}\" takes the place of [payload]", s.where(), payload));
  if (payload != "none") b.count_payload();

  const bool pores = s.word("exchange") == "two-pore";
  const Body body = make_body(b, !pores);
  const Exchange exchange = pores ? by_two_pores(b) : by_reflection();
  std::vector<Endothelium> walls;
  std::vector<PaperValue> V_cells;
  if (structure == "jones") {
    walls = endothelium(b, body);
    for (const Endothelium& e : walls) V_cells.push_back(e.V);
  } else {
    V_cells = endosomes(b, body);
  }
  const DrugFate fate = payload == "none"          ? payload_not_followed(b)
                        : payload == "endothelium" ? payload_in_endothelium(b, body, V_cells)
                                                   : payload_in_tissues(b, body, payload == "permeability-limited");
  const double C0 = b.dose / body.V_plasma.typical;
  std::vector<FormInBody> antibodies;
  std::vector<Species> plasma;
  for (const Form& f : set.forms) {
    antibodies.push_back({make_circulating(b, body, base_name(b, set, f), b.composition(f), words_of(b, set, f),
                                           C0 * std::max(f.typical_share, 0.02), true),
                          f});
    add_circulation(b, body, antibodies.back().where, exchange);
    plasma.push_back(*antibodies.back().where.plasma);
  }
  if (structure == "jones")
    add_jones(b, body, antibodies, walls, fate, fcrn);
  else
    add_shah_betts(b, body, antibodies, V_cells, fate, fcrn, s.word("uptake") == "per-organ");
  if (pores) add_filtration(b, body, antibodies, fate);
  add_plasma_losses(b, set, plasma, fate);
  finish_body(b, set, body.plasma, body.V_plasma, plasma, fate);
  add_observables(b, body, antibodies);
}

}  // namespace

std::string base_name(const Build& b, const FormSet& set, const Form& f) {
  if (set.forms.size() > 1) return "A" + f.suffix;
  return b.description.resolution.text == "antibody" ? "Ab" : "ADC";
}

void add_plasma_losses(Build& b, const FormSet& set, const std::vector<Species>& antibodies, const DrugFate& fate) {
  const std::vector<Form>& forms = set.forms;
  const auto name = [&](std::size_t i) { return base_name(b, set, forms[i]); };
  for (const Transition& t : set.transitions) {
    const bool followed = t.to != Transition::unfollowed;
    const std::string process =
        followed ? fmt::format("{} to {}", name(t.from), name(t.to)) : Build::of("deconjugation", name(t.from));
    const Terms left = followed ? Terms(antibodies[t.to]) : b.eliminated_antibody();
    b.m.reaction(process, antibodies[t.from] >> (left + fate.released(t.released.expr)), t.rate.expr);
  }
  const auto Vmax =
      b.book.find({"Vmax", {}, "largest rate of saturable elimination"}, {dimension::amount / dimension::time}, by);
  if (!Vmax) return;
  const PaperValue Km = b.book.need({"Km", {}, "concentration of half that rate"}, {dimension::concentration}, by);
  Expr all = 0.0;
  for (const Species& a : antibodies) all = all + Expr(a);
  for (std::size_t i = 0; i < forms.size(); ++i)
    b.m.flux(Build::of("saturable elimination", name(i)),
             antibodies[i] >> (b.eliminated_antibody() + fate.released(forms[i].count())),
             Vmax->expr * Expr(antibodies[i]) / (Km.expr + all));
}

void finish_body(Build& b, const FormSet& set, const Compartment& plasma, const PaperValue& V,
                 const std::vector<Species>& antibodies, const DrugFate& fate) {
  const std::vector<Form>& forms = set.forms;
  std::vector<Model::DoseShare> shares;
  std::vector<Expr> free;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    shares.push_back({antibodies[i], forms[i].share});
    free.push_back(antibodies[i]);
  }
  // last: mechanisms say what else happens at a dose
  b.last.push_back([shares, payload = fate.dosed ? fate.plasma : std::nullopt](Build& done) {
    std::vector<Model::DoseShare> all = shares;
    all.insert(all.end(), done.beside_dose.begin(), done.beside_dose.end());
    done.m.dose("central", "nmol", all, done.dose_options);
    if (payload) done.m.dose("payload", "nmol", {{*payload, 1.0}});
  });
  const System system{
      "", forms.size() > 1 ? "A" : base_name(b, set, forms[0]), forms, {{plasma, V, ""}}, {antibodies}, {free}};
  if (forms.size() == 1)
    add_single_observables(b, system, std::nullopt, b.description.resolution.text != "antibody");
  else if (forms.size() == 2 && forms[1].suffix == "_conjugate")
    add_two_form_observables(b, system, std::nullopt);
  else
    add_dar_observables(b, system, std::nullopt);
  Blood blood{.plasma = plasma,
              .volume = V,
              .forms = forms,
              .transitions = set.transitions,
              .antibody = antibodies,
              .free = free,
              .payloads = {},
              .peripheries = {}};
  if (fate.plasma) {
    b.m.observable(fate.payload, *fate.plasma, "nM", "free " + fate.payload);
    blood.payloads.push_back({fate.payload, fate.plasma, std::nullopt});
  }
  b.surroundings.blood = blood;
  add_plasma_drivers(b);
  b.surroundings.drivers.insert(fate.drivers.begin(), fate.drivers.end());
}

const Mechanism& pbpk_mechanism() {
  static const Mechanism row{
      "pbpk",
      "a body of organs instead of compartments",
      {{"structure",
        {"minimal", "shah-betts", "jones"},
        "minimal",
        "Cao 2013 (4 states), Shah & Betts 2012 (77) or Jones 2019 (617)"},
       {"FcRn", {"present", "knock-out"}, "present", "with or without the receptor that saves antibody"},
       {"payload",
        {"none", "endothelium", "perfusion-limited", "permeability-limited"},
        "none",
        "where the drugs of catabolized antibody go"},
       {"exchange",
        {"reflection", "two-pore"},
        "reflection",
        "passage of vessel walls: convection alone, or pores by molar mass"},
       {"uptake", {"body", "per-organ"}, "body", "shah-betts: uptake by all endosomes, or by each organ's own"},
       {"clearance", {"plasma", "interstitial"}, "plasma", "minimal: where antibody is lost"}},
      &add_body,
      true};
  return row;
}

}  // namespace tansine
