#pragma once
// A study with everything it refers to found, read and checked: compound, models compiled to Programs, regimens,
// covariates, observed data. What `tansine check` does, and the first half of `tansine run`.

#include "engine/population.hpp"
#include "engine/timeline.hpp"
#include "io/dataset.hpp"
#include "io/observations.hpp"
#include "library/compound.hpp"
#include "library/dosing/regimen.hpp"
#include "model/notation.hpp"
#include "studies/arms.hpp"
#include "studies/study_file.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tansine {

/// One of the compound's models, compiled.
struct StudyModel {
  std::string name;
  ModelDescription description;
  Network network;
  Program program;
  double molar_mass = 0;  ///< [mg/nmol] of a dose
  std::uint32_t dose_target = 0;
  BodySize typical{};  ///< where the covariates leave something open
};

/// One thing that is observed.
struct StudyObservable {
  std::string name, unit, meaning;
  Schedule schedule;
  std::vector<std::size_t> index;  ///< in each model's observables; Program::npos where a model lacks it
};

/// A file that the study was made from.
struct StudyInput {
  std::string role;  ///< "study", "compound", "population", "observations", "events"
  std::filesystem::path path;
  std::string sha256;
};

struct ResolvedStudy {
  StudyFile file;
  CompoundDescription compound;
  std::vector<StudyModel> models;
  std::vector<StudyArm> arms;
  std::vector<StudyObservable> observables;
  CovariateModel covariates;
  std::vector<Entry<CovariateInput>> covariate_inputs;  ///< for the report: what was drawn from where
  std::vector<double> times;  ///< [h] union of all schedules, observations and ends of infusions
  std::optional<Dataset> dataset;
  /// With a dataset: [model][subject] records, amounts in nmol.
  std::vector<std::vector<std::vector<EventRecord>>> dataset_records;
  std::vector<ObservedProfile> observed;  ///< that belong to an arm of this study
  std::vector<std::size_t> observed_arm;  ///< for each of them
  SolverOptions solver;
  std::vector<StudyInput> inputs;
  std::vector<std::string> warnings;

  std::vector<std::size_t> compared_models;  ///< indices of the models that observations are laid beside

  [[nodiscard]] std::uint64_t patients() const;  ///< per arm
  /// The observable that observations are compared with; nullptr without [compare].
  [[nodiscard]] const StudyObservable* compared_observable() const;
};

/// Throws InputError with all problems.
ResolvedStudy resolve(const StudyFile& file);

}  // namespace tansine
