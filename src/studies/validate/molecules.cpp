#include "studies/validate/molecules.hpp"

#include "base/quantity.hpp"
#include "library/assembly.hpp"
#include "studies/catalogue.hpp"
#include "studies/validate/conventions.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <regex>

namespace tansine {

struct Molecules::Entry {
  std::string file;
  CompoundDescription compound;
  std::vector<std::string> keys;  // name_key of file, name, aliases
  [[nodiscard]] bool is_class() const { return !compound.class_words.empty(); }
  [[nodiscard]] bool has_drug() const { return !compound.payload.name.empty(); }
};

namespace {

/// "DHES0815A (anti-HER2-PBD-MA)" is known by the whole, by what stands before and by what stands in parentheses.
std::vector<std::string> names_in(const std::string& text) {
  std::vector<std::string> names{text};
  static const std::regex parts("[^()\\[\\];/]+");
  for (std::sregex_iterator i(text.begin(), text.end(), parts); i != std::sregex_iterator(); ++i)
    names.push_back(i->str());
  return names;
}

bool word_in(const std::string& text, const std::string& word) {
  const std::string a = plain_words(text), b = plain_words(word);
  // a word of letters must end and begin as one; "-DM1" may follow anything
  for (std::size_t at = a.find(b); at != std::string::npos; at = a.find(b, at + 1)) {
    const auto letter = [&](std::size_t i) {
      return i < a.size() && std::isalnum(static_cast<unsigned char>(a[i])) != 0;
    };
    if ((at == 0 || !letter(at - 1) || !letter(at)) && !letter(at + b.size())) return true;
  }
  return false;
}

}  // namespace

Molecules::~Molecules() = default;

Molecules::Molecules() {
  for (const std::string& file : catalogue()) {
    Entry e{.file = file, .compound = load_compound(file), .keys = {name_key(file)}};
    e.keys.push_back(name_key(e.compound.name));
    for (const std::string& a : e.compound.aliases) e.keys.push_back(name_key(a));
    entries_.push_back(std::move(e));
  }
}

std::string Molecules::file_of(const std::string& compound, const std::string& note) const {
  const std::vector<std::string> names = names_in(compound);
  for (const std::string& name : names)
    if (const std::string key = name_key(name); !key.empty())
      for (const Entry& e : entries_)
        if (std::find(e.keys.begin(), e.keys.end(), key) != e.keys.end()) return e.file;
  // a class by its words: the longest wins ("soravtansine" before "ravtansine")
  const auto by_words = [&](const std::string& text) {
    std::string best;
    std::size_t length = 0;
    for (const Entry& e : entries_)
      for (const std::string& w : e.compound.class_words)
        if (w.size() > length && word_in(text, w)) best = e.file, length = w.size();
    return best;
  };
  if (std::string file = by_words(compound); !file.empty()) return file;
  // a name of the catalogue inside a longer one ("T-DM1 + pertuzumab"), the longest, of five characters or more
  std::string best;
  std::size_t length = 4;
  const std::string key = name_key(compound);
  for (const Entry& e : entries_)
    for (const std::string& k : e.keys)
      if (k.size() > length && key.find(k) != std::string::npos && (e.has_drug() || key.ends_with("mab")))
        best = e.file, length = k.size();
  if (!best.empty()) return best;
  return by_words(note);
}

TypicalModel* Molecules::compiled(const Entry& entry, const std::string& model, const std::string& species) {
  const std::string key = entry.file + "\n" + model + "\n" + species;
  if (const auto it = models_.find(key); it != models_.end()) return it->second.get();
  CompoundDescription compound = entry.compound;
  std::string name = model;
  const ModelDescription base = resolve_model(compound, model);
  if (base.species != species) {  // by weight, as data/conventions.toml says
    const Conventions& rules = conventions();
    ModelDescription scaled;
    scaled.name = name = "scaled-to-" + species;
    scaled.title = fmt::format("{}, scaled to {} by weight", base.title, species);
    scaled.species = species;
    scaled.like = model;
    scaled.place = base.place;
    for (const auto& [n, s] : rules.species)
      if (n == species) scaled.body_weight = s.body_weight;
    AllometryDescription allometry;
    const auto exponent = [&](const char* rule) { return *tansine::find(rules.exponents, rule); };
    const bool antibody = base.resolution.text == "antibody";
    for (const NamedQuantity& p : base.parameters) {
      const Dimension d = p.quantity.value.dimension();
      const bool of_payload =
          base.payload && p.name.find('_') != std::string::npos &&
          (p.name.ends_with("_" + base.payload->species.text) ||
           p.name.ends_with("_" + base.payload->metabolite.text) || p.name.ends_with("_" + compound.payload.name));
      if (d == dimension::clearance)
        allometry.exponents.push_back(
            {p.name, exponent(of_payload                                               ? "payload_clearance"
                              : antibody || p.name == "CL_naked" || p.name == "CL_NAB" ? "antibody_clearance"
                                                                                       : "clearance")});
      else if (d == dimension::volume)
        allometry.exponents.push_back({p.name, exponent("volume")});
      else if (d == dimension::amount || d == dimension::mass || d == dimension::amount / dimension::time ||
               d == dimension::mass / dimension::time)
        allometry.exponents.push_back({p.name, exponent("amount")});
    }
    scaled.allometry = std::move(allometry);
    // the human model needs a weight to be scaled from, and covariates of people mean nothing in an animal
    for (ModelDescription& m : compound.models)
      if (m.name == model) {
        m = base;
        if (!m.body_weight)
          for (const auto& [n, s] : rules.species)
            if (n == base.species) m.body_weight = s.body_weight;
        m.covariates.clear();
        m.covariate_effects.clear();
      }
    compound.models.push_back(std::move(scaled));
  }
  auto made = std::make_unique<TypicalModel>(std::move(compound), name);
  return (models_[key] = std::move(made)).get();
}

FoundModel Molecules::choose(const Entry& entry, const std::string& species, AnalyteKind kind) {
  std::vector<const ModelDescription*> order;
  const CompoundDescription& c = entry.compound;
  for (const std::string* first : {&c.prediction_model, &c.default_model})
    if (const ModelDescription* m = c.model(*first);
        m != nullptr && std::find(order.begin(), order.end(), m) == order.end())
      order.push_back(m);
  for (const ModelDescription& m : c.models)
    if (std::find(order.begin(), order.end(), &m) == order.end()) order.push_back(&m);
  const auto species_of_model = [&](const ModelDescription* m) {
    const std::string s = resolve_model(entry.compound, m->name).species;
    return s.empty() ? std::string("human") : s;
  };
  FoundModel found;
  const auto take = [&](const ModelDescription* m, AnalyteKind shown, bool scaled) {
    TypicalModel* t = compiled(entry, m->name, species);
    if (!t->has(shown)) return false;
    double factor = 1;
    if (shown != kind) {
      // all drugs on the conjugate by the mean of the lot, or the other way around
      const double MW = t->molar_mass(AnalyteKind::conjugate), dar = t->mean_dar();
      if (!(MW > 0) || !(dar > 0)) return false;
      factor = kind == AnalyteKind::conjugated_drug ? dar / MW : MW / dar;
    }
    found.model = t;
    found.analyte = kind;
    found.shown_as = shown;
    found.factor = factor;
    found.label =
        fmt::format("{}, {}{}", entry.file, m->name, scaled ? fmt::format(" scaled from human to {}", species) : "");
    if (shown != kind) found.label += fmt::format(" ({} by the lot's mean DAR)", analyte_name(kind));
    return true;
  };
  std::vector<AnalyteKind> ways{kind};
  if (kind == AnalyteKind::conjugated_drug) ways.push_back(AnalyteKind::conjugate);
  if (kind == AnalyteKind::conjugate) ways.push_back(AnalyteKind::conjugated_drug);
  for (const AnalyteKind shown : ways) {
    for (const ModelDescription* m : order)
      if (species_of_model(m) == species && take(m, shown, false)) return found;
    if (species != "human")
      for (const ModelDescription* m : order)
        if (species_of_model(m) == "human" && take(m, shown, true)) return found;
  }
  return found;
}

FoundModel Molecules::find(const std::string& compound, const std::string& species_text, const std::string& analyte,
                           const std::string& note) {
  FoundModel none;
  const std::string species = species_of(species_text);
  if (species.empty()) {
    none.why_not = fmt::format("\"{}\" is no species that is simulated (human, cynomolgus, rat, mouse)", species_text);
    return none;
  }
  const std::string file = file_of(compound, note);
  const auto entry = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.file == file; });
  if (entry == entries_.end()) {
    none.why_not = fmt::format("unknown compound \"{}\", and its name does not say its linker and payload", compound);
    return none;
  }
  const CompoundDescription& c = entry->compound;
  AnalyteWords words{.payload = c.payload.name,
                     .metabolite = {},
                     .names = c.aliases,
                     .antibody = c.antibody.name,
                     .antibody_only = !entry->has_drug()};
  words.names.push_back(c.name);
  for (const std::string& n : names_in(compound)) words.names.push_back(n);
  const std::optional<AnalyteKind> kind = analyte_of(analyte, words);
  if (!kind) {
    none.why_not = fmt::format("the analyte \"{}\" of {} is not one that is followed", analyte, c.name);
    return none;
  }
  FoundModel found = choose(*entry, species, *kind);
  if (found.model == nullptr)
    found.why_not = fmt::format("no model of {} in {} has {}", c.name, species, analyte_name(*kind));
  return found;
}

bool calibrated_on(const ModelDescription& model, const std::string& study, const std::string& dose,
                   const std::string& dose_unit) {
  const std::optional<DoseWords> given = dose_of(dose, dose_unit);
  for (const CalibratedOnDescription& c : model.calibrated_on) {
    if (name_key(study).find(name_key(c.study)) == std::string::npos) continue;
    if (c.doses.empty()) return true;
    for (const std::string& d : c.doses) {
      const std::size_t blank = d.find(' ');
      const std::optional<DoseWords> known =
          blank == std::string::npos ? std::nullopt : dose_of(d.substr(0, blank), d.substr(blank + 1));
      if (known && given && known->basis == given->basis && std::abs(std::log(known->amount / given->amount)) < 1e-6)
        return true;
    }
  }
  return false;
}

}  // namespace tansine
