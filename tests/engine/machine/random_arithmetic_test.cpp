#include "engine/machine/random_arithmetic.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "engine/machine/batch.hpp"
#include "machine/machine.hpp"

namespace firstmove::test {

using namespace engine;

namespace {

constexpr Operation unary[] = {Operation::negate, Operation::absolute, Operation::square_root,
                               Operation::logical_not};
constexpr Operation binary[] = {Operation::add,      Operation::add,        Operation::subtract,
                                Operation::subtract, Operation::divide,     Operation::multiply,
                                Operation::multiply, Operation::minimum,    Operation::maximum,
                                Operation::less,     Operation::equal,      Operation::less_equal,
                                Operation::divide,   Operation::logical_or, Operation::logical_and};
constexpr Operation functions[] = {Operation::sin,     Operation::cos,   Operation::sin,
                                   Operation::cos,     Operation::exp,   Operation::tanh,
                                   Operation::sigmoid, Operation::log,   Operation::sigmoid,
                                   Operation::log1p,   Operation::expm1, Operation::softplus};

double number(std::mt19937_64& random) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double special[] = {0.0,       -0.0,   1.0,   infinity,
                                -infinity, 5e-324, 1e300, std::numeric_limits<double>::quiet_NaN()};
  if (random() % 8 == 0) return special[random() % std::size(special)];
  if (random() % 8 == 0) return static_cast<double>(random() % 5) - 2;
  return std::normal_distribution<double>(0, 2)(random);
}

}  // namespace

RandomArithmetic::RandomArithmetic(std::mt19937_64& random, std::uint32_t size_of_arrays,
                                   std::size_t size, std::size_t rarity)
    : length(size_of_arrays) {
  for (std::uint32_t a = 0; a < 3; ++a) nodes.push_back(graph.action(a * length, length));
  const auto any = [&] {
    if (random() % 10 == 0) return graph.number(number(random));
    // Mostly recent ones, for long chains
    const std::size_t back = random() % (random() % 3 == 0 ? nodes.size() : 6) + 1;
    return nodes[nodes.size() - std::min(back, nodes.size())];
  };
  while (nodes.size() < size) {
    NodeId node;
    if (length > 1 && random() % 12 == 0) {
      // A vector shifted by one element, up or down
      const NodeId from = any();
      if (graph.extent(from).scalar()) continue;
      const std::uint32_t up = random() % 2;
      const Piece piece = {graph.slice(from, up, 1, length - 1), 1 - up, 1};
      node = graph.assemble({&piece, 1}, length);
    } else if (random() % rarity == 0) {
      node = graph.apply(functions[random() % std::size(functions)], any());
    } else if (const std::size_t kind = random() % 12; kind < 2) {
      node = graph.apply(unary[random() % std::size(unary)], any());
    } else if (kind == 2) {
      node = graph.choose(any(), any(), any());
    } else if (kind == 3) {
      node = graph.whole_power(any(), static_cast<std::int64_t>(random() % 9) - 3);
    } else {
      const NodeId a = any(), b = any();
      node = graph.apply(binary[random() % std::size(binary)], a, b);
    }
    if (graph.varies(node) && graph.extent(node).size() == length) nodes.push_back(node);
  }
}

Inputs RandomArithmetic::inputs(std::mt19937_64& random) const {
  Inputs made;
  for (std::uint32_t c = 0; c < 3 * length; ++c) made.x.push_back(number(random));
  return made;
}

std::vector<NodeId> RandomArithmetic::some_outputs(std::mt19937_64& random) const {
  std::vector<NodeId> some = {nodes.back()};
  for (const NodeId node : nodes)
    if (random() % 8 == 0) some.push_back(node);
  return some;
}

namespace {

// One replica, with rows of lanes and with stride 1; `expected` by node.
void check_one_replica(const RandomArithmetic& one, const Program& program,
                       const std::vector<NodeId>& outputs, const Inputs& inputs,
                       const Elements& expected) {
  const Elements narrow = run_batch(one.graph, program, outputs, {inputs})[0];
  const Elements single = run_single(one.graph, program, outputs, inputs);
  std::size_t different = 0;
  for (std::size_t o = 0; o < outputs.size(); ++o)
    for (std::size_t e = 0; e < one.length; ++e) {
      if (!same(narrow[o][e], expected[outputs[o]][e])) ++different;
      if (!same(single[o][e], expected[outputs[o]][e])) ++different;
    }
  CHECK(different == 0);
}

}  // namespace

TEST_CASE("long vectors, strip by strip, have the bits of the naive evaluation") {
  std::mt19937_64 random(22);
  int assembled = 0;
  for (int turn = 0; turn < 30; ++turn) {
    const std::uint32_t length = 4096 + static_cast<std::uint32_t>(random() % 4000);
    const RandomArithmetic one(random, length, 8 + random() % 30, 4);
    const std::vector<NodeId> outputs = one.some_outputs(random);
    const Program program(one.graph, outputs);
    const Inputs inputs = one.inputs(random);
    const auto expected = naive_values(one.graph, inputs);
    for (const bool machine_code : {false, true}) {
      if (machine_code && Machine(program).make_machine_code()) ++assembled;
      check_one_replica(one, program, outputs, inputs, expected);
    }
  }
  CHECK(assembled > 20);
}

TEST_CASE("functions of several scalars at once have the bits of the naive evaluation") {
  std::mt19937_64 random(21);
  for (int turn = 0; turn < 2000; ++turn) {
    const RandomArithmetic one(random, turn % 4 == 0 ? 5 : 1, 8 + random() % 50, 2);
    const std::vector<NodeId> outputs = one.some_outputs(random);
    const Program program(one.graph, outputs);
    const Inputs inputs = one.inputs(random);
    const auto expected = naive_values(one.graph, inputs);
    check_one_replica(one, program, outputs, inputs, expected);
  }
}

}  // namespace firstmove::test
