#pragma once
// Expressions over rows of lanes, equal ones shared, from which kernels are written. Unlike the graph of a model this
// one is for machines: negations are pushed outwards until they vanish into sums, products are fused with the sums that
// use them, long sums become chains.

#include "engine/simd/lane_tape.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tansine {

/// A node of a LaneGraph.
using LaneNode = std::uint32_t;

class LaneGraph {
 public:
  struct Node {
    enum class Kind : std::uint8_t { constant, row, operation };
    Kind kind = Kind::constant;
    LaneOp op = LaneOp::add;
    LaneNode a = 0, b = 0, c = 0;  ///< operands; `a` is the index of a row
    double value = 0;              ///< of a constant
  };

  LaneGraph();
  LaneNode constant(double value);
  LaneNode row(std::uint32_t index);

  LaneNode add(LaneNode a, LaneNode b);
  LaneNode sub(LaneNode a, LaneNode b);
  LaneNode mul(LaneNode a, LaneNode b);
  LaneNode div(LaneNode a, LaneNode b);
  LaneNode neg(LaneNode a);
  LaneNode abs(LaneNode a);
  LaneNode min(LaneNode a, LaneNode b);
  LaneNode max(LaneNode a, LaneNode b);
  LaneNode select(LaneNode condition, LaneNode if_nonnegative, LaneNode otherwise);
  LaneNode unary(LaneOp op, LaneNode a);  ///< sqrt, exp, log, cbrt
  LaneNode pow(LaneNode a, LaneNode b);   ///< as exp(b log(a))
  /// a - a: 0 if a is finite, nan if not.
  LaneNode zero_if_finite(LaneNode a) { return operation(LaneOp::sub, a, a); }
  /// a + b * c, left to the writer of the kernel to fuse.
  LaneNode add_product(LaneNode a, LaneNode b, LaneNode c) { return add(a, mul(b, c)); }

  const Node& operator[](LaneNode id) const { return nodes_[id]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] bool is_constant(LaneNode id, double value) const {
    return nodes_[id].kind == Node::Kind::constant && nodes_[id].value == value;
  }
  [[nodiscard]] bool is_operation(LaneNode id, LaneOp op) const {
    return nodes_[id].kind == Node::Kind::operation && nodes_[id].op == op;
  }
  /// The operand of a negation, or no_node.
  [[nodiscard]] LaneNode negated(LaneNode id) const;
  /// `id` without the negation, if it is one: what is computed, where users of `id` take care of the sign.
  [[nodiscard]] LaneNode unsigned_part(LaneNode id) const {
    const LaneNode x = negated(id);
    return x == no_node ? id : x;
  }
  static constexpr LaneNode no_node = static_cast<LaneNode>(-1);

 private:
  struct Key {
    std::uint64_t head = 0, tail = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& k) const {
      const std::uint64_t x = (k.head * 0x9e3779b97f4a7c15u) ^ (k.tail + 0x165667b19e3779f9u + (k.head << 6));
      return static_cast<std::size_t>((x ^ (x >> 29)) * 0xbf58476d1ce4e5b9u);
    }
  };
  LaneNode intern(const Key& key, const Node& node);
  LaneNode operation(LaneOp op, LaneNode a, LaneNode b = 0, LaneNode c = 0);

  std::vector<Node> nodes_;
  std::unordered_map<Key, LaneNode, KeyHash> index_;
  std::map<std::pair<LaneNode, double>, LaneNode> powers_;  ///< with constant exponents
  LaneNode sign_ = 0, magnitude_ = 0;                       ///< the bits -0.0, and all but them
};

/// Something a kernel computes, in this order: every anchor is computed before the next one is begun, which keeps what
/// a long kernel holds at one time small.
struct LaneAnchor {
  LaneNode node = 0;
  std::uint32_t store_to = no_row;  ///< row
  static constexpr std::uint32_t no_row = static_cast<std::uint32_t>(-1);
};

/// Writes the kernel that computes the anchors. A product that only one sum uses is fused with it.
LaneKernel write_kernel(const LaneGraph& graph, std::span<const LaneAnchor> anchors, std::uint32_t n_rows);

}  // namespace tansine
