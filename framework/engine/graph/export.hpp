// A graph of costs as the table that games lend (fm_graph in abi.h).
#pragma once

#include <firstmove/abi.h>

#include <vector>

#include "graph/import.hpp"

namespace firstmove::engine {

// The lists behind an fm_graph: the nodes that some costs need, in their order.
class GraphTable {
 public:
  // The costs' nodes must not depend on directions.
  GraphTable(const Graph& graph, std::span<const NodeId> costs);
  GraphTable(const GraphTable&) = delete;
  GraphTable& operator=(const GraphTable&) = delete;
  // Lent as long as this object lives.
  const fm_graph& get() const { return table_; }

 private:
  void add(const Graph& graph, NodeId id);
  // As a leaf of the table, after the constant that it picks from.
  void add_sample(const Sample& sample, fm_node& given);

  std::vector<std::uint32_t> positions_;  // in nodes_, by NodeId
  std::vector<fm_node> nodes_;
  std::vector<std::uint32_t> inputs_, indices_, costs_;
  std::vector<double> numbers_;
  fm_graph table_{};
};

}  // namespace firstmove::engine
