// A graph of costs that Python made, as the plugin lends it to the host.
#pragma once

#include <firstmove/abi.h>
#include <pybind11/pybind11.h>

#include <cstdint>
#include <vector>

namespace firstmove::python {

class LentGraph {
 public:
  // Copies the tables of firstmove_graph.py: nodes, inputs, numbers, indices, costs.
  explicit LentGraph(const pybind11::tuple& tables);
  LentGraph(const LentGraph&) = delete;
  LentGraph& operator=(const LentGraph&) = delete;

  const fm_graph* get() const { return &graph_; }

 private:
  std::vector<fm_node> nodes_;
  std::vector<std::uint32_t> inputs_, indices_, costs_;
  std::vector<double> numbers_;
  fm_graph graph_{};
};

}  // namespace firstmove::python
