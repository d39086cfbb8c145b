#pragma once
// The shared expression graph: equal expressions are one node. Building a node simplifies it (constants folded, x*1,
// x+0, x*V/V), so that printed equations and the tape come from the same small graph.

#include "model/program.hpp"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace tansine {

using NodeId = std::uint32_t;

/// Not to be taken for a document's Node (io): one namespace, one name.
struct GraphNode {
  enum class Kind : std::uint8_t { constant, parameter, state, time, operation };
  Kind kind = Kind::constant;
  Op op = Op::add;             ///< for operations
  NodeId a = 0, b = 0, c = 0;  ///< operands; `a` is the index of a parameter or state
  double value = 0;            ///< for constants
  bool of_state = false;       ///< depends on a state
  bool of_time = false;        ///< depends on time
  [[nodiscard]] bool parameter_only() const { return !of_state && !of_time; }
};

/// How many operands an operation has.
constexpr int arity(Op op) {
  if (is_unary(op)) return 1;
  return op == Op::select ? 3 : 2;
}

class Graph {
 public:
  Graph();
  NodeId constant(double value);
  NodeId parameter(std::uint32_t index);
  NodeId state(std::uint32_t index);
  NodeId time();

  NodeId add(NodeId a, NodeId b);
  NodeId sub(NodeId a, NodeId b);
  NodeId mul(NodeId a, NodeId b);
  NodeId div(NodeId a, NodeId b);
  NodeId neg(NodeId a);
  NodeId pow(NodeId a, NodeId b);
  NodeId unary(Op op, NodeId a);  ///< exp, log, sqrt, cbrt
  NodeId min(NodeId a, NodeId b);
  NodeId max(NodeId a, NodeId b);
  NodeId select(NodeId condition, NodeId if_nonnegative, NodeId otherwise);

  const GraphNode& operator[](NodeId id) const { return nodes_[id]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] bool is_constant(NodeId id, double value) const {
    return nodes_[id].kind == GraphNode::Kind::constant && nodes_[id].value == value;
  }

 private:
  struct Key {
    std::uint64_t head = 0, tail = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& k) const;
  };
  NodeId operation(Op op, NodeId a, NodeId b = 0, NodeId c = 0);
  NodeId intern(const Key& key, const GraphNode& node);
  /// x such that x * factor == product, if `factor` is visibly one of its factors; else no_slot.
  NodeId without_factor(NodeId product, NodeId factor);

  std::vector<GraphNode> nodes_;
  std::unordered_map<Key, NodeId, KeyHash> index_;
};

}  // namespace tansine
