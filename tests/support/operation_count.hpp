// The work of a graph, as a number of operations.
#pragma once

#include <span>
#include <vector>

#include "graph/graph.hpp"

namespace firstmove::test {

// The operations that the outputs need at each joint action: one for each element of an array that
// varies, or `function` for an elementary function; two for each term of a matrix product.
inline double operations(const engine::Graph& graph, std::span<const engine::NodeId> outputs,
                         double function) {
  using enum engine::Operation;
  std::vector<char> needed(graph.size());
  for (const engine::NodeId id : outputs) needed[id] = 1;
  double work = 0;
  for (engine::NodeId id = static_cast<engine::NodeId>(graph.size()); id-- > 0;) {
    if (!needed[id] || !graph.varies(id)) continue;
    for (const engine::NodeId input : graph.inputs(id)) needed[input] = 1;
    const double size = static_cast<double>(graph.extent(id).size());
    const auto input_size = [&](std::size_t k) {
      return static_cast<double>(graph.extent(graph.input(id, k)).size());
    };
    switch (graph[id].operation) {
      case action:
      case direction:
      case reshape:
        break;
      case exp:
      case expm1:
      case log:
      case log1p:
      case sin:
      case cos:
      case tanh:
      case sigmoid:
      case softplus:
      case power:
        work += function * size;
        break;
      case engine::Operation::sum:
      case scatter:
        work += input_size(0);
        break;
      case logsumexp:
        work += (function + 3) * input_size(0) + function * size;
        break;
      case product: {
        const engine::Extent a = graph.extent(graph.input(id, 0));
        const bool first = graph[id].attribute[0] & FM_TRANSPOSE_FIRST;
        work += 2 * size * (first ? a.rows : a.columns);
        break;
      }
      case assemble:
        for (std::size_t k = 0; k < graph[id].inputs_count; ++k) work += input_size(k);
        break;
      default:
        work += size;
    }
  }
  return work;
}

}  // namespace firstmove::test
