#include "engine/simd/lane_graph.hpp"

#include <bit>
#include <utility>

namespace tansine {

using Kind = LaneGraph::Node::Kind;

namespace {
constexpr std::uint64_t head(Kind kind, LaneOp op = LaneOp::add, LaneNode c = 0) {
  return static_cast<std::uint64_t>(kind) | static_cast<std::uint64_t>(op) << 8 | std::uint64_t{c} << 32;
}
constexpr std::uint64_t tail(LaneNode a, LaneNode b) { return std::uint64_t{a} | std::uint64_t{b} << 32; }
}  // namespace

LaneGraph::LaneGraph() {
  nodes_.reserve(4096);
  sign_ = constant(-0.0);
  magnitude_ = constant(std::bit_cast<double>(~std::uint64_t{0} >> 1));
}

LaneNode LaneGraph::intern(const Key& key, const Node& node) {
  const auto [it, fresh] = index_.try_emplace(key, static_cast<LaneNode>(nodes_.size()));
  if (fresh) nodes_.push_back(node);
  return it->second;
}

LaneNode LaneGraph::constant(double value) {
  return intern({head(Kind::constant), std::bit_cast<std::uint64_t>(value)}, {.kind = Kind::constant, .value = value});
}
LaneNode LaneGraph::row(std::uint32_t index) {
  return intern({head(Kind::row), index}, {.kind = Kind::row, .a = index});
}
LaneNode LaneGraph::operation(LaneOp op, LaneNode a, LaneNode b, LaneNode c) {
  if ((op == LaneOp::add || op == LaneOp::mul) && b < a) std::swap(a, b);  // exact in IEEE arithmetic
  return intern({head(Kind::operation, op, c), tail(a, b)},
                {.kind = Kind::operation, .op = op, .a = a, .b = b, .c = c});
}

LaneNode LaneGraph::negated(LaneNode id) const {
  return is_operation(id, LaneOp::bxor) && nodes_[id].b == sign_ ? nodes_[id].a : no_node;
}

LaneNode LaneGraph::neg(LaneNode a) {
  if (const LaneNode x = negated(a); x != no_node) return x;
  if (nodes_[a].kind == Kind::constant) return constant(-nodes_[a].value);
  if (is_operation(a, LaneOp::sub)) return operation(LaneOp::sub, nodes_[a].b, nodes_[a].a);
  return operation(LaneOp::bxor, a, sign_);
}

LaneNode LaneGraph::abs(LaneNode a) {
  if (const LaneNode x = negated(a); x != no_node) return abs(x);
  return operation(LaneOp::band, a, magnitude_);
}

LaneNode LaneGraph::add(LaneNode a, LaneNode b) {
  if (is_constant(a, 0)) return b;
  if (is_constant(b, 0)) return a;
  if (nodes_[a].kind == Kind::constant && nodes_[b].kind == Kind::constant)
    return constant(nodes_[a].value + nodes_[b].value);
  if (const LaneNode x = negated(b); x != no_node) return sub(a, x);
  if (const LaneNode x = negated(a); x != no_node) return sub(b, x);
  return operation(LaneOp::add, a, b);
}

LaneNode LaneGraph::sub(LaneNode a, LaneNode b) {
  if (a == b) return constant(0);
  if (is_constant(b, 0)) return a;
  if (is_constant(a, 0)) return neg(b);
  if (nodes_[a].kind == Kind::constant && nodes_[b].kind == Kind::constant)
    return constant(nodes_[a].value - nodes_[b].value);
  if (const LaneNode x = negated(b); x != no_node) return add(a, x);
  if (const LaneNode x = negated(a); x != no_node) return neg(add(x, b));
  return operation(LaneOp::sub, a, b);
}

LaneNode LaneGraph::mul(LaneNode a, LaneNode b) {
  if (is_constant(a, 0) || is_constant(b, 0)) return constant(0);
  if (is_constant(a, 1)) return b;
  if (is_constant(b, 1)) return a;
  if (is_constant(a, -1)) return neg(b);
  if (is_constant(b, -1)) return neg(a);
  if (nodes_[a].kind == Kind::constant && nodes_[b].kind == Kind::constant)
    return constant(nodes_[a].value * nodes_[b].value);
  const LaneNode x = negated(a), y = negated(b);
  if (x != no_node && y != no_node) return mul(x, y);
  if (x != no_node) return neg(mul(x, b));
  if (y != no_node) return neg(mul(a, y));
  return operation(LaneOp::mul, a, b);
}

LaneNode LaneGraph::div(LaneNode a, LaneNode b) {
  if (is_constant(b, 1) || is_constant(a, 0)) return a;
  const LaneNode x = negated(a), y = negated(b);
  if (x != no_node && y != no_node) return div(x, y);
  if (x != no_node) return neg(div(x, b));
  if (y != no_node) return neg(div(a, y));
  return operation(LaneOp::div, a, b);
}

LaneNode LaneGraph::min(LaneNode a, LaneNode b) { return a == b ? a : operation(LaneOp::min, a, b); }
LaneNode LaneGraph::max(LaneNode a, LaneNode b) { return a == b ? a : operation(LaneOp::max, a, b); }
LaneNode LaneGraph::select(LaneNode condition, LaneNode if_nonnegative, LaneNode otherwise) {
  if (if_nonnegative == otherwise) return otherwise;
  return operation(LaneOp::select, condition, if_nonnegative, otherwise);
}
LaneNode LaneGraph::unary(LaneOp op, LaneNode a) { return operation(op, a); }

LaneNode LaneGraph::pow(LaneNode a, LaneNode b) {
  const bool constant_exponent = nodes_[b].kind == Kind::constant;
  // The derivative of a power stands beside the power. 0/0 instead of infinity at a = 0 is not finite either.
  if (constant_exponent && nodes_[b].value < 0)
    if (const auto above = powers_.find({a, nodes_[b].value + 1}); above != powers_.end()) return div(above->second, a);
  // The plain form, with an error of |b log(a)| roundings, is half of what pow costs, and shares log(a). Where it fails
  // (a < 0 with a whole b that only the patient knows, 0^0) it is nan: the patient then goes to the reference engine.
  const LaneNode power = unary(LaneOp::exp, mul(unary(LaneOp::log, a), b));
  if (constant_exponent) powers_.emplace(std::pair{a, nodes_[b].value}, power);
  return power;
}

namespace {

/// Writes nodes in the order in which anchors need them.
class Writer {
 public:
  Writer(const LaneGraph& graph, std::uint32_t n_rows) : g_(graph) { kernel_.n_rows = n_rows; }

  LaneKernel write(std::span<const LaneAnchor> anchors) {
    count_uses(anchors);
    written_.assign(g_.size(), unwritten);
    for (const LaneAnchor& anchor : anchors) {
      compute(anchor.node);
      if (anchor.store_to == LaneAnchor::no_row) continue;
      LaneInstruction store{.op = LaneOp::store, .row = anchor.store_to, .a = operand(anchor.node), .b = {}, .c = {}};
      kernel_.code.push_back(store);
    }
    return std::move(kernel_);
  }

 private:
  static constexpr std::uint32_t unwritten = static_cast<std::uint32_t>(-1);

  [[nodiscard]] bool is_operation(LaneNode id) const { return g_[id].kind == Kind::operation; }

  void count_uses(std::span<const LaneAnchor> anchors) {
    uses_.assign(g_.size(), 0);
    std::vector<LaneNode> stack;
    const auto use = [&](LaneNode id) {
      if (uses_[id]++ == 0 && is_operation(id)) stack.push_back(id);
    };
    for (const LaneAnchor& anchor : anchors) {
      use(anchor.node);
      if (is_operation(anchor.node)) ++uses_[anchor.node];  // an anchor is a value of its own, never fused away
      while (!stack.empty()) {
        const LaneGraph::Node& n = g_[stack.back()];
        stack.pop_back();
        const LaneNode operands[] = {n.a, n.b, n.c};
        for (int i = 0; i < arity(n.op); ++i) use(operands[i]);
      }
    }
  }

  /// A product that is computed within the sum that uses it.
  [[nodiscard]] bool fuses(LaneNode id) const { return g_.is_operation(id, LaneOp::mul) && uses_[id] == 1; }

  /// One addend of a sum: acc + a * b, acc - a * b, acc + a, acc - a or a - acc.
  struct Link {
    LaneNode id;  ///< the sum so far
    LaneOp op;    ///< fma, fnma, add or sub
    LaneNode acc, a, b;
    bool reversed = false;  ///< a - acc
  };

  [[nodiscard]] Link link(LaneNode id) const {
    const LaneGraph::Node& n = g_[id];
    const bool plus = n.op == LaneOp::add;
    if (fuses(n.b)) return {id, plus ? LaneOp::fma : LaneOp::fnma, n.a, g_[n.b].a, g_[n.b].b};
    if (plus && fuses(n.a)) return {id, LaneOp::fma, n.b, g_[n.a].a, g_[n.a].b};
    // the longer side is what has been summed so far
    if (!is_sum(n.a) && is_sum(n.b)) return {id, n.op, n.b, n.a, LaneGraph::no_node, !plus};
    return {id, n.op, n.a, n.b, LaneGraph::no_node};
  }
  [[nodiscard]] bool is_sum(LaneNode id) const {
    return g_.is_operation(id, LaneOp::add) || g_.is_operation(id, LaneOp::sub);
  }
  [[nodiscard]] bool pending(LaneNode id) const { return is_operation(id) && written_[id] == unwritten; }

  /// Writes `root` and what it needs. What a chain of additions needs is computed before it, so that the chain stands
  /// in one piece.
  void compute(LaneNode root) {
    stack_.assign(1, {root, false});
    while (!stack_.empty()) {
      const auto [id, ready] = stack_.back();
      if (!pending(id)) {
        stack_.pop_back();
        continue;
      }
      if (is_sum(id)) {
        collect_chain(id);
        if (!ready) {
          stack_.back().second = true;
          for (std::size_t i = chain_.size(); i-- > 0;) {
            if (chain_[i].b != LaneGraph::no_node && pending(chain_[i].b)) stack_.push_back({chain_[i].b, false});
            if (pending(chain_[i].a)) stack_.push_back({chain_[i].a, false});
          }
          if (pending(chain_.front().acc)) stack_.push_back({chain_.front().acc, false});
          continue;
        }
        for (const Link& l : chain_) write_link(l);
      } else {
        const LaneGraph::Node& n = g_[id];
        if (!ready) {
          stack_.back().second = true;
          const LaneNode operands[] = {n.a, n.b, n.c};
          for (int i = arity(n.op); i-- > 0;)
            if (pending(operands[i])) stack_.push_back({operands[i], false});
          continue;
        }
        const int k = arity(n.op);
        push(id, {.op = n.op,
                  .a = operand(n.a),
                  .b = k > 1 ? operand(n.b) : LaneOperand{},
                  .c = k > 2 ? operand(n.c) : LaneOperand{}});
      }
      stack_.pop_back();
    }
  }

  /// The links of the sum `id`, innermost first: as far down as each partial sum serves only the next.
  void collect_chain(LaneNode id) {
    chain_.assign(1, link(id));
    while (is_sum(chain_.back().acc) && uses_[chain_.back().acc] == 1 && pending(chain_.back().acc))
      chain_.push_back(link(chain_.back().acc));
    for (std::size_t i = 0, j = chain_.size() - 1; i < j; ++i, --j) std::swap(chain_[i], chain_[j]);
  }

  void write_link(const Link& l) {
    if (l.b != LaneGraph::no_node)
      push(l.id, {.op = l.op, .a = operand(l.a), .b = operand(l.b), .c = operand(l.acc)});
    else if (l.reversed)
      push(l.id, {.op = l.op, .a = operand(l.a), .b = operand(l.acc), .c = {}});
    else
      push(l.id, {.op = l.op, .a = operand(l.acc), .b = operand(l.a), .c = {}});
  }

  void push(LaneNode id, const LaneInstruction& instruction) {
    written_[id] = static_cast<std::uint32_t>(kernel_.code.size());
    kernel_.code.push_back(instruction);
  }

  LaneOperand operand(LaneNode id) {
    const LaneGraph::Node& n = g_[id];
    switch (n.kind) {
      case Kind::row:
        return {LaneOperand::Kind::row, n.a};
      case Kind::constant: {
        const auto [it, fresh] = constants_.try_emplace(id, static_cast<std::uint32_t>(kernel_.constants.size()));
        if (fresh) kernel_.constants.push_back(n.value);
        return {LaneOperand::Kind::constant, it->second};
      }
      case Kind::operation:
        break;
    }
    return {LaneOperand::Kind::value, written_[id]};
  }

  const LaneGraph& g_;
  LaneKernel kernel_;
  std::vector<std::uint32_t> uses_, written_;
  std::vector<std::pair<LaneNode, bool>> stack_;
  std::vector<Link> chain_;
  std::unordered_map<LaneNode, std::uint32_t> constants_;
};

}  // namespace

LaneKernel write_kernel(const LaneGraph& graph, std::span<const LaneAnchor> anchors, std::uint32_t n_rows) {
  return Writer(graph, n_rows).write(anchors);
}

}  // namespace tansine
