#include "library/target/target.hpp"

#include "library/sourced.hpp"
#include "library/target/two_targets.hpp"

#include <fmt/format.h>

namespace tansine {

namespace {

constexpr Dimension association = inverse(dimension::concentration * dimension::time);

/// The target's parameters, asked for only by the levels that need them.
class Binding {
 public:
  Binding(Build& b, const System& system, std::size_t space, std::string level)
      : b_(b), volume_(system.spaces[space].volume), level_(std::move(level)) {}

  PaperValue kon() { return need({"kon", {}, "association of antibody and target"}, {association}); }
  PaperValue koff() { return need({"koff", {}, "dissociation of antibody and target"}, {dimension::rate}); }
  PaperValue kint() { return need({"kint", {}, "internalization of the antibody-target complex"}, {dimension::rate}); }
  PaperValue kdeg() { return need({"kdeg", {}, "turnover of free target"}, {dimension::rate}); }
  /// As a concentration.
  PaperValue R0() {
    PaperValue r = need({"R0", {}, "target at rest"}, {dimension::concentration, dimension::amount});
    if (r.expr.dimension() == dimension::amount)
      r = {b_.m.derived("R0_concentration", r.expr / volume_.expr), r.typical / volume_.typical};
    return r;
  }
  /// The constant of the quasi-steady relation at this level.
  PaperValue K(const std::string& level) {
    const char* const name = level == "qe" ? "KD" : level == "irreversible" ? "KIB" : "Kss";
    const char* const meaning = level == "qe" ? "dissociation constant" : "concentration of half saturation";
    if (auto given = b_.book.find({name, {}, meaning}, {dimension::concentration}, by())) return *given;
    const PaperValue kon_ = kon();
    if (level == "qe") return quotient(name, koff(), kon_);
    if (level == "irreversible") return quotient(name, kint(), kon_);
    const PaperValue a = koff(), c = kint();
    return quotient(name, {a.expr + c.expr, a.typical + c.typical}, kon_);
  }
  PaperValue need(const Role& role, const std::vector<Dimension>& dimensions) {
    return b_.book.need(role, dimensions, by());
  }
  std::optional<PaperValue> find(const Role& role, const std::vector<Dimension>& dimensions) {
    return b_.book.find(role, dimensions, by());
  }
  [[nodiscard]] std::string by() const { return fmt::format("target level \"{}\"", level_); }

 private:
  PaperValue quotient(const char* name, const PaperValue& a, const PaperValue& c) {
    return {b_.m.derived(name, a.expr / c.expr), a.typical / c.typical};
  }
  Build& b_;
  PaperValue volume_;
  std::string level_;
};

Terms internalized(Build& b, PayloadOutlets& outlets, const Form& form) {
  return b.eliminated_antibody() + outlets.catabolized(form.count());
}

void full(Build& b, System& system, PayloadOutlets& outlets, TargetStates& t, Binding p) {
  const Space& space = system.spaces[t.space];
  const PaperValue kon = p.kon(), koff = p.koff(), kint = p.kint(), kdeg = p.kdeg(), R0 = p.R0();
  const Species R = b.m.species("R" + space.tag, space.compartment, {},
                                species_options("free target", dimension::concentration, R0.typical));
  b.m.initial(R, R0.expr);
  const Expr ksyn = b.m.derived("ksyn", kdeg.expr * R0.expr, "synthesis of target");
  b.m.reaction("synthesis of target", nothing >> R, ksyn);
  b.m.reaction("turnover of target", R >> nothing, kdeg.expr);
  t.free = R;
  t.total = R;
  for (std::size_t i = 0; i < system.forms.size(); ++i) {
    const Form& f = system.forms[i];
    const Species RC = b.m.species("RC" + f.suffix + space.tag, space.compartment, b.composition(f),
                                   species_options("antibody on target", dimension::concentration, R0.typical));
    b.m.reaction("binding of " + system.name(i, t.space), Terms(system.species[t.space][i]) + Terms(R) <=> RC, kon.expr,
                 koff.expr);
    b.m.reaction("internalization of " + system.name(i, t.space), RC >> internalized(b, outlets, f), kint.expr);
    t.complexes.push_back(RC);
    t.bound.push_back(RC);
    t.total = t.total + RC;
  }
}

/// Target that is shed: a constant amount of it in the fluid, which takes antibody along when it is eliminated.
struct ShedTarget {
  Expr S0, K, kel;
};
std::optional<ShedTarget> shed_target(Binding& p) {
  const auto S0 = p.find({"S0", {}, "shed target in the fluid"}, {dimension::concentration});
  if (!S0) return std::nullopt;
  return ShedTarget{
      S0->expr,
      p.need({"Kss_shed", {}, "concentration of half saturation of shed target"}, {dimension::concentration}).expr,
      p.need({"kel_shed", {}, "elimination of antibody on shed target"}, {dimension::rate}).expr};
}

/// C = root of C + Rtot C/(K + C) = Ctot, in the form that does not cancel
Expr free_of_one(Build& b, const Expr& all, const Expr& Rtot, const Expr& K) {
  const Expr x = b.m.derived("x_target", all - Rtot - K);
  const Expr root = b.m.derived("root_target", sqrt(x * x + 4.0 * K * all));
  return b.m.derived("C_free", select_nonnegative(x, 0.5 * (x + root), 2.0 * K * all / (root - x)),
                     "antibody not bound to target");
}

/// Quasi-steady binding: the states are totals, the free concentration follows.
void quasi_steady(Build& b, System& system, PayloadOutlets& outlets, TargetStates& t, Binding p,
                  const std::string& level) {
  const Space& space = system.spaces[t.space];
  const PaperValue K = p.K(level), kint = p.kint(), R0 = p.R0();
  const bool dynamic = level != "constant";
  Terms target;
  if (dynamic) {
    const Species R = b.m.species("R_total" + space.tag, space.compartment, {},
                                  species_options("target, free and bound", dimension::concentration, R0.typical));
    b.m.initial(R, R0.expr);
    target = R;
    t.total = R;
  } else {
    t.total = R0.expr;
  }
  Expr all = 0.0;
  for (const Species& s : system.species[t.space]) all = all + s;
  const std::optional<ShedTarget> shed = shed_target(p);
  const Expr C = shed ? free_of_two_targets(b.m, all, {t.total, K.expr}, {shed->S0, shed->K})
                      : free_of_one(b, all, t.total, K.expr);
  const Expr on_shed = shed ? shed->S0 / (shed->K + C) : Expr(0.0);  // per free antibody
  const bool single = system.forms.size() == 1;
  Expr unbound = 1.0;
  if (!single)
    unbound = b.m.derived("f_free",
                          shed ? 1.0 / (1.0 + t.total / (K.expr + C) + on_shed) : (K.expr + C) / (K.expr + C + t.total),
                          "fraction of antibody not bound");
  t.free = t.total * K.expr / (K.expr + C);
  if (dynamic) {
    const PaperValue kdeg = p.kdeg();
    b.m.flux("synthesis of target", nothing >> target, kdeg.expr * R0.expr * space.volume.expr);
    b.m.flux("turnover of target", target >> nothing, kdeg.expr * t.free * space.volume.expr);
  }
  for (std::size_t i = 0; i < system.forms.size(); ++i) {
    const Species& A = system.species[t.space][i];
    system.free[t.space][i] = single ? C : unbound * A;
    t.bound.push_back(t.total * system.free[t.space][i] / (K.expr + C));
    b.m.flux("internalization of " + system.name(i, t.space),
             (Terms(A) + target) >> internalized(b, outlets, system.forms[i]),
             kint.expr * t.bound.back() * space.volume.expr);
    if (shed)
      b.m.flux("elimination of " + system.name(i, t.space) + " on shed target",
               A >> internalized(b, outlets, system.forms[i]),
               shed->kel * on_shed * system.free[t.space][i] * space.volume.expr);
  }
}

void michaelis_menten(Build& b, System& system, PayloadOutlets& outlets, TargetStates& t, Binding p) {
  const Space& space = system.spaces[t.space];
  constexpr Dimension concentration_rate = dimension::concentration / dimension::time;
  constexpr Dimension amount_rate = dimension::amount / dimension::time;
  Expr Vmax = 1.0;
  if (auto given = b.book.find({"Vmax_target", {}, "largest rate of elimination by the target"},
                               {concentration_rate, amount_rate}, p.by())) {
    Vmax = given->expr.dimension() == amount_rate ? given->expr : given->expr * space.volume.expr;
  } else {
    Vmax = b.m.derived("Vmax_target", p.kdeg().expr * p.R0().expr) * space.volume.expr;
  }
  const auto Km_given =
      b.book.find({"Km_target", {}, "concentration of half that rate"}, {dimension::concentration}, p.by());
  const Expr Km = Km_given ? Km_given->expr : p.K("qss").expr;
  const Expr all = system.total_free(t.space);
  for (std::size_t i = 0; i < system.forms.size(); ++i)
    b.m.flux("elimination of " + system.name(i, t.space) + " by target",
             system.species[t.space][i] >> internalized(b, outlets, system.forms[i]),
             Vmax * system.free[t.space][i] / (Km + all));
}

}  // namespace

std::optional<TargetStates> add_target(Build& b, System& system, PayloadOutlets& outlets) {
  if (!b.description.target) return std::nullopt;
  const TargetBindingDescription& d = *b.description.target;
  const std::string where = b.book.where() + ": target";
  if (!d.level.given()) b.problems.error(d.place, where + " has no level");
  const std::string level = chosen(d.level, {"full", "qss", "qe", "irreversible", "constant", "michaelis-menten"},
                                   "qss", where + " level", d.place, b.problems);
  const std::string space =
      chosen(d.where, {"central", "peripheral", "peripheral-2"}, "central", where + " where", d.place, b.problems);
  TargetStates t;
  t.space = space == "central" ? 0 : space == "peripheral" ? 1 : 2;
  if (t.space >= system.spaces.size()) {
    b.problems.error(d.place, fmt::format("{} is in \"{}\", but the disposition has {} compartment(s)", where, space,
                                          system.spaces.size()));
    return std::nullopt;
  }
  const Binding p(b, system, t.space, level);
  t.has_target = level != "michaelis-menten";
  if (level == "full")
    full(b, system, outlets, t, p);
  else if (level == "michaelis-menten")
    michaelis_menten(b, system, outlets, t, p);
  else
    quasi_steady(b, system, outlets, t, p, level);
  return t;
}

}  // namespace tansine
