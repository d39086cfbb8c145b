// Cao, Balthasar & Jusko 2013: plasma, interstitial fluid of tight and of leaky tissues, lymph.

#include "library/observables.hpp"
#include "library/payload/outlets.hpp"
#include "library/payload/payload.hpp"
#include "library/pbpk/structures.hpp"

namespace tansine {

namespace {
const std::string by = "structure \"minimal\"";
}

void add_minimal(Build& b, const FormSet& set, bool interstitial_clearance) {
  const auto volume = [&](const char* name, const char* meaning) {
    return b.book.need({name, {}, meaning}, {dimension::volume}, by);
  };
  const auto share = [&](const char* name, const char* meaning) {
    return b.book.need_fraction({name, {}, meaning}, by);
  };
  const PaperValue Vp = volume("V_plasma", "plasma"), ISF = volume("V_ISF", "interstitial fluid of the body");
  const PaperValue open = share("f_ISF", "share of interstitial fluid that antibody can enter");
  const PaperValue tight = share("f_tight", "share of tight tissues in interstitial fluid");
  const PaperValue L_tight = share("f_lymph_tight", "share of tight tissues in lymph flow");
  const Expr L = b.book.need({"L", {}, "lymph flow of the body"}, {dimension::clearance}, by).expr;
  const Expr s1 = share("sigma_tight", "vascular reflection coefficient of tight tissues").expr;
  const Expr s2 = share("sigma_leaky", "vascular reflection coefficient of leaky tissues").expr;
  const Expr sL = share("sigma_lymph", "reflection coefficient of lymph vessels").expr;
  // lymph has the volume of plasma
  const Compartment plasma = b.m.compartment("plasma", Vp.expr), lymph = b.m.compartment("lymph", Vp.expr);
  struct Tissue {
    const char* name;
    Compartment space;
    Expr flow, sigma;
    Expr content = 0.0;
  };
  Tissue tissues[] = {
      {"tight", b.m.compartment("tight", tight.expr * ISF.expr * open.expr), L_tight.expr * L, s1},
      {"leaky", b.m.compartment("leaky", (1.0 - tight.expr) * ISF.expr * open.expr), (1.0 - L_tight.expr) * L, s2}};
  const PaperValue CL = interstitial_clearance
                            ? b.book.need({"CLi", {}, "clearance from interstitial fluid"}, {dimension::clearance}, by)
                            : b.book.need({"CLp", {"CL"}, "clearance from plasma"}, {dimension::clearance}, by);
  const double C0 = b.dose / Vp.typical;
  const std::optional<FreePayload> payload = make_payload(b, CL.typical * C0 * set.forms.back().typical_count());
  PayloadOutlets outlets = make_outlets(b, payload);
  std::vector<Species> in_plasma;
  for (const Form& f : set.forms) {
    const std::string name = base_name(b, set, f);
    const auto options = [&](const char* where) {
      return species_options(std::string("antibody, ") + where, dimension::concentration,
                             C0 * std::max(f.typical_share, 0.02));
    };
    const Species P = b.m.species(name, plasma, b.composition(f), options("plasma"));
    const Species Y = b.m.species(name + "_lymph", lymph, b.composition(f), options("lymph"));
    const auto lost = [&] { return b.eliminated_antibody() + outlets.catabolized(f.count()); };
    for (Tissue& t : tissues) {
      const Species T = b.m.species(name + "_" + t.name, t.space, b.composition(f), options(t.name));
      const std::string in = name + ", " + t.name;
      b.m.flux(Build::of("passage of vessel walls", in), P >> T, t.flow * (1.0 - t.sigma) * Expr(P));
      b.m.flux(Build::of("lymph", in), T >> Y, t.flow * (1.0 - sL) * Expr(T));
      if (interstitial_clearance) b.m.flux(Build::of("elimination", in), T >> lost(), CL.expr * Expr(T));
      t.content = t.content + Expr(T);
    }
    b.m.flux(Build::of("return of lymph", name), Y >> P, L * Expr(Y));
    if (!interstitial_clearance) b.m.flux(Build::of("elimination", name), P >> lost(), CL.expr * Expr(P));
    in_plasma.push_back(P);
  }
  DrugFate fate = payload_not_followed(b);
  if (payload) {
    fate.released = [&](const Expr& n) { return outlets.deconjugated(n); };
    fate.payload = payload->name;
    fate.plasma = payload->species;
    const System system{
        "", "A", set.forms, {{plasma, Vp, ""}}, {in_plasma}, {std::vector<Expr>(in_plasma.begin(), in_plasma.end())}};
    add_payload_processes(b, *payload, outlets, system, CL.expr / Vp.expr);
  }
  add_plasma_losses(b, set, in_plasma, fate);
  finish_body(b, set, plasma, Vp, in_plasma, fate);
  for (const Tissue& t : tissues)
    b.m.observable(std::string("interstitium_") + t.name, t.content, "nM",
                   std::string("antibody in interstitial fluid of ") + t.name + " tissues");
}

}  // namespace tansine
