#include "studies/scaling.hpp"

#include "base/resources.hpp"
#include "library/assembly.hpp"
#include "studies/compound_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>

namespace tansine {

std::vector<std::string> scaling_rules() {
  std::vector<std::string> rules;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(data_directory() / "scaling", error))
    if (entry.path().extension() == ".toml") rules.push_back(entry.path().stem().string());
  std::sort(rules.begin(), rules.end());
  return rules;
}

namespace {

/// The rule's exponents for the parameters of this model: its own names, and those of the free payload by kind.
QuantityTable exponents_for(const ModelDescription& base, const std::string& payload, const QuantityTable& rule) {
  QuantityTable out;
  for (const NamedQuantity& e : rule)
    if (e.name == "clearance" || e.name == "volume" || e.name == "rate" || find(base.parameters, e.name) != nullptr)
      out.push_back(e);
  const SourcedQuantity* const clearance = find(rule, "payload_clearance");
  const SourcedQuantity* const volume = find(rule, "payload_volume");
  for (const NamedQuantity& p : base.parameters) {
    if (payload.empty() || !p.name.ends_with("_" + payload) || find(out, p.name) != nullptr) continue;
    const Dimension d = p.quantity.value.dimension();
    if (d == dimension::clearance && clearance != nullptr) out.push_back({p.name, *clearance});
    if (d == dimension::volume && volume != nullptr) out.push_back({p.name, *volume});
  }
  return out;
}

std::optional<SourcedQuantity> target_weight(const ScalingInput& scaling, const std::filesystem::path& folder,
                                             Problems& problems) {
  if (scaling.weight) {
    const Quantity& w = scaling.weight->value;
    if (w.dimension() != dimension::mass || !(w.value() > 0)) {
      problems.error(scaling.weight->place, fmt::format("scaling: weight is {}, expected a mass", w.text()));
      return {};
    }
    std::vector<SourcedQuantity> given(1);
    given[0].value = w;
    given[0].source = "assumed: by the study's [scaling]";
    given[0].place = scaling.weight->place;
    return given[0];
  }
  try {
    const ModelDescription species = read_part("species/" + scaling.to.value, folder, scaling.to.place);
    if (species.body_weight) return species.body_weight;
    problems.error(scaling.to.place, fmt::format("data/species/{}.toml gives no body_weight", scaling.to.value),
                   "weight = \"70 kg\"");
  } catch (const InputError& e) {
    problems.add(e.problems());
  }
  return {};
}

}  // namespace

std::string add_scaled_model(CompoundDescription& compound, const std::string& model, const ScalingInput& scaling,
                             const std::filesystem::path& folder, Problems& problems) {
  const ModelDescription base = resolve_model(compound, model);
  bool right = true;
  const auto fail = [&](const Place& place, const std::string& what, const std::string& hint = {}) {
    problems.error(place, what, hint);
    right = false;
  };
  if (!scaling.from.value.empty() && scaling.from.value != base.species)
    fail(scaling.from.place, fmt::format("model \"{}\" is of species \"{}\", and [scaling] starts from \"{}\"", model,
                                         base.species, scaling.from.value));
  const std::vector<std::string> rules = scaling_rules();
  const std::string& rule = scaling.rule.value;
  if (std::find(rules.begin(), rules.end(), rule) == rules.end())
    fail(scaling.rule.place, fmt::format("there is no scaling rule \"{}\"{}", rule, did_you_mean(rule, rules)),
         fmt::format("there is {}", fmt::join(rules, ", ")));
  if (!base.body_weight) fail(scaling.place, fmt::format("model \"{}\" gives no body_weight to scale from", model));
  const std::optional<SourcedQuantity> weight = target_weight(scaling, folder, problems);
  if (!right || !weight) return model;

  std::string payload = compound.payload.name;
  if (base.payload && base.payload->species.given()) payload = base.payload->species.text;
  const ModelDescription exponents = read_part("scaling/" + rule, folder, scaling.rule.place);
  ModelDescription scaled;
  scaled.name = model + "-in-" + scaling.to.value;
  scaled.title = fmt::format("{} scaled from {} to {} by rule {}", model, base.species, scaling.to.value, rule);
  scaled.like = model;
  scaled.species = scaling.to.value;
  scaled.body_weight = weight;
  scaled.place = scaling.place;
  for (const Located<std::string>& part : scaling.uses) scaled.uses.push_back(part.value);
  scaled.allometry = AllometryDescription{
      exponents_for(base, payload, exponents.allometry ? exponents.allometry->exponents : QuantityTable{}),
      scaling.place};
  // effects of weight are around the weight that is scaled to
  for (const CovariateDescription& c : base.covariates)
    if (c.name == "WT") scaled.covariates.push_back({c.name, *weight});
  const std::string name = scaled.name;
  compound.models.push_back(std::move(scaled));
  read_parts(compound, folder);
  return name;
}

}  // namespace tansine
