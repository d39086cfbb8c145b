#include "app/simulate_page.hpp"

#include "app/simulate_figures.hpp"
#include "base/file.hpp"
#include "base/resources.hpp"
#include "base/table.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "studies/answer.hpp"
#include "studies/result_writer.hpp"
#include "studies/solver_summary.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace tansine {
namespace {

/// Where the figure of an observable goes: concentrations on a log axis by arm, ratios on one linear axis.
bool is_ratio(const StudyObservable& o) { return unit(o.unit).dimension.is_one(); }

Prose methods(const ResolvedStudy& study) {
  std::string text;
  for (const StudyModel& m : study.models) {
    text += fmt::format("`{}`: {}.", m.name, m.description.title);
    if (!m.description.notes.empty()) text += " Note: " + m.description.notes + ".";
    text += fmt::format(" {} states, {} parameters{}.\n\n", m.program.n_states(), m.program.parameters.size(),
                        m.program.linear ? ", linear" : "");
  }
  if (study.dataset) {
    text += fmt::format("Doses: {}.", study.dataset->summary());
  } else {
    std::vector<std::string> regimens;
    for (const StudyArm& a : study.arms) regimens.push_back(a.regimen->text);
    text += fmt::format("Given: {}. A dose in mg becomes nmol by the molar mass of the conjugate ({} g/mol).",
                        fmt::join(regimens, "; "), shortest(study.models.front().molar_mass * 1e6));
  }
  text += fmt::format(
      "\n\nPatients: {} per arm, the same in every arm and model (seed {}). Parameters vary by eta of the model's "
      "variances and covariances; covariates are drawn as listed under Inputs. Random numbers are a pure function of "
      "seed, patient and purpose, so that any patient can be replayed alone.",
      study.patients(), study.file.seed);
  for (const Entry<OverrideInput>& o : study.file.overrides)
    text +=
        fmt::format("\n\nOverridden: {} = {} ({}). Parameters that were derived from it elsewhere keep their value.",
                    o.name, o.value.value.text(), o.value.source);
  text += fmt::format(
      "\n\nEquations were solved by the {} method with relative tolerance {} and landed exactly on doses and ends of "
      "infusions.",
      method_name(study.solver.method), shortest(study.solver.rtol));
  return {text};
}

CheckList checks(const ResolvedStudy& study, const StudyResult& result) {
  CheckList list;
  double worst = 0;
  bool any_balance = false;
  for (const ArmResult& a : result.arms) {
    worst = std::max(worst, a.population.largest_balance_error);
    any_balance = any_balance || !study.models[a.model].program.balances.empty();
  }
  using Status = CheckResult::Status;
  if (any_balance)
    list.items.push_back({.name = "Balance of antibody, payload and target",
                          .status = worst <= 1e-6 ? Status::passed : Status::failed,
                          .result = fmt::format("largest defect {} of what was given", significant(worst, 2)),
                          .criterion = "below 1e-6 at every output time of every patient"});
  const std::uint64_t failed = result.failed();
  list.items.push_back({.name = "Patients that could not be integrated",
                        .status = failed == 0 ? Status::passed : Status::failed,
                        .result = fmt::format("{} of {}", failed, result.patients()),
                        .criterion = "none"});
  const SolverSummary solver = solver_summary(result);
  if (const std::string audit = audit_text(study, result); !audit.empty())
    list.items.push_back({.name = "Errors of the integration",
                          .status = solver.least_exact->population.audit.worst <= QuantileSketch::accuracy
                                        ? Status::passed
                                        : Status::failed,
                          .result = audit,
                          .criterion = "at most 1e-3, as exact as the quantiles"});
  list.items.push_back({.name = "Steps of the solver",
                        .status = Status::noted,
                        .result = fmt::format("{} taken, {} rejected, {} LU factorizations", solver.total.steps,
                                              solver.total.rejected, solver.total.factorizations)});
  if (const std::string cost = cost_text(study, result); !cost.empty())
    list.items.push_back({.name = "Steps per patient of the costliest arm", .status = Status::noted, .result = cost});
  if (solver.fallbacks != 0)
    list.items.push_back({.name = "Patients that took the solver's safe path",
                          .status = Status::noted,
                          .result = fmt::format("{} of {}", solver.fallbacks, result.patients())});
  return list;
}

ReportTable parameters_of(const StudyModel& m) {
  ReportTable table{.caption = fmt::format("Parameters of {}", m.name),
                    .columns = {{.name = "symbol"},
                                {.name = "value", .digits = 0},
                                {.name = "unit"},
                                {.name = "between patients"},
                                {.name = "meaning"},
                                {.name = "source"}}};
  for (std::size_t i = 0; i < m.program.parameters.size(); ++i) {
    const ParameterInfo& p = m.program.parameters[i];
    const Quantity written = written_value(m.network, i);
    std::string spread;
    if (p.distribution == Distribution::lognormal)
      spread = fmt::format("ω² {} (CV {:.0f} %)", significant(p.omega2, 4), 100 * std::sqrt(std::expm1(p.omega2)));
    else if (p.distribution != Distribution::none)
      spread = fmt::format("ω² {} (not lognormal)", significant(p.omega2, 4));
    if (p.covariate) spread = "covariate";
    table.rows.push_back(
        {p.name, significant(written.as_written(), 5), written.unit().text, spread, p.meaning, p.source});
  }
  return table;
}

ReportTable covariates_table(const ResolvedStudy& study) {
  ReportTable table{.caption = "Covariates of the virtual patients",
                    .columns = {{.name = "covariate"}, {.name = "distribution"}, {.name = "source"}}};
  for (const Entry<CovariateInput>& e : study.covariate_inputs) {
    const CovariateInput& c = e.value;
    std::string text = c.distribution;
    const auto add = [&](const char* what, const std::optional<Located<Quantity>>& q) {
      if (q) text += fmt::format(", {} {}", what, q->value.text());
    };
    if (c.value) text += " " + c.value->value.text();
    add("mean", c.mean);
    add("sd", c.sd);
    add("median", c.median);
    if (c.cv) text += fmt::format(", CV {}", shortest(*c.cv));
    if (c.sd_log) text += fmt::format(", sd of the logarithm {}", shortest(*c.sd_log));
    if (c.probability) text += fmt::format(", probability {}", shortest(*c.probability));
    add("at least", c.min);
    add("at most", c.max);
    table.rows.push_back({e.name, text, c.source});
  }
  return table;
}

/// The entries of data/sources.csv whose keys the study's parameters, observations and covariates name.
SourceList sources(const ResolvedStudy& study) {
  std::string named;
  for (const StudyModel& m : study.models)
    for (const ParameterInfo& p : m.program.parameters) named += p.source + "\n";
  for (const ObservedProfile& p : study.observed) named += p.source_key + "\n";
  for (const Entry<CovariateInput>& e : study.covariate_inputs) named += e.value.source + "\n";
  SourceList list;
  const Table table = read_table(read_source(data_directory() / "sources.csv"));
  const auto cell = [&](std::size_t row, const char* column) {
    const std::optional<std::size_t> c = table.column(column);
    return c ? std::string(table.cell(row, *c)) : std::string();
  };
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string key = cell(row, "key");
    if (named.find(key) == std::string::npos) continue;
    std::string text = cell(row, "citation") + ". " + cell(row, "identifier") + " (" + cell(row, "access") + ")";
    if (const std::string note = cell(row, "note"); !note.empty()) text += ". " + note;
    list.items.push_back({key, text});
  }
  return list;
}

Facts manifest_facts(const ResolvedStudy& study) {
  const BuildInfo build = build_info();
  Facts facts;
  facts.items = {{"Tansine", build.version + ", commit " + build.commit},
                 {"compiler", build.compiler + ", " + build.build_type},
                 {"seed", fmt::format("{}", study.file.seed)},
                 {"patients per arm", fmt::format("{}", study.patients())},
                 {"solver", fmt::format("{}, rtol {}", method_name(study.solver.method), shortest(study.solver.rtol))}};
  for (const StudyInput& i : study.inputs)
    facts.items.emplace_back(i.role, i.path.filename().string() + "  sha256 " + i.sha256);
  return facts;
}

Warnings warnings(const ResolvedStudy& study, const StudyResult& result) {
  Warnings w{.items = study.warnings};
  if (const std::string failed = failure_summary(study, result); !failed.empty()) w.items.push_back(failed);
  std::set<std::string> doubtful;
  for (const ObservedProfile& p : study.observed)
    for (const ObservedPoint& x : p.points)
      if (!x.note.empty()) doubtful.insert(x.note);
  for (const std::string& note : doubtful) w.items.push_back("Observed data: " + note + ".");
  for (std::size_t i = 0; i < study.observed.size(); ++i)
    for (const ObservedPoint& x : study.observed[i].points)
      if (x.n && *x.n == 1) {
        w.items.push_back(
            fmt::format("The observed profile at {} is a single patient's.", study.arms[study.observed_arm[i]].name));
        break;
      }
  return w;
}

}  // namespace

Page simulate_page(const ResolvedStudy& study, const StudyResult& result,
                   const std::vector<ComparedProfile>& compared) {
  const StudyAnswer words = answer(study, result, compared);
  Page page;
  page.title = study.file.title.empty() ? fmt::format("{}: simulated", study.compound.name) : study.file.title;
  page.kicker = fmt::format("Tansine · simulate · {}", study.file.name);
  page.question = study.file.question.empty()
                      ? fmt::format("What does {} do in {} virtual patients?", study.compound.name, study.patients())
                      : study.file.question;
  page.answer = words.answer;
  page.uncertainty = words.uncertainty;

  // the key figure: what is compared, else the first concentration
  const StudyObservable* key = study.compared_observable();
  for (const StudyObservable& o : study.observables)
    if (key == nullptr && !is_ratio(o)) key = &o;
  if (!compared.empty()) {
    KeyNumbers numbers;
    for (const std::size_t m : study.compared_models)
      numbers.items.push_back({fmt::format("absolute average fold error, {}", study.models[m].name),
                               fmt::format("{:.2f}", accuracy_of(compared, m).aafe),
                               fmt::format("{} points at all doses", accuracy_of(compared, m).points)});
    page.lead.emplace_back(std::move(numbers));
  }
  if (key != nullptr) page.lead.emplace_back(concentration_grid(study, result, *key));

  if (!compared.empty()) {
    PageSection section{"Predicted against observed", {}};
    section.blocks.emplace_back(accuracy_table(study, compared));
    section.blocks.emplace_back(exposure_table(study, compared));
    page.sections.push_back(std::move(section));
  }
  PageSection more{"Other observables", {}};
  for (const StudyObservable& o : study.observables) {
    if (&o == key) continue;
    if (!is_ratio(o)) {
      more.blocks.emplace_back(concentration_grid(study, result, o));
    } else if (std::optional<Figure> f = ratio_figure(study, result, o)) {
      more.blocks.emplace_back(*std::move(f));
    }
  }
  if (!more.blocks.empty()) page.sections.push_back(std::move(more));
  if (!result.nca_observables.empty()) page.sections.push_back({"Exposure", {Block(population_table(study, result))}});
  page.sections.push_back({"Methods", {Block(methods(study))}});
  PageSection inputs{"Inputs", {}};
  for (const StudyModel& m : study.models) {
    inputs.blocks.emplace_back(parameters_of(m));
    inputs.blocks.emplace_back(Folded{"Equations of " + m.name, {Block(Listing{print_equations(m.network)})}});
  }
  if (!study.covariate_inputs.empty()) inputs.blocks.emplace_back(covariates_table(study));
  inputs.blocks.emplace_back(Folded{"The study file", {Block(Listing{study.file.text})}});
  page.sections.push_back(std::move(inputs));
  page.sections.push_back({"Warnings", {Block(warnings(study, result))}});
  page.sections.push_back({"Checks", {Block(checks(study, result))}});
  page.sections.push_back({"Sources", {Block(sources(study))}});
  page.sections.push_back({"Manifest", {Block(manifest_facts(study))}});
  page.footer = "Made by Tansine. The numbers behind the figures are folded below them and in summary.csv.";
  return page;
}

}  // namespace tansine
