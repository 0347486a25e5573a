// Long sums, large products, long chains; independence of the batch and of what else is asked.
#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <new>
#include <numeric>
#include <random>
#include <vector>

#include "engine/machine/batch.hpp"
#include "engine/machine/every_target.hpp"
#include "engine/machine/random_graph.hpp"
#include "machine/machine.hpp"

namespace {
std::atomic<std::size_t> allocations{0};
}

// Counted, for the whole program.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* const p = std::malloc(size)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t align) {
  ++allocations;
  const auto unit = static_cast<std::size_t>(align);
  if (void* const p = std::aligned_alloc(unit, (size + unit - 1) / unit * unit)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
  std::free(p);
}

namespace firstmove::test {

using namespace engine;

namespace {

std::vector<double> normals(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> all(count);
  for (double& value : all) value = normal(random);
  return all;
}

// Both layouts against the naive evaluation.
void compare(const Graph& graph, const std::vector<NodeId>& outputs, const std::vector<double>& x) {
  const Program program(graph, outputs);
  const Inputs inputs{x, {}};
  const auto expected = naive_values(graph, inputs);
  std::size_t different = 0;
  const Elements single = run_single(graph, program, outputs, inputs);
  const Elements batch = run_batch(graph, program, outputs, {inputs, inputs})[1];
  for (std::size_t o = 0; o < outputs.size(); ++o)
    for (std::size_t e = 0; e < single[o].size(); ++e) {
      if (!same(single[o][e], expected[outputs[o]][e])) ++different;
      if (!same(batch[o][e], expected[outputs[o]][e])) ++different;
    }
  CHECK(different == 0);
}

}  // namespace

// log(e^0 + e^-40 + e^-50) = log1p(e^-40 + e^-50), of which log(1 + ..) keeps no digit.
TEST_CASE("logsumexp keeps the digits of a small result, wherever the largest element is") {
  Graph graph;
  const std::vector<NodeId> outputs = {graph.logsumexp(graph.action(0, 11))};
  const Program program(graph, outputs);
  const double expected = std::log1p(std::exp(-40.0) + std::exp(-50.0));
  for (const std::size_t largest : {0u, 1u, 7u, 8u, 10u}) {
    std::vector<double> x(11, -2000.0);
    x[largest] = 0;
    x[(largest + 3) % 11] = -40;
    x[(largest + 5) % 11] = -50;
    const double single = run_single(graph, program, outputs, {x, {}})[0][0];
    CHECK(single == doctest::Approx(expected).epsilon(1e-15));
    CHECK(run_batch(graph, program, outputs, {{x, {}}, {x, {}}})[1][0][0] == single);
  }
  const double infinity = std::numeric_limits<double>::infinity(), nan = std::nan("");
  const auto at = [&](double a, double b) {
    std::vector<double> x(11, -infinity);
    x[2] = a;
    x[9] = b;
    return run_single(graph, program, outputs, {x, {}})[0][0];
  };
  CHECK(at(-infinity, -infinity) == -infinity);
  CHECK(at(infinity, 1) == infinity);
  CHECK(at(infinity, infinity) == infinity);
  CHECK(at(3, -infinity) == 3);
  CHECK(std::isnan(at(nan, 1)));
  CHECK(std::isnan(at(infinity, nan)));
}

TEST_CASE("sums of any length are added in the order of the contract") {
  for (const std::uint32_t count : {1u, 2u, 7u, 8u, 9u, 15u, 16u, 17u, 4095u, 4096u, 4097u, 4103u,
                                    4104u, 8192u, 8195u, 20001u}) {
    CAPTURE(count);
    Graph g;
    const NodeId x = g.action(0, count), y = g.action(1, count);
    const NodeId weights = g.numbers({count, 1}, normals(count, 2));
    compare(g,
            {g.sum(x), g.sum(g.apply(Operation::multiply, x, y)),
             g.sum(g.apply(Operation::multiply, weights, y)), g.logsumexp(x),
             g.sum(g.apply(Operation::exp, y))},
            normals(count + 1, count));
  }
}

TEST_CASE("matrix products of every shape are the naive ones") {
  for (const std::uint32_t m : {1u, 3u, 8u, 70u})
    for (const std::uint32_t n : {1u, 5u, 64u, 300u})
      for (const std::uint32_t terms : {1u, 6u, 8u, 40u, 4099u, 4104u}) {
        if (m * n * terms > 700000) continue;
        for (int flags = 0; flags < 4; ++flags) {
          CAPTURE(m);
          CAPTURE(n);
          CAPTURE(terms);
          CAPTURE(flags);
          const Extent a = flags & FM_TRANSPOSE_FIRST ? Extent{terms, m} : Extent{m, terms};
          const Extent b = flags & FM_TRANSPOSE_SECOND ? Extent{n, terms} : Extent{terms, n};
          Graph g;
          const NodeId varying_a = g.reshape(g.action(0, m * terms), a);
          const NodeId varying_b = g.reshape(g.action(1, terms * n), b);
          const NodeId fixed_a = g.numbers(a, normals(a.size(), 3));
          const NodeId fixed_b = g.numbers(b, normals(b.size(), 4));
          compare(g,
                  {g.product(varying_a, varying_b, flags), g.product(fixed_a, varying_b, flags),
                   g.product(varying_a, fixed_b, flags)},
                  normals(std::max(m, n) * terms + 1, 5));
        }
      }
}

TEST_CASE("a chain of 100000 operations is ordered without recursion") {
  Graph g;
  NodeId node = g.action(0, 1);
  const NodeId x = node;
  for (int i = 0; i < 100000; ++i)
    node = g.apply(i % 2 ? Operation::add : Operation::subtract,
                   g.apply(Operation::multiply, node, g.number(1 + 1e-9 * i)), x);
  compare(g, {node}, {0.7});
}

TEST_CASE("a replica's values do not depend on the batch or on the instruction set") {
  std::mt19937_64 random(11);
  for (int turn = 0; turn < 40; ++turn) {
    const RandomGraph one(random, 40);
    const std::vector<NodeId> outputs = {one.nodes.back(), one.nodes[one.nodes.size() / 2]};
    std::vector<Inputs> inputs;
    for (int r = 0; r < 67; ++r) inputs.push_back(one.inputs(random));
    std::vector<Elements> first;
    every_target([&] {
      // Constants are computed by these instruction sets, too.
      const Program program(one.graph, outputs);
      if (first.empty()) first = run_batch(one.graph, program, outputs, inputs);
      std::size_t different = 0;
      const auto count_different = [&](const Elements& a, const Elements& b) {
        for (std::size_t o = 0; o < a.size(); ++o)
          for (std::size_t e = 0; e < a[o].size(); ++e)
            if (!same(a[o][e], b[o][e])) ++different;
      };
      for (std::size_t count = 1; count <= 67; ++count) {
        // The last `count` replicas, at other positions and with another stride
        const std::vector<Inputs> some(inputs.end() - static_cast<std::ptrdiff_t>(count),
                                       inputs.end());
        const auto values = run_batch(one.graph, program, outputs, some, count % 3 * FM_LANES);
        for (std::size_t r = 0; r < count; ++r) count_different(values[r], first[67 - count + r]);
      }
      // Several blocks
      std::vector<Inputs> many;
      for (std::size_t r = 0; r < 301; ++r) many.push_back(inputs[r % 67]);
      const auto values = run_batch(one.graph, program, outputs, many);
      for (std::size_t r = 0; r < 301; ++r) count_different(values[r], first[r % 67]);
      for (std::size_t r = 0; r < 67; r += 11)
        count_different(run_single(one.graph, program, outputs, inputs[r]), first[r]);
      CHECK(different == 0);
    });
  }
}

TEST_CASE("an output is the same whatever other outputs are asked") {
  std::mt19937_64 random(12);
  for (int turn = 0; turn < 300; ++turn) {
    const RandomGraph one(random, 30);
    const Inputs inputs = one.inputs(random);
    const Program all(one.graph, one.nodes);
    const Elements together = run_batch(one.graph, all, one.nodes, {inputs})[0];
    std::size_t different = 0;
    for (std::size_t o = 0; o < one.nodes.size(); ++o) {
      const std::vector<NodeId> alone = {one.nodes[o]};
      const Program program(one.graph, alone);
      const Elements value = run_batch(one.graph, program, alone, {inputs})[0];
      for (std::size_t e = 0; e < value[0].size(); ++e)
        if (!same(value[0][e], together[o][e])) ++different;
    }
    CHECK(different == 0);
  }
}

TEST_CASE("a machine allocates nothing after its first runs") {
  Graph g;
  const NodeId x = g.action(0, 40), y = g.action(40, 40);
  const NodeId terms = g.apply(Operation::multiply, x, g.apply(Operation::tanh, y));
  const NodeId gradient = g.apply(Operation::sin, terms);
  const std::vector<NodeId> outputs = {g.sum(terms), gradient};
  const Program program(g, outputs);
  AlignedNumbers in(80 * 1000, 0.3), cost(1000), slopes(40 * 1000);
  double* const out[] = {cost.data(), slopes.data()};
  Machine machine(program);
  machine.make_machine_code();
  machine.run(1000, 1000, in.data(), nullptr, out);
  machine.run(1, 1000, in.data(), nullptr, out);
  machine.run(1, 1, in.data(), nullptr, out);
  const std::size_t before = allocations;
  for (const std::size_t count : {1000, 999, 1, 64, 65, 1000})
    machine.run(count, 1000, in.data(), nullptr, out);
  machine.run(1, 1, in.data(), nullptr, out);
  machine.run(8, 8, in.data(), nullptr, out);
  CHECK(allocations == before);
  const Program another(g, outputs);
  CHECK(allocations > before);
}

}  // namespace firstmove::test
