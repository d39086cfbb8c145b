#include "studies/study_file.hpp"

#include "studies/arms.hpp"

#include "io/declaration.hpp"
#include "io/made_form.hpp"

#include "base/file.hpp"
#include "studies/arms.hpp"
#include "studies/catalogue.hpp"

namespace tansine {
namespace {

auto schedule() { return parsed<Schedule>("daily for 3 weeks", parse_schedule); }

auto covariate() {
  using T = CovariateInput;
  Declaration<T> d("covariate", "how a property is spread over the patients");
  d.key("distribution", &T::distribution, text().one_of({"fixed", "normal", "lognormal", "bernoulli"}),
        "fixed (value), normal (mean, sd), lognormal (median and cv or sd_log), bernoulli (probability of 1)")
      .required();
  d.key("value", &T::value, any_quantity().example("70 kg"), "fixed: the value of every patient");
  d.key("mean", &T::mean, any_quantity().example("41 g/L"), "normal: the mean");
  d.key("sd", &T::sd, any_quantity().example("4 g/L"), "normal: the standard deviation");
  d.key("median", &T::median, any_quantity().example("70 kg"), "lognormal: the median");
  d.key("cv", &T::cv, number().above(0), "lognormal: the coefficient of variation, a fraction");
  d.key("sd_log", &T::sd_log, number().above(0), "lognormal: the standard deviation of the logarithm");
  d.key("probability", &T::probability, number().at_least(0).at_most(1), "bernoulli: of 1");
  d.key("min", &T::min, any_quantity(), "values below are set to it");
  d.key("max", &T::max, any_quantity(), "values above are set to it");
  d.key("source", &T::source, text().not_empty(), "where it comes from, or \"assumed: why\"").required();
  d.check({"distribution", "value", "mean", "sd", "median", "cv", "sd_log", "probability", "min", "max"},
          [](const T& c, const KeyPlaces& at, Problems& problems) {
            const auto need = [&](bool given, const char* what) {
              if (!given) problems.error(at.table(), std::string(c.distribution) + " needs " + what);
            };
            if (c.distribution == "fixed") need(c.value.has_value(), "a value");
            if (c.distribution == "normal") need(c.mean.has_value(), "a mean"), need(c.sd.has_value(), "an sd");
            if (c.distribution == "lognormal") {
              need(c.median.has_value(), "a median");
              need(c.cv.has_value() != c.sd_log.has_value(), "either cv or sd_log");
              if (c.median && !(c.median->value.value() > 0))
                problems.error(at.value("median"), "a median must be positive");
            }
            if (c.distribution == "bernoulli") need(c.probability.has_value(), "a probability");
            if (c.sd && !(c.sd->value.value() >= 0))
              problems.error(at.value("sd"), "a standard deviation must not be negative");
            if (c.min && c.max && c.min->value.dimension() == c.max->value.dimension() &&
                c.min->value.value() > c.max->value.value())
              problems.error(at.value("min"), "min is above max");
          });
  return made(d, placed<T>);
}

auto events() {
  using T = EventsInput;
  Declaration<T> d("events", "doses from a dataset in NONMEM's columns, one simulated patient per ID");
  d.key("dataset", &T::dataset, text().example("doses.csv"), "the file, relative to this one").required();
  d.key("time_unit", &T::time_unit, text().one_of({"h", "min", "d", "week"}), "of TIME and II");
  d.key("amount_unit", &T::amount_unit, text().one_of({"mg", "nmol", "ug", "g", "umol"}), "of AMT and RATE");
  return d;
}

auto compare() {
  using T = CompareInput;
  Declaration<T> d("compare", "observed data beside the prediction");
  d.key("dataset", &T::dataset, text().example("observations/t-dm1-girish2012.csv"),
        "the file, relative to this one or in Tansine's data")
      .required();
  d.key("observable", &T::observable, text().example("conjugate"), "what was measured").required();
  d.key("analyte", &T::analyte, "only rows of this analyte");
  d.key("models", &T::models, list_of(text()), "which of the study's models are compared; default: all");
  return d;
}

auto override_value() {
  using T = OverrideInput;
  Declaration<T> d("override", "a parameter that differs from the library");
  d.key("value", &T::value, any_quantity().example("0.9 L/d"), "the value").required();
  d.key("source", &T::source, text().not_empty().example("assumed: IHC 3+"), "the reason").required();
  return made(d, placed<T>);
}

auto scaling() {
  using T = ScalingInput;
  const std::vector<std::string> species{"mouse", "rat", "cynomolgus", "human"};
  Declaration<T> d("scaling", "the study's models, of one species, used for another by a rule");
  d.key("from", &T::from, text().one_of(species), "the species that the models are of");
  d.key("to", &T::to, text().one_of(species), "the species that they are used for").required();
  d.key("rule", &T::rule, text().not_empty().example("adc-conjugate"), "exponents of weight: a file of data/scaling")
      .required();
  d.key("weight", &T::weight, any_quantity().example("70 kg"), "of the typical body; default: that of data/species");
  d.key("uses", &T::uses, list_of(text().example("tumors/breast-human")),
        "part files that replace what is the animal's: growth, target");
  return made(d, placed<T>);
}

auto solver() {
  using T = SolverInput;
  Declaration<T> d("solver", "how the equations are solved");
  d.key("method", &T::method, text().one_of({"lanes", "reference", "cvode"}),
        "many patients at once (lanes), one by one in plain loops (reference), or SUNDIALS CVODE");
  d.key("rtol", &T::rtol, number().at_least(1e-12).at_most(1e-2), "relative tolerance");
  d.key("audit", &T::audit, number().at_least(0).at_most(1),
        "the part of the patients that is run again with a 30 times tighter tolerance, to report the errors; 0: none");
  return d;
}

auto output() {
  using T = OutputInput;
  Declaration<T> d("output", "what is written");
  d.key("trajectories", &T::trajectories, flag(),
        "every patient's course and steps, as trajectories.csv and patients.csv");
  return d;
}

const Declaration<StudyFile>& declaration() {
  static const Declaration<StudyFile> declared = [] {
    using T = StudyFile;
    Declaration<T> d("study", "a question about a compound, and how to answer it");
    d.key("study", &T::study, text().one_of({"simulate"}), "the kind of study").required();
    d.key("title", &T::title, "the report's title");
    d.key("question", &T::question, "the question in a sentence, for the report");
    d.key("compound", &T::compound, text().not_empty().example("t-dm1"),
          "a compound of the catalogue by name or alias, or a file ending in .toml")
        .required();
    d.key("model", &T::models, list_of(text().not_empty()).or_single(),
          "which of the compound's models; several are run side by side; default: the compound's own choice");
    d.key("lot", &T::lot, "which of the compound's lots");
    d.key("regimen", &T::regimens, list_of(text().example("3.6 mg/kg q3w x 6, infused over 90 min")).or_single(),
          "what is given; several are arms of the study");
    d.key("doses", &T::doses, list_of(text().example("3.6 mg/kg")),
          "dose levels: each is put before every regimen, which then names no dose of its own");
    d.key("give", &T::give, list_of(text().one_of(given_words())).or_single(),
          "what is given: several are arms of the study. The parts come in the amounts that the conjugate has of them");
    d.key("events", &T::events, events(), "doses from a dataset instead");
    d.key("patients", &T::patients, integer().at_least(1).at_most(100'000'000), "virtual patients per arm");
    d.key("seed", &T::seed, integer().at_least(0), "of the random numbers");
    d.key("observe", &T::observe, table_of(schedule()), "what to keep, and when");
    d.key("population", &T::population, text().not_empty(),
          "whom the patients are drawn from: a file of data/populations, or one ending in .toml");
    d.key("covariates", &T::covariates, table_of(covariate()), "covariates that differ from the population's");
    d.key("compare", &T::compare, compare(), "observed data");
    d.key("override", &T::overrides, table_of(override_value()),
          "parameters that differ from the library's; their spread between patients stays");
    d.key("scaling", &T::scaling, scaling(), "models of one species used for another");
    d.key("solver", &T::solver, solver(), "numerical settings");
    d.key("output", &T::output, output(), "what is written beyond the summary");
    d.check({"regimen", "doses", "events", "patients"}, [](const T& s, const KeyPlaces& at, Problems& problems) {
      if (s.events && !s.regimens.empty())
        problems.error(at.key("regimen"), "a study has a regimen or [events], not both");
      if (!s.events && s.regimens.empty())
        problems.error(at.table(), "a regimen is missing", "regimen = \"3.6 mg/kg q3w x 6\"");
      if (!s.give.empty() && s.events)
        problems.error(at.key("give"), "what is given needs a regimen; in [events] it is the column CMT");
      if (!s.doses.empty() && s.events) problems.error(at.key("doses"), "dose levels need a regimen, not [events]");
      if (s.events && s.patients)
        problems.error(at.key("patients"), "with [events] the patients are those of the dataset");
      if (!s.events && !s.patients) problems.error(at.table(), "the number of patients is missing", "patients = 1000");
    });
    return d;
  }();
  return declared;
}

struct PopulationFile {
  std::string title;
  std::vector<Entry<CovariateInput>> covariates;
};

const Declaration<PopulationFile>& population_declaration() {
  static const Declaration<PopulationFile> declared = [] {
    using T = PopulationFile;
    Declaration<T> d("population", "whom virtual patients are drawn from");
    d.key("title", &T::title, "one line").required();
    d.key("covariates", &T::covariates, table_of(covariate()), "covariates by name").required();
    return d;
  }();
  return declared;
}

}  // namespace

StudyFile parse_study(const std::string& name, const std::string& toml, const std::filesystem::path& folder) {
  const Node root = parse_toml(name, toml);
  Problems problems;
  StudyFile study = read_document(root, declaration(), problems);
  if (problems.has_errors()) {
    // what can be said without the missing parts is said now, not at the next try
    (void)study_arms(study, problems);
    if (!study.compound.value.empty()) {
      try {
        (void)find_compound(study.compound.value, folder, study.compound.place);
      } catch (const InputError& e) {
        problems.add(e.problems());
      }
    }
  }
  problems.throw_if_errors();
  study.folder = folder;
  study.name = std::filesystem::path(name).stem().string();
  study.text = toml;
  return study;
}

StudyFile read_study(const std::filesystem::path& path) {
  const std::shared_ptr<const SourceText> source = read_source(path, {.limit = kLargestDocument});
  return parse_study(path.string(), source->text, path.parent_path());
}

std::vector<Entry<CovariateInput>> read_population(const std::filesystem::path& path) {
  return read_file(path, population_declaration()).covariates;
}

std::string study_schema() { return json_schema(declaration(), "tansine-study"); }
std::string study_key_reference() { return key_reference(declaration()); }
std::string population_schema() { return json_schema(population_declaration(), "tansine-population"); }

}  // namespace tansine
