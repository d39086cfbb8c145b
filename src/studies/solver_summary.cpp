#include "studies/solver_summary.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace tansine {
namespace {

std::string who(const ResolvedStudy& study, const ArmResult& a, std::uint64_t patient) {
  return fmt::format("patient {} of {} under {}", patient, study.arms[a.arm].name, study.models[a.model].name);
}

}  // namespace

SolverSummary solver_summary(const StudyResult& result) {
  SolverSummary s;
  for (const ArmResult& a : result.arms) {
    const PopulationResult& p = a.population;
    s.total.steps += p.statistics.steps;
    s.total.rejected += p.statistics.rejected;
    s.total.evaluations += p.statistics.evaluations;
    s.total.factorizations += p.statistics.factorizations;
    s.total.fallbacks += p.statistics.fallbacks;
    s.fallbacks += p.costs.fallbacks;
    if (p.costs.steps.count() != 0 &&
        (s.costliest == nullptr || p.costs.most_steps > s.costliest->population.costs.most_steps))
      s.costliest = &a;
    s.audited += p.audit.patients;
    s.audits_failed += p.audit.failed;
    s.error.merge(p.audit.error);
    if (p.audit.patients != 0 && (s.least_exact == nullptr || p.audit.worst > s.least_exact->population.audit.worst))
      s.least_exact = &a;
  }
  return s;
}

std::string audit_text(const ResolvedStudy& study, const StudyResult& result) {
  const SolverSummary s = solver_summary(result);
  if (s.least_exact == nullptr || s.error.count() == 0) return "";
  const AuditSummary& worst = s.least_exact->population.audit;
  const StudyModel& model = study.models[s.least_exact->model];
  std::string text = fmt::format(
      "{} patients were run again 30 times tighter: relative errors are {} (median), 99 % below {}, at most {} ({}, {} "
      "at {:.6g} h)",
      s.audited, significant(*s.error.quantile(0.5), 2), significant(*s.error.quantile(0.99), 2),
      significant(worst.worst, 2), who(study, *s.least_exact, worst.worst_patient),
      model.program.observables[worst.worst_observable].name, worst.worst_time);
  if (s.audits_failed != 0) text += fmt::format("; {} could not be compared", s.audits_failed);
  return text;
}

std::string cost_text(const ResolvedStudy& study, const StudyResult& result) {
  const SolverSummary s = solver_summary(result);
  if (s.costliest == nullptr) return "";
  const CostSummary& c = s.costliest->population.costs;
  return fmt::format("{:.0f} steps (median; 95 % below {:.0f}), at most {} tried: {}", *c.steps.quantile(0.5),
                     *c.steps.quantile(0.95), c.most_steps, who(study, *s.costliest, c.costliest));
}

}  // namespace tansine
