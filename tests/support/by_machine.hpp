// Values of graphs at one joint action, by the vector machine.
#pragma once

#include <vector>

#include "game/batch_array.hpp"
#include "machine/machine.hpp"

namespace firstmove::test {

inline engine::BatchArray in_batch(const std::vector<double>& values) {
  engine::BatchArray array(values.size(), FM_LANES);
  for (std::size_t r = 0; r < values.size(); ++r) array.row(r)[0] = values[r];
  return array;
}

// The elements of each output.
inline std::vector<std::vector<double>> by_machine(
    const engine::Graph& graph, const std::vector<engine::NodeId>& outputs,
    const std::vector<double>& x, const std::vector<std::vector<double>>& directions) {
  const engine::Program program(graph, outputs);
  engine::Machine machine(program);
  const engine::BatchArray at = in_batch(x);
  std::vector<engine::BatchArray> along, out;
  std::vector<const double*> along_rows;
  std::vector<double*> out_rows;
  for (const std::vector<double>& direction : directions) along.push_back(in_batch(direction));
  for (const engine::BatchArray& array : along) along_rows.push_back(array.data());
  for (const engine::NodeId id : outputs) out.emplace_back(graph.extent(id).size(), FM_LANES);
  for (engine::BatchArray& array : out) out_rows.push_back(array.data());
  machine.run(1, FM_LANES, at.data(), along_rows.data(), out_rows.data());
  std::vector<std::vector<double>> values;
  for (const engine::BatchArray& array : out) {
    values.emplace_back();
    for (std::size_t r = 0; r < array.rows(); ++r) values.back().push_back(array.row(r)[0]);
  }
  return values;
}

}  // namespace firstmove::test
