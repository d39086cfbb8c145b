#pragma once
// Symbolic derivatives on the shared graph, sparse from the start. Internal to the room.

#include "model/graph.hpp"

#include <vector>

namespace tansine {

/// d(expression)/d(variable), structural nonzeros only, by variable ascending.
struct Gradient {
  struct Entry {
    std::uint32_t variable;  ///< state index, or time_variable
    NodeId node;
  };
  static constexpr std::uint32_t time_variable = 0xffffffffu;
  std::vector<Entry> entries;
};

class Differentiator {
 public:
  explicit Differentiator(Graph& graph) : graph_(graph) {}
  /// Gradient of `node` with respect to all states and time. Remembers every part it meets.
  const Gradient& gradient(NodeId node);

 private:
  Gradient of_operation(const GraphNode& node, NodeId id);
  [[nodiscard]] bool known(NodeId id) const { return id < done_.size() && done_[id]; }

  Graph& graph_;
  std::vector<Gradient> memory_;
  std::vector<bool> done_;
};

}  // namespace tansine
