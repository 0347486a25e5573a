// A graph as a table of nodes, as plugins lend it (fm_graph).
#pragma once

#include <firstmove/abi.h>

#include <span>
#include <vector>

#include "graph/graph.hpp"

namespace firstmove::engine {

// The nodes that some costs need, in the order of the graph. It does not keep the graph.
class Exported {
 public:
  // `costs`: one node for each player.
  Exported(const Graph& graph, std::span<const NodeId> costs);
  Exported(const Exported&) = delete;
  Exported& operator=(const Exported&) = delete;

  const fm_graph& table() const { return table_; }

 private:
  void add(const Graph& graph, NodeId id, const std::vector<std::uint32_t>& place);

  std::vector<fm_node> nodes_;
  std::vector<std::uint32_t> inputs_, indices_, costs_;
  std::vector<double> numbers_;
  fm_graph table_{};
};

}  // namespace firstmove::engine
