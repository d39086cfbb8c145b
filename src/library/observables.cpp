#include "library/observables.hpp"

namespace tansine {

namespace {

void add_target_observables(Build& b, const std::optional<TargetStates>& t) {
  if (!t || !t->has_target) return;
  b.m.observable("target_free", t->free, "nM", "target not bound");
  b.m.observable("target_total", t->total, "nM", "target, free and bound");
}

Expr weighted(const std::vector<Expr>& c, const std::vector<Form>& forms, bool (*wanted)(int)) {
  Expr sum = 0.0;
  for (std::size_t i = 0; i < forms.size(); ++i)
    if (wanted(forms[i].drugs)) sum = sum + c[i];
  return sum;
}
bool conjugated(int n) { return n > 0; }
bool naked(int n) { return n == 0; }

}  // namespace

namespace {

/// TAb, conjugate, naked, what of the conjugate is bound, and the target. Returns conjugate and naked [nM].
std::pair<Expr, Expr> add_antibody_observables(Build& b, const System& system, const std::optional<TargetStates>& t) {
  const std::vector<Expr>& c = system.free[0];
  const Expr with = b.m.derived("C_conjugate", weighted(c, system.forms, conjugated), "antibody with drugs, plasma");
  const Expr without = b.m.derived("C_naked", weighted(c, system.forms, naked), "antibody without drugs, plasma");
  b.m.observable("TAb", with * b.MW.expr + without * b.MW_naked.expr, "ug/mL", "total antibody, naked included");
  b.m.observable("conjugate", with * b.MW.expr, "ug/mL", "antibody with at least one drug");
  b.m.observable("naked", without * b.MW_naked.expr, "ug/mL", "antibody without drugs");
  if (t && t->has_target && t->space == 0)
    b.m.observable("conjugate_total", (with + weighted(t->bound, system.forms, conjugated)) * b.MW.expr, "ug/mL",
                   "antibody with drugs, free and on target");
  add_target_observables(b, t);
  return {with, without};
}

}  // namespace

void add_dar_observables(Build& b, const System& system, const std::optional<TargetStates>& t) {
  const auto [with, without] = add_antibody_observables(b, system, t);
  Expr drug = 0.0;
  for (std::size_t i = 0; i < system.forms.size(); ++i)
    if (system.forms[i].drugs > 0) drug = drug + static_cast<double>(system.forms[i].drugs) * system.free[0][i];
  drug = b.m.derived("C_drug", drug, "antibody-conjugated drug, plasma");
  b.m.observable("acDrug", drug, "nM", "drug on antibody");
  b.m.observable("DAR_all", drug / (with + without), "1", "drugs per antibody, naked included");
  b.m.observable("DAR_conj", drug / with, "1", "drugs per antibody that has at least one");
}

void add_two_form_observables(Build& b, const System& system, const std::optional<TargetStates>& t) {
  add_antibody_observables(b, system, t);
}

void add_single_observables(Build& b, const System& system, const std::optional<TargetStates>& t, bool conjugate) {
  const Expr C = system.total_free(0);
  if (conjugate) {
    b.m.observable("conjugate", C * b.MW.expr, "ug/mL", "antibody with at least one drug");
    if (t && t->has_target && t->space == 0)
      b.m.observable("conjugate_total", (C + t->bound[0]) * b.MW.expr, "ug/mL",
                     "antibody with drugs, free and on target");
  } else {
    b.m.observable("TAb", C * b.MW.expr, "ug/mL", "antibody");
  }
  add_target_observables(b, t);
}

void add_separate_observables(Build& b, const System& conjugate, const System& antibody) {
  b.m.observable("TAb", antibody.total_free(0) * b.MW.expr, "ug/mL", "total antibody, naked included");
  b.m.observable("conjugate", conjugate.total_free(0) * b.MW.expr, "ug/mL", "antibody with at least one drug");
}

void add_average_observables(Build& b, const System& antibody, const Expr& DAR) {
  const Expr C = antibody.total_free(0);
  b.m.observable("TAb", C * b.MW.expr, "ug/mL", "total antibody, naked included");
  b.m.observable("acDrug", DAR * C, "nM", "drug on antibody");
  b.m.observable("DAR_all", DAR, "1", "drugs per antibody, naked included");
}

void add_payload_observables(Build& b, const FreePayload& p) {
  b.m.observable(p.name, p.species, "nM", "free " + p.name);
  if (p.metabolite) b.m.observable(p.metabolite_name, *p.metabolite, "nM", "free " + p.metabolite_name);
}

}  // namespace tansine
