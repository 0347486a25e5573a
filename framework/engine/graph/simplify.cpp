#include "graph/simplify.hpp"

#include <cmath>
#include <optional>

namespace firstmove::engine {
namespace {

bool is_scalar_number(const Graph& graph, NodeId id) {
  return graph[id].operation == Operation::constant && graph.extent(id).scalar();
}

// Only operations that are rounded correctly, so that every evaluator gives the same bits.
std::optional<double> folded(Operation operation, double a, double b) {
  switch (operation) {
    case Operation::negate:
      return -a;
    case Operation::absolute:
      return std::fabs(a);
    case Operation::square_root:
      return std::sqrt(a);
    case Operation::add:
      return a + b;
    case Operation::subtract:
      return a - b;
    case Operation::multiply:
      return a * b;
    case Operation::divide:
      return a / b;
    default:
      return std::nullopt;
  }
}

// A node that equals a, if it has the shape of the result already.
NodeId alone(const Graph& graph, NodeId a, Extent extent) {
  return graph.extent(a) == extent ? a : no_node;
}

// Products and sums are the same in both orders: the first that was made is used.
bool is_commutative(Operation operation) {
  return operation == Operation::add || operation == Operation::multiply;
}

}  // namespace

NodeId simplified(Graph& graph, Operation operation, std::span<const NodeId> inputs,
                  std::int64_t attribute, Extent extent) {
  const NodeId a = inputs[0], b = inputs.size() > 1 ? inputs[1] : a;
  if (inputs.size() <= 2 && is_scalar_number(graph, a) && is_scalar_number(graph, b))
    if (const auto value = folded(operation, graph.values(a)[0], graph.values(b)[0]))
      return graph.number(*value);
  switch (operation) {
    case Operation::negate:
      if (graph[a].operation == Operation::negate) return graph.input(a, 0);
      break;
    case Operation::whole_power:
      if (attribute == 1) return a;
      if (attribute == 2) return graph.apply(Operation::multiply, a, a);
      break;
    case Operation::subtract:
      if (graph.is_number(b, 0.0)) return alone(graph, a, extent);
      break;
    case Operation::multiply:
      if (graph.is_number(b, 1.0)) return alone(graph, a, extent);
      if (graph.is_number(a, 1.0)) return alone(graph, b, extent);
      break;
    case Operation::divide:
      if (graph.is_number(b, 1.0)) return alone(graph, a, extent);
      break;
    case Operation::choose:
      if (inputs[1] == inputs[2]) return alone(graph, inputs[1], extent);
      break;
    default:
      break;
  }
  if (is_commutative(operation) && a != b) {
    const NodeId swapped[] = {b, a};
    return graph.known(operation, swapped, extent);
  }
  return no_node;
}

}  // namespace firstmove::engine
