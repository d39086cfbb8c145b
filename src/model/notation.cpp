#include "model/notation.hpp"

#include "model/model_data.hpp"

#include <fmt/format.h>
#include <cmath>

namespace tansine {

Variability Variability::lognormal_cv(double cv) { return lognormal(std::log1p(cv * cv)); }

// ---------------------------------------------------------------- compositions and sides

Composition::Composition(const Moiety& moiety) { parts.push_back({Expr(1.0), moiety.id()}); }

Composition operator+(const Composition& a, const Composition& b) {
  Composition sum = a;
  sum.parts.insert(sum.parts.end(), b.parts.begin(), b.parts.end());
  return sum;
}
Composition operator*(const Expr& count, const Moiety& moiety) {
  Composition c(moiety);
  c.parts.front().count = count;
  return c;
}

Terms::Terms(const Species& species) { list.push_back({Expr(1.0), species}); }

Terms operator+(const Terms& a, const Terms& b) {
  Terms sum = a;
  sum.list.insert(sum.list.end(), b.list.begin(), b.list.end());
  return sum;
}
Terms operator+(const Species& a, const Species& b) { return Terms(a) + Terms(b); }
Terms operator*(const Expr& count, const Species& species) {
  Terms t(species);
  t.list.front().count = count;
  return t;
}
Terms operator*(double count, const Species& species) { return Expr(count) * species; }

Terms::operator Expr() const {
  Expr sum = 0.0;
  for (const Term& t : list) sum = sum + t.count * Expr(t.species);
  return sum;
}

Sides operator>>(const Terms& left, const Terms& right) { return {left, right, false}; }
Sides operator<=>(const Terms& left, const Terms& right) { return {left, right, true}; }

// ---------------------------------------------------------------- handles

Expr Compartment::volume() const { return model_->compartments[id_].volume; }

Species::operator Expr() const { return {model_, model_->graph.state(id_), model_->species[id_].dimension}; }

// ---------------------------------------------------------------- the model

Model::Model(std::string name) : data_(std::make_shared<ModelData>()) { data_->name = std::move(name); }
Model::~Model() = default;
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;

Expr Model::parameter(std::string_view name, const Quantity& value, std::string_view meaning, std::string_view source,
                      Variability variability) {
  ParameterEntry entry{.info = {.name = std::string(name),
                                .unit = canonical_unit(value.dimension()),
                                .meaning = std::string(meaning),
                                .source = std::string(source),
                                .value = value.value(),
                                .covariate = false,
                                .distribution = variability.distribution,
                                .omega2 = variability.omega2},
                       .written = value,
                       .dimension = value.dimension()};
  const auto index = static_cast<std::uint32_t>(data_->parameters.size());
  data_->parameters.push_back(std::move(entry));
  return {data_.get(), data_->graph.parameter(index), value.dimension()};
}

Expr Model::covariate(std::string_view name, const Quantity& reference, std::string_view meaning,
                      std::string_view source) {
  const Expr e = parameter(name, reference, meaning, source);
  data_->parameters.back().info.covariate = true;
  return e;
}

void Model::covariance(const Expr& first, const Expr& second, double covariance) {
  data_->covariances.push_back({first, second, covariance});
}

Expr Model::derived(std::string_view name, const Expr& value, std::string_view meaning) {
  const NodeId node = node_of(*data_, value);
  data_->derived.push_back({std::string(name), std::string(meaning), node, value.dimension()});
  // a bare parameter or state keeps its own name in print
  if (data_->graph[node].kind == GraphNode::Kind::operation) data_->names.try_emplace(node, name);
  if (!value.valid()) return value;
  return {data_.get(), node, value.dimension()};
}

Expr Model::time() { return {data_.get(), data_->graph.time(), dimension::time}; }

Compartment Model::compartment(std::string_view name, const Expr& volume) {
  if (volume.valid() && volume.dimension() != dimension::volume)
    data_->error(
        fmt::format("compartment '{}': volume has unit {}, expected L", name, canonical_unit(volume.dimension())));
  if (volume.model() != nullptr && !data_->graph[volume.node()].parameter_only())
    data_->error(
        fmt::format("compartment '{}': its volume depends on a state or on time, which is not supported", name));
  Compartment c;
  c.model_ = data_.get();
  c.id_ = static_cast<std::uint32_t>(data_->compartments.size());
  data_->compartments.push_back({std::string(name), volume});
  return c;
}

Moiety Model::moiety(std::string_view name) {
  Moiety m;
  m.model_ = data_.get();
  m.id_ = static_cast<std::uint32_t>(data_->moieties.size());
  data_->moieties.push_back({std::string(name), false});
  return m;
}

void Model::conserve(const Moiety& moiety) { data_->moieties[moiety.id()].conserved = true; }

namespace {

double nominal_of(ModelData& m, std::string_view name, const SpeciesOptions& options, Dimension dimension) {
  if (!options.nominal) return 1;
  if (options.nominal->dimension() != dimension) {
    m.error(fmt::format("species '{}': nominal has unit {}, expected {}", name,
                        canonical_unit(options.nominal->dimension()), canonical_unit(dimension)));
    return 1;
  }
  if (!(options.nominal->value() > 0) || !std::isfinite(options.nominal->value())) {
    m.error(fmt::format("species '{}': nominal must be positive", name));
    return 1;
  }
  return options.nominal->value();
}

std::uint32_t add_species(ModelData& m, SpeciesEntry entry, const SpeciesOptions& options) {
  entry.meaning = options.meaning;
  entry.nominal = nominal_of(m, entry.name, options, entry.dimension);
  m.species.push_back(std::move(entry));
  return static_cast<std::uint32_t>(m.species.size() - 1);
}

}  // namespace

Species Model::species(std::string_view name, const Compartment& compartment, const Composition& composition,
                       SpeciesOptions options) {
  Species s;
  s.model_ = data_.get();
  s.id_ = add_species(*data_,
                      {.name = std::string(name),
                       .kind = SpeciesEntry::Kind::concentration,
                       .compartment = compartment.id(),
                       .substance = options.substance,
                       .dimension = options.substance / dimension::volume,
                       .composition = composition},
                      options);
  return s;
}

Species Model::amount(std::string_view name, const Composition& composition, SpeciesOptions options) {
  Species s;
  s.model_ = data_.get();
  s.id_ = add_species(*data_,
                      {.name = std::string(name),
                       .kind = SpeciesEntry::Kind::amount,
                       .substance = options.substance,
                       .dimension = options.substance,
                       .composition = composition},
                      options);
  return s;
}

Species Model::state(std::string_view name, std::string_view unit, SpeciesOptions options) {
  UnitProblem problem;
  const std::optional<Unit> parsed = parse_unit(unit, &problem);
  if (!parsed) data_->error(fmt::format("state '{}': {}", name, problem.message));
  const Dimension d = parsed ? parsed->dimension : Dimension{};
  Species s;
  s.model_ = data_.get();
  s.id_ = add_species(
      *data_, {.name = std::string(name), .kind = SpeciesEntry::Kind::state, .substance = d, .dimension = d}, options);
  return s;
}

void Model::rate(const Species& state, const Expr& rate) {
  SpeciesEntry& s = data_->species[state.id()];
  ProcessEntry p{.name = "d" + s.name + "/dt", .kind = ProcessEntry::Kind::rate_rule};
  p.sides.right = Terms(state);
  const Dimension expected = s.dimension / dimension::time;
  if (!rate.valid()) {
  } else if (rate.dimension() != expected && !(rate.model() == nullptr && rate.constant() == 0)) {
    data_->error(fmt::format("rate of '{}' has unit {}, expected {}", s.name, canonical_unit(rate.dimension()),
                             canonical_unit(expected)));
  } else {
    p.flux = node_of(*data_, rate);
    p.valid = true;
  }
  data_->processes.push_back(std::move(p));
}

void Model::initial(const Species& state, const Expr& value) {
  SpeciesEntry& s = data_->species[state.id()];
  if (s.initial) data_->error(fmt::format("species '{}' has two initial values", s.name));
  if (!value.valid()) return;
  if (value.dimension() != s.dimension && !(value.model() == nullptr && value.constant() == 0)) {
    data_->error(fmt::format("initial value of '{}' has unit {}, expected {}", s.name,
                             canonical_unit(value.dimension()), canonical_unit(s.dimension)));
    return;
  }
  if (value.model() != nullptr && !data_->graph[value.node()].parameter_only()) {
    data_->error(fmt::format("initial value of '{}' depends on a state or on time", s.name));
    return;
  }
  s.initial = value;
}

void Model::observable(std::string_view name, const Expr& value, std::string_view unit_text, std::string_view meaning) {
  UnitProblem problem;
  const std::optional<Unit> parsed = parse_unit(unit_text, &problem);
  if (!parsed) {
    data_->error(fmt::format("observable '{}': {}", name, problem.message));
    return;
  }
  if (!value.valid()) return;
  if (parsed->dimension != value.dimension()) {
    data_->error(fmt::format("observable '{}' has unit {}, expected {} (\"{}\")", name,
                             canonical_unit(value.dimension()), canonical_unit(parsed->dimension), unit_text));
    return;
  }
  data_->observables.push_back({std::string(name), std::string(meaning), *parsed, value});
}

void Model::dose(std::string_view name, std::string_view unit_text, const std::vector<DoseShare>& shares,
                 DoseOptions options) {
  UnitProblem problem;
  const std::optional<Unit> parsed = parse_unit(unit_text, &problem);
  if (!parsed || parsed->numerator != parsed->denominator) {
    data_->error(
        fmt::format("dose target '{}': a dose is counted in a canonical unit (nmol, mg), got \"{}\"", name, unit_text));
    return;
  }
  const Dimension unit_dimension = parsed->dimension;
  auto expect = [&](const Expr& e, Dimension expected, std::string_view what) {
    if (!e.valid()) return;
    const bool bare_zero = e.model() == nullptr && e.constant() == 0;
    if (e.dimension() != expected && !bare_zero)
      data_->error(fmt::format("dose target '{}': {} has unit {}, expected {}", name, what,
                               canonical_unit(e.dimension()), canonical_unit(expected)));
    if (e.model() != nullptr && !data_->graph[e.node()].parameter_only())
      data_->error(fmt::format("dose target '{}': {} depends on a state or on time", name, what));
  };
  if (shares.empty()) data_->error(fmt::format("dose target '{}' gives to no species", name));
  for (const DoseShare& share : shares) {
    const SpeciesEntry& s = data_->species[share.species.id()];
    expect(share.share, s.substance / unit_dimension, fmt::format("the share of '{}'", s.name));
  }
  if (options.F) expect(*options.F, {}, "F");
  if (options.lag) expect(*options.lag, dimension::time, "lag");
  if (options.duration) expect(*options.duration, dimension::time, "duration");
  if (options.rate) expect(*options.rate, unit_dimension / dimension::time, "rate");
  for (const DoseOptions::Reset& r : options.resets) {
    const SpeciesEntry& s = data_->species[r.state.id()];
    expect(r.value, s.dimension, fmt::format("the reset of '{}'", s.name));
  }
  data_->doses.push_back({std::string(name), std::string(unit_text), unit_dimension, shares, std::move(options)});
}

const Problems& Model::problems() const { return data_->problems; }

Problems Model::check() const {
  Problems all = data_->problems;
  all.add(check_model(*data_));
  return all;
}

Network Model::build() const {
  check().throw_if_errors();
  // A copy, so that a model changed after build() does not change what was built. Handles inside it still point to the
  // original only as identity; node_of() is not called on a Network.
  return Network(std::make_shared<const ModelData>(*data_));
}

}  // namespace tansine
