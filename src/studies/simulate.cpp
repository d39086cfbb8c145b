#include "studies/simulate.hpp"

#include <algorithm>

namespace tansine {

std::uint64_t StudyResult::patients() const {
  std::uint64_t n = 0;
  for (const ArmResult& a : arms) n += a.population.patients;
  return n;
}
std::uint64_t StudyResult::failed() const {
  std::uint64_t n = 0;
  for (const ArmResult& a : arms) n += a.population.n_failed();
  return n;
}

namespace {

/// Makes the patients of one arm under one model.
class PatientMaker {
 public:
  PatientMaker(const ResolvedStudy& study, std::size_t model, std::size_t arm)
      : study_(study),
        model_(study.models[model]),
        arm_(study.arms[arm]),
        model_index_(model),
        sampler_(model_.program, study.covariates, study.file.seed) {}

  PopulationRun::Patient operator()(std::uint64_t id) const { return make(sampler_.patient(id)); }
  /// The typical patient; of a dataset, the first subject without between-patient variability.
  [[nodiscard]] PopulationRun::Patient typical() const { return make(sampler_.typical()); }

 private:
  [[nodiscard]] BodySize body_size(const VirtualPatient& patient) const {
    BodySize body = model_.typical;
    for (std::size_t i = 0; i < patient.covariates.size(); ++i) {
      const std::string& name = study_.covariates.distributions[i].name;
      const double value = patient.covariates[i];
      if (name == "WT") body.WT = value;
      if (name == "HT") body.HT = value;
      if (name == "BSA") body.BSA = value;
      if (name == "sex") body.sex = value;
    }
    return body;
  }

  /// NCA looks at the first dosing interval: from the first dose to the second, if there is one.
  void set_window(PopulationRun::Patient& p) const {
    const auto is_dose = [](const EventRecord& r) { return r.evid == Evid::dose || r.evid == Evid::reset_and_dose; };
    const std::vector<EventRecord>& records = p.course.records;
    const auto first = std::find_if(records.begin(), records.end(), is_dose);
    if (first == records.end()) return;
    const auto second = std::find_if(first + 1, records.end(), is_dose);
    p.nca.start = first->time;
    if (second != records.end()) p.nca.end = second->time;
    if (first->additional > 0) p.nca.end = std::min(p.nca.end, first->time + first->interval);
    if (first->steady_state == 0) p.nca.dose = first->amount * model_.molar_mass;  // mg, against mg/L
    if (first->rate > 0) p.nca.infusion_duration = first->amount / first->rate;
  }

  [[nodiscard]] PopulationRun::Patient make(VirtualPatient patient) const {
    PopulationRun::Patient p;
    p.course.parameters = patient.parameters;
    if (arm_.regimen) {
      p.course.records = dose_records(*arm_.regimen, body_size(patient), model_.molar_mass, model_.dose_target);
    } else {
      const auto& subjects = study_.dataset_records[model_index_];
      p.course.records = subjects[static_cast<std::size_t>(patient.id) % subjects.size()];
    }
    set_window(p);
    p.nca.extravascular = model_.program.dose_targets[model_.dose_target].name == "depot";
    p.virtual_patient = std::move(patient);
    return p;
  }

  const ResolvedStudy& study_;
  const StudyModel& model_;
  const StudyArm& arm_;
  std::size_t model_index_;
  PopulationSampler sampler_;
};

/// Observables that are concentrations: those that NCA is done on.
std::vector<std::uint32_t> concentrations(const ResolvedStudy& study) {
  std::vector<std::uint32_t> list;
  for (std::uint32_t i = 0; i < study.observables.size(); ++i)
    if (const Dimension d = unit(study.observables[i].unit).dimension;
        d == dimension::mass_concentration || d == dimension::concentration)
      list.push_back(i);
  return list;
}

PopulationRun run_of(const ResolvedStudy& study, std::size_t model, const std::vector<std::uint32_t>& nca_observables) {
  PopulationRun run;
  run.program = &study.models[model].program;
  run.solver = study.solver;
  run.times = study.times;
  run.first = 0;
  run.last = study.patients();
  for (const std::uint32_t i : nca_observables)
    if (const std::size_t index = study.observables[i].index[model]; index != Program::npos)
      run.nca_observables.push_back(static_cast<std::uint32_t>(index));
  return run;
}

}  // namespace

StudyResult simulate(const ResolvedStudy& study, const SimulateOptions& options) {
  StudyResult result;
  result.nca_observables = concentrations(study);
  const std::uint64_t per_arm = options.only ? 1 : study.patients();
  const std::uint64_t total = per_arm * study.models.size() * study.arms.size();
  std::uint64_t done_before = 0, failed_before = 0;
  for (std::size_t model = 0; model < study.models.size(); ++model)
    for (std::size_t arm = 0; arm < study.arms.size(); ++arm) {
      const PatientMaker maker(study, model, arm);
      PopulationRun run = run_of(study, model, result.nca_observables);
      if (options.only) run.first = *options.only, run.last = *options.only + 1;
      run.threads = options.threads;
      run.cancel = options.cancel;
      run.patient = [&](std::uint64_t id) { return maker(id); };
      if (options.progress)
        run.progress = [&](std::uint64_t done, std::uint64_t, std::uint64_t failed) {
          options.progress(done_before + done, total, failed_before + failed);
        };
      if (options.each)
        run.each = [&](const PopulationRun::Patient& p, const Outcome& o, const Trajectory& t) {
          options.each(model, arm, p, o, t);
        };
      ArmResult a{.arm = arm, .model = model, .population = run_population(run), .typical = {}, .typical_outcome = {}};
      done_before += a.population.patients;
      failed_before += a.population.n_failed();
      result.cancelled = result.cancelled || a.population.cancelled;
      Timeline timeline(*run.program, study.solver);
      a.typical_outcome = timeline.run(maker.typical().course, study.times, a.typical);
      result.arms.push_back(std::move(a));
      if (result.cancelled) return result;
    }
  return result;
}

std::size_t memory_estimate(const ResolvedStudy& study) {
  std::size_t bytes = 0;
  const std::vector<std::uint32_t> nca_observables = concentrations(study);
  for (std::size_t model = 0; model < study.models.size(); ++model) {
    PopulationRun run = run_of(study, model, nca_observables);
    run.patient = [](std::uint64_t) { return PopulationRun::Patient{}; };
    bytes += study.arms.size() * memory_estimate(run);
  }
  return bytes;
}

}  // namespace tansine
