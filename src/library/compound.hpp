#pragma once
// What is known about one conjugate, in the shape of its TOML file (docs/compound-file.md): the molecule's parts, its
// lots, and one or more published models of its disposition. Plain data: parsed by studies, read by assembly.hpp.
//
// Every number is a SourcedQuantity: a value with a unit, where it comes from and where it stands in the file.

#include "base/problem.hpp"
#include "base/quantity.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tansine {

/// Between-patient variability as a paper states it. At most one of cv, omega, omega2 is given.
struct VariabilityInput {
  std::optional<double> cv;                ///< CV of the lognormal itself, a fraction: omega2 = ln(1 + cv^2)
  std::optional<double> omega;             ///< standard deviation of eta (what some papers print as "CV")
  std::optional<double> omega2;            ///< variance of eta
  std::string distribution = "lognormal";  ///< lognormal | logit | additive
  [[nodiscard]] bool given() const { return cv || omega || omega2; }
};

/// A number that says what it is and where it comes from.
struct SourcedQuantity {
  Quantity value;
  std::string
      source;  ///< "<key of data/sources.csv>: where in it [tag]", or "derived: ...", "assumed: ...", "ours: ..."
  std::string meaning;  ///< in words; empty: the mechanism's own words for that role
  VariabilityInput variability;
  Place place;
};

struct NamedQuantity {
  std::string name;
  SourcedQuantity quantity;
  bool shared = false;  ///< from a part file: a model need not use it
};
/// In the order of the file.
using QuantityTable = std::vector<NamedQuantity>;
const SourcedQuantity* find(const QuantityTable& table, std::string_view name);

/// A word chosen from a closed list; empty: not given, the default applies.
struct Choice {
  std::string text;
  Place place;
  [[nodiscard]] bool given() const { return !text.empty(); }
};

/// [antibody], [target], [linker], [payload]: a name, free words, and quantities.
struct PartDescription {
  std::string name;
  std::string kind;  ///< isotype, class of target, linker cleavage, class of payload
  QuantityTable quantities;
  Place place;
};

/// [conjugation.lots.<name>]: how the drugs are spread over the antibodies of a lot.
struct LotDescription {
  std::string name;
  Choice generator;  ///< table | poisson | binomial | poisson-binomial | interchain-cysteine | site-specific | kinetic
                     ///< | two-step
  std::vector<double> fractions;  ///< table: f0, f1, ...; poisson-binomial: occupancy of each site
  std::string source;             ///< of the fractions
  QuantityTable quantities;       ///< sites, occupancy, mean, reduced, reduced_fab, ... (docs/compound-file.md)
  Place place;
};

struct ConjugationDescription {
  std::string chemistry;
  std::string lot;  ///< the lot used when a model names none
  std::vector<LotDescription> lots;
  Place place;
};

/// [model.x.disposition]: distribution and elimination of everything that is antibody.
struct DispositionDescription {
  std::optional<int> compartments;  ///< 1-3, default 2
  Choice clearance;                 ///< common (default) | naked-and-conjugated | linear-in-dar | exponential-in-dar
  Choice saturable;                 ///< none (default) | michaelis-menten
  Choice clearance_over_time;       ///< constant (default) | sigmoid | exponential
  Choice over_time_of;              ///< resolution "separate": the analyte it acts on; default all
  Choice absorption;                ///< none (default) | first-order
  Choice exchange;                  ///< clearance (default): Q | half-life: td12 and Pd12
  Choice elimination;               ///< central (default) | everywhere
  Place place;
};

/// [model.x.deconjugation]
struct DeconjugationDescription {
  Choice law;    ///< none (default) | proportional | constant | free | site-class | maleimide | average | clearance
  Choice where;  ///< central (default) | everywhere
  Place place;
};

/// [model.x.target]: target-mediated disposition.
struct TargetBindingDescription {
  Choice level;  ///< full | qss | qe | irreversible | constant | michaelis-menten
  Choice where;  ///< central (default) | peripheral | peripheral-2
  Place place;
};

/// [model.x.payload]: the drug once it is off the antibody.
struct PayloadDescription {
  Choice release;                   ///< products (default) | first-order | target-driven
  Choice basis;                     ///< first-order: molar (default) | mass
  Choice species;                   ///< name of the free payload, default [payload].name
  Choice metabolite;                ///< name of its metabolite, default none
  std::optional<int> compartments;  ///< 1 (default) or 2
  Choice exchange;                  ///< of 2: clearance (default): Q2 | half-life: td12 and Pd12
  Choice where;                     ///< central (default) | everywhere: it appears where the antibody is, and is lost there
  Place place;
};

/// [model.x.covariates]: a property of the patient that the model uses.
struct CovariateDescription {
  std::string name;
  SourcedQuantity reference;
};

/// [[model.x.covariate_effect]]: multiplies the parameters named in `on`.
struct CovariateEffectDescription {
  std::vector<std::string> on;
  std::string covariate;
  Choice form;  ///< power: (c/ref)^b | exponential: exp(b*(c-ref)) | fractional: 1+b*(c-ref) | factor: b^c, c 0 or 1
  SourcedQuantity coefficient;
  std::string name;  ///< of the coefficient; default b_<covariate>_<first of on>
  Place place;
};

/// [[model.x.covariance]]: of the etas of two parameters; exactly one of the two numbers.
struct CovarianceDescription {
  std::string first, second;
  std::optional<double> covariance, correlation;
  std::string source;
  Place place;
};

/// [[model.x.shared_variability]]: one eta that acts on several parameters.
struct SharedVariabilityDescription {
  std::string name;  ///< of the factor, e.g. "kdec_factor"
  std::vector<std::string> on;
  VariabilityInput variability;
  std::string source;
  Place place;
};

/// [[model.x.residual_error]]: of a measured observable. Not used by the assembly; for simulating observations.
struct ResidualErrorDescription {
  std::string observable;
  std::optional<double> proportional;  ///< sd as a fraction
  std::optional<Quantity> additive;    ///< sd
  std::optional<double> log_additive;  ///< sd of ln(observation)
  std::string source;
  Place place;
};

/// [model.x.allometry]: this model is `like` another, scaled from its body weight to ours.
struct AllometryDescription {
  QuantityTable exponents;  ///< by parameter name, or "clearance", "volume", "rate" for all of that dimension
  Place place;
};

/// A word, a count or a list of words that a mechanism is told: `geometry = "krogh"`, `nodes = 40`.
struct Setting {
  std::string name;
  std::vector<std::string> words;  ///< one, unless the file has a list; counts and flags as they are written
  Place place;
};

/// [model.x.tumor] and its like: what one of library/mechanism.hpp is told. Its numbers stand in the parameters.
struct MechanismDescription {
  std::string name;
  std::vector<Setting> settings;
  Place place;
  bool shared = false;  ///< only a part file names it: settings for a model that has the mechanism, not the mechanism
};

/// [model.<name>], or what a part file gives to the models that name it in `uses`
struct ModelDescription {
  std::string name;
  std::string title;
  std::string species;                            ///< human | rat | cynomolgus | mouse
  std::string notes;                              ///< what differs from the source
  std::string like;                               ///< start from this model; what stands here replaces or adds
  std::vector<std::string> uses;                  ///< part files below all that stands here: "cells/n87"
  Choice resolution;                              ///< conjugate (default) | dar | antibody | separate | average-dar
  std::string lot;                                ///< of [conjugation.lots]; default the compound's
  std::optional<SourcedQuantity> body_weight;     ///< of the typical patient or animal
  std::optional<SourcedQuantity> reference_dose;  ///< a typical dose; sets nominal magnitudes
  DispositionDescription disposition;
  DeconjugationDescription deconjugation;
  std::optional<TargetBindingDescription> target;
  std::optional<PayloadDescription> payload;
  std::optional<AllometryDescription> allometry;
  QuantityTable parameters;
  std::vector<CovariateDescription> covariates;
  std::vector<CovariateEffectDescription> covariate_effects;
  std::vector<CovarianceDescription> covariances;
  std::vector<SharedVariabilityDescription> shared_variability;
  std::vector<ResidualErrorDescription> residual_errors;
  std::vector<MechanismDescription> mechanisms;
  Place place;
};

/// A whole compound file.
struct CompoundDescription {
  std::string name;
  std::vector<std::string> aliases;
  std::string default_model;
  std::optional<SourcedQuantity> molar_mass;  ///< of the conjugate: turns mg into nmol
  PartDescription antibody, target, linker, payload;
  ConjugationDescription conjugation;
  std::vector<ModelDescription> models;  ///< in the order of the file
  std::vector<ModelDescription> parts;   ///< what the models use, named as in `uses`
  Place place;

  /// nullptr if there is none.
  [[nodiscard]] const ModelDescription* model(std::string_view name) const;
};

}  // namespace tansine
