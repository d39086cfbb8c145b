// From a study file to a ResolvedStudy: everything it names is found and read, all problems are collected.

#include "studies/resolved_study.hpp"

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/resources.hpp"
#include "library/assembly.hpp"
#include "studies/catalogue.hpp"
#include "studies/compound_file.hpp"
#include "studies/covariate_model.hpp"
#include "studies/resolve_parts.hpp"
#include "studies/scaling.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <set>

namespace tansine {

std::uint64_t ResolvedStudy::patients() const {
  return dataset ? dataset->subjects.size() : static_cast<std::uint64_t>(file.patients->value);
}

const StudyObservable* ResolvedStudy::compared_observable() const {
  if (!file.compare) return nullptr;
  for (const StudyObservable& o : observables)
    if (o.name == file.compare->observable.value) return &o;
  return nullptr;
}

namespace {

class Resolver {
 public:
  explicit Resolver(const StudyFile& file) { study_.file = file; }

  ResolvedStudy run() {
    study_.inputs.push_back({"study", study_.file.name + ".toml", sha256(study_.file.text)});
    attempt([&] { compound(); });
    study_.arms = study_arms(study_.file, problems_);
    if (!study_.compound.models.empty()) models();
    given();
    attempt([&] { events(); });
    attempt([&] { covariates(); });
    observables();
    attempt([&] { observations(); });
    times();
    dosing();
    solver();
    from_top_to_bottom(problems_).throw_if_errors();
    return std::move(study_);
  }

 private:
  template <class F>
  void attempt(F f) {
    try {
      f();
    } catch (const InputError& e) {
      problems_.add(e.problems());
    }
  }

  void note_input(const std::string& role, const std::filesystem::path& path) {
    study_.inputs.push_back({role, path, sha256(read_source(path)->text)});
  }

  /// A file the study names: beside the study, or in Tansine's data.
  std::filesystem::path find_file(const Located<std::string>& name) {
    for (const std::filesystem::path& folder : {study_.file.folder, data_directory()}) {
      std::error_code error;
      if (std::filesystem::exists(folder / name.value, error)) return folder / name.value;
    }
    return study_.file.folder / name.value;  // reading it gives the located error
  }

  /// A population of ours by its name, or a file of the user's.
  std::filesystem::path find_population(const Located<std::string>& name) {
    if (name.value.ends_with(".toml")) {
      const std::filesystem::path path = find_file(name);
      (void)read_source(path, {.asked_at = name.place});  // if it is not there: said where the study names it
      return path;
    }
    std::vector<std::string> known;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(data_directory() / "populations", error))
      known.push_back(entry.path().stem().string());
    std::sort(known.begin(), known.end());
    if (std::find(known.begin(), known.end(), name.value) == known.end())
      throw InputError(name.place,
                       fmt::format("there is no population \"{}\"{}", name.value, did_you_mean(name.value, known)),
                       fmt::format("there is {}", fmt::join(known, ", ")));
    return data_directory() / "populations" / (name.value + ".toml");
  }

  void compound() {
    const StudyFile& f = study_.file;
    const std::filesystem::path path = find_compound(f.compound.value, f.folder, f.compound.place);
    study_.compound = read_compound(path);
    note_input("compound", path);
  }

  // ---- the models
  void models() {
    const StudyFile& f = study_.file;
    std::vector<Located<std::string>> names = f.models;
    if (names.empty()) names.push_back({study_.compound.default_model, f.compound.place});
    std::vector<std::string> known;
    for (const ModelDescription& m : study_.compound.models) known.push_back(m.name);
    std::set<std::string> seen;
    for (const Located<std::string>& name : names) {
      if (study_.compound.model(name.value) == nullptr)
        problems_.error(
            name.place,
            fmt::format("{} has no model \"{}\"{}", study_.compound.name, name.value, did_you_mean(name.value, known)),
            fmt::format("it has {}", fmt::join(known, ", ")));
      else if (!seen.insert(name.value).second)
        problems_.error(name.place, fmt::format("the model \"{}\" stands twice", name.value));
      else if (f.scaling)
        scaled_model(name, names.size());
      else
        model_or_problems(name.value, names.size());
    }
  }

  void scaled_model(const Located<std::string>& name, std::size_t n_models) {
    const std::string scaled =
        add_scaled_model(study_.compound, name.value, *study_.file.scaling, study_.file.folder, problems_);
    if (scaled == name.value) return;  // a problem was reported
    study_.warnings.push_back(fmt::format("{}.", study_.compound.model(scaled)->title));
    model_or_problems(scaled, n_models);
  }

  /// A wrong override makes the model's own file look wrong too (a covariance of a parameter that is not there): only
  /// what is wrong with the override is said, once.
  void model_or_problems(const std::string& name, std::size_t n_models) {
    try {
      model(name, n_models);
    } catch (const InputError& e) {
      Problems of_overrides;
      std::set<std::pair<int, int>> places;
      for (const Problem& p : e.problems().list())
        for (const Entry<OverrideInput>& o : study_.file.overrides)
          if (p.place.source != nullptr && p.place.source == o.value.place.source &&
              p.place.line == o.value.place.line && places.insert({p.place.line, p.place.column}).second)
            of_overrides.error(p.place, p.message, p.hint);
      problems_.add(of_overrides.has_errors() ? of_overrides : e.problems());
    }
  }

  void model(const std::string& name, std::size_t n_models) {
    const StudyFile& f = study_.file;
    ModelDescription description = resolve_model(study_.compound, name);
    AssemblyOptions options{.lot = f.lot, .overrides = {}};
    for (const Entry<OverrideInput>& o : f.overrides) {
      // with several models an override acts on those that have the parameter
      if (n_models > 1 && find(description.parameters, o.name) == nullptr) continue;
      overridden_.insert(o.name);
      NamedQuantity& override_entry = options.overrides.emplace_back();
      override_entry.name = o.name;
      // another typical value; the spread around it stays, and with it the covariances that name it
      if (const SourcedQuantity* own = find(description.parameters, o.name)) override_entry.quantity = *own;
      override_entry.quantity.value = o.value.value;
      override_entry.quantity.source = o.value.source;
      override_entry.quantity.place = o.value.place;
    }
    Network network = assemble(study_.compound, name, options);
    Program program = compile(network);
    StudyModel m{.name = name,
                 .description = std::move(description),
                 .network = std::move(network),
                 .program = std::move(program),
                 .molar_mass = dose_molar_mass(study_.compound, name)};
    const std::size_t depot = m.program.dose_target_index("depot");
    m.dose_target = static_cast<std::uint32_t>(depot != Program::npos ? depot : 0);
    if (m.description.body_weight) m.typical.WT = m.description.body_weight->value.value();
    for (const ParameterInfo& p : m.program.parameters) {
      if (!p.covariate) continue;
      if (p.name == "WT") m.typical.WT = p.value;
      if (p.name == "HT") m.typical.HT = p.value;
      if (p.name == "BSA") m.typical.BSA = p.value;
      if (p.name == "sex") m.typical.sex = p.value;
    }
    study_.models.push_back(std::move(m));
  }

  /// Parts of the conjugate that a model cannot be given by themselves.
  void given() {
    for (const StudyArm& a : study_.arms)
      for (const std::string& part : a.parts)
        for (const StudyModel& m : study_.models) {
          if (m.program.dose_target_index(part) != Program::npos) continue;
          const char* const why = part == "naked" ? "antibody without drugs; that needs resolution = \"dar\" or "
                                                    "\"conjugate-and-naked\""
                                                  : "free payload and the number of drugs; that needs a payload and "
                                                    "resolution = \"dar\" or parameter 'DAR'";
          problems_.error(a.given_place,
                          fmt::format("model '{}' cannot be given this: it does not follow {}", m.name, why));
        }
  }

  // ---- the patients
  void events() {
    const StudyFile& f = study_.file;
    if (!f.events) return;
    const std::filesystem::path path = find_file(f.events->dataset);
    study_.dataset = read_dataset(path, {.time_unit = unit(f.events->time_unit),
                                         .amount_unit = unit(f.events->amount_unit),
                                         .asked_at = f.events->dataset.place});
    note_input("events", path);
    for (const StudyModel& m : study_.models) {
      DatasetMapping mapping;
      for (std::uint32_t i = 0; i < m.program.dose_targets.size(); ++i) mapping.targets[static_cast<int>(i) + 1] = i;
      for (const CovariateDescription& c : m.description.covariates)
        if (study_.dataset->other_column(c.name)) {
          const std::size_t index = m.program.parameter_index(c.name);
          if (index != Program::npos)
            mapping.parameters[c.name] = {static_cast<std::uint32_t>(index), c.reference.value.unit()};
        }
      std::vector<std::vector<EventRecord>> records;
      for (const DatasetSubject& subject : study_.dataset->subjects) {
        records.push_back(event_records(*study_.dataset, subject, mapping, problems_));
        if (study_.dataset->amount_unit.dimension == dimension::mass)
          for (EventRecord& r : records.back()) {
            r.amount /= m.molar_mass;
            if (r.rate > 0) r.rate /= m.molar_mass;
          }
        problems_.add(
            check_records(m.program, records.back(), fmt::format("{} ID {}", f.events->dataset.value, subject.id)));
      }
      study_.dataset_records.push_back(std::move(records));
    }
  }

  void covariates() {
    const StudyFile& f = study_.file;
    std::vector<Entry<CovariateInput>> population;
    if (!f.population.value.empty()) {
      const std::filesystem::path path = find_population(f.population);
      population = read_population(path);
      note_input("population", path);
    }
    std::vector<const Program*> programs;
    for (const StudyModel& m : study_.models) programs.push_back(&m.program);
    study_.covariates = covariate_model(population, f.covariates, programs, problems_);
    std::set<std::string> used;
    for (const CovariateDistribution& d : study_.covariates.distributions) used.insert(d.name);
    for (const Entry<CovariateInput>& e : f.covariates)
      if (used.contains(e.name)) study_.covariate_inputs.push_back(e);
    for (const Entry<CovariateInput>& e : population)
      if (used.contains(e.name) &&
          std::none_of(f.covariates.begin(), f.covariates.end(), [&](const auto& own) { return own.name == e.name; }))
        study_.covariate_inputs.push_back(e);
    std::set<std::string> fixed;
    for (const Program* p : programs)
      for (const ParameterInfo& q : p->parameters)
        if (q.covariate && !used.contains(q.name)) fixed.insert(q.name);
    if (study_.dataset) {
      std::erase_if(fixed, [&](const std::string& name) { return study_.dataset->other_column(name).has_value(); });
      if (const std::string unused = unused_columns(*study_.dataset, study_.models); !unused.empty())
        study_.warnings.push_back(unused);
    }
    if (!fixed.empty())
      study_.warnings.push_back(fmt::format("Every patient has the reference value of {}: {} does not say otherwise.",
                                            fmt::join(fixed, ", "), study_.dataset ? "the dataset" : "the population"));
  }

  // ---- what is observed
  void observables() {
    const StudyFile& f = study_.file;
    std::set<std::string> known;
    for (const StudyModel& m : study_.models)
      for (const ObservableInfo& o : m.program.observables) known.insert(o.name);
    std::vector<Entry<Schedule>> wanted = f.observe;
    if (wanted.empty()) {  // what every user looks at first
      double end = 0;
      for (const StudyArm& a : study_.arms)
        if (a.regimen) end = std::max(end, end_of_regimen(*a.regimen));
      const double weeks = std::max(3.0, std::ceil(end / 168));
      std::vector<std::string> names{"conjugate", "TAb", "DAR_all"};
      for (const StudyModel& m : study_.models)  // and the free drug
        if (m.description.payload)
          for (const Choice* species : {&m.description.payload->species, &m.description.payload->metabolite})
            if (std::find(names.begin(), names.end(), species->text) == names.end()) names.push_back(species->text);
      for (const std::string& name : names)
        if (known.contains(name))
          wanted.push_back(
              {name, {}, *parse_schedule(fmt::format("hourly for 6 h, then every 6 h for {} weeks", weeks))});
    }
    for (const Entry<Schedule>& e : wanted) {
      StudyObservable o{.name = e.name, .unit = {}, .meaning = {}, .schedule = e.value, .index = {}};
      for (const StudyModel& m : study_.models) {
        const std::size_t i = m.program.observable_index(e.name);
        o.index.push_back(i);
        if (i != Program::npos && o.unit.empty()) {
          o.unit = m.program.observables[i].unit;
          o.meaning = m.program.observables[i].meaning;
        }
      }
      if (!o.unit.empty()) {
        study_.observables.push_back(std::move(o));
      } else if (!study_.models.empty()) {
        const std::vector<std::string> names(known.begin(), known.end());
        problems_.error(e.place,
                        fmt::format("nothing observable is called \"{}\"{}", e.name, did_you_mean(e.name, names)),
                        fmt::format("there is {}", fmt::join(names, ", ")));
      }
    }
  }

  void observations() {
    const StudyFile& f = study_.file;
    if (!f.compare) return;
    const CompareInput& c = *f.compare;
    const StudyObservable* observable = study_.compared_observable();
    // without a model nothing is known to be observable, and that has been said
    if (observable == nullptr && !study_.models.empty()) {
      std::vector<std::string> names;
      for (const StudyObservable& o : study_.observables) names.push_back(o.name);
      problems_.error(c.observable.place, fmt::format("\"{}\" is not under [observe]{}", c.observable.value,
                                                      did_you_mean(c.observable.value, names)));
    }
    compared_models(observable);
    const std::filesystem::path path = find_file(c.dataset);
    const std::vector<ObservedProfile> profiles = read_observations(path, c.dataset.place);
    note_input("observations", path);
    std::size_t unmatched = 0, other_analyte = 0;
    for (const ObservedProfile& p : profiles) {
      if (!c.analyte.empty() && p.analyte != c.analyte) {
        ++other_analyte;
        continue;
      }
      const std::optional<std::size_t> arm = arm_of(p);
      if (!arm) {
        ++unmatched;
        continue;
      }
      if (observable != nullptr && p.value_unit.dimension != unit(observable->unit).dimension) {
        problems_.error(p.place, fmt::format("observed values are in {}, but \"{}\" is in {}", p.value_unit.text,
                                             observable->name, observable->unit));
        continue;
      }
      study_.observed.push_back(p);
      study_.observed_arm.push_back(*arm);
    }
    if (study_.observed.empty())
      problems_.error(
          c.dataset.place,
          fmt::format("none of the {} profiles in this dataset belongs to an arm of the study", profiles.size()));
    if (unmatched > 0)
      study_.warnings.push_back(fmt::format(
          "Left out, because they belong to no arm of this study: {} of the observed profiles.", unmatched));
    if (other_analyte > 0)
      study_.warnings.push_back(
          fmt::format("Left out, because they are of other analytes: {} of the observed profiles.", other_analyte));
  }

  void compared_models(const StudyObservable* observable) {
    std::vector<std::string> names;
    for (const StudyModel& m : study_.models) names.push_back(m.name);
    for (const Located<std::string>& wanted : study_.file.compare->models) {
      const auto it = std::find(names.begin(), names.end(), wanted.value);
      // a model that could not be built has been reported already
      if (it == names.end() && study_.compound.model(wanted.value) == nullptr)
        problems_.error(wanted.place, fmt::format("\"{}\" is not a model of this study{}", wanted.value,
                                                  did_you_mean(wanted.value, names)));
      if (it != names.end()) study_.compared_models.push_back(static_cast<std::size_t>(it - names.begin()));
    }
    if (observable == nullptr) return;
    if (study_.file.compare->models.empty())
      for (std::size_t i = 0; i < names.size(); ++i)
        if (observable->index[i] != Program::npos) study_.compared_models.push_back(i);
    for (const std::size_t i : study_.compared_models)
      if (observable->index[i] == Program::npos)
        problems_.error(study_.file.compare->observable.place,
                        fmt::format("model \"{}\" has no \"{}\"", names[i], observable->name));
  }

  /// The arm whose first dose is the profile's.
  std::optional<std::size_t> arm_of(const ObservedProfile& p) const {
    if (!p.dose) return study_.arms.size() == 1 ? std::optional<std::size_t>(0) : std::nullopt;
    const std::optional<Regimen> dose = parse_regimen(p.dose->text());
    if (!dose) return std::nullopt;
    for (std::size_t i = 0; i < study_.arms.size(); ++i) {
      if (!study_.arms[i].regimen) continue;
      const DosePhase& a = study_.arms[i].regimen->phases.front();
      const DosePhase& b = dose->phases.front();
      const bool basis = a.basis == b.basis && a.molar == b.molar;
      // equal as written: both come from decimal text
      if (basis && std::abs(a.amount - b.amount) <= 1e-12 * b.amount) return i;
    }
    return std::nullopt;
  }

  void times() {
    std::vector<double> all;
    for (const StudyObservable& o : study_.observables) all = merge_times(all, o.schedule.times);
    for (const ObservedProfile& p : study_.observed) {
      std::vector<double> t;
      for (const ObservedPoint& point : p.points) t.push_back(point.time);
      std::sort(t.begin(), t.end());
      t.erase(std::unique(t.begin(), t.end()), t.end());
      all = merge_times(all, t);
    }
    // the highest concentration stands at the end of an infusion: an output there, or Cmax would depend on the schedule
    const double last = all.empty() ? 0 : all.back();
    std::vector<double> ends;
    for (const StudyArm& a : study_.arms)
      if (a.regimen)
        for (const PlannedDose& d : planned_doses(*a.regimen))
          if (d.phase->infusion > 0) ends.push_back(d.time + d.phase->infusion);
    if (study_.dataset) ends = ends_of_infusions(*study_.dataset);
    std::erase_if(ends, [&](double t) { return t > last; });
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    constexpr std::size_t most = 1000;  // every output time is one for every patient
    if (study_.dataset && ends.size() > most) {
      ends.clear();
      study_.warnings.push_back(fmt::format(
          "The infusions of the dataset end at more than {} different times: Cmax is that of the observed times.",
          most));
    }
    study_.times = merge_times(all, ends);
    if (study_.times.empty() && !problems_.has_errors())
      problems_.error(Place{.name = study_.file.name}, "nothing is observed");
  }

  /// Every patient must have what the doses are measured against.
  void dosing() {
    const auto drawn = [&](const char* name) {
      return std::any_of(study_.covariates.distributions.begin(), study_.covariates.distributions.end(),
                         [&](const CovariateDistribution& d) { return d.name == name; });
    };
    for (const StudyModel& m : study_.models) {
      BodySize body = m.typical;
      if (drawn("WT")) body.WT = 1;
      if (drawn("HT")) body.HT = 1;
      if (drawn("BSA")) body.BSA = 1;
      if (drawn("sex")) body.sex = 1;
      for (const StudyArm& a : study_.arms) {
        if (!a.regimen) continue;
        for (const DosePhase& phase : a.regimen->phases)
          if (const std::string missing = missing_for(phase, body); !missing.empty())
            problems_.error(
                a.place,
                fmt::format("this dose needs {} of every patient; the population and model \"{}\" do "
                            "not say it",
                            missing, m.name),
                "population = \"adult-cancer\" has WT, HT and sex; [covariates.NAME] gives one of your own");
      }
    }
  }

  /// Of all models of the study.
  std::vector<std::string> parameters() const {
    std::set<std::string> names;
    for (const StudyModel& m : study_.models)
      for (const NamedQuantity& p : m.description.parameters) names.insert(p.name);
    return {names.begin(), names.end()};
  }

  void solver() {
    for (const Method method : {Method::lanes, Method::reference, Method::cvode})
      if (method_name(method) == study_.file.solver.method) study_.solver.method = method;
    study_.solver.rtol = study_.file.solver.rtol;
    for (const Entry<OverrideInput>& o : study_.file.overrides)
      if (!study_.models.empty() && !overridden_.contains(o.name))
        problems_.error(o.place, fmt::format("none of the study's models has a parameter \"{}\"{}", o.name,
                                             did_you_mean(o.name, parameters())));
  }

  ResolvedStudy study_;
  Problems problems_;
  std::set<std::string> overridden_;
};

}  // namespace

ResolvedStudy resolve(const StudyFile& file) { return Resolver(file).run(); }

}  // namespace tansine
