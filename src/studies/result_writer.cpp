#include "studies/result_writer.hpp"

#include "base/table.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "io/result_files.hpp"

#include <fmt/format.h>
#include <array>
#include <cmath>
#include <limits>

namespace tansine {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::pair<const char*, double>, 5> kQuantiles{
    {{"p05", 0.05}, {"p25", 0.25}, {"p50", 0.5}, {"p75", 0.75}, {"p95", 0.95}}};

/// Columns that say what a row is about, and numbers, filled row by row.
class Rows {
 public:
  explicit Rows(std::vector<std::string> texts, std::vector<std::string> numbers)
      : text_names_(std::move(texts)), number_names_(std::move(numbers)) {
    texts_.resize(text_names_.size());
    numbers_.resize(number_names_.size());
  }
  void add(const std::vector<std::string>& texts, const std::vector<double>& numbers) {
    for (std::size_t i = 0; i < texts.size(); ++i) texts_[i].push_back(texts[i]);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers_[i].push_back(numbers[i]);
  }
  [[nodiscard]] std::string csv() const {
    ResultTable table;
    for (std::size_t i = 0; i < texts_.size(); ++i) table.add_texts(text_names_[i], texts_[i]);
    for (std::size_t i = 0; i < numbers_.size(); ++i) table.add_numbers(number_names_[i], unit("1"), numbers_[i]);
    return table.csv();
  }

 private:
  std::vector<std::string> text_names_, number_names_;
  std::vector<std::vector<std::string>> texts_;
  std::vector<std::vector<double>> numbers_;
};

std::vector<std::string> with_quantiles(std::vector<std::string> names) {
  for (const auto& [name, q] : kQuantiles) names.emplace_back(name);
  return names;
}

/// "median", "p95" and "max" of what each patient took.
JsonValue spread_of(const QuantileSketch& sketch) {
  JsonValue spread = JsonValue::object();
  if (sketch.count() == 0) return spread;
  return spread.set("median", *sketch.quantile(0.5)).set("p95", *sketch.quantile(0.95)).set("max", sketch.max());
}

JsonValue costs_of(const CostSummary& costs) {
  return JsonValue::object()
      .set("steps", spread_of(costs.steps))
      .set("rejected_steps", spread_of(costs.rejected))
      .set("evaluations", spread_of(costs.evaluations))
      .set("factorizations", spread_of(costs.factorizations))
      .set("fallback_patients", costs.fallbacks)
      .set("costliest_patient", costs.costliest);
}

/// Relative errors; infinite ones (a value where the other run has none) are texts, which JSON can hold.
JsonValue audit_of(const StudyModel& model, const AuditSummary& audit) {
  JsonValue a = JsonValue::object();
  a.set("patients", audit.patients).set("failed", audit.failed);
  if (audit.patients == 0 || audit.error.count() == 0) return a;
  const auto number = [](double x) { return std::isfinite(x) ? JsonValue(x) : JsonValue("infinite"); };
  return a.set("median_error", number(*audit.error.quantile(0.5)))
      .set("p99_error", number(*audit.error.quantile(0.99)))
      .set("max_error", number(audit.worst))
      .set("worst_patient", audit.worst_patient)
      .set("worst_observable", model.program.observables[audit.worst_observable].name)
      .set("worst_time_h", audit.worst_time);
}

}  // namespace

std::string summary_csv(const ResolvedStudy& study, const StudyResult& result) {
  Rows rows({"model", "arm", "observable", "unit"}, with_quantiles({"time_h", "patients", "typical", "mean"}));
  for (const ArmResult& a : result.arms)
    for (const StudyObservable& o : study.observables) {
      const std::size_t index = o.index[a.model];
      if (index == Program::npos) continue;
      for (std::size_t t = 0; t < study.times.size(); ++t) {
        const std::size_t at = t * a.population.n_observables + index;
        const QuantileSketch& sketch = a.population.at[at];
        std::vector<double> numbers{study.times[t], static_cast<double>(sketch.count()), a.typical.at(t, index),
                                    a.population.mean[at]};
        for (const auto& [name, q] : kQuantiles) numbers.push_back(sketch.quantile(q).value_or(nan));
        rows.add({study.models[a.model].name, study.arms[a.arm].name, o.name, o.unit}, numbers);
      }
    }
  return rows.csv();
}

std::string nca_csv(const ResolvedStudy& study, const StudyResult& result) {
  Rows rows({"model", "arm", "observable", "metric", "unit"}, with_quantiles({"patients"}));
  for (const ArmResult& a : result.arms) {
    std::size_t k = 0;
    for (const std::uint32_t i : result.nca_observables) {
      const StudyObservable& o = study.observables[i];
      if (o.index[a.model] == Program::npos) continue;
      const NcaSummary& s = a.population.nca[k++];
      const std::array<std::tuple<const char*, std::string, const QuantileSketch*>, 7> metrics{
          {{"Cmax", o.unit, &s.Cmax},
           {"Tmax", "h", &s.Tmax},
           {"AUClast", o.unit + "*h", &s.AUClast},
           {"AUCinf", o.unit + "*h", &s.AUCinf},
           {"half_life", "h", &s.half_life},
           {"CL", "L/h", &s.CL},
           {"Vss", "L", &s.Vss}}};
      for (const auto& [name, unit_text, sketch] : metrics) {
        if (sketch->count() == 0) continue;
        // the dose is that of the whole antibody: of what forms from it, CL and Vss mean nothing
        const bool disposition = std::string_view(name) == "CL" || std::string_view(name) == "Vss";
        if (disposition && o.name != "conjugate" && o.name != "TAb") continue;
        std::vector<double> numbers{static_cast<double>(sketch->count())};
        for (const auto& [quantile_name, q] : kQuantiles) numbers.push_back(sketch->quantile(q).value_or(nan));
        rows.add({study.models[a.model].name, study.arms[a.arm].name, o.name, name, unit_text}, numbers);
      }
    }
  }
  return rows.csv();
}

std::string comparison_csv(const ResolvedStudy& study, const std::vector<ComparedProfile>& compared) {
  Rows rows({"model", "arm", "study", "analyte", "unit", "source_key"},
            {"time_h", "observed", "predicted_median", "predicted_typical", "fold_error"});
  for (const ComparedProfile& c : compared) {
    const ObservedProfile& p = study.observed[c.profile];
    for (const ComparedPoint& x : c.points)
      rows.add({study.models[c.model].name, study.arms[c.arm].name, p.study, p.analyte,
                study.compared_observable()->unit, p.source_key},
               {x.time, x.observed, x.predicted, x.typical, x.fold()});
  }
  return rows.csv();
}

std::string trajectory_header(const ResolvedStudy& study) {
  std::string line = "model,arm,patient,status,time_h";
  for (const StudyObservable& o : study.observables) line += "," + column_name(o.name, unit(o.unit));
  return line + "\n";
}

std::string trajectory_rows(const ResolvedStudy& study, std::size_t model, std::size_t arm, std::uint64_t patient,
                            const Outcome& outcome, const Trajectory& trajectory) {
  std::string text;
  const std::string names = study.models[model].name + "," + csv_cell(study.arms[arm].name);
  for (std::size_t t = 0; t < study.times.size(); ++t) {
    text += fmt::format("{},{},{},{}", names, patient, status_name(outcome.status), shortest(study.times[t]));
    for (const StudyObservable& o : study.observables) {
      const std::size_t index = o.index[model];
      const double value = index == Program::npos ? nan : trajectory.at(t, index);
      text += "," + (std::isfinite(value) ? shortest(value) : std::string());
    }
    text += "\n";
  }
  return text;
}

std::string patient_header() {
  return "model,arm,patient,status,reached_h,steps,rejected,evaluations,factorizations,fallbacks\n";
}

std::string patient_row(const ResolvedStudy& study, std::size_t model, std::size_t arm, std::uint64_t patient,
                        const Outcome& outcome) {
  const SolverStatistics& s = outcome.statistics;
  return fmt::format("{},{},{},{},{},{},{},{},{},{}\n", study.models[model].name, csv_cell(study.arms[arm].name),
                     patient, status_name(outcome.status), shortest(outcome.t_reached), s.steps, s.rejected,
                     s.evaluations, s.factorizations, s.fallbacks);
}

std::string failure_text(const StudyModel& model, const Outcome& outcome) {
  std::string text = fmt::format("{} at {:.6g} h", status_name(outcome.status), outcome.t_reached);
  if (outcome.state != Outcome::no_state) text += fmt::format(" (state {})", model.program.states[outcome.state].name);
  return text;
}

JsonValue manifest(const ResolvedStudy& study, const StudyResult& result, const std::vector<OutputFile>& outputs) {
  const BuildInfo build = build_info();
  JsonValue m;
  m.set("format", "tansine-manifest 1");
  m.set("tansine", JsonValue::object()
                       .set("version", build.version)
                       .set("commit", build.commit)
                       .set("compiler", build.compiler)
                       .set("build_type", build.build_type));
  m.set("study_name", study.file.name);
  m.set("study_folder",
        std::filesystem::absolute(study.file.folder.empty() ? "." : study.file.folder).lexically_normal().string());
  m.set("study_text", study.file.text);
  JsonValue inputs = JsonValue::array();
  for (const StudyInput& i : study.inputs)
    inputs.push(
        JsonValue::object().set("role", i.role).set("file", i.path.filename().string()).set("sha256", i.sha256));
  m.set("inputs", inputs);
  m.set("seed", study.file.seed);
  m.set("solver", JsonValue::object()
                      .set("method", method_name(study.solver.method))
                      .set("rtol", study.solver.rtol)
                      .set("atol", fmt::format("rtol * {} * nominal magnitude of each state", study.solver.atol_scale))
                      .set("max_steps", study.solver.max_steps));
  m.set("quantiles", fmt::format("within {} % of their value", QuantileSketch::accuracy * 100));
  m.set("patients_per_arm", study.patients());
  JsonValue arms = JsonValue::array();
  for (const ArmResult& a : result.arms) {
    JsonValue failed = JsonValue::array();
    for (const FailedPatient& f : a.population.failed)
      failed.push(JsonValue::object().set("patient", f.id).set("why", failure_text(study.models[a.model], f.outcome)));
    arms.push(JsonValue::object()
                  .set("model", study.models[a.model].name)
                  .set("arm", study.arms[a.arm].name)
                  .set("patients", a.population.patients)
                  .set("failed", a.population.n_failed())
                  .set("first_failed", failed)
                  .set("largest_balance_error", a.population.largest_balance_error)
                  .set("steps", a.population.statistics.steps)
                  .set("rejected_steps", a.population.statistics.rejected)
                  .set("factorizations", a.population.statistics.factorizations)
                  .set("per_patient", costs_of(a.population.costs))
                  .set("audit", audit_of(study.models[a.model], a.population.audit)));
  }
  m.set("arms", arms);
  JsonValue files = JsonValue::array();
  for (const OutputFile& f : outputs) files.push(JsonValue::object().set("file", f.name).set("sha256", f.sha256));
  m.set("outputs", files);
  return m;
}

}  // namespace tansine
