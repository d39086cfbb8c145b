// What only the whole model can show: names, sources, orphans, balance of conserved moieties.

#include "model/model_data.hpp"

#include <fmt/format.h>
#include <cmath>
#include <map>
#include <set>

namespace tansine {
namespace {

/// Values of parameter-only nodes under one set of parameter values.
class ParameterValues {
 public:
  ParameterValues(const ModelData& m, std::vector<double> values) : m_(m), values_(std::move(values)) {
    memory_.resize(m.graph.size());
    known_.resize(m.graph.size(), false);
  }
  double operator()(const Expr& e) { return e.model() == nullptr ? e.constant() : (*this)(e.node()); }
  double operator()(NodeId id) {
    if (known_[id]) return memory_[id];
    const GraphNode& n = m_.graph[id];
    double v = 0;
    if (n.kind == GraphNode::Kind::constant)
      v = n.value;
    else if (n.kind == GraphNode::Kind::parameter)
      v = values_[n.a];
    else {
      const int k = arity(n.op);
      v = apply(n.op, (*this)(n.a), k > 1 ? (*this)(n.b) : 0, k > 2 ? (*this)(n.c) : 0);
    }
    known_[id] = true;
    return memory_[id] = v;
  }

 private:
  const ModelData& m_;
  std::vector<double> values_;
  std::vector<double> memory_;
  std::vector<bool> known_;
};

class Checker {
 public:
  explicit Checker(ModelData& m) : m_(m), reached_(m.graph.size(), false) {}

  Problems run() {
    names();
    parameters();
    covariances();
    reach();
    orphans();
    balances();
    return std::move(problems_);
  }

 private:
  void fail(std::string message) { problems_.error(Place{.name = m_.name}, std::move(message)); }

  void name(std::map<std::string, std::string>& space, const std::string& name, const std::string& what) {
    const bool good = !name.empty() && name.find_first_of(" \t\n\"\\") == std::string::npos;
    if (!good) fail(fmt::format("{} '{}': a name has no blanks and no quotes and is not empty", what, name));
    const auto [it, inserted] = space.try_emplace(name, what);
    if (!inserted) fail(fmt::format("{} '{}' has the name of a {}", what, name, it->second));
  }

  void names() {
    std::map<std::string, std::string> symbols, compartments, moieties, observables, doses;
    for (const auto& p : m_.parameters) name(symbols, p.info.name, "parameter");
    for (const auto& d : m_.derived) name(symbols, d.name, "derived parameter");
    for (const auto& s : m_.species) name(symbols, s.name, "species");
    for (const auto& c : m_.compartments) name(compartments, c.name, "compartment");
    for (const auto& x : m_.moieties) name(moieties, x.name, "moiety");
    for (const auto& o : m_.observables) name(observables, o.name, "observable");
    for (const auto& d : m_.doses) name(doses, d.name, "dose target");
    std::set<std::string> processes;
    for (const auto& p : m_.processes)
      if (p.kind != ProcessEntry::Kind::rate_rule && !processes.insert(p.name).second)
        fail(fmt::format("two processes are named '{}'", p.name));
  }

  void parameters() {
    for (const ParameterEntry& p : m_.parameters) {
      const ParameterInfo& i = p.info;
      if (!std::isfinite(i.value)) fail(fmt::format("parameter '{}' is not finite", i.name));
      if (i.meaning.empty()) fail(fmt::format("parameter '{}' says no meaning", i.name));
      if (i.source.empty()) fail(fmt::format("parameter '{}' has no source; cite one or say 'assumed: why'", i.name));
      if (i.distribution == Distribution::none) continue;
      if (!(i.omega2 >= 0) || !std::isfinite(i.omega2))
        fail(fmt::format("parameter '{}': omega2 is {}, expected a number >= 0", i.name, i.omega2));
      if (i.distribution == Distribution::lognormal && !(i.value > 0))
        fail(fmt::format("parameter '{}' varies lognormally, so its value must be positive, got {}", i.name, i.value));
      if (i.distribution == Distribution::logit && !(i.value > 0 && i.value < 1))
        fail(fmt::format("parameter '{}' varies on the logit scale, so its value must be between 0 and 1, got {}",
                         i.name, i.value));
    }
  }

  const ParameterInfo* parameter_of(const Expr& e) {
    if (e.model() == nullptr) return nullptr;
    const GraphNode& n = m_.graph[e.node()];
    return n.kind == GraphNode::Kind::parameter ? &m_.parameters[n.a].info : nullptr;
  }

  void covariances() {
    for (const CovarianceEntry& c : m_.covariances) {
      const ParameterInfo* a = parameter_of(c.first);
      const ParameterInfo* b = parameter_of(c.second);
      if (a == nullptr || b == nullptr || a == b) {
        fail("a covariance needs two different parameters");
        continue;
      }
      for (const ParameterInfo* p : {a, b})
        if (p->distribution == Distribution::none)
          fail(fmt::format("covariance of '{}' and '{}': '{}' does not vary", a->name, b->name, p->name));
      if (!(c.value * c.value <= a->omega2 * b->omega2))
        fail(fmt::format("covariance of '{}' and '{}' is {}, beyond the root of their variances {}", a->name, b->name,
                         c.value, std::sqrt(a->omega2 * b->omega2)));
    }
  }

  void reach(const Expr& e) {
    if (e.model() != nullptr) reach(e.node());
  }
  void reach(NodeId root) {
    std::vector<NodeId> stack{root};
    while (!stack.empty()) {
      const NodeId id = stack.back();
      stack.pop_back();
      if (reached_[id]) continue;
      reached_[id] = true;
      const GraphNode& n = m_.graph[id];
      if (n.kind != GraphNode::Kind::operation) continue;
      const NodeId operands[] = {n.a, n.b, n.c};
      for (int i = 0; i < arity(n.op); ++i) stack.push_back(operands[i]);
    }
  }

  void reach() {
    species_used_.assign(m_.species.size(), false);
    for (const ProcessEntry& p : m_.processes) {
      for (const Terms* side : {&p.sides.left, &p.sides.right})
        for (const Terms::Term& t : side->list) {
          species_used_[t.species.id()] = true;
          reach(t.count);
        }
      for (const Expr& k : p.constants) reach(k);
      if (p.valid) reach(p.flux);
    }
    for (const DoseEntryData& d : m_.doses) {
      for (const auto& share : d.shares) {
        species_used_[share.species.id()] = true;
        reach(share.share);
      }
      for (const auto& option : {d.options.F, d.options.lag, d.options.duration, d.options.rate})
        if (option) reach(*option);
      for (const auto& r : d.options.resets) {
        species_used_[r.state.id()] = true;
        reach(r.value);
      }
    }
    for (const ObservableEntry& o : m_.observables) reach(o.value);
    for (const SpeciesEntry& s : m_.species) {
      if (s.initial) reach(*s.initial);
      if (s.compartment != no_slot) reach(m_.compartments[s.compartment].volume);
      for (const Composition::Part& part : s.composition.parts) reach(part.count);
    }
  }

  void orphans() {
    const std::size_t n_nodes = m_.graph.size();
    std::vector<bool> parameter_used(m_.parameters.size(), false), state_read(m_.species.size(), false);
    for (NodeId id = 0; id < n_nodes; ++id) {
      if (!reached_[id]) continue;
      const GraphNode& n = m_.graph[id];
      if (n.kind == GraphNode::Kind::parameter) parameter_used[n.a] = true;
      if (n.kind == GraphNode::Kind::state) state_read[n.a] = true;
    }
    for (std::size_t i = 0; i < m_.parameters.size(); ++i)
      if (!parameter_used[i]) fail(fmt::format("parameter '{}' is not used", m_.parameters[i].info.name));
    for (const DerivedEntry& d : m_.derived)
      if (!reached_[d.node]) fail(fmt::format("derived parameter '{}' is not used", d.name));
    for (std::size_t i = 0; i < m_.species.size(); ++i)
      if (!species_used_[i] && !(m_.species[i].initial && state_read[i]))
        fail(fmt::format("species '{}' takes part in no process and gets no dose", m_.species[i].name));
    std::vector<bool> compartment_used(m_.compartments.size(), false), moiety_used(m_.moieties.size(), false);
    for (const SpeciesEntry& s : m_.species) {
      if (s.compartment != no_slot) compartment_used[s.compartment] = true;
      for (const auto& part : s.composition.parts) moiety_used[part.moiety] = true;
    }
    for (std::size_t i = 0; i < m_.compartments.size(); ++i)
      if (!compartment_used[i]) fail(fmt::format("compartment '{}' holds no species", m_.compartments[i].name));
    for (std::size_t i = 0; i < m_.moieties.size(); ++i)
      if (!moiety_used[i]) fail(fmt::format("moiety '{}' is part of no species", m_.moieties[i].name));
    if (m_.species.empty()) fail("a model needs at least one species or state");
  }

  void balances() {
    bool any = false;
    for (const MoietyEntry& x : m_.moieties) any = any || x.conserved;
    if (!any) return;
    // A balance holds for all parameter values, so it is tried at the given ones and at some that no reaction can have
    // been tuned to: polynomials that agree there are equal.
    std::vector<ParameterValues> tries;
    std::vector<double> values;
    for (const ParameterEntry& p : m_.parameters) values.push_back(p.info.value);
    tries.emplace_back(m_, values);
    for (int k = 1; k <= 3; ++k) {
      std::vector<double> moved = values;
      for (std::size_t i = 0; i < moved.size(); ++i)
        moved[i] =
            (moved[i] == 0 ? 1 : moved[i]) *
            (1 + 0.5 * std::fmod(0.6180339887498949 * static_cast<double>((i + 1) * static_cast<std::size_t>(k)), 1.0));
      tries.emplace_back(m_, std::move(moved));
    }
    for (const ProcessEntry& p : m_.processes)
      for (std::uint32_t x = 0; x < m_.moieties.size(); ++x)
        if (m_.moieties[x].conserved) balance(p, x, tries);
  }

  double content(const Terms& side, std::uint32_t moiety, ParameterValues& value) {
    double sum = 0;
    for (const Terms::Term& t : side.list)
      for (const Composition::Part& part : m_.species[t.species.id()].composition.parts)
        if (part.moiety == moiety) sum += value(t.count) * value(part.count);
    return sum;
  }

  void balance(const ProcessEntry& p, std::uint32_t moiety, std::vector<ParameterValues>& tries) {
    const std::string& moiety_name = m_.moieties[moiety].name;
    if (p.kind == ProcessEntry::Kind::rate_rule) {
      if (content(p.sides.right, moiety, tries.front()) != 0)
        fail(fmt::format("the rate of '{}' would make or lose {}; write a reaction or a flux",
                         m_.species[p.sides.right.list.front().species.id()].name, moiety_name));
      return;
    }
    for (ParameterValues& value : tries) {
      const double in = content(p.sides.left, moiety, value), out = content(p.sides.right, moiety, value);
      // counts of up to 100 terms, each rounded once
      if (std::abs(in - out) <= 1e-13 * std::max(std::abs(in), std::abs(out))) continue;
      fail(fmt::format("{} '{}' does not conserve {}: {} in, {} out",
                       p.kind == ProcessEntry::Kind::flux ? "flux" : "reaction", p.name, moiety_name,
                       content(p.sides.left, moiety, tries.front()), content(p.sides.right, moiety, tries.front())));
      return;
    }
  }

  ModelData& m_;
  Problems problems_;
  std::vector<bool> reached_;
  std::vector<bool> species_used_;
};

}  // namespace

Problems check_model(ModelData& m) { return Checker(m).run(); }

}  // namespace tansine
