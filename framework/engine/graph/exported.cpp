#include "graph/exported.hpp"

#include <spdlog/fmt/fmt.h>

namespace firstmove::engine {

Exported::Exported(const Graph& graph, std::span<const NodeId> costs) {
  std::vector<bool> needed(graph.size(), false);
  for (const NodeId cost : costs) needed[cost] = true;
  for (std::size_t id = graph.size(); id-- > 0;)
    if (needed[id])
      for (const NodeId input : graph.inputs(static_cast<NodeId>(id))) needed[input] = true;
  std::vector<std::uint32_t> place(graph.size(), 0);
  for (NodeId id = 0; id < graph.size(); ++id) {
    if (!needed[id]) continue;
    place[id] = static_cast<std::uint32_t>(nodes_.size());
    add(graph, id, place);
  }
  for (const NodeId cost : costs) costs_.push_back(place[cost]);
  table_ = {sizeof(fm_graph), static_cast<std::uint32_t>(nodes_.size()),
            nodes_.data(),    inputs_.size(),
            inputs_.data(),   numbers_.size(),
            numbers_.data(),  indices_.size(),
            indices_.data(),  costs_.data()};
}

void Exported::add(const Graph& graph, NodeId id, const std::vector<std::uint32_t>& place) {
  const Node& from = graph[id];
  if (!is_public(from.operation))
    throw GraphError(
        fmt::format("'{}' cannot be a part of a cost's graph", name_of(from.operation)));
  const std::span<const NodeId> inputs = graph.inputs(id);
  fm_node node = {static_cast<std::int32_t>(from.operation),
                  from.extent.rows,
                  from.extent.columns,
                  static_cast<std::uint32_t>(inputs.size()),
                  inputs_.size(),
                  {from.attribute[0], from.attribute[1]}};
  for (const NodeId input : inputs) inputs_.push_back(place[input]);
  switch (from.operation) {
    case Operation::constant: {
      const std::span<const double> values = graph.values(id);
      node.attribute[0] = static_cast<std::int64_t>(numbers_.size());
      numbers_.insert(numbers_.end(), values.begin(), values.end());
      break;
    }
    case Operation::gather:
    case Operation::scatter: {
      const std::span<const std::uint32_t> indices = graph.indices(id);
      node.attribute[0] = static_cast<std::int64_t>(indices_.size());
      indices_.insert(indices_.end(), indices.begin(), indices.end());
      break;
    }
    case Operation::assemble:
      node.attribute[0] = static_cast<std::int64_t>(indices_.size());
      for (const Piece& piece : graph.pieces(id))
        indices_.insert(indices_.end(), {piece.first, piece.step});
      break;
    default:
      break;
  }
  nodes_.push_back(node);
}

}  // namespace firstmove::engine
