#include "model/graph.hpp"

#include "base/problem.hpp"

#include <bit>
#include <utility>

namespace tansine {

Graph::Graph() { nodes_.reserve(256); }

std::size_t Graph::KeyHash::operator()(const Key& k) const {
  // splitmix64 of both halves: cheap, and good enough for millions of nodes
  auto mix = [](std::uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
  };
  return mix(k.head ^ mix(k.tail));
}

NodeId Graph::intern(const Key& key, const GraphNode& node) {
  const auto [it, inserted] = index_.try_emplace(key, static_cast<NodeId>(nodes_.size()));
  if (inserted) nodes_.push_back(node);
  return it->second;
}

namespace {
constexpr std::uint64_t head(GraphNode::Kind kind, unsigned op = 0, NodeId c = 0) {
  return static_cast<std::uint64_t>(kind) | std::uint64_t{op} << 8 | std::uint64_t{c} << 32;
}
constexpr std::uint64_t tail(NodeId a, NodeId b) { return std::uint64_t{a} | std::uint64_t{b} << 32; }
}  // namespace

NodeId Graph::constant(double value) {
  if (value == 0) value = 0;  // one zero, the positive one
  return intern({head(GraphNode::Kind::constant), std::bit_cast<std::uint64_t>(value)},
                {.kind = GraphNode::Kind::constant, .value = value});
}
NodeId Graph::parameter(std::uint32_t index) {
  return intern({head(GraphNode::Kind::parameter), index}, {.kind = GraphNode::Kind::parameter, .a = index});
}
NodeId Graph::state(std::uint32_t index) {
  return intern({head(GraphNode::Kind::state), index}, {.kind = GraphNode::Kind::state, .a = index, .of_state = true});
}
NodeId Graph::time() {
  return intern({head(GraphNode::Kind::time), 0}, {.kind = GraphNode::Kind::time, .of_time = true});
}

NodeId Graph::operation(Op op, NodeId a, NodeId b, NodeId c) {
  GraphNode node{.kind = GraphNode::Kind::operation, .op = op, .a = a, .b = b, .c = c};
  const NodeId operands[] = {a, b, c};
  bool all_constant = true;
  for (int i = 0; i < arity(op); ++i) {
    const GraphNode& x = nodes_[operands[i]];
    node.of_state = node.of_state || x.of_state;
    node.of_time = node.of_time || x.of_time;
    all_constant = all_constant && x.kind == GraphNode::Kind::constant;
  }
  if (all_constant) {
    const int n = arity(op);
    return constant(apply(op, nodes_[a].value, n > 1 ? nodes_[b].value : 0, n > 2 ? nodes_[c].value : 0));
  }
  // Sums and products commute exactly in IEEE arithmetic: one node for both orders, printed in the order first written.
  if ((op == Op::add || op == Op::mul) && b < a) std::swap(a, b);
  return intern({head(GraphNode::Kind::operation, static_cast<unsigned>(op), c), tail(a, b)}, node);
}

NodeId Graph::add(NodeId a, NodeId b) {
  if (is_constant(a, 0)) return b;
  if (is_constant(b, 0)) return a;
  if (nodes_[b].kind == GraphNode::Kind::operation && nodes_[b].op == Op::neg) return sub(a, nodes_[b].a);
  if (nodes_[a].kind == GraphNode::Kind::operation && nodes_[a].op == Op::neg) return sub(b, nodes_[a].a);
  return operation(Op::add, a, b);
}

NodeId Graph::sub(NodeId a, NodeId b) {
  if (a == b) return constant(0);
  if (is_constant(b, 0)) return a;
  if (is_constant(a, 0)) return neg(b);
  if (nodes_[b].kind == GraphNode::Kind::operation && nodes_[b].op == Op::neg) return add(a, nodes_[b].a);
  return operation(Op::sub, a, b);
}

NodeId Graph::neg(NodeId a) {
  const GraphNode& x = nodes_[a];
  if (x.kind == GraphNode::Kind::operation && x.op == Op::neg) return x.a;
  return operation(Op::neg, a);
}

NodeId Graph::mul(NodeId a, NodeId b) {
  if (is_constant(a, 0) || is_constant(b, 0)) return constant(0);
  if (is_constant(a, 1)) return b;
  if (is_constant(b, 1)) return a;
  if (is_constant(a, -1)) return neg(b);
  if (is_constant(b, -1)) return neg(a);
  const auto is_op = [&](NodeId id, Op op) {
    return nodes_[id].kind == GraphNode::Kind::operation && nodes_[id].op == op;
  };
  if (is_op(a, Op::neg)) return neg(mul(nodes_[a].a, b));
  if (is_op(b, Op::neg)) return neg(mul(a, nodes_[b].a));
  if (is_op(a, Op::div) && nodes_[a].b == b) return nodes_[a].a;
  if (is_op(b, Op::div) && nodes_[b].b == a) return nodes_[b].a;
  return operation(Op::mul, a, b);
}

NodeId Graph::without_factor(NodeId product, NodeId factor) {
  if (product == factor) return constant(1);
  const GraphNode node = nodes_[product];
  if (node.kind != GraphNode::Kind::operation) return no_slot;
  if (node.op == Op::mul) {
    if (const NodeId rest = without_factor(node.b, factor); rest != no_slot) return mul(node.a, rest);
    if (const NodeId rest = without_factor(node.a, factor); rest != no_slot) return mul(rest, node.b);
  }
  if (node.op == Op::div)
    if (const NodeId rest = without_factor(node.a, factor); rest != no_slot) return div(rest, node.b);
  if (node.op == Op::neg)
    if (const NodeId rest = without_factor(node.a, factor); rest != no_slot) return neg(rest);
  return no_slot;
}

NodeId Graph::div(NodeId a, NodeId b) {
  if (is_constant(b, 1)) return a;
  if (is_constant(a, 0)) return a;
  if (const NodeId rest = without_factor(a, b); rest != no_slot) return rest;
  const GraphNode& x = nodes_[a];
  if (x.kind == GraphNode::Kind::operation && x.op == Op::neg) return neg(div(x.a, b));
  return operation(Op::div, a, b);
}

NodeId Graph::pow(NodeId a, NodeId b) {
  if (is_constant(b, 0)) return constant(1);
  if (is_constant(b, 1)) return a;
  if (is_constant(b, 2)) return operation(Op::mul, a, a);
  if (is_constant(b, 0.5)) return unary(Op::sqrt, a);
  if (is_constant(b, 1.0 / 3)) return unary(Op::cbrt, a);
  if (is_constant(b, -1)) return div(constant(1), a);
  return operation(Op::pow, a, b);
}

NodeId Graph::unary(Op op, NodeId a) {
  TANSINE_ASSERT(arity(op) == 1 && op != Op::neg, "Graph::unary takes exp, log, sqrt and cbrt");
  return operation(op, a);
}
NodeId Graph::min(NodeId a, NodeId b) { return a == b ? a : operation(Op::min, a, b); }
NodeId Graph::max(NodeId a, NodeId b) { return a == b ? a : operation(Op::max, a, b); }

NodeId Graph::select(NodeId condition, NodeId if_nonnegative, NodeId otherwise) {
  if (if_nonnegative == otherwise) return otherwise;
  if (nodes_[condition].kind == GraphNode::Kind::constant)
    return nodes_[condition].value >= 0 ? if_nonnegative : otherwise;
  return operation(Op::select, condition, if_nonnegative, otherwise);
}

}  // namespace tansine
