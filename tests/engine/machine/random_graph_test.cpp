// The machine's values are those of the naive evaluation in every bit, on random graphs, in every
// layout, position and batch.
#include "engine/machine/random_graph.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "engine/machine/batch.hpp"

namespace firstmove::test {

using namespace engine;

namespace {

std::size_t below(std::mt19937_64& random, std::size_t count) { return random() % count; }

double number(std::mt19937_64& random) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double special[] = {
      0.0,       -0.0,  1.0,     infinity,
      -infinity, 1e300, -1e-310, std::numeric_limits<double>::quiet_NaN()};
  switch (below(random, 20)) {
    case 0:
      return special[below(random, std::size(special))];
    case 1:
    case 2:
      return static_cast<double>(below(random, 7)) - 3;
    default:
      return std::normal_distribution<double>(0, 2)(random);
  }
}

constexpr Operation elementwise[] = {
    Operation::negate,      Operation::absolute, Operation::square_root, Operation::exp,
    Operation::expm1,       Operation::log,      Operation::log1p,       Operation::sin,
    Operation::cos,         Operation::tanh,     Operation::sigmoid,     Operation::softplus,
    Operation::logical_not, Operation::add,      Operation::add,         Operation::subtract,
    Operation::subtract,    Operation::multiply, Operation::multiply,    Operation::divide,
    Operation::power,       Operation::minimum,  Operation::maximum,     Operation::less,
    Operation::less_equal,  Operation::equal,    Operation::logical_and, Operation::logical_or};

// Adds a node of a random kind to a graph.
struct Growth {
  std::mt19937_64& random;
  RandomGraph& to;

  std::size_t pick(std::size_t count) { return below(random, count); }
  NodeId any() { return to.nodes[pick(to.nodes.size())]; }
  std::uint32_t length() {
    return static_cast<std::uint32_t>(pick(8) == 0 ? 1 + pick(40) : 1 + pick(5));
  }
  std::vector<std::uint32_t> indices(std::size_t count, std::size_t limit) {
    std::vector<std::uint32_t> all(count);
    for (std::uint32_t& index : all) index = static_cast<std::uint32_t>(pick(limit));
    return all;
  }

  NodeId leaf() {
    Graph& g = to.graph;
    if (pick(2) == 0) {
      const std::uint32_t count = length();
      const auto first =
          static_cast<std::uint32_t>(pick(to.coordinates + 1 - std::min(count, to.coordinates)));
      return g.action(first, std::min(count, to.coordinates - first));
    }
    if (pick(2) == 0) {
      const auto which = static_cast<std::uint32_t>(pick(to.directions.size()));
      const auto first = static_cast<std::uint32_t>(pick(to.directions[which]));
      return g.direction(which, first,
                         1 + static_cast<std::uint32_t>(pick(to.directions[which] - first)));
    }
    const Extent extent{pick(2) ? length() : 1, pick(3) == 0 ? length() : 1};
    if (pick(3) == 0)
      return g.sample(
          {Sample::Kind::normal, static_cast<std::uint32_t>(pick(2)), extent.rows, extent.columns});
    std::vector<double> values(extent.size());
    for (double& value : values) value = number(random);
    return g.numbers(extent, values);
  }

  NodeId whole() {
    Graph& g = to.graph;
    const NodeId a = any();
    const Extent extent = g.extent(a);
    const auto size = static_cast<std::uint32_t>(extent.size());
    switch (pick(10)) {
      case 0:
        return g.sum(a, static_cast<int>(pick(3)));
      case 1:
        return g.logsumexp(a, static_cast<int>(pick(3)));
      case 2:
        return g.product(a, any(), static_cast<int>(pick(4)));
      case 3:
        return g.transpose(a);
      case 4:
        return g.reshape(a, pick(2) ? Extent{size, 1} : Extent{1, size});
      case 5: {
        const auto first = static_cast<std::uint32_t>(pick(size));
        const auto step = static_cast<std::uint32_t>(1 + pick(3));
        const auto most = static_cast<std::uint32_t>((size - 1 - first) / step + 1);
        return g.slice(a, first, step, 1 + static_cast<std::uint32_t>(pick(most)));
      }
      case 6: {
        const Extent shape{length(), pick(2) ? length() : 1};
        return g.gather(a, indices(shape.size(), size), shape);
      }
      case 7: {
        const std::uint32_t count = length() + 1;
        return g.scatter(a, indices(size, count), count);
      }
      case 8:
        return g.sum(g.apply(Operation::multiply, a, a));
      default: {
        std::vector<Piece> pieces;
        std::uint32_t count = 1;
        for (std::size_t p = 1 + pick(4); p > 0; --p) {
          const NodeId node = any();
          const auto first = static_cast<std::uint32_t>(pick(6));
          const auto step = static_cast<std::uint32_t>(1 + pick(2));
          pieces.push_back({node, first, step});
          count = std::max(
              count, first + step * static_cast<std::uint32_t>(g.extent(node).size() - 1) + 1);
        }
        return g.assemble(pieces, count + static_cast<std::uint32_t>(pick(2)));
      }
    }
  }

  NodeId node() {
    Graph& g = to.graph;
    const std::size_t kind = pick(12);
    if (kind < 2) return leaf();
    if (kind < 5) return whole();
    if (kind == 5) return g.choose(any(), any(), any());
    if (kind == 6) return g.whole_power(any(), static_cast<std::int64_t>(pick(14)) - 5);
    const Operation operation = elementwise[pick(std::size(elementwise))];
    return inputs_of(operation) == 1 ? g.apply(operation, any()) : g.apply(operation, any(), any());
  }
};

}  // namespace

RandomGraph::RandomGraph(std::mt19937_64& random, std::size_t size)
    : coordinates(static_cast<std::uint32_t>(1 + below(random, 20))) {
  for (std::size_t d = 0; d < 2; ++d)
    directions.push_back(static_cast<std::uint32_t>(1 + below(random, 10)));
  Growth growth{random, *this};
  nodes = {graph.action(0, coordinates), graph.action(0, 1)};
  while (nodes.size() < size) {
    try {
      const NodeId node = growth.node();
      if (graph.extent(node).size() <= 400) nodes.push_back(node);
    } catch (const GraphError&) {  // these shapes do not fit together
    }
  }
}

Inputs RandomGraph::inputs(std::mt19937_64& random) const {
  Inputs made;
  for (std::uint32_t e = 0; e < graph.samples().size; ++e) made.samples.push_back(number(random));
  for (std::uint32_t c = 0; c < coordinates; ++c) made.x.push_back(number(random));
  for (const std::uint32_t rows : directions) {
    made.directions.emplace_back();
    for (std::uint32_t r = 0; r < rows; ++r) made.directions.back().push_back(number(random));
  }
  return made;
}

namespace {

std::string text_of(const Graph& graph, NodeId id) {
  std::string text = std::to_string(id);
  text += ' ';
  text += name_of(graph[id].operation);
  for (const NodeId input : graph.inputs(id)) {
    text += ' ';
    text += std::to_string(input);
  }
  return text;
}

// Compares outputs of a machine with the naive values; checks once, as there are many.
void compare(const RandomGraph& random_graph, const std::vector<NodeId>& outputs,
             const std::vector<std::vector<double>>& got,
             const std::vector<std::vector<double>>& expected, std::size_t count) {
  for (std::size_t o = 0; o < outputs.size(); ++o)
    for (std::size_t e = 0; e < got[o].size(); ++e)
      if (const double right = expected[outputs[o]][e]; !same(got[o][e], right)) {
        CAPTURE(count);
        CAPTURE(text_of(random_graph.graph, outputs[o]));
        CAPTURE(e);
        CHECK(got[o][e] == right);
        return;
      }
}

}  // namespace

TEST_CASE("random graphs have the bits of the naive evaluation in every layout") {
  std::mt19937_64 random(7);
  for (std::size_t turn = 0; turn < 10000; ++turn) {
    const RandomGraph one(random, 6 + below(random, 40));
    std::vector<NodeId> outputs;
    for (const NodeId node : one.nodes)
      if (below(random, 4) == 0) outputs.push_back(node);
    if (outputs.empty()) outputs.push_back(one.nodes.back());
    const Program program(one.graph, outputs);

    const std::size_t count = 1 + below(random, turn % 10 == 0 ? 67 : 9);
    std::vector<Inputs> inputs;
    for (std::size_t r = 0; r < count; ++r) inputs.push_back(one.inputs(random));
    const auto batch = run_batch(one.graph, program, outputs, inputs);
    for (std::size_t r = 0; r < count; ++r) {
      const auto expected = naive_values(one.graph, inputs[r]);
      compare(one, outputs, batch[r], expected, count);
      if (r < 3)
        compare(one, outputs, run_single(one.graph, program, outputs, inputs[r]), expected, 0);
    }
  }
}

}  // namespace firstmove::test
