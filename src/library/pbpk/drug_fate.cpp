#include "library/pbpk/drug_fate.hpp"

#include "library/payload/outlets.hpp"

#include <memory>

namespace tansine {

namespace {

bool none(const Expr& n) { return n.model() == nullptr && n.constant() == 0; }

/// The name of the payload, in [payload] of the compound.
std::string payload_name(Build& b) {
  if (!b.compound.payload.name.empty()) return b.compound.payload.name;
  b.problems.error(b.description.place, b.book.where() + ": a payload in organs needs a name in [payload]");
  return "payload";
}

/// Free payload, and what is done with drugs everywhere: the sinks, and the part of catabolized drugs that is free.
class FreeDrugs {
 public:
  explicit FreeDrugs(Build& b) : b_(b), name_(payload_name(b)) {
    const Role role{"phi_cat", {}, "fraction of catabolized drugs that become free payload"};
    if (b.book.find(role, {dimension::one}, by)) phi_ = b.book.need_fraction(role, by).expr;
  }

  [[nodiscard]] const std::string& name() const { return name_; }

  Species species(const std::string& tag, const Compartment& where, const std::string& words, double nominal) {
    return b_.m.species(name_ + tag, where, b_.payload ? Composition(*b_.payload) : Composition{},
                        species_options("free " + name_ + ", " + words, dimension::concentration, nominal));
  }
  /// `n` drugs of catabolized antibody, free in this species.
  Terms catabolized(const Expr& n, const Species& into) {
    if (none(n) || !b_.drugs_resolved) return {};
    if (!phi_) return n * into;
    return (n * *phi_) * into +
           b_.payload_into("payload_catabolized", "payload on eliminated antibody", n * (1.0 - *phi_));
  }
  Terms eliminated() { return b_.payload_into("payload_eliminated", "free payload eliminated so far"); }

  /// A parameter of the payload, "kex_DM1" or, of one organ, "Kp_DM1_liver".
  PaperValue need(const std::string& role, const std::string& meaning, Dimension d, const std::string& organ = {}) {
    if (organ.empty()) return b_.book.need({role, {}, meaning}, {d}, by, name_, false);
    return b_.book.need({role + "_" + name_, {}, meaning}, {d}, by, organ, true);
  }
  std::optional<PaperValue> find(const std::string& role, const std::string& meaning, Dimension d) {
    return b_.book.find({role, {}, meaning}, {d}, by, name_, false);
  }

 private:
  static inline const std::string by = "payload in organs";
  Build& b_;
  std::string name_;
  std::optional<Expr> phi_;
};

/// What is common to all: the species in plasma, and its loss from there.
DrugFate in_plasma(Build& b, const Body& body, FreeDrugs& free, double nominal, bool loss_needed) {
  DrugFate fate;
  fate.payload = free.name();
  fate.plasma = free.species("", body.plasma, "plasma", nominal);
  const Species plasma = *fate.plasma;
  fate.released = [&b, plasma](const Expr& n) { return none(n) || !b.drugs_resolved ? Terms{} : Terms(n * plasma); };
  if (const auto CL = free.find("CL", "clearance from plasma of " + free.name(), dimension::clearance))
    b.m.flux("elimination of " + free.name(), plasma >> free.eliminated(), CL->expr * Expr(plasma));
  else if (loss_needed)
    b.m.reaction("elimination of " + free.name(), plasma >> free.eliminated(),
                 free.need("kel", "loss from plasma of " + free.name(), dimension::rate).expr);
  return fate;
}

}  // namespace

DrugFate payload_not_followed(Build& b) {
  DrugFate fate;
  const auto outlets = std::make_shared<PayloadOutlets>(b, std::nullopt, std::nullopt, std::nullopt);
  fate.catabolized = [outlets](std::size_t, const Expr& n) { return outlets->catabolized(n); };
  fate.released = [outlets](const Expr& n) { return outlets->deconjugated(n); };
  return fate;
}

DrugFate payload_in_endothelium(Build& b, const Body& body, const std::vector<PaperValue>& V_cells) {
  const auto free = std::make_shared<FreeDrugs>(b);
  const std::string& PL = free->name();
  const double C0 = b.dose / body.V_plasma.typical;
  DrugFate fate = in_plasma(b, body, *free, 0.01 * C0, true);
  const Expr kdiff = free->need("kdiff", "passage out of endothelial cells of " + PL, dimension::rate).expr;
  const Expr kex = free->need("kex", "loss from interstitium of " + PL, dimension::rate).expr;
  const auto Kp = free->find("Kp", "endothelial cells to fluid, at equilibrium, of " + PL, dimension::one);
  std::vector<Species> cells;
  for (std::size_t i = 0; i < body.organs.size(); ++i) {
    const Organ& o = body.organs[i];
    const std::string in = "_" + o.name;
    const Compartment space = b.m.compartment("endothelium" + in, V_cells[i].expr);
    const Species Ce = free->species("_endothelium" + in, space, "endothelial cells of the " + o.words(), C0);
    const Species Ci =
        free->species("_interstitium" + in, o.interstitium, "interstitium of the " + o.words(), 0.01 * C0);
    const Expr mobile = Kp ? Expr(Ce) / Kp->expr : Expr(Ce), k = kdiff * V_cells[i].expr;
    b.m.flux("passage of " + PL + " to interstitium, " + o.words(), Ce >> Ci, k * (mobile - Expr(Ci)));
    b.m.flux("passage of " + PL + " to plasma, " + o.words(), Ce >> *fate.plasma, k * (mobile - Expr(*fate.plasma)));
    b.m.reaction("loss of " + PL + " from interstitium, " + o.words(), Ci >> free->eliminated(), kex);
    fate.drivers.emplace(o.words() + " endothelium " + PL, Ce);
    fate.drivers.emplace(o.words() + " interstitium " + PL, Ci);
    b.m.observable(PL + "_endothelium" + in, Ce, "nM", "free " + PL + " in endothelial cells of the " + o.words());
    b.m.observable(PL + "_interstitium" + in, Ci, "nM", "free " + PL + " in interstitium of the " + o.words());
    cells.push_back(Ce);
  }
  fate.catabolized = [free, cells](std::size_t organ, const Expr& n) { return free->catabolized(n, cells[organ]); };
  return fate;
}

DrugFate payload_in_tissues(Build& b, const Body& body, bool permeability) {
  const auto free = std::make_shared<FreeDrugs>(b);
  const std::string& PL = free->name();
  const std::string by = "payload in tissues";
  const double C0 = 0.01 * b.dose / body.V_plasma.typical;
  DrugFate fate = in_plasma(b, body, *free, C0, false);
  const Species plasma = *fate.plasma;
  const Expr BP = free->need("BP", "blood to plasma ratio of " + PL, dimension::one).expr;
  const Expr hematocrit = b.book.need_fraction({"hematocrit", {}, "share of blood cells in blood"}, by).expr;
  const Expr carried = b.m.derived("flow_" + PL, BP / (1.0 - hematocrit), "what blood carries, per flow of plasma");

  // concentrations in plasma that leaves each organ, and where what comes from plasma arrives
  std::vector<Species> tissue, arrival;
  std::vector<Expr> leaving;
  for (const Organ& o : body.organs) {
    const std::string in = "_" + o.name;
    const PaperValue V =
        b.book.need({"V_organ", {}, "volume of the " + o.words()}, {dimension::volume}, by, o.name, false);
    const Expr Kp = free->need("Kp", "tissue to plasma, at equilibrium, of " + PL, dimension::one, o.name).expr;
    const Expr volume = permeability ? V.expr - o.V_plasma.expr : V.expr;
    const Species C = free->species(in, b.m.compartment("tissue" + in, volume), o.words(), C0);
    tissue.push_back(C);
    if (permeability) {
      const Species Cv = free->species("_plasma" + in, o.plasma, "plasma of the " + o.words(), C0);
      const Expr PS = free->need("PS", "permeability and surface per tissue volume for " + PL, dimension::rate, o.name);
      const Expr fu = free->need("fu", "fraction not bound in plasma of " + PL, dimension::one).expr;
      b.m.flux("passage of vessel walls of " + PL + ", " + o.words(), Cv >> C,
               PS * volume * fu * (Expr(Cv) - Expr(C) / Kp));
      arrival.push_back(Cv);
      leaving.push_back(Cv);
    } else {
      arrival.push_back(C);
      leaving.push_back(Expr(C) / Kp);
    }
    fate.drivers.emplace(o.words() + " " + PL, C);
    b.m.observable(PL + in, C, "nM", "free " + PL + " in the " + o.words());
  }
  Expr gut = 0.0;
  for (const Organ& o : body.organs)
    if (o.gut()) gut = gut + o.Q.expr;
  const std::size_t lung = 0, liver = 1;
  for (std::size_t i = 0; i < body.organs.size(); ++i) {
    const Organ& o = body.organs[i];
    const Terms next = o.gut() ? Terms(arrival[liver]) : Terms(plasma);
    const Expr flow = carried * (o.liver() ? o.Q.expr + gut : o.Q.expr);
    if (i == lung) {
      b.m.flux("inflow of " + PL + ", " + o.words(), plasma >> arrival[i], flow * Expr(plasma));
      continue;
    }
    b.m.flux("inflow of " + PL + ", " + o.words(), arrival[lung] >> arrival[i], carried * o.Q.expr * leaving[lung]);
    b.m.flux("outflow of " + PL + ", " + o.words(), arrival[i] >> next, flow * leaving[i]);
  }
  if (const auto CLint =
          free->find("CLint", "clearance by the liver, of what is not bound, of " + PL, dimension::clearance)) {
    const Expr fu = free->need("fu", "fraction not bound in plasma of " + PL, dimension::one).expr;
    const Expr Kp = free->need("Kp", "tissue to plasma, at equilibrium, of " + PL, dimension::one, "liver").expr;
    b.m.flux("metabolism of " + PL, tissue[liver] >> free->eliminated(), CLint->expr * fu * Expr(tissue[liver]) / Kp);
  }
  fate.dosed = true;
  fate.catabolized = [free, tissue](std::size_t organ, const Expr& n) { return free->catabolized(n, tissue[organ]); };
  return fate;
}

}  // namespace tansine
