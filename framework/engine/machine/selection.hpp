// Which nodes of a graph a program computes, in which order, and which of them together.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "graph/graph.hpp"

namespace firstmove::engine {

// A node whose value is a part of another node's value, at the same place: element `offset` of
// `root` is its first.
struct Alias {
  NodeId root;
  std::uint64_t offset;
};

// An arithmetic operation of a node with an operand that is itself an operation, used nowhere else.
struct TwoOperators {
  NodeId inner;
  bool turned;         // whether the inner operation is the second operand
  NodeId operands[3];  // two of the inner operation, and the other one
};

class Selection {
 public:
  // `fixed` tells which nodes are known, so that nothing before them is needed. With `packed`,
  // elementary functions of scalars that do not depend on each other are computed together.
  Selection(const Graph& graph, std::span<const NodeId> outputs,
            const std::function<bool(NodeId)>& fixed, bool packed = false);

  // Nodes that are neither fixed nor leaves nor aliases, each after what it is computed from; those
  // that are computed together stand side by side.
  const std::vector<NodeId>& order() const { return order_; }
  // The arrays that a node of the order is computed from, in place of its inputs where several
  // nodes are computed by one instruction.
  std::span<const NodeId> operands(NodeId id) const;
  // Whether it is a sum of the products of its operands, which are never stored.
  bool is_scalar_product(NodeId id) const { return product_of_[id] != no_node; }
  // The two operations that are computed at once; or nullptr.
  const TwoOperators* two_operators(NodeId id) const {
    return two_of_[id] == no_node ? nullptr : &twos_[two_of_[id]];
  }
  // The node that is computed along with this one, which comes first in the order; or no_node.
  NodeId partner(NodeId id) const { return partner_[id]; }
  // The nodes of which one instruction computes the same function, each with its partner, if it has
  // one; empty if the node is not among any. A sine and a cosine count as the same.
  std::span<const NodeId> pack(NodeId id) const {
    return pack_of_[id] == no_node ? std::span<const NodeId>() : packs_[pack_of_[id]];
  }
  Alias alias(NodeId id) const;
  bool needed(NodeId id) const { return needed_[id] != 0; }

 private:
  void mark(std::span<const NodeId> outputs);
  void join();
  void join_operators();
  void pack_functions();
  bool can_be_joined(NodeId id, Extent extent) const;
  bool computed(NodeId id) const { return needed_[id] && !fixed_[id]; }
  void sort(std::span<const NodeId> outputs);

  const Graph* graph_;
  std::vector<std::uint8_t> fixed_, needed_;
  std::vector<std::uint32_t> uses_;
  std::vector<NodeId> product_of_, partner_, other_input_, two_of_, pack_of_;
  std::vector<TwoOperators> twos_;
  std::vector<std::vector<NodeId>> packs_;
  std::vector<NodeId> order_;
};

}  // namespace firstmove::engine
