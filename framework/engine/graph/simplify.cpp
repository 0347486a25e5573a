#include "graph/simplify.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <vector>

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

// What the folded number is off by: its own rounding, unless there is none, and those of a and b.
double error_of(Operation operation, double value, double a, double of_a, double b, double of_b) {
  constexpr double unit = 0x1p-53, least = 0x1p-1074, more = 1 + 0x1p-40;
  const double own = unit * std::fabs(value) + least;
  switch (operation) {
    case Operation::square_root: {
      const bool exact = std::fma(value, value, -a) == 0;
      return of_a == 0 && exact ? 0 : (of_a / value + own) * more;
    }
    case Operation::add:
    case Operation::subtract: {
      const double second = operation == Operation::add ? b : -b;
      const bool exact = value - a == second && value - second == a;
      return of_a == 0 && of_b == 0 && exact ? 0 : (of_a + of_b + own) * more;
    }
    case Operation::multiply: {
      const bool exact = std::fma(a, b, -value) == 0 && (value != 0 || a == 0 || b == 0);
      return of_a == 0 && of_b == 0 && exact
                 ? 0
                 : (std::fabs(a) * of_b + of_a * std::fabs(b) + of_a * of_b + own) * more;
    }
    case Operation::divide: {
      const bool exact = std::fma(value, b, -a) == 0 && (value != 0 || a == 0);
      if (of_a == 0 && of_b == 0 && exact) return 0;
      const double size = std::fabs(b) - of_b;
      return size > 0 ? ((of_a + std::fabs(value) * of_b) / size + own) * more
                      : std::numeric_limits<double>::infinity();
    }
    default:
      return of_a;
  }
}

// A node that equals a, if it has the shape of the result already.
NodeId alone(const Graph& graph, NodeId a, Extent extent) {
  return graph.extent(a) == extent ? a : no_node;
}

// The input of a negation that has the shape of the result already, or no_node.
NodeId negated(const Graph& graph, NodeId a, Extent extent) {
  if (graph[a].operation != Operation::negate || graph.extent(a) != extent) return no_node;
  return graph.input(a, 0);
}

// Sums without negated terms, and products and quotients whose negated factors are negated
// afterwards.
NodeId without_negations(Graph& graph, Operation operation, NodeId a, NodeId b, Extent extent) {
  const NodeId minus_a = negated(graph, a, extent), minus_b = negated(graph, b, extent);
  switch (operation) {
    case Operation::add:
      if (minus_b != no_node) return graph.apply(Operation::subtract, a, minus_b);
      if (minus_a != no_node) return graph.apply(Operation::subtract, b, minus_a);
      return no_node;
    case Operation::subtract:
      return minus_b == no_node ? no_node : graph.apply(Operation::add, a, minus_b);
    case Operation::multiply:
    case Operation::divide: {
      if (minus_a == no_node && minus_b == no_node) return no_node;
      const NodeId size = graph.apply(operation, minus_a == no_node ? a : minus_a,
                                      minus_b == no_node ? b : minus_b);
      return minus_a == no_node || minus_b == no_node ? graph.apply(Operation::negate, size) : size;
    }
    default:
      return no_node;
  }
}

}  // namespace

NodeId simplified(Graph& graph, Operation operation, std::span<const NodeId> inputs,
                  std::int64_t attribute, Extent extent) {
  const NodeId a = inputs[0], b = inputs.size() > 1 ? inputs[1] : a;
  if (inputs.size() <= 2 && is_scalar_number(graph, a) && is_scalar_number(graph, b))
    if (const auto value = folded(operation, graph.values(a)[0], graph.values(b)[0]))
      return graph.rounded_number(*value,
                                  error_of(operation, *value, graph.values(a)[0], graph.rounding(a),
                                           graph.values(b)[0], graph.rounding(b)));
  if (const NodeId node = without_negations(graph, operation, a, b, extent); node != no_node)
    return node;
  switch (operation) {
    case Operation::negate:
      if (graph[a].operation == Operation::negate) return graph.input(a, 0);
      break;
    case Operation::whole_power:
      if (attribute == 0) return graph.numbers(extent, std::vector<double>(extent.size(), 1.0));
      if (attribute == 1) return a;
      if (attribute == 2) return graph.apply(Operation::multiply, a, a);
      break;
    case Operation::power:
      // Also where a is 0, infinite or NaN; the rule of derivatives would take 0 * a^-1.
      if (graph.is_number(b, 0.0))
        return graph.numbers(extent, std::vector<double>(extent.size(), 1.0));
      break;
    case Operation::subtract:
      if (graph.is_number(b, 0.0)) return alone(graph, a, extent);
      break;
    case Operation::multiply:
      if (graph.is_number(b, 1.0)) return alone(graph, a, extent);
      if (graph.is_number(a, 1.0)) return alone(graph, b, extent);
      if (graph.is_number(b, -1.0) && graph.extent(a) == extent)
        return graph.apply(Operation::negate, a);
      if (graph.is_number(a, -1.0) && graph.extent(b) == extent)
        return graph.apply(Operation::negate, b);
      break;
    case Operation::divide:
      if (graph.is_number(b, 1.0)) return alone(graph, a, extent);
      break;
    case Operation::choose:
      if (inputs[1] == inputs[2]) return alone(graph, inputs[1], extent);
      // What the same condition has excluded already.
      if (graph[inputs[1]].operation == Operation::choose && graph.input(inputs[1], 0) == a)
        return alone(graph, graph.choose(a, graph.input(inputs[1], 1), inputs[2]), extent);
      break;
    default:
      break;
  }
  return no_node;
}

}  // namespace firstmove::engine
