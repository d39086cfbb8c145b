#include "studies/compound_file.hpp"

#include "base/resources.hpp"
#include "io/declaration.hpp"
#include "io/made_form.hpp"
#include "studies/catalogue.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace tansine {
namespace {

// The library's structs hold places and shapes that a file does not; each is read through fields in the file's shape.

Choice make_choice(std::string&& text, const Place& place) { return {std::move(text), place}; }
auto choice(std::string example) { return made(text().example(std::move(example)), make_choice); }

// ---------------------------------------------------------------- numbers

struct QuantityFields {
  Quantity value;
  std::string source, meaning;
  std::optional<double> cv, omega, omega2;
  std::string distribution = "lognormal";
};

Declaration<QuantityFields> quantity_fields() {
  Declaration<QuantityFields> d("quantity", "a number with its source");
  d.key("value", &QuantityFields::value, any_quantity().example("0.676 L/d"), "the number with its unit").required();
  d.key("source", &QuantityFields::source, text().not_empty().example("lu2014: table 1 [read]"),
        "where it comes from: a key of data/sources.csv and where in it, or \"derived: ...\", \"assumed: ...\", "
        "\"ours: ...\"")
      .required();
  d.key("meaning", &QuantityFields::meaning, "in words");
  d.key("cv", &QuantityFields::cv, number().at_least(0), "CV of the lognormal between patients, a fraction");
  d.key("omega", &QuantityFields::omega, number().at_least(0), "standard deviation of eta");
  d.key("omega2", &QuantityFields::omega2, number().at_least(0), "variance of eta");
  d.key("distribution", &QuantityFields::distribution, text().one_of({"lognormal", "logit", "additive"}),
        "of the variability");
  return d;
}

SourcedQuantity make_quantity(QuantityFields&& f, const Place& place) {
  return {
      f.value, std::move(f.source), std::move(f.meaning), {f.cv, f.omega, f.omega2, std::move(f.distribution)}, place};
}
auto sourced() { return made(quantity_fields(), make_quantity); }

QuantityTable make_table(std::vector<Entry<SourcedQuantity>>&& entries, const Place&) {
  QuantityTable table;
  for (Entry<SourcedQuantity>& e : entries) table.push_back({std::move(e.name), std::move(e.value)});
  return table;
}
auto quantity_table() { return made(table_of(sourced()), make_table); }

// ---------------------------------------------------------------- the parts of the molecule

struct PartFields {
  std::string name, kind;
  std::vector<Entry<SourcedQuantity>> quantities;
};

PartDescription make_part(PartFields&& f, const Place& place) {
  return {std::move(f.name), std::move(f.kind), make_table(std::move(f.quantities), place), place};
}
auto part(const std::string& name, const std::string& meaning) {
  Declaration<PartFields> d(name, meaning);
  d.key("name", &PartFields::name, text().not_empty(), "its name").required();
  d.key("kind", &PartFields::kind, "in free words: isotype, class of target, how it is cut, class of payload");
  d.any_key(&PartFields::quantities, sourced(), "a quantity");
  return made(d, make_part);
}

struct LotFields {
  Choice generator;
  std::vector<double> fractions;
  std::string source;
  std::vector<Entry<SourcedQuantity>> quantities;
};

LotDescription make_lot(LotFields&& f, const Place& place) {
  return {"",
          std::move(f.generator),
          std::move(f.fractions),
          std::move(f.source),
          make_table(std::move(f.quantities), place),
          place};
}
auto lot() {
  Declaration<LotFields> d("lot", "how the drugs are spread over the antibodies of a lot");
  d.key("generator", &LotFields::generator, choice("table"), "how the distribution comes about").required();
  d.key("fractions", &LotFields::fractions, list_of(number().at_least(0)),
        "table: f0, f1, ...; poisson-binomial: the occupancy of each site");
  d.key("source", &LotFields::source, "of the fractions");
  d.any_key(&LotFields::quantities, sourced(), "a quantity that the generator needs");
  return made(d, make_lot);
}

struct ConjugationFields {
  std::string chemistry, lot;
  std::vector<Entry<LotDescription>> lots;
};

ConjugationDescription make_conjugation(ConjugationFields&& f, const Place& place) {
  ConjugationDescription c{std::move(f.chemistry), std::move(f.lot), {}, place};
  for (Entry<LotDescription>& e : f.lots) {
    c.lots.push_back(std::move(e.value));
    c.lots.back().name = std::move(e.name);
  }
  return c;
}
auto conjugation() {
  Declaration<ConjugationFields> d("conjugation", "chemistry -> distribution of the drug-to-antibody ratio");
  d.key("chemistry", &ConjugationFields::chemistry, "in free words: lysine, interchain cysteine, ...");
  d.key("lot", &ConjugationFields::lot, "the lot used when a model names none");
  d.key("lots", &ConjugationFields::lots, table_of(lot()), "the lots by name");
  return made(d, make_conjugation);
}

// ---------------------------------------------------------------- the tables of a model

auto disposition() {
  using T = DispositionDescription;
  Declaration<T> d("disposition", "distribution and elimination of everything that is antibody");
  d.key("compartments", &T::compartments, integer().at_least(1).at_most(3), "1, 2 (default) or 3");
  d.key("clearance", &T::clearance, choice("common"),
        "common (default), naked-and-conjugated, linear-in-dar or exponential-in-dar");
  d.key("saturable", &T::saturable, choice("michaelis-menten"), "none (default) or michaelis-menten");
  d.key("clearance_over_time", &T::clearance_over_time, choice("sigmoid"),
        "constant (default), sigmoid or exponential");
  d.key("over_time_of", &T::over_time_of, choice("TAb"), "the analyte that it acts on; all by default");
  d.key("absorption", &T::absorption, choice("first-order"), "none (default) or first-order");
  d.key("exchange", &T::exchange, choice("half-life"),
        "clearance (default): Q2 and V2; half-life: td12, the half-life of distribution, and Pd12");
  d.key("elimination", &T::elimination, choice("everywhere"), "central (default) or everywhere, at the same rate");
  return made(d, placed<T>);
}

auto deconjugation() {
  using T = DeconjugationDescription;
  Declaration<T> d("deconjugation", "how the conjugate loses its drugs in the body");
  d.key("law", &T::law, choice("proportional"),
        "none, proportional, constant, free, site-class, maleimide, average or clearance");
  d.key("where", &T::where, choice("central"), "central (default) or everywhere");
  return made(d, placed<T>);
}

auto target_binding() {
  using T = TargetBindingDescription;
  Declaration<T> d("target binding", "target-mediated disposition");
  d.key("level", &T::level, choice("qss"), "full, qss, qe, irreversible, constant or michaelis-menten").required();
  d.key("where", &T::where, choice("central"), "central (default), peripheral or peripheral-2");
  return made(d, placed<T>);
}

auto payload() {
  using T = PayloadDescription;
  Declaration<T> d("payload", "the drug once it is off the antibody");
  d.key("release", &T::release, choice("products"), "products (default), first-order or target-driven");
  d.key("basis", &T::basis, choice("molar"), "first-order: molar (default) or mass");
  d.key("species", &T::species, choice("DM4"), "name of the free payload");
  d.key("metabolite", &T::metabolite, choice("MeDM4"), "name of its metabolite");
  d.key("compartments", &T::compartments, integer().at_least(1).at_most(2), "1 (default) or 2");
  d.key("exchange", &T::exchange, choice("half-life"), "of two compartments: clearance (default) or half-life");
  d.key("where", &T::where, choice("everywhere"),
        "central (default), or everywhere: it appears in the compartment of its antibody and is lost from both");
  return made(d, placed<T>);
}

struct AllometryFields {
  std::vector<Entry<SourcedQuantity>> exponents;
};
AllometryDescription make_allometry(AllometryFields&& f, const Place& place) {
  return {make_table(std::move(f.exponents), place), place};
}
auto allometry() {
  Declaration<AllometryFields> d("allometry", "exponents of body weight, from the weight of the model named in `like`");
  d.any_key(&AllometryFields::exponents, sourced(), "an exponent: by parameter, or clearance, volume, rate");
  return made(d, make_allometry);
}

auto covariate_effect() {
  using T = CovariateEffectDescription;
  Declaration<T> d("covariate effect", "multiplies parameters");
  d.key("on", &T::on, list_of(text()).at_least(1), "the parameters").required();
  d.key("covariate", &T::covariate, text().example("WT"), "the covariate").required();
  d.key("form", &T::form, choice("power"), "power, exponential, fractional or factor").required();
  d.key("coefficient", &T::coefficient, sourced(), "the coefficient").required();
  d.key("name", &T::name, "of the coefficient");
  return made(d, placed<T>);
}

struct CovarianceFields {
  std::vector<std::string> of;
  std::optional<double> covariance, correlation;
  std::string source;
};
CovarianceDescription make_covariance(CovarianceFields&& f, const Place& place) {
  return {f.of.at(0), f.of.at(1), f.covariance, f.correlation, std::move(f.source), place};
}
auto covariance() {
  Declaration<CovarianceFields> d("covariance", "of the etas of two parameters");
  d.key("of", &CovarianceFields::of, list_of(text()).at_least(2), "the two parameters").required();
  d.key("covariance", &CovarianceFields::covariance, number(), "the covariance");
  d.key("correlation", &CovarianceFields::correlation, number().at_least(-1).at_most(1), "or the correlation");
  d.key("source", &CovarianceFields::source, text().not_empty(), "where it comes from").required();
  d.check({"of"}, [](const CovarianceFields& f, const KeyPlaces& at, Problems& problems) {
    if (f.of.size() != 2) problems.error(at.value("of"), fmt::format("expected two parameters, got {}", f.of.size()));
  });
  return made(d, make_covariance);
}

struct SharedFields {
  std::string name, source;
  std::vector<std::string> on;
  std::optional<double> cv, omega, omega2;
};
SharedVariabilityDescription make_shared(SharedFields&& f, const Place& place) {
  return {std::move(f.name), std::move(f.on), {f.cv, f.omega, f.omega2, "lognormal"}, std::move(f.source), place};
}
auto shared_variability() {
  Declaration<SharedFields> d("shared variability", "one eta that acts on several parameters");
  d.key("name", &SharedFields::name, text().not_empty(), "of the factor").required();
  d.key("on", &SharedFields::on, list_of(text()).at_least(1), "the parameters").required();
  d.key("cv", &SharedFields::cv, number().at_least(0), "CV of the lognormal, a fraction");
  d.key("omega", &SharedFields::omega, number().at_least(0), "standard deviation of eta");
  d.key("omega2", &SharedFields::omega2, number().at_least(0), "variance of eta");
  d.key("source", &SharedFields::source, text().not_empty(), "where it comes from").required();
  return made(d, make_shared);
}

auto residual_error() {
  using T = ResidualErrorDescription;
  Declaration<T> d("residual error", "of a measured observable");
  d.key("observable", &T::observable, text().not_empty(), "the observable").required();
  d.key("proportional", &T::proportional, number().at_least(0), "standard deviation as a fraction");
  d.key("additive", &T::additive, any_quantity().example("1.03 ug/mL"), "standard deviation");
  d.key("log_additive", &T::log_additive, number().at_least(0), "standard deviation of the logarithm");
  d.key("source", &T::source, text().not_empty(), "where it comes from").required();
  return made(d, placed<T>);
}

// ---------------------------------------------------------------- what mechanisms are told

/// A word, a count, a flag, or a list of words, as words.
class WordsForm {
 public:
  using value_type = Setting;
  static bool accepts(const Node& node) {
    using Kind = Node::Kind;
    if (node.kind != Kind::list)
      return node.kind == Kind::text || node.kind == Kind::integer || node.kind == Kind::boolean;
    return std::all_of(node.items.begin(), node.items.end(), [](const Node& n) { return n.kind == Kind::text; });
  }
  bool read(const Node& node, Reading& reading, Setting& out) const {
    if (!accepts(node)) return forms::wrong_kind(node, reading, expected()), false;
    out.place = node.place;
    if (node.kind == Node::Kind::list)
      for (const Node& item : node.items) out.words.push_back(item.text);
    else if (node.kind == Node::Kind::text)
      out.words = {node.text};
    else if (node.kind == Node::Kind::integer)
      out.words = {fmt::format("{}", node.integer)};
    else
      out.words = {node.boolean ? "true" : "false"};
    return true;
  }
  [[nodiscard]] std::string expected() const { return "a word, a whole number, true or false, or a list of words"; }
  [[nodiscard]] JsonValue schema() const {
    JsonValue types = JsonValue::array();
    for (const char* t : {"string", "integer", "boolean", "array"}) types.push(t);
    return JsonValue::object().set("type", types);
  }
  static Nested nested() { return {}; }
};

struct MechanismFields {
  std::vector<Entry<Setting>> settings;
};
MechanismDescription make_mechanism(MechanismFields&& f, const Place& place) {
  MechanismDescription m{"", {}, place};
  for (Entry<Setting>& e : f.settings) {
    m.settings.push_back(std::move(e.value));
    m.settings.back().name = std::move(e.name);
  }
  return m;
}
auto mechanism() {
  Declaration<MechanismFields> d("mechanism", "a mechanism beside the disposition, by its name: tumor, cells, ...");
  d.any_key(&MechanismFields::settings, WordsForm(), "what it is told (docs/mechanisms)");
  return made(d, make_mechanism);
}

auto calibrated_on() {
  using T = CalibratedOnDescription;
  Declaration<T> d("calibration data", "observed data that the model's numbers were fitted to");
  d.key("study", &T::study, text().not_empty().example("TDM3569g"), "words of the study's name").required();
  d.key("doses", &T::doses, list_of(text().example("3.6 mg/kg")), "the doses; all by default");
  d.key("source", &T::source, text().not_empty(), "who fitted them, where it is said").required();
  return made(d, placed<T>);
}

// ---------------------------------------------------------------- a model, a compound

struct ModelFields {
  std::string title, species, notes, like, lot;
  std::vector<std::string> uses;
  Choice resolution;
  std::optional<SourcedQuantity> body_weight, reference_dose;
  DispositionDescription disposition;
  DeconjugationDescription deconjugation;
  std::optional<TargetBindingDescription> target;
  std::optional<PayloadDescription> payload;
  std::optional<AllometryDescription> allometry;
  QuantityTable parameters, covariates;
  std::vector<CovariateEffectDescription> covariate_effects;
  std::vector<CovarianceDescription> covariances;
  std::vector<SharedVariabilityDescription> shared_variability;
  std::vector<ResidualErrorDescription> residual_errors;
  std::vector<Entry<MechanismDescription>> mechanisms;
  std::vector<CalibratedOnDescription> calibrated_on;
};

ModelDescription make_model(ModelFields&& f, const Place& place) {
  ModelDescription m;
  m.title = std::move(f.title);
  m.species = std::move(f.species);
  m.notes = std::move(f.notes);
  m.like = std::move(f.like);
  m.uses = std::move(f.uses);
  m.lot = std::move(f.lot);
  m.resolution = std::move(f.resolution);
  m.body_weight = std::move(f.body_weight);
  m.reference_dose = std::move(f.reference_dose);
  m.disposition = std::move(f.disposition);
  m.deconjugation = std::move(f.deconjugation);
  m.target = std::move(f.target);
  m.payload = std::move(f.payload);
  m.allometry = std::move(f.allometry);
  m.parameters = std::move(f.parameters);
  for (NamedQuantity& c : f.covariates) m.covariates.push_back({std::move(c.name), std::move(c.quantity)});
  m.covariate_effects = std::move(f.covariate_effects);
  m.covariances = std::move(f.covariances);
  m.shared_variability = std::move(f.shared_variability);
  m.residual_errors = std::move(f.residual_errors);
  for (Entry<MechanismDescription>& e : f.mechanisms) {
    m.mechanisms.push_back(std::move(e.value));
    m.mechanisms.back().name = std::move(e.name);
  }
  m.calibrated_on = std::move(f.calibrated_on);
  m.place = place;
  return m;
}

Declaration<ModelFields> model_fields() {
  using F = ModelFields;
  Declaration<F> d("model", "how one publication describes the disposition");
  d.key("title", &F::title, "one line, in print");
  d.key("species", &F::species, text().one_of({"human", "cynomolgus", "rat", "mouse"}), "whose body");
  d.key("notes", &F::notes, "what differs from the source");
  d.key("like", &F::like, "start from this model; what stands here replaces or adds");
  d.key("uses", &F::uses, list_of(text().example("cells/n87")),
        "part files below what stands here: species, cells, payloads, linkers of data/, or a path that ends in .toml");
  d.key("lot", &F::lot, "the lot that was given");
  d.key("resolution", &F::resolution, choice("dar"),
        "conjugate (default), conjugate-and-naked, dar, antibody, separate or average-dar");
  d.key("body_weight", &F::body_weight, sourced(), "of the typical patient or animal");
  d.key("reference_dose", &F::reference_dose, sourced(), "a typical dose: sets the scale of tolerances");
  d.key("disposition", &F::disposition, disposition(), "distribution and elimination");
  d.key("deconjugation", &F::deconjugation, deconjugation(), "loss of drugs");
  d.key("target", &F::target, target_binding(), "target-mediated disposition");
  d.key("payload", &F::payload, payload(), "the free drug");
  d.key("allometry", &F::allometry, allometry(), "scaling from another species");
  d.key("parameters", &F::parameters, quantity_table(), "the parameters by name");
  d.key("covariates", &F::covariates, quantity_table(), "the covariates by name, with their reference values");
  d.key("covariate_effect", &F::covariate_effects, list_of(covariate_effect()), "what covariates do");
  d.key("covariance", &F::covariances, list_of(covariance()), "of etas");
  d.key("shared_variability", &F::shared_variability, list_of(shared_variability()), "one eta for several parameters");
  d.key("residual_error", &F::residual_errors, list_of(residual_error()), "of what is measured");
  d.key("calibrated_on", &F::calibrated_on, list_of(calibrated_on()), "what its numbers were fitted to");
  d.any_key(&F::mechanisms, mechanism(), "a mechanism: what it is told");
  return d;
}
auto model() { return made(model_fields(), make_model); }

struct HeadFields {
  std::string name, default_model, prediction_model;
  std::vector<std::string> aliases, class_words;
  std::optional<SourcedQuantity> molar_mass;
};

struct CompoundFields {
  HeadFields head;
  PartDescription antibody, target, linker, payload;
  ConjugationDescription conjugation;
  std::vector<Entry<ModelDescription>> models;
};

Declaration<HeadFields> head() {
  Declaration<HeadFields> d("compound", "the conjugate");
  d.key("name", &HeadFields::name, text().not_empty().example("trastuzumab emtansine"), "its name").required();
  d.key("aliases", &HeadFields::aliases, list_of(text()), "other names");
  d.key("class_words", &HeadFields::class_words, list_of(text().example("vedotin")),
        "of a class, not a molecule: words in the name of a molecule that make it one of the class");
  d.key("default_model", &HeadFields::default_model, text().not_empty(), "the model used when a study names none")
      .required();
  d.key("prediction_model", &HeadFields::prediction_model, text().not_empty(),
        "the model whose typical patient is laid beside observed data; default: default_model");
  d.key("molar_mass", &HeadFields::molar_mass, sourced(), "turns mg into nmol");
  return d;
}

CompoundDescription make_compound(CompoundFields&& f, const Place& place) {
  CompoundDescription c;
  c.name = std::move(f.head.name);
  c.aliases = std::move(f.head.aliases);
  c.class_words = std::move(f.head.class_words);
  c.default_model = std::move(f.head.default_model);
  c.prediction_model = std::move(f.head.prediction_model);
  c.molar_mass = std::move(f.head.molar_mass);
  c.antibody = std::move(f.antibody);
  c.target = std::move(f.target);
  c.linker = std::move(f.linker);
  c.payload = std::move(f.payload);
  c.conjugation = std::move(f.conjugation);
  for (Entry<ModelDescription>& e : f.models) {
    c.models.push_back(std::move(e.value));
    c.models.back().name = std::move(e.name);
  }
  c.place = place;
  return c;
}

const Declaration<CompoundFields>& declaration() {
  static const Declaration<CompoundFields> declared = [] {
    using F = CompoundFields;
    Declaration<F> d("compound file", "one antibody-drug conjugate: its parts, its lots, its disposition");
    d.key("compound", &F::head, head(), "the conjugate").required();
    d.key("antibody", &F::antibody, part("antibody", "what finds the cell"), "the antibody").required();
    d.key("target", &F::target, part("target", "what it binds"), "the antigen");
    d.key("linker", &F::linker, part("linker", "what holds the drug"), "the linker");
    d.key("payload", &F::payload, part("payload", "what kills"), "the drug");
    d.key("conjugation", &F::conjugation, conjugation(), "chemistry and lots");
    d.key("model", &F::models, table_of(model()), "the models by name").required();
    return d;
  }();
  return declared;
}

}  // namespace

ModelDescription read_part(const std::string& name, const std::filesystem::path& folder, const Place& asked_at) {
  static const Declaration<ModelFields> declared = model_fields();
  const std::filesystem::path path = name.ends_with(".toml") ? folder / name : data_directory() / (name + ".toml");
  if (std::error_code error; !std::filesystem::exists(path, error))
    throw InputError(asked_at,
                     fmt::format("there is no part file \"{}\"{}", path.string(), did_you_mean(name, part_names())));
  ModelDescription part = make_model(read_file(path, declared), Place{.name = path.string()});
  part.name = name;
  if (!part.uses.empty() || !part.like.empty())
    throw InputError(part.place, "a part file cannot start from other parts or models");
  return part;
}

void read_parts(CompoundDescription& compound, const std::filesystem::path& folder) {
  Problems problems;
  for (const ModelDescription& user : compound.models)
    for (const std::string& name : user.uses) {
      const auto known = [&](const ModelDescription& p) { return p.name == name; };
      if (std::any_of(compound.parts.begin(), compound.parts.end(), known)) continue;
      try {
        compound.parts.push_back(read_part(name, folder, user.place));
      } catch (const InputError& e) {
        problems.add(e.problems());
      }
    }
  problems.throw_if_errors();
}

std::string compound_schema() { return json_schema(declaration(), "tansine-compound"); }
std::string compound_key_reference() { return key_reference(declaration()); }

CompoundDescription read_compound(const std::filesystem::path& path) {
  CompoundDescription compound = make_compound(read_file(path, declaration()), Place{.name = path.string()});
  read_parts(compound, path.parent_path());
  return compound;
}

}  // namespace tansine
