// The cheap-gradient bounds, as counts of operations: a gradient costs at most five times, and a
// product with second derivatives at most ten times what the cost costs, at every size.
#include <doctest/doctest.h>

#include <string>

#include "graph/derivatives.hpp"
#include "graph/quantities.hpp"
#include "support/operation_count.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using enum Operation;

std::vector<double> numbers(std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = 0.1 + 0.8 * static_cast<double>(i % 7);
  return values;
}

// Costs of one player with `d` coordinates.
using Cost = NodeId (*)(Graph& graph, std::uint32_t d);

// sum x_i tanh(x_i) + sum (x_(i+1) - x_i)^2 + sum x_i x_(i+2)
NodeId neighbours(Graph& graph, std::uint32_t d) {
  const NodeId x = graph.action(0, d);
  const NodeId own = graph.sum(graph.apply(multiply, x, graph.apply(Operation::tanh, x)));
  const NodeId step =
      graph.apply(subtract, graph.slice(x, 1, 1, d - 1), graph.slice(x, 0, 1, d - 1));
  const NodeId steps = graph.sum(graph.apply(multiply, step, step));
  const NodeId far =
      graph.sum(graph.apply(multiply, graph.slice(x, 2, 1, d - 2), graph.slice(x, 0, 1, d - 2)));
  return graph.apply(add, graph.apply(add, own, steps), far);
}

// A layer of tanh and one of softplus, with fixed data, and the squared weights.
NodeId network(Graph& graph, std::uint32_t d) {
  const std::uint32_t inputs = d / 8, hidden = 4, samples = 16;
  const NodeId w = graph.reshape(graph.action(0, hidden * inputs), {hidden, inputs});
  const NodeId v = graph.action(hidden * inputs, hidden);
  const NodeId data = graph.numbers({inputs, samples}, numbers(std::size_t{inputs} * samples));
  const NodeId layer = graph.apply(Operation::tanh, graph.product(w, data));
  const NodeId out = graph.apply(softplus, graph.product(v, layer, FM_TRANSPOSE_FIRST));
  return graph.apply(add, graph.sum(out), graph.sum(graph.apply(multiply, w, w)));
}

NodeId quadratic(Graph& graph, std::uint32_t d) {
  const NodeId x = graph.action(0, d);
  const NodeId q = graph.numbers({d, d}, numbers(std::size_t{d} * d));
  return graph.product(x, graph.product(q, x), FM_TRANSPOSE_FIRST);
}

// As a loop records it: a chain of scalar nodes over all coordinates.
NodeId recorded(Graph& graph, std::uint32_t d) {
  NodeId state = graph.number(0.5), cost = graph.number(0.0);
  for (std::uint32_t c = 0; c < d; ++c) {
    const NodeId x = graph.action(c, 1);
    state = graph.apply(sin, graph.apply(add, state, x));
    cost = graph.apply(add, cost,
                       graph.apply(divide, graph.apply(multiply, state, x),
                                   graph.apply(add, graph.number(2.0), state)));
  }
  return cost;
}

// The iterated prisoner's dilemma of memory-one strategies, in scalar nodes: v solves
// (I - gamma P) v = r by elimination. Ten coordinates: five logits of each player.
NodeId dilemma(Graph& graph, std::uint32_t) {
  const auto apply = [&](Operation o, NodeId a, NodeId b) { return graph.apply(o, a, b); };
  const NodeId one = graph.number(1.0), gamma = graph.number(0.96);
  NodeId p[5], q[5];
  for (std::uint32_t s = 0; s < 5; ++s) {
    p[s] = graph.apply(sigmoid, graph.action(s, 1));
    q[s] = graph.apply(sigmoid, graph.action(5 + (s == 2 ? 3 : s == 3 ? 2 : s), 1));
  }
  const auto states = [&](std::uint32_t s) {
    const NodeId not_p = apply(subtract, one, p[s]), not_q = apply(subtract, one, q[s]);
    return std::vector<NodeId>{apply(multiply, p[s], q[s]), apply(multiply, p[s], not_q),
                               apply(multiply, not_p, q[s]), apply(multiply, not_p, not_q)};
  };
  std::vector<std::vector<NodeId>> m(4);
  const double reward[] = {1.0, 3.0, 0.0, 2.0};
  for (std::uint32_t s = 0; s < 4; ++s) {
    m[s] = states(s + 1);
    for (std::uint32_t t = 0; t < 4; ++t)
      m[s][t] = apply(subtract, graph.number(s == t ? 1.0 : 0.0), apply(multiply, gamma, m[s][t]));
    m[s].push_back(graph.number(reward[s]));
  }
  for (int pivot = 0; pivot < 4; ++pivot)
    for (int s = pivot + 1; s < 4; ++s) {
      const NodeId factor = apply(divide, m[s][pivot], m[pivot][pivot]);
      for (int t = pivot + 1; t < 5; ++t)
        m[s][t] = apply(subtract, m[s][t], apply(multiply, factor, m[pivot][t]));
    }
  std::vector<NodeId> v(4);
  for (int s = 3; s >= 0; --s) {
    NodeId right = m[s][4];
    for (int t = s + 1; t < 4; ++t) right = apply(subtract, right, apply(multiply, m[s][t], v[t]));
    v[s] = apply(divide, right, m[s][s]);
  }
  NodeId cost = graph.number(0.0);
  const std::vector<NodeId> start = states(0);
  for (int s = 0; s < 4; ++s) cost = apply(add, cost, apply(multiply, start[s], v[s]));
  return cost;
}

struct Work {
  double gradient, product;  // times the work of the cost
};

Work work(Cost make, std::uint32_t d, double function) {
  Graph graph;
  const NodeId cost = make(graph, d);
  const std::uint32_t offsets[] = {0, d};
  const fm_request requests[] = {{sizeof(fm_request), FM_GRADIENT, 0, 0, 0, 0},
                                 {sizeof(fm_request), FM_HESSIAN_PRODUCT, 0, 0, 0, 0}};
  const std::vector<NodeId> outputs = quantities(graph, {{cost}}, offsets, requests).outputs;
  const double base = operations(graph, {{cost}}, function);
  return {operations(graph, {{outputs[0]}}, function) / base,
          operations(graph, {{outputs[1]}}, function) / base};
}

TEST_CASE("a gradient costs at most five costs and a product with second derivatives ten") {
  struct Case {
    std::string name;
    Cost cost;
    std::vector<std::uint32_t> dims;
  };
  for (const Case& one : {Case{"neighbours", neighbours, {10, 100, 1000, 10000, 100000}},
                          Case{"network", network, {64, 512, 4096, 80000}},
                          Case{"quadratic", quadratic, {10, 100, 1000}},
                          Case{"recorded loop", recorded, {10, 1000, 20000}},
                          Case{"prisoners' dilemma", dilemma, {10}}})
    for (const std::uint32_t d : one.dims)
      // A function takes as long as one operation, or as ten or thirty.
      for (const double function : {1.0, 10.0, 30.0}) {
        const Work w = work(one.cost, d, function);
        INFO(one.name, ", d = ", d, ": gradient ", w.gradient, ", product ", w.product);
        CHECK(w.gradient <= 5);
        CHECK(w.product <= 10);
      }
}

TEST_CASE("the graph of a formula over vectors does not grow with their length") {
  const auto nodes = [](Cost make, std::uint32_t d) {
    Graph graph;
    const NodeId slopes = gradient(graph, make(graph, d), 0, d);
    derivative(graph, slopes, {false, 0, 0, d});
    return graph.size();
  };
  CHECK(nodes(neighbours, 100) == nodes(neighbours, 10000));
  CHECK(nodes(quadratic, 10) == nodes(quadratic, 1000));
  CHECK(nodes(network, 64) == nodes(network, 4096));
}

TEST_CASE("products of a quadratic form make no matrices") {
  Graph graph;
  const NodeId cost = quadratic(graph, 50);
  const std::size_t before = graph.size();
  derivative(graph, gradient(graph, cost, 0, 50), {false, 0, 0, 50});
  for (NodeId id = static_cast<NodeId>(before); id < graph.size(); ++id)
    CHECK(graph.extent(id).size() <= 50);
}

TEST_CASE("a Stackelberg step of the game on the torus needs five functions") {
  Graph g;
  const NodeId x = g.action(0, 1), y = g.action(1, 1), phi = g.number(0.39);
  const NodeId close = g.apply(cos, g.apply(subtract, x, y));
  const auto cost = [&](NodeId own, double alpha) {
    const NodeId place = g.apply(cos, g.apply(subtract, own, phi));
    return g.apply(subtract, close, g.apply(multiply, g.number(alpha), place));
  };
  const NodeId costs[] = {cost(x, 1.0), cost(y, 1.3)};
  const std::uint32_t offsets[] = {0, 1, 2};
  const auto of = [](std::int32_t quantity, std::uint32_t i, std::uint32_t j, std::uint32_t k) {
    return fm_request{sizeof(fm_request), quantity, i, j, k, 0};
  };
  const fm_request requests[] = {of(FM_GRADIENT, 0, 0, 0), of(FM_GRADIENT, 0, 1, 0),
                                 of(FM_GRADIENT, 1, 1, 0), of(FM_HESSIAN_BLOCK, 1, 0, 1),
                                 of(FM_HESSIAN_BLOCK, 1, 1, 1)};
  const std::vector<NodeId> outputs = quantities(g, costs, offsets, requests).outputs;
  const double without = operations(g, outputs, 0), with = operations(g, outputs, 1);
  CHECK(with - without == 5);
  CHECK(without <= 15);
}

}  // namespace
