// Lowering of a checked network to the flat Program: derivative, sparse Jacobian, observables and balances on one tape
// with shared subexpressions; what depends on parameters only moves to the prologue.

#include "model/differentiate.hpp"
#include "model/model_data.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

namespace tansine {
namespace {

/// Rewrites products and quotients so that parameter-only factors are gathered (and computed once per patient):
/// x / V -> x * (1/V), (x * p) * q -> x * (p * q). Small whole powers become products, which cost a twentieth of a pow;
/// the graph keeps them as powers, so that printed equations read x^20.
class Hoister {
 public:
  explicit Hoister(Graph& g) : g_(g) {}

  NodeId operator()(NodeId root) {
    std::vector<NodeId> stack{root};
    while (!stack.empty()) {
      const NodeId id = stack.back();
      if (memory_.contains(id)) {
        stack.pop_back();
        continue;
      }
      const GraphNode n = g_[id];
      if (n.kind != GraphNode::Kind::operation || n.parameter_only()) {
        memory_[id] = id;
        stack.pop_back();
        continue;
      }
      const NodeId operands[] = {n.a, n.b, n.c};
      bool ready = true;
      for (int i = 0; i < arity(n.op); ++i)
        if (!memory_.contains(operands[i])) {
          stack.push_back(operands[i]);
          ready = false;
        }
      if (!ready) continue;
      memory_[id] = rebuild(n);
      stack.pop_back();
    }
    return memory_[root];
  }

 private:
  NodeId rebuild(const GraphNode& n) {
    const NodeId a = memory_[n.a];
    const NodeId b = arity(n.op) > 1 ? memory_[n.b] : 0;
    const NodeId c = arity(n.op) > 2 ? memory_[n.c] : 0;
    switch (n.op) {
      case Op::add:
        return g_.add(a, b);
      case Op::sub:
        return g_.sub(a, b);
      case Op::mul:
        return product(a, b);
      case Op::div:
        return g_[b].parameter_only() ? product(a, g_.div(g_.constant(1), b)) : g_.div(a, b);
      case Op::neg:
        return g_.neg(a);
      case Op::pow:
        return power(a, b);
      case Op::exp:
      case Op::log:
      case Op::sqrt:
      case Op::cbrt:
        return g_.unary(n.op, a);
      case Op::min:
        return g_.min(a, b);
      case Op::max:
        return g_.max(a, b);
      case Op::select:
        return g_.select(a, b, c);
    }
    throw InternalError("hoisting an unknown operation");
  }

  /// a^b; for a constant whole b up to 32 in magnitude by repeated squares, which x^20 and its derivative's x^19 share.
  /// Each product rounds once: at most |b| - 1 roundings, where pow has one.
  NodeId power(NodeId a, NodeId b) {
    constexpr double most = 32;
    const double exponent = g_[b].kind == GraphNode::Kind::constant ? g_[b].value : 0.5;
    if (exponent != std::floor(exponent) || std::abs(exponent) > most || exponent == 0) return g_.pow(a, b);
    auto left = static_cast<unsigned>(std::abs(exponent));
    NodeId result = g_.constant(1), square = a;
    while (true) {
      if (left % 2 != 0) result = g_.mul(result, square);
      left /= 2;
      if (left == 0) break;
      square = g_.mul(square, square);
    }
    return exponent < 0 ? g_.div(g_.constant(1), result) : result;
  }

  /// a * b with at most one parameter-only factor, which stands last.
  NodeId product(NodeId a, NodeId b) {
    const auto [x, p] = split(a);
    const auto [y, q] = split(b);
    const NodeId coefficient = g_.mul(p, q);
    return g_.mul(g_.mul(x, y), coefficient);
  }
  /// node = first * second, second parameter-only.
  std::pair<NodeId, NodeId> split(NodeId id) {
    const GraphNode n = g_[id];
    const NodeId one = g_.constant(1);
    if (n.parameter_only()) return {one, id};
    if (n.kind == GraphNode::Kind::operation && n.op == Op::mul) {
      if (g_[n.b].parameter_only()) return {n.a, n.b};
      if (g_[n.a].parameter_only()) return {n.b, n.a};
    }
    return {id, one};
  }

  Graph& g_;
  std::unordered_map<NodeId, NodeId> memory_;
};

/// Writes nodes to the tape, each once, operands first.
class Emitter {
 public:
  Emitter(const Graph& g, Program& p) : g_(g), p_(p) {}

  /// Constants have to be known before the first slot number is given out.
  void collect_constants(NodeId root) {
    visit(root, [&](NodeId id, const GraphNode& n) {
      if (n.kind == GraphNode::Kind::constant)
        if (constants_.try_emplace(std::bit_cast<std::uint64_t>(n.value), static_cast<Slot>(p_.constants.size()))
                .second)
          p_.constants.push_back(n.value);
      seen_[id] = true;
      return true;
    });
  }

  /// Emits all parameter-only parts of `root`.
  void emit_prologue(NodeId root) { emit(root, true); }
  void emit_all(NodeId root) { emit(root, false); }

  [[nodiscard]] Slot slot(NodeId id) const {
    const GraphNode& n = g_[id];
    switch (n.kind) {
      case GraphNode::Kind::constant:
        return constants_.at(std::bit_cast<std::uint64_t>(n.value));
      case GraphNode::Kind::parameter:
        return p_.first_parameter() + n.a;
      case GraphNode::Kind::time:
        return p_.time_slot();
      case GraphNode::Kind::state:
        return p_.first_state() + n.a;
      case GraphNode::Kind::operation:
        return slots_.at(id);
    }
    throw InternalError("slot of an unknown node");
  }

  /// Forgets state-dependent slots: the next section stands alone over the prologue.
  void forget_states() {
    std::erase_if(slots_, [&](const auto& item) { return !g_[item.first].parameter_only(); });
  }

 private:
  /// Depth-first over what `enter` lets in; explicit stack.
  template <class Enter>
  void visit(NodeId root, Enter enter) {
    seen_.resize(g_.size(), false);
    std::vector<NodeId> stack{root};
    while (!stack.empty()) {
      const NodeId id = stack.back();
      stack.pop_back();
      if (seen_[id]) continue;
      const GraphNode& n = g_[id];
      if (!enter(id, n) || n.kind != GraphNode::Kind::operation) continue;
      const NodeId operands[] = {n.a, n.b, n.c};
      for (int i = 0; i < arity(n.op); ++i) stack.push_back(operands[i]);
    }
  }

  void emit(NodeId root, bool prologue_only) {
    std::vector<NodeId> stack{root};
    while (!stack.empty()) {
      const NodeId id = stack.back();
      const GraphNode& n = g_[id];
      if (n.kind != GraphNode::Kind::operation || slots_.contains(id) || (prologue_only && visited_.contains(id))) {
        stack.pop_back();
        continue;
      }
      const NodeId operands[] = {n.a, n.b, n.c};
      bool ready = true;
      for (int i = arity(n.op) - 1; i >= 0; --i) {
        const GraphNode& x = g_[operands[i]];
        if (x.kind == GraphNode::Kind::operation && !slots_.contains(operands[i]) &&
            !(prologue_only && visited_.contains(operands[i]))) {
          stack.push_back(operands[i]);
          ready = false;
        }
      }
      if (!ready) continue;
      stack.pop_back();
      if (prologue_only && !n.parameter_only()) {
        visited_[id] = true;
        continue;
      }
      const int k = arity(n.op);
      p_.code.push_back({n.op, slot(n.a), k > 1 ? slot(n.b) : 0, k > 2 ? slot(n.c) : 0});
      slots_[id] = p_.first_temporary() + static_cast<Slot>(p_.code.size() - 1);
    }
  }

  const Graph& g_;
  Program& p_;
  std::vector<bool> seen_;
  std::unordered_map<NodeId, bool> visited_;
  std::unordered_map<NodeId, Slot> slots_;
  std::unordered_map<std::uint64_t, Slot> constants_;
};

/// All nodes the Program needs, in the order of its lists.
struct Roots {
  struct Dose {
    std::vector<NodeId> entries, resets;
    NodeId F = no_slot, lag = no_slot, duration = no_slot, rate = no_slot;
  };
  struct Total {
    std::string moiety;
    NodeId total = 0;
    std::vector<NodeId> per_dose;
  };
  std::vector<NodeId> volumes, initial, derivatives, time_derivatives, jacobian, observables;
  std::vector<Dose> doses;
  std::vector<Total> totals;

  /// `parameter_only`: what the prologue owes; `derivative`, `jacobian`, `observation`: the other sections' roots.
  template <class F>
  void each_prologue(F f) const {
    for (const NodeId id : initial) f(id);
    for (const NodeId id : volumes)
      if (id != no_slot) f(id);
    for (const Dose& d : doses) {
      for (const NodeId id : d.entries) f(id);
      for (const NodeId id : d.resets) f(id);
      for (const NodeId id : {d.F, d.lag, d.duration, d.rate})
        if (id != no_slot) f(id);
    }
    for (const Total& t : totals)
      for (const NodeId id : t.per_dose) f(id);
  }
  template <class F>
  void each_jacobian(F f) const {
    for (const NodeId id : jacobian) f(id);
    for (const NodeId id : time_derivatives) f(id);
  }
  template <class F>
  void each_observation(F f) const {
    for (const NodeId id : observables) f(id);
    for (const Total& t : totals) f(t.total);
  }
  template <class F>
  void each(F f) const {
    each_prologue(f);
    for (const NodeId id : derivatives) f(id);
    each_jacobian(f);
    each_observation(f);
  }
};

class Compiler {
 public:
  explicit Compiler(const Network& network) : m_(network.data()), hoist_(m_.graph) {}

  Program run() {
    describe();
    derivatives();
    doses();
    balances();
    for (const ObservableEntry& o : m_.observables) roots_.observables.push_back(hoist_(node(o.value)));
    emit();
    validate(p_);
    return std::move(p_);
  }

 private:
  NodeId node(const Expr& e) { return node_of(m_, e); }

  void describe() {
    p_.name = m_.name;
    for (const SpeciesEntry& s : m_.species)
      p_.states.push_back({s.name, canonical_unit(s.dimension), s.meaning, s.nominal, false, no_slot});
    for (const ParameterEntry& q : m_.parameters) p_.parameters.push_back(q.info);
    for (const CovarianceEntry& c : m_.covariances)
      p_.covariances.push_back({m_.graph[node(c.first)].a, m_.graph[node(c.second)].a, c.value});
    for (const SpeciesEntry& s : m_.species)
      roots_.initial.push_back(s.initial ? node(*s.initial) : m_.graph.constant(0));
    for (const SpeciesEntry& s : m_.species)
      roots_.volumes.push_back(s.compartment == no_slot ? no_slot : node(m_.compartments[s.compartment].volume));
  }

  void derivatives() {
    Graph& g = m_.graph;
    for (const NodeId id : derivative_nodes(m_)) roots_.derivatives.push_back(hoist_(id));
    Differentiator differentiate(g);
    std::vector<bool> read(p_.n_states(), false);
    p_.jacobian_row_begin.push_back(0);
    p_.linear = true;
    for (const NodeId id : roots_.derivatives) {
      NodeId by_time = g.constant(0);
      const std::vector<Gradient::Entry> row = differentiate.gradient(id).entries;
      for (const Gradient::Entry& e : row) {
        const NodeId d = hoist_(e.node);
        if (e.variable == Gradient::time_variable) {
          by_time = d;
          p_.autonomous = false;
          continue;
        }
        read[e.variable] = true;
        p_.linear = p_.linear && g[d].parameter_only();
        p_.jacobian_column.push_back(e.variable);
        roots_.jacobian.push_back(d);
      }
      p_.autonomous = p_.autonomous && !g[id].of_time;
      roots_.time_derivatives.push_back(by_time);
      p_.jacobian_row_begin.push_back(static_cast<std::uint32_t>(p_.jacobian_column.size()));
    }
    p_.linear = p_.linear && p_.autonomous;
    for (std::size_t i = 0; i < read.size(); ++i) p_.states[i].accumulator = !read[i];
  }

  void doses() {
    Graph& g = m_.graph;
    for (const DoseEntryData& d : m_.doses) {
      DoseTarget target{.name = d.name, .unit = canonical_unit(d.dimension), .entries = {}, .resets = {}};
      Roots::Dose roots;
      for (const Model::DoseShare& share : d.shares) {
        const SpeciesEntry& s = m_.species[share.species.id()];
        NodeId x = node(share.share);
        if (s.compartment != no_slot) x = g.div(x, node(m_.compartments[s.compartment].volume));
        target.entries.push_back({share.species.id(), no_slot});
        roots.entries.push_back(x);
      }
      for (const DoseOptions::Reset& r : d.options.resets) {
        target.resets.push_back({r.state.id(), no_slot});
        roots.resets.push_back(node(r.value));
      }
      if (d.options.F) roots.F = node(*d.options.F);
      if (d.options.lag) roots.lag = node(*d.options.lag);
      if (d.options.duration) roots.duration = node(*d.options.duration);
      if (d.options.rate) roots.rate = node(*d.options.rate);
      p_.dose_targets.push_back(std::move(target));
      roots_.doses.push_back(std::move(roots));
    }
  }

  NodeId content(const SpeciesEntry& s, std::uint32_t moiety) {
    NodeId sum = m_.graph.constant(0);
    for (const Composition::Part& part : s.composition.parts)
      if (part.moiety == moiety) sum = m_.graph.add(sum, node(part.count));
    return sum;
  }

  void balances() {
    Graph& g = m_.graph;
    for (std::uint32_t x = 0; x < m_.moieties.size(); ++x) {
      if (!m_.moieties[x].conserved) continue;
      Roots::Total total{.moiety = m_.moieties[x].name, .total = g.constant(0), .per_dose = {}};
      for (std::uint32_t i = 0; i < m_.species.size(); ++i) {
        const SpeciesEntry& s = m_.species[i];
        NodeId amount = g.mul(g.state(i), content(s, x));
        if (s.compartment != no_slot) amount = g.mul(amount, node(m_.compartments[s.compartment].volume));
        total.total = g.add(total.total, amount);
      }
      for (const DoseEntryData& d : m_.doses) {
        NodeId sum = g.constant(0);
        for (const Model::DoseShare& share : d.shares)
          sum = g.add(sum, g.mul(node(share.share), content(m_.species[share.species.id()], x)));
        total.per_dose.push_back(sum);
      }
      total.total = hoist_(total.total);
      roots_.totals.push_back(std::move(total));
    }
  }

  void emit() {
    Emitter e(m_.graph, p_);
    roots_.each([&](NodeId id) { e.collect_constants(id); });
    const auto here = [&] { return static_cast<std::uint32_t>(p_.code.size()); };
    roots_.each([&](NodeId id) { e.emit_prologue(id); });
    p_.prologue = {0, here()};
    for (const NodeId id : roots_.derivatives) e.emit_all(id);
    p_.derivative = {p_.prologue.end, here()};
    for (const NodeId id : roots_.derivatives) p_.derivatives.push_back(e.slot(id));
    roots_.each_jacobian([&](NodeId id) { e.emit_all(id); });
    p_.jacobian = {p_.derivative.end, here()};
    for (const NodeId id : roots_.jacobian) p_.jacobian_slot.push_back(e.slot(id));
    for (const NodeId id : roots_.time_derivatives) p_.time_derivatives.push_back(e.slot(id));
    e.forget_states();
    roots_.each_observation([&](NodeId id) { e.emit_all(id); });
    p_.observation = {p_.jacobian.end, here()};

    for (const NodeId id : roots_.initial) p_.initial.push_back(e.slot(id));
    for (std::size_t i = 0; i < roots_.volumes.size(); ++i)
      if (roots_.volumes[i] != no_slot) p_.states[i].volume = e.slot(roots_.volumes[i]);
    for (std::size_t i = 0; i < m_.observables.size(); ++i) {
      const ObservableEntry& o = m_.observables[i];
      p_.observables.push_back(
          {o.name, o.unit.text, o.meaning, e.slot(roots_.observables[i]), o.unit.from_canonical(1)});
    }
    for (std::size_t i = 0; i < roots_.doses.size(); ++i) {
      const Roots::Dose& r = roots_.doses[i];
      DoseTarget& t = p_.dose_targets[i];
      for (std::size_t k = 0; k < t.entries.size(); ++k) t.entries[k].coefficient = e.slot(r.entries[k]);
      for (std::size_t k = 0; k < t.resets.size(); ++k) t.resets[k].coefficient = e.slot(r.resets[k]);
      const auto optional = [&](NodeId id) { return id == no_slot ? no_slot : e.slot(id); };
      t.F = optional(r.F);
      t.lag = optional(r.lag);
      t.duration = optional(r.duration);
      t.rate = optional(r.rate);
    }
    for (const Roots::Total& t : roots_.totals) {
      Balance b{.moiety = t.moiety, .total = e.slot(t.total), .per_dose = {}};
      for (const NodeId id : t.per_dose) b.per_dose.push_back(e.slot(id));
      p_.balances.push_back(std::move(b));
    }
  }

  ModelData m_;  // a copy: lowering adds nodes
  Hoister hoist_;
  Program p_;
  Roots roots_;
};

}  // namespace

Program compile(const Network& network) { return Compiler(network).run(); }

}  // namespace tansine
