#include "studies/covariate_model.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <map>

namespace tansine {
namespace {

/// The dimension of every covariate that somebody asks for, by name.
std::map<std::string, Dimension> wanted(std::span<const Program* const> programs) {
  std::map<std::string, Dimension> names{
      {"WT", dimension::mass}, {"HT", dimension::length}, {"BSA", dimension::area}, {"sex", dimension::one}};
  for (const Program* program : programs)
    for (const ParameterInfo& p : program->parameters)
      if (p.covariate) names.try_emplace(p.name, unit(p.unit).dimension);
  return names;
}

CovariateDistribution distribution_of(const std::string& name, const CovariateInput& in) {
  CovariateDistribution d{.name = name};
  if (in.distribution == "fixed") {
    d.location = in.value->value.value();
  } else if (in.distribution == "normal") {
    d.kind = CovariateDistribution::Kind::normal;
    d.location = in.mean->value.value();
    d.spread = in.sd->value.value();
  } else if (in.distribution == "lognormal") {
    d.kind = CovariateDistribution::Kind::lognormal;
    d.location = in.median->value.value();
    d.spread = in.sd_log ? *in.sd_log : std::sqrt(std::log1p(*in.cv * *in.cv));
  } else {
    d.kind = CovariateDistribution::Kind::bernoulli;
    d.location = *in.probability;
  }
  if (in.min) d.lower = in.min->value.value();
  if (in.max) d.upper = in.max->value.value();
  return d;
}

}  // namespace

CovariateModel covariate_model(const std::vector<Entry<CovariateInput>>& population,
                               const std::vector<Entry<CovariateInput>>& study,
                               std::span<const Program* const> programs, Problems& problems) {
  const std::map<std::string, Dimension> names = wanted(programs);
  std::vector<std::string> known;
  for (const auto& [name, dimension] : names) known.push_back(name);

  CovariateModel model;
  const auto take = [&](const Entry<CovariateInput>& entry, bool must_be_known) {
    const auto it = names.find(entry.name);
    if (it == names.end()) {
      // a population serves many compounds: what this one does not use is passed over
      if (must_be_known)
        problems.error(entry.place,
                       fmt::format("unknown covariate \"{}\"{}", entry.name, did_you_mean(entry.name, known)));
      return;
    }
    const CovariateInput& in = entry.value;
    bool good = true;
    for (const auto& [given, what] :
         {std::pair{&in.value, "value"}, std::pair{&in.mean, "mean"}, std::pair{&in.sd, "sd"},
          std::pair{&in.median, "median"}, std::pair{&in.min, "min"}, std::pair{&in.max, "max"}})
      if (*given && (*given)->value.dimension() != it->second) {
        problems.error((*given)->place,
                       fmt::format("{} of covariate '{}' has unit {}, expected {}", what, entry.name,
                                   canonical_unit((*given)->value.dimension()), canonical_unit(it->second)));
        good = false;
      }
    const bool positive = entry.name == "WT" || entry.name == "HT" || entry.name == "BSA";
    if (positive && in.distribution == "normal" && !in.min) {
      problems.error(in.place,
                     fmt::format("covariate '{}' must stay positive: give a min, or make it lognormal", entry.name));
      good = false;
    }
    for (const auto* q : {&in.value, &in.mean, &in.median, &in.min})
      if (positive && *q && !((*q)->value.value() > 0)) {
        problems.error((*q)->place,
                       fmt::format("covariate '{}' must be positive, got {}", entry.name, (*q)->value.text()));
        good = false;
      }
    if (!good) return;
    CovariateDistribution d = distribution_of(entry.name, in);
    const auto same = std::find_if(model.distributions.begin(), model.distributions.end(),
                                   [&](const CovariateDistribution& x) { return x.name == entry.name; });
    if (same != model.distributions.end())
      *same = std::move(d);
    else
      model.distributions.push_back(std::move(d));
  };
  for (const Entry<CovariateInput>& e : population) take(e, false);
  for (const Entry<CovariateInput>& e : study) take(e, true);
  return model;
}

}  // namespace tansine
