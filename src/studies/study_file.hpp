#pragma once
// The study file: what a user asks for, as written, with the place of everything that can still turn out wrong. The
// declaration parses it and gives its JSON Schema.

#include "base/quantity.hpp"
#include "engine/population.hpp"
#include "engine/stepper.hpp"
#include "io/located.hpp"
#include "library/compound.hpp"
#include "studies/schedule.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tansine {

/// How a covariate is spread, as a file says it.
struct CovariateInput {
  std::string distribution;  ///< fixed | normal | lognormal | bernoulli
  std::optional<Located<Quantity>> value, mean, sd, median, min, max;
  std::optional<double> cv, sd_log, probability;
  std::string source;
  Place place{};
};

/// [events]: doses from a dataset in NONMEM's columns instead of a regimen.
struct EventsInput {
  Located<std::string> dataset;
  std::string time_unit = "h";
  std::string amount_unit = "mg";
};

/// [compare]: observed data beside the prediction.
struct CompareInput {
  Located<std::string> dataset;
  Located<std::string> observable;
  std::string analyte;                       ///< only rows of this analyte; empty: all
  std::vector<Located<std::string>> models;  ///< that are compared; empty: all that have the observable
};

struct OverrideInput {
  Quantity value;
  std::string source;
  Place place{};
};

/// [scaling]: the study's models, of one species, used for another.
struct ScalingInput {
  Located<std::string> from;  ///< the species that the models must be of; empty: any
  Located<std::string> to, rule;
  std::optional<Located<Quantity>> weight;  ///< default: that of data/species
  std::vector<Located<std::string>> uses;   ///< parts that replace the animal's
  Place place{};
};

struct SolverInput {
  std::string method = "lanes";
  double rtol = 1e-6;
  double audit = 0.01;  ///< rate of patients that are run again, tighter
};

struct OutputInput {
  bool trajectories = false;  ///< write every patient's course
};

/// A simulate study, as written.
struct StudyFile {
  std::string study, title, question;
  Located<std::string> compound;
  std::vector<Located<std::string>> models;
  std::string lot;
  std::vector<Located<std::string>> regimens;
  std::vector<Located<std::string>> doses;
  std::vector<Located<std::string>> give;  ///< what is given; empty: the conjugate
  std::optional<EventsInput> events;
  std::optional<Located<std::int64_t>> patients;
  std::uint64_t seed = 1;
  std::vector<Entry<Schedule>> observe;
  Located<std::string> population;  ///< a file of data/populations, or a path ending in .toml
  std::vector<Entry<CovariateInput>> covariates;
  std::optional<CompareInput> compare;
  std::vector<Entry<OverrideInput>> overrides;
  std::optional<ScalingInput> scaling;
  SolverInput solver;
  OutputInput output;

  std::filesystem::path folder;  ///< of the file: relative names in it start here
  std::string name;              ///< of the run: the file's name without ".toml"
  std::string text;              ///< of the whole file, for the manifest
};

/// Throws InputError with all problems of the file's form (not yet of what it refers to).
StudyFile read_study(const std::filesystem::path& path);
/// The same from a text; `name` is shown in messages.
StudyFile parse_study(const std::string& name, const std::string& text, const std::filesystem::path& folder);

/// A population file: [covariates.NAME] tables.
std::vector<Entry<CovariateInput>> read_population(const std::filesystem::path& path);

/// JSON Schemas and references of the keys, from the same declarations.
std::string study_schema();
std::string study_key_reference();
std::string population_schema();

}  // namespace tansine
