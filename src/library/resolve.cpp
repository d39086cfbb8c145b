// The description a model starts from: `like`, allometry and overrides carried out.

#include "library/assembly.hpp"
#include "library/distribution/allometry.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tansine {

namespace {

void replace(Choice& base, const Choice& own) {
  if (own.given()) base = own;
}
template <class T>
void replace(std::optional<T>& base, const std::optional<T>& own) {
  if (own) base = own;
}
void replace(std::string& base, const std::string& own) {
  if (!own.empty()) base = own;
}
template <class T>
void append(std::vector<T>& base, const std::vector<T>& own) {
  base.insert(base.end(), own.begin(), own.end());
}

void replace(QuantityTable& base, const QuantityTable& own) {
  for (const NamedQuantity& q : own) {
    const auto it = std::find_if(base.begin(), base.end(), [&](const NamedQuantity& p) { return p.name == q.name; });
    if (it == base.end())
      base.push_back(q);
    else
      *it = q;
  }
}

/// Setting by setting.
void replace(std::vector<MechanismDescription>& base, const std::vector<MechanismDescription>& own) {
  for (const MechanismDescription& m : own) {
    const auto it = std::find_if(base.begin(), base.end(), [&](const auto& b) { return b.name == m.name; });
    if (it == base.end()) {
      base.push_back(m);
      continue;
    }
    it->place = m.place;
    it->shared = it->shared && m.shared;
    for (const Setting& s : m.settings) {
      std::erase_if(it->settings, [&](const Setting& x) { return x.name == s.name; });
      it->settings.push_back(s);
    }
  }
}

ModelDescription merged(ModelDescription base, const ModelDescription& own) {
  base.name = own.name;
  base.place = own.place;
  base.notes = own.notes;
  base.like.clear();
  replace(base.title, own.title);
  replace(base.species, own.species);
  replace(base.resolution, own.resolution);
  replace(base.lot, own.lot);
  replace(base.body_weight, own.body_weight);
  replace(base.reference_dose, own.reference_dose);
  replace(base.disposition.compartments, own.disposition.compartments);
  replace(base.disposition.clearance, own.disposition.clearance);
  replace(base.disposition.saturable, own.disposition.saturable);
  replace(base.disposition.clearance_over_time, own.disposition.clearance_over_time);
  replace(base.disposition.over_time_of, own.disposition.over_time_of);
  replace(base.disposition.absorption, own.disposition.absorption);
  replace(base.disposition.exchange, own.disposition.exchange);
  replace(base.disposition.elimination, own.disposition.elimination);
  replace(base.deconjugation.law, own.deconjugation.law);
  replace(base.deconjugation.where, own.deconjugation.where);
  replace(base.target, own.target);
  replace(base.payload, own.payload);
  replace(base.parameters, own.parameters);
  for (const CovariateDescription& c : own.covariates) {
    std::erase_if(base.covariates, [&](const CovariateDescription& x) { return x.name == c.name; });
    base.covariates.push_back(c);
  }
  append(base.covariate_effects, own.covariate_effects);
  append(base.covariances, own.covariances);
  append(base.shared_variability, own.shared_variability);
  append(base.residual_errors, own.residual_errors);
  replace(base.mechanisms, own.mechanisms);
  return base;
}

/// The parts that a model uses, the later over the earlier. A model need not use all that they have.
ModelDescription parts_of(const CompoundDescription& compound, const ModelDescription& model) {
  ModelDescription all;
  for (const std::string& name : model.uses) {
    const auto part = std::find_if(compound.parts.begin(), compound.parts.end(),
                                   [&](const ModelDescription& p) { return p.name == name; });
    if (part == compound.parts.end())
      throw InputError(model.place, fmt::format("model '{}' uses a part \"{}\" that was not read", model.name, name));
    all = merged(std::move(all), *part);
  }
  for (NamedQuantity& p : all.parameters) p.shared = true;
  for (MechanismDescription& m : all.mechanisms) m.shared = true;
  return all;
}

ModelDescription resolve(const CompoundDescription& compound, const std::string& name, int depth) {
  const ModelDescription* model = compound.model(name);
  if (model == nullptr) {
    std::vector<std::string> known;
    for (const ModelDescription& m : compound.models) known.push_back(m.name);
    throw InputError(compound.place,
                     fmt::format("'{}' has no model '{}'{}", compound.name, name, did_you_mean(name, known)));
  }
  Problems problems;
  if (model->like.empty()) {
    if (model->allometry)
      problems.error(model->allometry->place, fmt::format("model '{}': allometry needs 'like'", name));
    problems.throw_if_errors();
    return model->uses.empty() ? *model : merged(parts_of(compound, *model), *model);
  }
  if (depth > 20) throw InputError(model->place, fmt::format("model '{}': 'like' goes around in a circle", name));
  ModelDescription base = resolve(compound, model->like, depth + 1);
  if (model->allometry) base.parameters = scale_allometrically(base, *model, problems);
  problems.throw_if_errors();
  if (!model->uses.empty()) base = merged(std::move(base), parts_of(compound, *model));
  return merged(std::move(base), *model);
}

}  // namespace

ModelDescription resolve_model(const CompoundDescription& compound, const std::string& model) {
  if (model.empty() && compound.default_model.empty())
    throw InputError(compound.place, fmt::format("'{}' names no default_model", compound.name));
  ModelDescription resolved = resolve(compound, model.empty() ? compound.default_model : model, 0);
  std::erase_if(resolved.mechanisms, [](const MechanismDescription& m) { return m.shared; });
  return resolved;
}

double dose_molar_mass(const CompoundDescription& compound, const std::string& model) {
  const ModelDescription description = resolve_model(compound, model);
  const SourcedQuantity* MW = find(description.parameters, "MW");
  if (MW == nullptr && compound.molar_mass) MW = &*compound.molar_mass;
  if (MW == nullptr)
    throw InputError(compound.place,
                     fmt::format("'{}' has no molar_mass: a dose in mg cannot become nmol", compound.name));
  if (MW->value.dimension() != dimension::molar_mass || !(MW->value.value() > 0))
    throw InputError(MW->place, fmt::format("'{}': molar mass is {}, expected g/mol", compound.name, MW->value.text()));
  return MW->value.value();
}

}  // namespace tansine
