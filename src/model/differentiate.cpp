#include "model/differentiate.hpp"

#include "base/problem.hpp"

#include <algorithm>

namespace tansine {
namespace {

/// Merges two sparse gradients; `combine(da, db)` gets no_slot for a missing side and may return constant zero.
template <class Combine>
Gradient merge(Graph& g, const Gradient& a, const Gradient& b, Combine combine) {
  Gradient result;
  result.entries.reserve(a.entries.size() + b.entries.size());
  auto i = a.entries.begin(), j = b.entries.begin();
  while (i != a.entries.end() || j != b.entries.end()) {
    NodeId da = no_slot, db = no_slot;
    std::uint32_t variable;
    if (j == b.entries.end() || (i != a.entries.end() && i->variable <= j->variable))
      variable = i->variable;
    else
      variable = j->variable;
    if (i != a.entries.end() && i->variable == variable) da = (i++)->node;
    if (j != b.entries.end() && j->variable == variable) db = (j++)->node;
    const NodeId d = combine(da, db);
    if (!g.is_constant(d, 0)) result.entries.push_back({variable, d});
  }
  return result;
}

}  // namespace

const Gradient& Differentiator::gradient(NodeId root) {
  // explicit stack: sums over thousands of states nest deeper than the call stack should
  std::vector<NodeId> stack{root};
  while (!stack.empty()) {
    const NodeId id = stack.back();
    if (known(id)) {
      stack.pop_back();
      continue;
    }
    const GraphNode node = graph_[id];
    Gradient result;
    if (node.kind == GraphNode::Kind::state) {
      result.entries.push_back({node.a, graph_.constant(1)});
    } else if (node.kind == GraphNode::Kind::time) {
      result.entries.push_back({Gradient::time_variable, graph_.constant(1)});
    } else if (node.kind == GraphNode::Kind::operation && !node.parameter_only()) {
      const NodeId operands[] = {node.a, node.b, node.c};
      bool ready = true;
      for (int i = 0; i < arity(node.op); ++i)
        if (!known(operands[i])) {
          stack.push_back(operands[i]);
          ready = false;
        }
      if (!ready) continue;
      result = of_operation(node, id);
    }
    if (done_.size() <= id) {
      done_.resize(std::max<std::size_t>(graph_.size(), id + 1), false);
      memory_.resize(done_.size());
    }
    memory_[id] = std::move(result);
    done_[id] = true;
    stack.pop_back();
  }
  return memory_[root];
}

Gradient Differentiator::of_operation(const GraphNode& node, NodeId id) {
  Graph& g = graph_;
  static const Gradient none;
  const Gradient& da = memory_[node.a];
  const Gradient& db = arity(node.op) > 1 ? memory_[node.b] : none;
  const NodeId a = node.a, b = node.b;
  const NodeId zero = g.constant(0);
  auto or_zero = [&](NodeId d) { return d == no_slot ? zero : d; };
  auto chain = [&](NodeId outer) {  // outer * da
    return merge(g, da, none, [&](NodeId d, NodeId) { return g.mul(outer, d); });
  };
  switch (node.op) {
    case Op::add:
      return merge(g, da, db, [&](NodeId x, NodeId y) { return g.add(or_zero(x), or_zero(y)); });
    case Op::sub:
      return merge(g, da, db, [&](NodeId x, NodeId y) { return g.sub(or_zero(x), or_zero(y)); });
    case Op::mul:
      return merge(g, da, db, [&](NodeId x, NodeId y) {
        return g.add(x == no_slot ? zero : g.mul(x, b), y == no_slot ? zero : g.mul(a, y));
      });
    case Op::div:  // (da - (a/b) db) / b
      return merge(g, da, db,
                   [&](NodeId x, NodeId y) { return g.div(g.sub(or_zero(x), y == no_slot ? zero : g.mul(id, y)), b); });
    case Op::neg:
      return merge(g, da, none, [&](NodeId x, NodeId) { return g.neg(x); });
    case Op::exp:
      return chain(id);
    case Op::log:
      return chain(g.div(g.constant(1), a));
    case Op::sqrt:
      return chain(g.div(g.constant(0.5), id));
    case Op::cbrt:
      return chain(g.div(g.constant(1.0 / 3), g.mul(id, id)));
    case Op::pow: {
      // b a^(b-1) da  +  a^b log(a) db
      const NodeId outer = g.mul(b, g.pow(a, g.sub(b, g.constant(1))));
      return merge(g, da, db, [&](NodeId x, NodeId y) {
        return g.add(x == no_slot ? zero : g.mul(outer, x),
                     y == no_slot ? zero : g.mul(g.mul(id, g.unary(Op::log, a)), y));
      });
    }
    case Op::min:  // b < a ? db : da
      return merge(g, da, db, [&](NodeId x, NodeId y) { return g.select(g.sub(b, a), or_zero(x), or_zero(y)); });
    case Op::max:
      return merge(g, da, db, [&](NodeId x, NodeId y) { return g.select(g.sub(a, b), or_zero(x), or_zero(y)); });
    case Op::select: {
      const Gradient& dc = memory_[node.c];
      return merge(g, db, dc, [&](NodeId x, NodeId y) { return g.select(a, or_zero(x), or_zero(y)); });
    }
  }
  throw InternalError("gradient of an unknown operation");
}

}  // namespace tansine
