#include "library/parameter_book.hpp"

#include "library/covariates/effects.hpp"
#include "library/sourced.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tansine {

Quantity one_of(Dimension dimension) { return {1, unit(canonical_unit(dimension))}; }

ParameterBook::ParameterBook(Model& model, const ModelDescription& description, Problems& problems)
    : model_(model),
      description_(description),
      problems_(problems),
      where_(fmt::format("model '{}'", description.name)) {}

const NamedQuantity* ParameterBook::search(const Role& role, const std::string& suffix, bool fallback) const {
  std::vector<std::string> names{role.name};
  names.insert(names.end(), role.also.begin(), role.also.end());
  std::vector<std::string> tried;
  if (!suffix.empty())
    for (const std::string& n : names) tried.push_back(n + "_" + suffix);
  if (suffix.empty() || fallback) tried.insert(tried.end(), names.begin(), names.end());
  for (const std::string& n : tried)
    for (const NamedQuantity& q : description_.parameters)
      if (q.name == n) return &q;
  return nullptr;
}

PaperValue ParameterBook::need(const Role& role, const std::vector<Dimension>& dimensions,
                               const std::string& needed_by) {
  return need(role, dimensions, needed_by, "", true);
}
std::optional<PaperValue> ParameterBook::find(const Role& role, const std::vector<Dimension>& dimensions,
                                              const std::string& needed_by) {
  return find(role, dimensions, needed_by, "", true);
}

std::optional<PaperValue> ParameterBook::find(const Role& role, const std::vector<Dimension>& dimensions,
                                              const std::string& needed_by, const std::string& suffix, bool fallback) {
  const NamedQuantity* q = search(role, suffix, fallback);
  if (q == nullptr) return std::nullopt;
  return use(*q, role, dimensions, needed_by);
}

PaperValue ParameterBook::need(const Role& role, const std::vector<Dimension>& dimensions, const std::string& needed_by,
                               const std::string& suffix, bool fallback) {
  if (search(role, suffix, fallback) == nullptr) {
    const std::string name = suffix.empty() || fallback ? role.name : role.name + "_" + suffix;
    std::vector<std::string> idle;
    for (const NamedQuantity& p : description_.parameters)
      if (!used_.contains(p.name)) idle.push_back(p.name);
    const std::string also = role.also.empty() ? "" : fmt::format(" (or {})", fmt::join(role.also, ", "));
    problems_.error(description_.place,
                    fmt::format("{}: {} needs parameter '{}'{} [{}]{}", where_, needed_by, name, also,
                                canonical_unit(dimensions.front()), did_you_mean(name, idle)));
    return {Expr(one_of(dimensions.front())), 1};
  }
  return find(role, dimensions, needed_by, suffix, fallback).value_or(PaperValue{Expr(one_of(dimensions.front())), 1});
}

PaperValue ParameterBook::need_fraction(const Role& role, const std::string& needed_by) {
  const PaperValue v = need(role, {dimension::one}, needed_by);
  if (!(v.typical >= 0 && v.typical <= 1))
    problems_.error(description_.place,
                    fmt::format("{}: '{}' is {}, expected a fraction between 0 and 1", where_, role.name, v.typical));
  return v;
}

std::optional<PaperValue> ParameterBook::use(const NamedQuantity& parameter, const Role& role,
                                             const std::vector<Dimension>& dimensions, const std::string& needed_by) {
  const SourcedQuantity& q = parameter.quantity;
  const std::string what = fmt::format("{}: '{}'", where_, parameter.name);
  auto matches = [&](Dimension d) { return std::find(dimensions.begin(), dimensions.end(), d) != dimensions.end(); };
  const bool sizable = matches(dimension::volume) || matches(dimension::clearance);
  const Dimension d = q.value.dimension();
  const bool per_weight = sizable && !matches(d) && matches(d * dimension::mass);
  const bool per_surface = sizable && !matches(d) && matches(d * dimension::area);
  if (!matches(d) && !per_weight && !per_surface) {
    std::vector<std::string> expected;
    for (const Dimension each : dimensions) expected.push_back(canonical_unit(each));
    problems_.error(q.place, fmt::format("{} has unit {}, expected {} ({})", what, canonical_unit(d),
                                         fmt::join(expected, " or "), needed_by));
    return std::nullopt;
  }
  if (const auto it = used_.find(parameter.name); it != used_.end()) return it->second.individual;

  check_source(q, what, problems_);
  // sizes and concentrations divide, so that 0 is wrong too; rates and clearances may be 0
  const Dimension size = per_weight ? d * dimension::mass : per_surface ? d * dimension::area : d;
  const bool none_is_fine = role.name == "R0";  // no target
  const bool divides = !none_is_fine && (size == dimension::volume || size == dimension::concentration ||
                                         size == dimension::molar_mass || size == dimension::mass_concentration);
  const bool flows = none_is_fine || size == dimension::clearance || size == dimension::rate;
  if ((divides && !(q.value.value() > 0)) || (flows && !(q.value.value() >= 0)))
    problems_.error(q.place,
                    fmt::format("{} is {}, expected {}", what, q.value.text(), divides ? "more than 0" : "0 or more"));
  const Variability variability = variability_of(q.variability, q.place, what, problems_);
  Used used;
  used.omega2 = variability.omega2;
  used.population = model_.parameter(parameter.name, q.value, q.meaning.empty() ? role.meaning : q.meaning,
                                     q.source.empty() ? "missing" : q.source, variability);
  PaperValue value{used.population, q.value.value()};
  if (per_weight) {
    const PaperValue weight = covariate("WT", q.place, what);
    value = {value.expr * weight.expr, value.typical * weight.typical};
  }
  if (per_surface) {
    const PaperValue surface = covariate("BSA", q.place, what);
    value = {value.expr * surface.expr, value.typical * surface.typical * coherence_factor(d, dimension::area)};
  }
  value = apply_effects(parameter.name, value);
  const bool changed = per_weight || per_surface || value.expr.node() != used.population.node();
  if (changed) value.expr = model_.derived(parameter.name + "_i", value.expr);
  used.individual = value;
  used_.emplace(parameter.name, used);
  return value;
}

PaperValue ParameterBook::covariate(const std::string& name, const Place& place, const std::string& needed_by) {
  if (const auto it = covariates_.find(name); it != covariates_.end()) return it->second;
  const auto declared = std::find_if(description_.covariates.begin(), description_.covariates.end(),
                                     [&](const CovariateDescription& c) { return c.name == name; });
  const SourcedQuantity* q = nullptr;
  if (declared != description_.covariates.end()) q = &declared->reference;
  if (q == nullptr && name == "WT" && description_.body_weight) q = &*description_.body_weight;
  if (q == nullptr) {
    std::vector<std::string> known;
    for (const CovariateDescription& c : description_.covariates) known.push_back(c.name);
    problems_.error(place, fmt::format("{} needs covariate '{}', which [model.{}.covariates] lacks{}", needed_by, name,
                                       description_.name, did_you_mean(name, known)));
    return covariates_[name] = {};
  }
  const Dimension expected = name == "WT" ? dimension::mass : name == "BSA" ? dimension::area : q->value.dimension();
  const std::string what = fmt::format("{}: covariate '{}'", where_, name);
  if (q->value.dimension() != expected) {
    problems_.error(q->place, fmt::format("{} has unit {}, expected {}", what, canonical_unit(q->value.dimension()),
                                          canonical_unit(expected)));
    return covariates_[name] = {};
  }
  check_source(*q, what, problems_);
  const std::string meaning = q->meaning.empty() ? (name == "WT" ? "body weight" : name) : q->meaning;
  const Expr e = model_.covariate(name, q->value, meaning, q->source.empty() ? "missing" : q->source);
  return covariates_[name] = {e, q->value.value()};
}

Expr ParameterBook::reference(const std::string& name) {
  if (const auto it = references_.find(name); it != references_.end()) return it->second;
  for (const CovariateDescription& c : description_.covariates)
    if (c.name == name)
      return references_
          .emplace(name, model_.parameter(name + "_ref", c.reference.value, "reference of " + name,
                                          c.reference.source.empty() ? "missing" : c.reference.source))
          .first->second;
  return references_.emplace(name, Expr(1.0)).first->second;
}

Expr ParameterBook::effect_factor(const CovariateEffectDescription& effect, std::size_t index) {
  if (const auto it = effects_.find(index); it != effects_.end()) return it->second;
  const std::string what =
      fmt::format("{}: effect of '{}' on '{}'", where_, effect.covariate, fmt::join(effect.on, ", "));
  const std::string form = chosen(effect.form, {"power", "exponential", "fractional", "factor"}, "", what + ": form",
                                  effect.place, problems_);
  if (form.empty() && !effect.form.given()) problems_.error(effect.place, what + " has no form");
  const Expr c = covariate(effect.covariate, effect.place, what).expr;
  check_source(effect.coefficient, what, problems_);
  const std::string name =
      effect.name.empty() ? fmt::format("b_{}_{}", effect.covariate, effect.on.front()) : effect.name;
  const SourcedQuantity& q = effect.coefficient;
  const Dimension d = q.value.dimension();
  const bool slope = form == "exponential" || form == "fractional";
  const Dimension expected = slope ? inverse(c.dimension()) : dimension::one;
  if (form.empty() || d != expected) {
    if (!form.empty())
      problems_.error(effect.place, fmt::format("{}: coefficient has unit {}, expected {}", what, canonical_unit(d),
                                                canonical_unit(expected)));
    return effects_.emplace(index, Expr(1.0)).first->second;
  }
  const std::string meaning = q.meaning.empty() ? fmt::format("{} effect of {}", form, effect.covariate) : q.meaning;
  const Variability v = variability_of(q.variability, q.place, what, problems_);
  const Expr b = model_.parameter(name, q.value, meaning, q.source.empty() ? "missing" : q.source, v);
  Expr factor = 1.0;
  if (form == "power") factor = power_effect(c, reference(effect.covariate), b);
  if (form == "exponential") factor = exponential_effect(c, reference(effect.covariate), b);
  if (form == "fractional") factor = fractional_effect(c, reference(effect.covariate), b);
  if (form == "factor") factor = factor_effect(c, b);
  return effects_.emplace(index, factor).first->second;
}

PaperValue ParameterBook::apply_effects(const std::string& parameter, PaperValue value) {
  for (std::size_t i = 0; i < description_.covariate_effects.size(); ++i) {
    const CovariateEffectDescription& effect = description_.covariate_effects[i];
    if (std::find(effect.on.begin(), effect.on.end(), parameter) != effect.on.end())
      value.expr = value.expr * effect_factor(effect, i);  // 1 at the reference: the typical value stays
  }
  for (const SharedVariabilityDescription& s : description_.shared_variability) {
    if (std::find(s.on.begin(), s.on.end(), parameter) == s.on.end()) continue;
    if (!shared_.contains(s.name)) {
      const std::string what = fmt::format("{}: shared variability '{}'", where_, s.name);
      if (!s.variability.given()) problems_.error(s.place, what + " needs one of cv, omega, omega2");
      if (s.source.empty()) problems_.error(s.place, what + " has no source");
      const Variability variability = variability_of(s.variability, s.place, what, problems_);
      const Expr factor = model_.parameter(s.name, Quantity(1, unit("1")),
                                           fmt::format("factor between patients on {}", fmt::join(s.on, ", ")),
                                           s.source.empty() ? "missing" : s.source, variability);
      shared_.emplace(s.name, factor);
      // covariances may name it like any parameter
      used_.emplace(s.name, Used{.individual = {}, .population = factor, .omega2 = variability.omega2});
    }
    value.expr = value.expr * shared_.at(s.name);
  }
  return value;
}

double ParameterBook::typical_weight() const {
  for (const CovariateDescription& c : description_.covariates)
    if (c.name == "WT" && c.reference.value.dimension() == dimension::mass) return c.reference.value.value();
  return description_.body_weight ? description_.body_weight->value.value() : 0;
}
double ParameterBook::typical_surface() const {
  for (const CovariateDescription& c : description_.covariates)
    if (c.name == "BSA" && c.reference.value.dimension() == dimension::area) return c.reference.value.value();
  return 0;
}

void ParameterBook::add_covariances() {
  for (const CovarianceDescription& c : description_.covariances) {
    const std::string what = fmt::format("{}: covariance of '{}' and '{}'", where_, c.first, c.second);
    if (c.source.empty()) problems_.error(c.place, what + " has no source");
    if (c.covariance.has_value() == c.correlation.has_value()) {
      problems_.error(c.place, what + " needs either covariance or correlation");
      continue;
    }
    auto a = used_.find(c.first), b = used_.find(c.second);
    bool known = true;
    for (const auto& [name, it] : {std::pair{c.first, a}, std::pair{c.second, b}}) {
      std::vector<std::string> names;
      for (const auto& [n, u] : used_) names.push_back(n);
      if (it == used_.end()) {
        problems_.error(c.place, fmt::format("{}: unknown parameter '{}'{}", what, name, did_you_mean(name, names)));
        known = false;
      } else if (it->second.omega2 <= 0) {
        problems_.error(c.place, fmt::format("{}: '{}' has no variability", what, name));
        known = false;
      }
    }
    if (!known) continue;
    const double sd = std::sqrt(a->second.omega2 * b->second.omega2);
    const double covariance = c.covariance ? *c.covariance : *c.correlation * sd;
    if (!(std::abs(covariance) <= sd))
      problems_.error(c.place, fmt::format("{}: correlation {:.4g} is not between -1 and 1", what, covariance / sd));
    else
      model_.covariance(a->second.population, b->second.population, covariance);
  }
}

void ParameterBook::finish() {
  add_covariances();
  std::vector<std::string> used, all;
  for (const auto& [name, u] : used_) used.push_back(name);
  for (const NamedQuantity& p : description_.parameters) {
    all.push_back(p.name);
    if (!p.shared && !used_.contains(p.name))
      problems_.error(p.quantity.place, fmt::format("{}: no mechanism of this model uses parameter '{}'{}", where_,
                                                    p.name, did_you_mean(p.name, used)));
  }
  auto check_targets = [&](const std::vector<std::string>& on, const Place& place, const std::string& what) {
    if (on.empty()) problems_.error(place, fmt::format("{}: {} names no parameter", where_, what));
    for (const std::string& name : on)
      if (std::find(all.begin(), all.end(), name) == all.end())
        problems_.error(
            place, fmt::format("{}: {} acts on unknown parameter '{}'{}", where_, what, name, did_you_mean(name, all)));
  };
  for (const CovariateEffectDescription& e : description_.covariate_effects)
    check_targets(e.on, e.place, fmt::format("the effect of '{}'", e.covariate));
  for (const SharedVariabilityDescription& s : description_.shared_variability)
    check_targets(s.on, s.place, fmt::format("shared variability '{}'", s.name));
  for (const CovariateDescription& c : description_.covariates)
    if (!covariates_.contains(c.name))
      problems_.error(c.reference.place, fmt::format("{}: covariate '{}' has no effect", where_, c.name));
}

}  // namespace tansine
