#include "graph/import.hpp"

#include <spdlog/fmt/fmt.h>

#include <span>

namespace firstmove::engine {
namespace {

// Of all arrays and lists of inputs together: more would not fit into memory while the graph is
// evaluated.
constexpr std::uint64_t most_elements_lent = std::uint64_t{1} << 31;

template <class... Values>
[[noreturn]] void refuse(fmt::format_string<Values...> text, Values&&... values) {
  throw GraphError(fmt::format(text, std::forward<Values>(values)...));
}

// Whether elements begin .. begin + count - 1 are within a list.
bool within(std::uint64_t begin, std::uint64_t count, std::uint64_t length) {
  return begin <= length && count <= length - begin;
}

class Import {
 public:
  Import(const fm_graph& given, std::uint32_t coordinates)
      : given_(given), coordinates_(coordinates) {
    require_lists();
    ids_.reserve(given.nodes_count);
  }

  CostGraph run(std::uint32_t players) {
    std::uint64_t elements = 0;
    for (std::uint32_t n = 0; n < given_.nodes_count; ++n) {
      const fm_node& node = given_.nodes[n];
      try {
        const std::uint64_t more = std::uint64_t{node.rows} * node.columns;
        if (more > most_elements_lent ||
            (elements += more + node.inputs_count) > most_elements_lent)
          refuse("with its {} x {} numbers and {} inputs the graph has more than {}", node.rows,
                 node.columns, node.inputs_count, most_elements_lent);
        ids_.push_back(made(node));
      } catch (const GraphError& error) {
        refuse("node {} ('{}'): {}", n, name_of(static_cast<Operation>(node.operation)),
               error.what());
      }
    }
    CostGraph all;
    for (std::uint32_t i = 0; i < players; ++i) all.costs.push_back(cost_of(i));
    all.graph = std::move(graph_);
    return all;
  }

 private:
  void require_lists() const {
    if (!FM_HAS(&given_, fm_graph, costs)) refuse("struct_size is {}", given_.struct_size);
    const auto require = [](const void* list, std::uint64_t count, const char* name) {
      if (count > 0 && !list) refuse("{} is NULL, but {}_count is {}", name, name, count);
    };
    require(given_.nodes, given_.nodes_count, "nodes");
    require(given_.inputs, given_.inputs_count, "inputs");
    require(given_.numbers, given_.numbers_count, "numbers");
    require(given_.indices, given_.indices_count, "indices");
    if (!given_.costs) refuse("costs is NULL");
  }

  NodeId cost_of(std::uint32_t player) const {
    const std::uint32_t position = given_.costs[player];
    if (position >= ids_.size())
      refuse("costs[{}] is node {}, but there are {} nodes", player, position, ids_.size());
    const Extent extent = graph_.extent(ids_[position]);
    if (!extent.scalar())
      refuse("costs[{}] is node {}, an array of {} x {}; a cost is 1 x 1", player, position,
             extent.rows, extent.columns);
    return ids_[position];
  }

  // The node of the engine's graph, which has the shape that the plugin gives.
  NodeId made(const fm_node& node) {
    const Operation operation = static_cast<Operation>(node.operation);
    if (!is_public(operation)) refuse("operation {} is unknown", node.operation);
    if (node.rows == 0 || node.columns == 0)
      refuse("its shape is {} x {}; arrays have elements", node.rows, node.columns);
    const NodeId id = built(operation, node, inputs_of_node(operation, node));
    if (const Extent extent = graph_.extent(id); extent != Extent{node.rows, node.columns})
      refuse("its shape is given as {} x {}, but it is {} x {}", node.rows, node.columns,
             extent.rows, extent.columns);
    return id;
  }

  std::vector<NodeId> inputs_of_node(Operation operation, const fm_node& node) const {
    const int expected = inputs_of(operation);
    if (expected >= 0 && node.inputs_count != static_cast<std::uint32_t>(expected))
      refuse("inputs_count is {}, but it takes {}", node.inputs_count, expected);
    if (!within(node.inputs_begin, node.inputs_count, given_.inputs_count))
      refuse("inputs_begin is {}, inputs_count {}, but inputs has {} entries", node.inputs_begin,
             node.inputs_count, given_.inputs_count);
    std::vector<NodeId> inputs;
    for (std::uint32_t k = 0; k < node.inputs_count; ++k) {
      const std::uint32_t input = given_.inputs[node.inputs_begin + k];
      if (input >= ids_.size())
        refuse("its input {} is node {}, which does not come before it", k, input);
      inputs.push_back(ids_[input]);
    }
    return inputs;
  }

  NodeId built(Operation operation, const fm_node& node, const std::vector<NodeId>& inputs) {
    const Extent extent = {node.rows, node.columns};
    switch (operation) {
      case Operation::constant:
        require_unused(node, 1);
        return graph_.numbers(extent, list(given_.numbers, given_.numbers_count, node.attribute[0],
                                           extent.size(), "numbers"));
      case Operation::action:
        require_unused(node, 1);
        require_vector(node);
        if (!within(attribute(node, 0, 0, UINT32_MAX), node.rows, coordinates_))
          refuse("coordinates {} .. {} are asked for, but the joint action has {}",
                 node.attribute[0], node.attribute[0] + (node.rows - 1), coordinates_);
        return graph_.action(static_cast<std::uint32_t>(node.attribute[0]), node.rows);
      case Operation::normal:
      case Operation::uniform:
        require_unused(node, 1);
        return graph_.sample(
            {operation == Operation::normal ? Sample::Kind::normal : Sample::Kind::uniform,
             stream(node), node.rows, node.columns});
      case Operation::pick:
        return picked(node, inputs[0]);
      case Operation::whole_power:
        require_unused(node, 1);
        return graph_.whole_power(inputs[0], node.attribute[0]);
      case Operation::power:
        require_unused(node, 0);
        if (graph_.varies(inputs[1]))
          refuse("its exponent depends on the joint action; write e^(b log a)");
        return graph_.apply(operation, inputs[0], inputs[1]);
      case Operation::sum:
        require_unused(node, 1);
        return graph_.sum(inputs[0], static_cast<int>(attribute(node, 0, FM_SUM_ALL, FM_SUM_ROWS)));
      case Operation::logsumexp:
        require_unused(node, 1);
        return graph_.logsumexp(inputs[0],
                                static_cast<int>(attribute(node, 0, FM_SUM_ALL, FM_SUM_ROWS)));
      case Operation::product:
        require_unused(node, 1);
        return graph_.product(
            inputs[0], inputs[1],
            static_cast<int>(attribute(node, 0, 0, FM_TRANSPOSE_FIRST | FM_TRANSPOSE_SECOND)));
      case Operation::slice:
        require_vector(node);
        return graph_.slice(
            inputs[0], static_cast<std::uint32_t>(attribute(node, 0, 0, UINT32_MAX)),
            static_cast<std::uint32_t>(attribute(node, 1, 1, UINT32_MAX)), node.rows);
      case Operation::gather:
        require_unused(node, 1);
        return graph_.gather(inputs[0], indices(node, extent.size()), extent);
      case Operation::scatter:
        require_unused(node, 1);
        require_vector(node);
        return graph_.scatter(inputs[0], indices(node, graph_.extent(inputs[0]).size()), node.rows);
      case Operation::assemble:
        require_unused(node, 1);
        require_vector(node);
        return assembled(node, inputs);
      default:
        require_unused(node, 0);
        return plain(operation, extent, inputs);
    }
  }

  // Without attributes.
  NodeId plain(Operation operation, Extent extent, const std::vector<NodeId>& inputs) {
    if (operation == Operation::transpose) return graph_.transpose(inputs[0]);
    if (operation == Operation::reshape) return graph_.reshape(inputs[0], extent);
    if (inputs.size() == 1) return graph_.apply(operation, inputs[0]);
    if (inputs.size() == 2) return graph_.apply(operation, inputs[0], inputs[1]);
    return graph_.choose(inputs[0], inputs[1], inputs[2]);
  }

  static std::uint32_t stream(const fm_node& node) {
    return static_cast<std::uint32_t>(attribute(node, 0, 0, FM_MAX_STREAM));
  }

  NodeId picked(const fm_node& node, NodeId table) {
    if (graph_[table].operation != Operation::constant)
      refuse("its input 0 is '{}'; rows are picked from a constant",
             name_of(graph_[table].operation));
    if (graph_.extent(table).columns != node.columns)
      refuse("columns is {}, but the rows that it picks from have {} numbers", node.columns,
             graph_.extent(table).columns);
    const std::span<const double> values = graph_.values(table);
    const bool distinct = attribute(node, 1, 0, 1) == 1;
    return graph_.sample(
        {distinct ? Sample::Kind::distinct_pick : Sample::Kind::pick, stream(node), node.rows,
         node.columns, std::make_shared<const std::vector<double>>(values.begin(), values.end())});
  }

  NodeId assembled(const fm_node& node, const std::vector<NodeId>& inputs) {
    const auto places = indices(node, 2 * inputs.size());
    std::vector<Piece> pieces;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const std::uint32_t step = places[2 * k + 1];
      if (step == 0) refuse("its input {} has the step 0", k);
      pieces.push_back({inputs[k], places[2 * k], step});
    }
    return graph_.assemble(pieces, node.rows);
  }

  static std::int64_t attribute(const fm_node& node, int which, std::int64_t least,
                                std::int64_t most) {
    const std::int64_t value = node.attribute[which];
    if (value < least || value > most)
      refuse("attribute[{}] is {}, but must be from {} to {}", which, value, least, most);
    return value;
  }
  static void require_unused(const fm_node& node, int first) {
    for (int which = first; which < 2; ++which)
      if (node.attribute[which] != 0)
        refuse("attribute[{}] is {}, but has no meaning here and must be 0", which,
               node.attribute[which]);
  }
  static void require_vector(const fm_node& node) {
    if (node.columns != 1) refuse("columns is {}, but its result is a vector", node.columns);
  }
  template <class T>
  static std::span<const T> list(const T* values, std::uint64_t length, std::int64_t begin,
                                 std::uint64_t count, const char* name) {
    if (begin < 0 || !within(static_cast<std::uint64_t>(begin), count, length))
      refuse("attribute[0] is {}, and it needs {} {}, but there are {}", begin, count, name,
             length);
    return {values + begin, static_cast<std::size_t>(count)};
  }
  std::span<const std::uint32_t> indices(const fm_node& node, std::uint64_t count) const {
    return list(given_.indices, given_.indices_count, node.attribute[0], count, "indices");
  }

  const fm_graph& given_;
  const std::uint32_t coordinates_;
  Graph graph_;
  std::vector<NodeId> ids_;  // of the plugin's nodes, by their position
};

}  // namespace

CostGraph import_graph(const fm_graph& given, std::uint32_t players, std::uint32_t coordinates) {
  return Import(given, coordinates).run(players);
}

}  // namespace firstmove::engine
