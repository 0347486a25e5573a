#include "graph/export.hpp"

#include "graph/evaluate.hpp"

namespace firstmove::engine {

GraphTable::GraphTable(const Graph& graph, std::span<const NodeId> costs)
    : positions_(graph.size()) {
  for (const NodeId id : NodeOrder(graph, costs).nodes) add(graph, id);
  for (const NodeId cost : costs) costs_.push_back(positions_[cost]);
  table_ = {sizeof(fm_graph), static_cast<std::uint32_t>(nodes_.size()),
            nodes_.data(),    inputs_.size(),
            inputs_.data(),   numbers_.size(),
            numbers_.data(),  indices_.size(),
            indices_.data(),  costs_.data()};
}

void GraphTable::add(const Graph& graph, NodeId id) {
  const Node& node = graph[id];
  positions_[id] = static_cast<std::uint32_t>(nodes_.size());
  fm_node given = {static_cast<std::int32_t>(node.operation),
                   node.extent.rows,
                   node.extent.columns,
                   node.inputs_count,
                   inputs_.size(),
                   {node.attribute[0], node.attribute[1]}};
  for (const NodeId input : graph.inputs(id)) inputs_.push_back(positions_[input]);
  switch (node.operation) {
    case Operation::constant:
      given.attribute[0] = static_cast<std::int64_t>(numbers_.size());
      for (const double value : graph.values(id)) numbers_.push_back(value);
      break;
    case Operation::sample:
      add_sample(graph.samples().entries[static_cast<std::size_t>(node.attribute[1])].sample,
                 given);
      positions_[id] = static_cast<std::uint32_t>(nodes_.size());
      break;
    case Operation::gather:
    case Operation::scatter:
      given.attribute[0] = static_cast<std::int64_t>(indices_.size());
      for (const std::uint32_t index : graph.indices(id)) indices_.push_back(index);
      break;
    case Operation::assemble:
      given.attribute[0] = static_cast<std::int64_t>(indices_.size());
      for (const Piece& piece : graph.pieces(id))
        indices_.insert(indices_.end(), {piece.first, piece.step});
      break;
    default:
      break;
  }
  nodes_.push_back(given);
}

void GraphTable::add_sample(const Sample& sample, fm_node& given) {
  given.attribute[0] = sample.stream;
  given.attribute[1] = 0;
  if (sample.picks()) {
    const auto rows = static_cast<std::uint32_t>(sample.table->size() / sample.columns);
    nodes_.push_back({FM_NODE_CONSTANT,
                      rows,
                      sample.columns,
                      0,
                      inputs_.size(),
                      {static_cast<std::int64_t>(numbers_.size()), 0}});
    numbers_.insert(numbers_.end(), sample.table->begin(), sample.table->end());
    given.operation = FM_NODE_PICK;
    given.attribute[1] = sample.kind == Sample::Kind::distinct_pick ? 1 : 0;
    given.inputs_count = 1;
    inputs_.push_back(static_cast<std::uint32_t>(nodes_.size() - 1));
  } else {
    given.operation = sample.kind == Sample::Kind::normal ? FM_NODE_NORMAL : FM_NODE_UNIFORM;
  }
}

}  // namespace firstmove::engine
