// How a model prints itself: equations, parameters, processes. These texts are golden files, reviewed beside the paper.

#include "model/model_data.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <utility>

namespace tansine {
namespace {

class Printer {
 public:
  explicit Printer(const ModelData& m) : m_(m) {}

  /// `root_named`: a named expression is printed by its name (false: by its definition).
  std::string operator()(NodeId id, bool by_name = true) {
    root_ = by_name ? no_slot : id;
    return sum(id);
  }

 private:
  struct Term {
    bool negative;
    NodeId id;
  };

  [[nodiscard]] bool named(NodeId id) const { return id != root_ && m_.names.contains(id); }
  [[nodiscard]] bool is(NodeId id, Op op) const {
    return !named(id) && m_.graph[id].kind == GraphNode::Kind::operation && m_.graph[id].op == op;
  }

  void collect(NodeId id, bool negative, std::vector<Term>& terms) const {
    const GraphNode& n = m_.graph[id];
    if (is(id, Op::add) || is(id, Op::sub)) {
      collect(n.a, negative, terms);
      collect(n.b, is(id, Op::sub) != negative, terms);
    } else if (is(id, Op::neg)) {
      collect(n.a, !negative, terms);
    } else {
      terms.push_back({negative, id});
    }
  }

  std::string sum(NodeId id) const {
    std::vector<Term> terms;
    collect(id, false, terms);
    std::string text;
    for (const Term& t : terms) {
      if (text.empty())
        text = t.negative ? "-" : "";
      else
        text += t.negative ? " - " : " + ";
      text += product(t.id);
    }
    return text;
  }

  std::string product(NodeId id) const {
    const GraphNode& n = m_.graph[id];
    if (is(id, Op::mul)) return fmt::format("{}*{}", product(n.a), product(n.b));
    if (is(id, Op::div)) {
      const bool compound = is(n.b, Op::mul) || is(n.b, Op::div);
      return fmt::format("{}/{}", product(n.a), compound ? "(" + product(n.b) + ")" : product(n.b));
    }
    return power(id);
  }

  std::string power(NodeId id) const {
    const GraphNode& n = m_.graph[id];
    if (is(id, Op::pow)) return fmt::format("{}^{}", atom(n.a), atom(n.b));
    return atom(id);
  }

  std::string atom(NodeId id) const {
    if (named(id)) return m_.names.at(id);
    const GraphNode& n = m_.graph[id];
    switch (n.kind) {
      case GraphNode::Kind::constant:
        return n.value < 0 ? fmt::format("({})", n.value) : fmt::format("{}", n.value);
      case GraphNode::Kind::parameter:
        return m_.parameters[n.a].info.name;
      case GraphNode::Kind::state:
        return m_.species[n.a].name;
      case GraphNode::Kind::time:
        return "t";
      case GraphNode::Kind::operation:
        break;
    }
    switch (n.op) {
      case Op::exp:
        return fmt::format("exp({})", sum(n.a));
      case Op::log:
        return fmt::format("ln({})", sum(n.a));
      case Op::sqrt:
        return fmt::format("sqrt({})", sum(n.a));
      case Op::cbrt:
        return fmt::format("cbrt({})", sum(n.a));
      case Op::min:
        return fmt::format("min({}, {})", sum(n.a), sum(n.b));
      case Op::max:
        return fmt::format("max({}, {})", sum(n.a), sum(n.b));
      case Op::select:
        return fmt::format("if({} >= 0, {}, {})", sum(n.a), sum(n.b), sum(n.c));
      default:
        return fmt::format("({})", sum(id));
    }
  }

  const ModelData& m_;
  NodeId root_ = no_slot;
};

std::string number(double value) { return fmt::format("{}", value); }

std::string expression(const ModelData& m, const Expr& e) {
  return e.model() == nullptr ? number(e.constant()) : print_node(m, e.node());
}

std::string side(const ModelData& m, const Terms& terms) {
  if (terms.list.empty()) return "nothing";
  std::string text;
  for (const Terms::Term& t : terms.list) {
    if (!text.empty()) text += " + ";
    const bool once = t.count.model() == nullptr && t.count.constant() == 1;
    if (!once) {
      const std::string count = expression(m, t.count);
      text += (count.find(' ') == std::string::npos ? count : "(" + count + ")") + "*";
    }
    text += m.species[t.species.id()].name;
  }
  return text;
}

/// Columns padded to their widest cell, two blanks apart, no blanks at line ends.
std::string columns(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> width;
  for (const auto& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (width.size() <= c) width.push_back(0);
      width[c] = std::max(width[c], row[c].size());
    }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) line += fmt::format("{:<{}}  ", row[c], width[c]);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string variability(const ParameterInfo& p) {
  switch (p.distribution) {
    case Distribution::none:
      return p.covariate ? "covariate" : "";
    case Distribution::lognormal:
      return fmt::format("lognormal, omega2 {}", number(p.omega2));
    case Distribution::logit:
      return fmt::format("logit, omega2 {}", number(p.omega2));
    case Distribution::additive:
      return fmt::format("additive, omega2 {}", number(p.omega2));
  }
  return "";
}

}  // namespace

std::string print_node(const ModelData& m, NodeId node) { return Printer(m)(node); }

std::string print_equations(const Network& network) {
  ModelData m = network.data();
  std::string text;
  const std::vector<NodeId> dydt = derivative_nodes(m);
  for (std::size_t i = 0; i < dydt.size(); ++i)
    text += fmt::format("d{}/dt = {}\n", m.species[i].name, Printer(m)(dydt[i]));
  bool first = true;
  for (const DerivedEntry& d : m.derived) {
    if (std::exchange(first, false)) text += "\nwhere\n";
    text += fmt::format("{} = {}\n", d.name, Printer(m)(d.node, false));
  }
  first = true;
  for (const SpeciesEntry& s : m.species) {
    if (!s.initial) continue;
    if (std::exchange(first, false)) text += "\nat the start\n";
    text += fmt::format("{}(0) = {}\n", s.name, expression(m, *s.initial));
  }
  first = true;
  for (const DoseEntryData& d : m.doses) {
    if (std::exchange(first, false)) text += "\ndoses\n";
    for (const Model::DoseShare& share : d.shares) {
      const SpeciesEntry& s = m.species[share.species.id()];
      NodeId x = node_of(m, share.share);
      if (s.compartment != no_slot) x = m.graph.div(x, node_of(m, m.compartments[s.compartment].volume));
      text += fmt::format("{}: {} += dose*{}\n", d.name, s.name, Printer(m)(x));
    }
  }
  first = true;
  for (const ObservableEntry& o : m.observables) {
    if (std::exchange(first, false)) text += "\nobserved\n";
    text += fmt::format("{} [{}] = {}\n", o.name, o.unit.text, expression(m, o.value));
  }
  return text;
}

std::string print_parameters(const Network& network) {
  const ModelData& m = network.data();
  std::vector<std::vector<std::string>> rows{{"name", "value", "unit", "variability", "meaning", "source"}};
  for (const ParameterEntry& p : m.parameters)
    rows.push_back({p.info.name, number(p.written.as_written()), p.written.unit().text, variability(p.info),
                    p.info.meaning, p.info.source});
  return columns(rows);
}

Quantity written_value(const Network& network, std::size_t index) {
  return network.data().parameters.at(index).written;
}

std::string print_reactions(const Network& network) {
  const ModelData& m = network.data();
  std::vector<std::vector<std::string>> rows;
  for (const ProcessEntry& p : m.processes) {
    if (p.kind == ProcessEntry::Kind::rate_rule) {
      rows.push_back({p.name, "", print_node(m, p.flux)});
      continue;
    }
    std::string constants;
    for (const Expr& k : p.constants) constants += (constants.empty() ? "" : ", ") + expression(m, k);
    rows.push_back(
        {p.name,
         fmt::format("{} {} {}", side(m, p.sides.left), p.sides.reversible ? "<=>" : ">>", side(m, p.sides.right)),
         (p.kind == ProcessEntry::Kind::flux ? "flux " : "") + constants});
  }
  return columns(rows);
}

}  // namespace tansine
