#include "graph/evaluate.hpp"

namespace firstmove::engine {

NodeOrder::NodeOrder(const Graph& graph, std::span<const NodeId> wanted)
    : outputs(wanted.begin(), wanted.end()), uses(graph.size()) {
  for (const NodeId output : outputs) ++uses[output];
  // Inputs come before the nodes that use them.
  for (NodeId id = static_cast<NodeId>(graph.size()); id-- > 0;)
    if (uses[id] > 0) {
      nodes.push_back(id);
      for (const NodeId input : graph.inputs(id)) ++uses[input];
    }
  std::reverse(nodes.begin(), nodes.end());
}

}  // namespace firstmove::engine
