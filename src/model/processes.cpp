// Reactions and fluxes: rate laws with their dimension checks, and the derivative of every species from them.

#include "model/model_data.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cmath>

namespace tansine {
namespace {

/// The count of a term if it is a plain whole number, else 0.
int whole_count(const ModelData& m, const Expr& count) {
  double value = count.constant();
  if (count.model() != nullptr) {
    const GraphNode& node = m.graph[count.node()];
    if (node.kind != GraphNode::Kind::constant) return 0;
    value = node.value;
  }
  return value >= 1 && value <= 8 && value == std::round(value) ? static_cast<int>(value) : 0;
}

/// The mass-action law of one direction: k times every reactant to its count. Its dimension must be that of a flux per
/// volume (or of a flux, between amounts).
class MassAction {
 public:
  MassAction(ModelData& m, const std::string& name) : m_(m), name_(name) {}

  /// k * reactants [flux dimension of the compartment], or nothing after a reported problem.
  std::optional<Expr> law(const Terms& reactants, const Expr& k, Dimension flux_dimension) {
    if (!k.valid()) return std::nullopt;
    Expr law = k;
    Dimension expected = flux_dimension;
    for (const Terms::Term& t : reactants.list) {
      const int n = whole_count(m_, t.count);
      if (n == 0) {
        fail(fmt::format("'{}' reacts with a count that is not a small whole number; write it as a flux",
                         m_.species[t.species.id()].name));
        return std::nullopt;
      }
      for (int i = 0; i < n; ++i) {
        law = law * Expr(t.species);
        expected = expected / m_.species[t.species.id()].dimension;
      }
    }
    if (k.dimension() != expected) {
      fail(fmt::format("{} has unit {}, expected {}",
                       k.model() != nullptr ? print_node(m_, k.node()) : fmt::format("{}", k.constant()),
                       canonical_unit(k.dimension()), canonical_unit(expected)));
      return std::nullopt;
    }
    return law;
  }

  void fail(const std::string& why) { m_.error(fmt::format("reaction '{}': {}", name_, why)); }

 private:
  ModelData& m_;
  const std::string& name_;
};

/// The one compartment in which a side reacts: its id, no_slot for amounts, or nothing if the side mixes places.
std::optional<std::uint32_t> place_of(const ModelData& m, const Terms& side) {
  std::optional<std::uint32_t> place;
  for (const Terms::Term& t : side.list) {
    const std::uint32_t here = m.species[t.species.id()].compartment;
    if (place && *place != here) return std::nullopt;
    place = here;
  }
  return place;
}

/// What the side counts (amount, mass, cells); nothing if it is empty or mixed.
std::optional<Dimension> substance_of(const ModelData& m, const Terms& side) {
  std::optional<Dimension> substance;
  for (const Terms::Term& t : side.list) {
    const Dimension here = m.species[t.species.id()].substance;
    if (substance && *substance != here) return std::nullopt;
    substance = here;
  }
  return substance;
}

bool has_state(const ModelData& m, const Sides& sides) {
  for (const Terms* side : {&sides.left, &sides.right})
    for (const Terms::Term& t : side->list)
      if (m.species[t.species.id()].kind == SpeciesEntry::Kind::state) return true;
  return false;
}

bool counts_valid(const Sides& sides) {
  for (const Terms* side : {&sides.left, &sides.right})
    for (const Terms::Term& t : side->list)
      if (!t.count.valid()) return false;
  return true;
}

/// Common refusals; false if the process cannot be used.
bool usable(ModelData& m, std::string_view kind, const std::string& name, const Sides& sides) {
  auto fail = [&](std::string_view why) { m.error(fmt::format("{} '{}': {}", kind, name, why)); };
  if (sides.left.list.empty() && sides.right.list.empty()) {
    fail("both sides are empty");
    return false;
  }
  if (has_state(m, sides)) {
    fail("a state that is not a substance cannot react; give it a rate");
    return false;
  }
  for (const Terms* side : {&sides.left, &sides.right})
    for (const Terms::Term& t : side->list) {
      if (!t.count.valid()) continue;
      const bool fixed = t.count.model() == nullptr || m.graph[t.count.node()].parameter_only();
      if (!t.count.dimension().is_one() || !fixed) {
        fail(fmt::format("the count of '{}' must be a number or a parameter without unit",
                         m.species[t.species.id()].name));
        return false;
      }
    }
  return counts_valid(sides);
}

void reaction(ModelData& m, std::string_view name, const Sides& sides, const Expr* forward, const Expr* back) {
  ProcessEntry p{.name = std::string(name), .kind = ProcessEntry::Kind::mass_action, .sides = sides};
  p.constants.push_back(*forward);
  if (back != nullptr) p.constants.push_back(*back);
  MassAction mass_action(m, p.name);
  if (sides.reversible != (back != nullptr)) {
    mass_action.fail("'<=>' needs two rate constants, '>>' one");
  } else if (usable(m, "reaction", p.name, sides)) {
    const Terms& from = sides.left.list.empty() ? sides.right : sides.left;
    const std::optional<std::uint32_t> place = place_of(m, from);
    const std::optional<Dimension> substance = substance_of(m, from);
    if (!place || !substance) {
      mass_action.fail("its reactants are in different compartments; write it as a flux");
    } else if (back != nullptr && place_of(m, sides.right) != place) {
      mass_action.fail("'<=>' across compartments has no mass-action law; write it as a flux or as two reactions");
    } else {
      Dimension flux = *substance / dimension::time;
      if (*place != no_slot) flux = flux / dimension::volume;
      std::optional<Expr> law = mass_action.law(sides.left, *forward, flux);
      if (law && back != nullptr) {
        const std::optional<Expr> reverse = mass_action.law(sides.right, *back, flux);
        if (reverse)
          law = *law - *reverse;
        else
          law.reset();
      }
      if (law) {
        p.flux = node_of(m, *law);
        p.compartment = *place;
        p.valid = true;
      }
    }
  }
  m.processes.push_back(std::move(p));
}

}  // namespace

void Model::reaction(std::string_view name, const Sides& sides, const Expr& k) {
  tansine::reaction(*data_, name, sides, &k, nullptr);
}
void Model::reaction(std::string_view name, const Sides& sides, const Expr& k_forward, const Expr& k_back) {
  tansine::reaction(*data_, name, sides, &k_forward, &k_back);
}

void Model::flux(std::string_view name, const Sides& sides, const Expr& flux) {
  ModelData& m = *data_;
  ProcessEntry p{.name = std::string(name), .kind = ProcessEntry::Kind::flux, .sides = sides};
  p.constants.push_back(flux);
  if (usable(m, "flux", p.name, sides) && flux.valid()) {
    const std::optional<Dimension> substance = substance_of(m, sides.left.list.empty() ? sides.right : sides.left);
    if (!substance) {
      m.error(fmt::format("flux '{}': its side mixes what is counted (amount, mass, cells)", name));
    } else if (flux.dimension() != *substance / dimension::time) {
      m.error(fmt::format("flux '{}' has unit {}, expected {}", name, canonical_unit(flux.dimension()),
                          canonical_unit(*substance / dimension::time)));
    } else {
      p.flux = node_of(m, flux);
      p.valid = true;
    }
  }
  m.processes.push_back(std::move(p));
}

std::vector<NodeId> derivative_nodes(ModelData& m) {
  Graph& g = m.graph;
  std::vector<NodeId> dydt(m.species.size(), g.constant(0));
  const auto volume = [&](std::uint32_t c) { return node_of(m, m.compartments[c].volume); };
  for (const ProcessEntry& p : m.processes) {
    if (!p.valid) continue;
    const auto contribute = [&](Species species, NodeId count, bool produced) {
      const std::uint32_t here = m.species[species.id()].compartment;
      NodeId x = g.mul(count, p.flux);
      if (p.kind != ProcessEntry::Kind::rate_rule && p.compartment != here) {
        if (p.compartment != no_slot) x = g.mul(x, volume(p.compartment));
        if (here != no_slot) x = g.div(x, volume(here));
      }
      NodeId& sum = dydt[species.id()];
      sum = produced ? g.add(sum, x) : g.sub(sum, x);
    };
    // Whole numbers of a species on both sides cancel here: (y + flux) - flux in the derivative would leave rounding of
    // the flux's size in a small y (a catalyst, or an autocatalysis such as 2 B >> B + C).
    const auto net_count = [&](Species species) {
      double net = 0;
      for (const bool produced : {false, true})
        for (const Terms::Term& t : (produced ? p.sides.right : p.sides.left).list)
          if (const GraphNode& n = g[node_of(m, t.count)];
              t.species.id() == species.id() && n.kind == GraphNode::Kind::constant)
            net += produced ? n.value : -n.value;
      return net;
    };
    std::vector<std::uint32_t> netted;
    for (const bool produced : {false, true}) {
      for (const Terms::Term& t : (produced ? p.sides.right : p.sides.left).list) {
        const NodeId count = node_of(m, t.count);
        if (g[count].kind != GraphNode::Kind::constant) {
          contribute(t.species, count, produced);
        } else if (std::ranges::find(netted, t.species.id()) == netted.end()) {
          netted.push_back(t.species.id());
          const double net = net_count(t.species);
          if (net != 0) contribute(t.species, g.constant(std::abs(net)), net > 0);
        }
      }
    }
  }
  return dydt;
}

}  // namespace tansine
