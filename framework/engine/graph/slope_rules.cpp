// The derivatives of elementwise operations. Each avoids subtractions that cancel: tanh'(a) is
// 4 s(2 a) s(-2 a) with the logistic function s, not 1 - tanh(a)^2.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "graph/slope.hpp"

namespace firstmove::engine {
namespace {

bool is_valid_constant(const Graph& graph, NodeId id) {
  return graph[id].operation == Operation::constant &&
         std::ranges::none_of(graph.values(id), [](double v) { return std::isnan(v); });
}

// Whether a minimum or maximum is its second input.
NodeId takes_second(Graph& graph, Operation operation, NodeId a, NodeId b) {
  using enum Operation;
  const NodeId beyond = operation == minimum ? graph.apply(less, b, a) : graph.apply(less, a, b);
  if (is_valid_constant(graph, b)) return beyond;
  const NodeId invalid = graph.apply(logical_not, graph.apply(equal, b, b));
  return graph.apply(logical_or, beyond, invalid);
}

// The partial derivative of a function of one number, where the slope is to be multiplied by it.
NodeId partial(Graph& graph, NodeId node, NodeId a) {
  using enum Operation;
  const auto times = [&](NodeId x, NodeId y) { return graph.apply(multiply, x, y); };
  switch (graph[node].operation) {
    case square_root:
      return graph.apply(divide, graph.number(0.5), node);
    case exp:
      return node;
    case expm1:
      return graph.apply(exp, a);
    case sin:
      return graph.apply(cos, a);
    case tanh: {
      const NodeId twice = times(graph.number(2.0), a);
      const NodeId up = graph.apply(sigmoid, twice);
      const NodeId down = graph.apply(sigmoid, graph.apply(negate, twice));
      return times(times(graph.number(4.0), up), down);
    }
    case sigmoid:
      return times(node, graph.apply(sigmoid, graph.apply(negate, a)));
    case softplus:
      return graph.apply(sigmoid, a);
    case whole_power: {
      const std::int64_t n = graph[node].attribute[0];
      const NodeId below =
          n == -FM_MAX_POWER ? graph.apply(divide, node, a) : graph.whole_power(a, n - 1);
      return times(graph.number(static_cast<double>(n)), below);
    }
    case power: {
      const NodeId b = graph.input(node, 1);
      return times(b, graph.apply(power, a, graph.apply(subtract, b, graph.number(1.0))));
    }
    default:
      throw GraphError(fmt::format("no derivative of '{}'", name_of(graph[node].operation)));
  }
}

}  // namespace

MaskedArray through(Graph& graph, NodeId node, std::size_t k, MaskedArray slope) {
  using enum Operation;
  const Operation operation = graph[node].operation;
  const NodeId a = graph.input(node, 0);
  NodeId& s = slope.value;
  switch (operation) {
    case add:
      return slope;
    case subtract:
      if (k == 1) s = graph.apply(negate, s);
      return slope;
    case negate:
      s = graph.apply(negate, s);
      return slope;
    case multiply:
      s = graph.apply(multiply, s, graph.input(node, 1 - k));
      return slope;
    case divide:
      if (k == 1) s = graph.apply(negate, graph.apply(multiply, s, node));
      s = graph.apply(divide, s, graph.input(node, 1));
      return slope;
    case absolute:
      s = graph.choose(graph.apply(less, a, graph.number(0.0)), graph.apply(negate, s), s);
      return slope;
    case log:
      s = graph.apply(divide, s, a);
      return slope;
    case log1p:
      s = graph.apply(divide, s, graph.apply(add, graph.number(1.0), a));
      return slope;
    case cos:
      s = graph.apply(negate, graph.apply(multiply, s, graph.apply(sin, a)));
      return slope;
    case minimum:
    case maximum: {
      const NodeId second = takes_second(graph, operation, a, graph.input(node, 1));
      return within(graph, slope, k == 1 ? second : graph.apply(logical_not, second));
    }
    case choose:
      return within(graph, slope, k == 1 ? a : graph.apply(logical_not, a));
    default:
      if (k == 1) throw GraphError("the exponent of 'power' must not depend on the action");
      s = graph.apply(multiply, s, partial(graph, node, a));
      return slope;
  }
}

}  // namespace firstmove::engine
