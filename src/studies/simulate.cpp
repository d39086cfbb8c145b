#include "studies/simulate.hpp"

#include "base/memory.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <utility>

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
    // what is given together in parts is one dose
    const auto second = std::find_if(first + 1, records.end(),
                                     [&](const EventRecord& r) { return is_dose(r) && r.time > first->time; });
    p.nca.start = first->time;
    if (second != records.end()) p.nca.end = second->time;
    if (first->additional > 0) p.nca.end = std::min(p.nca.end, first->time + first->interval);
    if (first->steady_state == 0) p.nca.dose = first->amount * model_.molar_mass;  // mg, against mg/L
    if (first->rate > 0) p.nca.infusion_duration = first->amount / first->rate;
  }

  /// One after the other for each part that is given, merged in the order of time.
  [[nodiscard]] std::vector<EventRecord> records_of(const BodySize& body) const {
    if (arm_.parts.empty()) return dose_records(*arm_.regimen, body, model_.molar_mass, model_.dose_target);
    std::vector<EventRecord> all;
    for (const std::string& part : arm_.parts) {
      const auto target = static_cast<std::uint32_t>(model_.program.dose_target_index(part));
      const std::vector<EventRecord> records = dose_records(*arm_.regimen, body, model_.molar_mass, target);
      all.insert(all.end(), records.begin(), records.end());
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const EventRecord& a, const EventRecord& b) { return a.time < b.time; });
    return all;
  }

  [[nodiscard]] PopulationRun::Patient make(VirtualPatient patient) const {
    PopulationRun::Patient p;
    p.course.parameters = patient.parameters;
    if (arm_.regimen) {
      p.course.records = records_of(body_size(patient));
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

PopulationRun run_of(const ResolvedStudy& study, std::size_t model, const std::vector<std::uint32_t>& nca_observables,
                     unsigned threads) {
  PopulationRun run;
  run.program = &study.models[model].program;
  run.solver = study.solver;
  run.audit = {.rate = study.file.solver.audit, .seed = study.file.seed};
  run.times = study.times;
  run.first = 0;
  run.last = study.patients();
  run.threads = threads;
  for (const std::uint32_t i : nca_observables)
    if (const std::size_t index = study.observables[i].index[model]; index != Program::npos)
      run.nca_observables.push_back(static_cast<std::uint32_t>(index));
  return run;
}

/// What the results of finished arms and the one at work hold together must fit.
void check_memory(const ResolvedStudy& study, const SimulateOptions& options) {
  const std::size_t budget = options.memory_budget != 0 ? options.memory_budget : default_memory_budget();
  const std::size_t needed = memory_estimate(study, options.threads);
  if (needed <= budget) return;
  throw InputError(
      Place{.name = study.file.name + ".toml"},
      fmt::format("this study may need {} of memory, more than the {} it may use", bytes_text(needed),
                  bytes_text(budget)),
      fmt::format("fewer output times (now {}), observables (now {}), models or arms (now {} x {}), or --threads 1, "
                  "need less; --memory allows more",
                  study.times.size(), study.observables.size(), study.models.size(), study.arms.size()));
}

/// A study at work.
class Simulation {
 public:
  Simulation(const ResolvedStudy& study, SimulateOptions options) : study_(study), options_(std::move(options)) {
    result_.nca_observables = concentrations(study);
    total_ = (options_.only ? 1 : study.patients()) * study.models.size() * study.arms.size();
    result_.arms.reserve(study.models.size() * study.arms.size());
  }

  StudyResult run() {
    for (std::size_t model = 0; model < study_.models.size() && !result_.cancelled; ++model)
      for (std::size_t arm = 0; arm < study_.arms.size() && !result_.cancelled; ++arm) run_arm(model, arm);
    if (result_.cancelled && options_.checkpoint) {
      std::vector<const PopulationResult*> populations = finished();
      options_.checkpoint(populations);
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::vector<const PopulationResult*> finished() const {
    std::vector<const PopulationResult*> populations;
    for (const ArmResult& a : result_.arms) populations.push_back(&a.population);
    return populations;
  }

  void run_arm(std::size_t model, std::size_t arm) {
    const PatientMaker maker(study_, model, arm);
    PopulationRun run = run_of(study_, model, result_.nca_observables, options_.threads);
    if (options_.only) {
      run.first = *options_.only, run.last = *options_.only + 1;
      run.audit.rate = 0;
    }
    run.memory_budget = options_.memory_budget;
    run.cancel = options_.cancel;
    run.patient = [&](std::uint64_t id) { return maker(id); };
    if (options_.progress)
      run.progress = [&](std::uint64_t done, std::uint64_t, std::uint64_t failed) {
        options_.progress(done_before_ + done, total_, failed_before_ + failed);
      };
    if (options_.each)
      run.each = [&](const PopulationRun::Patient& p, const Outcome& o, const Trajectory& t) {
        options_.each(model, arm, p, o, t);
      };
    run.checkpoint_every = options_.checkpoint_every;
    if (options_.checkpoint)
      run.checkpoint = [&](const PopulationResult& so_far) {
        std::vector<const PopulationResult*> populations = finished();
        populations.push_back(&so_far);
        options_.checkpoint(populations);
      };
    const std::size_t index = result_.arms.size();
    ArmResult a{.arm = arm, .model = model, .population = {}, .typical = {}, .typical_outcome = {}};
    a.population = index < options_.resume.size() ? resume_population(run, std::move(options_.resume[index]))
                                                  : run_population(run);
    done_before_ += a.population.patients;
    failed_before_ += a.population.n_failed();
    result_.cancelled = a.population.cancelled;
    Timeline timeline(*run.program, study_.solver);
    a.typical_outcome = timeline.run(maker.typical().course, study_.times, a.typical);
    result_.arms.push_back(std::move(a));
  }

  const ResolvedStudy& study_;
  SimulateOptions options_;
  StudyResult result_;
  std::uint64_t total_ = 0, done_before_ = 0, failed_before_ = 0;
};

}  // namespace

StudyResult simulate(const ResolvedStudy& study, SimulateOptions options) {
  check_memory(study, options);
  return Simulation(study, std::move(options)).run();
}

std::size_t memory_estimate(const ResolvedStudy& study, unsigned threads) {
  std::size_t kept = 0, at_work = 0;
  const std::vector<std::uint32_t> nca_observables = concentrations(study);
  for (std::size_t model = 0; model < study.models.size(); ++model) {
    PopulationRun run = run_of(study, model, nca_observables, threads);
    run.patient = [](std::uint64_t) { return PopulationRun::Patient{}; };
    at_work = std::max(at_work, memory_estimate(run));
    run.threads = 1;  // what is left of an arm is about what one thread holds
    kept += study.arms.size() * memory_estimate(run);
  }
  return kept + at_work;
}

}  // namespace tansine
