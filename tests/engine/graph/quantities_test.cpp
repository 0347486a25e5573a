// Quantities of games as nodes: blocks against products, equal bits of what is equal, and of one
// quantity alone and among others.
#include "graph/quantities.hpp"

#include <doctest/doctest.h>

#include <random>

#include <bit>

#include "support/by_machine.hpp"
#include "support/naive_graph.hpp"
#include "support/random_cost.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using enum Operation;

using Values = std::vector<double>;

fm_request request(std::int32_t quantity, std::uint32_t i, std::uint32_t j = 0, std::uint32_t k = 0,
                   std::uint32_t l = 0) {
  return {sizeof(fm_request), quantity, i, j, k, l};
}

struct TestGame {
  Graph graph;
  std::vector<NodeId> costs;
  std::vector<std::uint32_t> offsets;
};

Values random_values(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::uniform_real_distribution<double> uniform(-1.5, 1.5);
  Values x(size);
  for (double& v : x) v = uniform(generator);
  return x;
}

TestGame random_game(std::uint64_t seed) {
  TestGame game;
  const std::uint32_t a = 1 + seed % 3, b = 1 + seed / 3 % 4, c = seed / 12 % 2;
  game.offsets = c == 0 ? std::vector{0u, a, a + b} : std::vector{0u, a, a + b, a + b + c};
  for (std::size_t i = 0; i + 1 < game.offsets.size(); ++i)
    game.costs.push_back(
        RandomGraph(game.graph, game.offsets.back(), seed * 8 + i).cost(8 + seed % 12));
  return game;
}

// The blocks of products that a list of requests takes, evaluated one replica after the other.
Values evaluated(const Graph& graph, const Quantities& all, std::size_t q, const Values& x,
                 const std::vector<Values>& directions) {
  if (all.outputs[q] != no_node)
    return NaiveEvaluator<double>(graph, x, directions)(all.outputs[q]);
  const auto block = std::ranges::find(all.blocks, q, &CompressedBlock::request);
  REQUIRE(block != all.blocks.end());
  Values products(std::size_t{block->rows} * block->colours);
  for (std::uint32_t colour = 0; colour < block->colours; ++colour) {
    Values seed(block->columns);
    for (std::uint32_t c = 0; c < block->columns; ++c) seed[c] = block->colour[c] == colour;
    const Values product = NaiveEvaluator<double>(graph, x, {seed})(block->product);
    for (std::uint32_t r = 0; r < block->rows; ++r)
      products[r * block->colours + colour] = product[r];
  }
  Values out(std::size_t{block->rows} * block->columns);
  expand(*block, products.data(), block->colours, out.data(), 1);
  return out;
}

Values directions_of(const Quantities& all, std::size_t v) {
  return random_values(all.directions[v], 100 + v);
}

std::vector<Values> directions_of(const Quantities& all) {
  std::vector<Values> directions;
  for (std::size_t v = 0; v < all.directions.size(); ++v)
    directions.push_back(directions_of(all, v));
  return directions;
}

bool same_bits(const Values& a, const Values& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t e = 0; e < a.size(); ++e)
    if (std::bit_cast<std::uint64_t>(a[e]) != std::bit_cast<std::uint64_t>(b[e]) &&
        !(std::isnan(a[e]) && std::isnan(b[e])))
      return false;
  return true;
}

Values transposed(const Values& block, std::size_t rows, std::size_t columns) {
  Values out(block.size());
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) out[c * rows + r] = block[r * columns + c];
  return out;
}

// All blocks of a game: each times a vector is the product, D_jk and D_kj have the same bits, and
// diagonal blocks are symmetric to the bit.
void check_blocks(TestGame& game, double tolerance) {
  const auto n = static_cast<std::uint32_t>(game.costs.size());
  const Values x = random_values(game.offsets.back(), 3);
  for (std::uint32_t i = 0; i < n; ++i)
    for (std::uint32_t j = 0; j < n; ++j)
      for (std::uint32_t k = 0; k < n; ++k) {
        const fm_request requests[] = {request(FM_HESSIAN_BLOCK, i, j, k),
                                       request(FM_HESSIAN_PRODUCT, i, j, k),
                                       request(FM_HESSIAN_BLOCK, i, k, j)};
        const Quantities all = quantities(game.graph, game.costs, game.offsets, requests);
        const std::vector<Values> directions = directions_of(all);
        const Values block = evaluated(game.graph, all, 0, x, directions);
        const Values product = evaluated(game.graph, all, 1, x, directions);
        const std::size_t rows = product.size(), columns = directions[0].size();
        REQUIRE(block.size() == rows * columns);
        for (std::size_t r = 0; r < rows; ++r) {
          double sum = 0, scale = 1;
          for (std::size_t c = 0; c < columns; ++c) {
            sum += block[r * columns + c] * directions[0][c];
            scale += std::fabs(block[r * columns + c]);
          }
          CHECK(std::fabs(sum - product[r]) <= tolerance * scale);
        }
        CHECK(same_bits(transposed(block, rows, columns),
                        evaluated(game.graph, all, 2, x, directions)));
      }
}

TEST_CASE("blocks of random games agree with products and are symmetric to the bit") {
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    INFO("seed ", seed);
    TestGame game = random_game(seed);
    check_blocks(game, 1e-11);
  }
}

std::vector<fm_request> all_requests(std::uint32_t n) {
  std::vector<fm_request> requests;
  for (std::uint32_t i = 0; i < n; ++i) {
    requests.push_back(request(FM_COST, i));
    for (std::uint32_t j = 0; j < n; ++j) {
      requests.push_back(request(FM_GRADIENT, i, j));
      for (std::uint32_t k = 0; k < n; ++k) {
        requests.push_back(request(FM_HESSIAN_BLOCK, i, j, k));
        requests.push_back(request(FM_HESSIAN_PRODUCT, i, j, k));
        requests.push_back(request(FM_THIRD_PRODUCT, i, j, k, i));
      }
    }
  }
  return requests;
}

TEST_CASE("a quantity has the same bits alone and among others in any order") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    INFO("seed ", seed);
    TestGame together = random_game(seed);
    std::vector<fm_request> requests =
        all_requests(static_cast<std::uint32_t>(together.costs.size()));
    std::mt19937_64 generator(seed);
    std::ranges::shuffle(requests, generator);
    const Values x = random_values(together.offsets.back(), seed);
    const Quantities all = quantities(together.graph, together.costs, together.offsets, requests);
    const std::vector<Values> directions = directions_of(all);
    REQUIRE(all.blocks.empty());
    const std::vector<Values> machine_values =
        by_machine(together.graph, all.outputs, x, directions);
    std::size_t vector = 0;
    for (std::size_t q = 0; q < requests.size(); ++q) {
      TestGame alone = random_game(seed);
      const Quantities one = quantities(alone.graph, alone.costs, alone.offsets, {&requests[q], 1});
      std::vector<Values> own(
          directions.begin() + static_cast<std::ptrdiff_t>(vector),
          directions.begin() + static_cast<std::ptrdiff_t>(vector + one.directions.size()));
      vector += own.size();
      CHECK(same_bits(evaluated(together.graph, all, q, x, directions),
                      evaluated(alone.graph, one, 0, x, own)));
      CHECK(same_bits(machine_values[q], by_machine(alone.graph, one.outputs, x, own)[0]));
    }
  }
}

// sum tanh(x_i) y_i + sum (x_(i+1) - x_i)^2 (1 + y_0) for two players of d coordinates.
TestGame neighbours(std::uint32_t d) {
  TestGame game;
  Graph& g = game.graph;
  const NodeId x = g.action(0, d), y = g.action(d, d);
  const NodeId step = g.apply(subtract, g.slice(x, 1, 1, d - 1), g.slice(x, 0, 1, d - 1));
  const NodeId steps = g.apply(multiply, g.sum(g.apply(multiply, step, step)),
                               g.apply(add, g.number(1.0), g.action(d, 1)));
  const NodeId both = g.sum(g.apply(multiply, g.apply(Operation::tanh, x), y));
  game.costs = {g.apply(add, both, steps), g.apply(subtract, steps, both)};
  game.offsets = {0, d, 2 * d};
  return game;
}

// log sum exp(x) + x^T Q y: all columns meet.
TestGame dense(std::uint32_t d) {
  TestGame game;
  Graph& g = game.graph;
  const NodeId x = g.action(0, d), y = g.action(d, d + 1);
  const NodeId q = g.numbers({d, d + 1}, random_values(std::size_t{d} * (d + 1), 5));
  const NodeId mixed = g.product(x, g.product(q, g.apply(sin, y)), FM_TRANSPOSE_FIRST);
  game.costs = {g.apply(add, g.logsumexp(x), mixed),
                g.apply(multiply, g.logsumexp(y), g.apply(Operation::exp, mixed))};
  game.offsets = {0, d, 2 * d + 1};
  return game;
}

TEST_CASE("blocks of large sparse games take few products") {
  TestGame game = neighbours(60);
  const fm_request requests[] = {request(FM_HESSIAN_BLOCK, 0, 0, 0)};
  const std::size_t before = game.graph.size();
  const Quantities all = quantities(game.graph, game.costs, game.offsets, requests);
  CHECK(all.blocks.empty());
  CHECK(game.graph.size() - before < 150);
  check_blocks(game, 1e-13);
}

TEST_CASE("large dense blocks are compressed") {
  TestGame game = dense(40);
  const fm_request requests[] = {request(FM_HESSIAN_BLOCK, 1, 0, 1)};
  const Quantities all = quantities(game.graph, game.costs, game.offsets, requests);
  REQUIRE(all.blocks.size() == 1);
  CHECK(all.outputs[0] == no_node);
  CHECK(all.directions.empty());
  CHECK(all.blocks[0].columns == 40);  // the shorter side
  CHECK(all.blocks[0].colours == 40);
  CHECK(all.blocks[0].transposed);
  check_blocks(game, 1e-12);
}

TEST_CASE("results may be strided") {
  TestGame game = dense(20);
  const fm_request requests[] = {request(FM_HESSIAN_BLOCK, 0, 0, 0)};
  const Quantities all = quantities(game.graph, game.costs, game.offsets, requests);
  REQUIRE(all.blocks.size() == 1);
  const CompressedBlock& block = all.blocks[0];
  CHECK(block.symmetric);
  Values products(20 * 32), out(400 * 3, 7.0);
  for (std::size_t e = 0; e < products.size(); ++e) products[e] = static_cast<double>(e);
  expand(block, products.data(), 32, out.data(), 3);
  CHECK(out[3 * (5 * 20 + 2)] == 5 * 32 + 2);
  CHECK(out[3 * (2 * 20 + 5)] == 5 * 32 + 2);
  CHECK(out[1] == 7.0);
}

TEST_CASE("directions are numbered in the order of the vectors") {
  TestGame game = neighbours(3);
  const fm_request requests[] = {request(FM_HESSIAN_PRODUCT, 0, 0, 1), request(FM_GRADIENT, 0, 0),
                                 request(FM_THIRD_PRODUCT, 1, 0, 0, 1),
                                 request(FM_HESSIAN_PRODUCT, 1, 1, 0)};
  const Quantities all = quantities(game.graph, game.costs, game.offsets, requests);
  CHECK(all.directions == std::vector<std::uint32_t>{3, 3, 3, 3});
  const std::vector<Values> directions = directions_of(all);
  const Values x = random_values(6, 1);
  // D_12 f_1 v: rows tanh'(x_i) v_i, and the slopes of the steps times v_0.
  const Values got = evaluated(game.graph, all, 0, x, directions);
  const double bend = 1 / (std::cosh(x[2]) * std::cosh(x[2]));
  CHECK(got[2] == doctest::Approx(bend * directions[0][2] + 2 * (x[2] - x[1]) * directions[0][0]));
  // D_112 f_2 (u, v): -tanh''(x_i) u_i v_i + 2 (differences of u) v_0.
  const Values third = evaluated(game.graph, all, 2, x, directions);
  const Values &u = directions[1], &v = directions[2];
  CHECK(third[2] ==
        doctest::Approx(2 * std::tanh(x[2]) * bend * u[2] * v[2] + 2 * (u[2] - u[1]) * v[0]));
}

TEST_CASE("quantities that no game has are refused") {
  TestGame game = neighbours(3);
  for (const fm_request& wrong :
       {request(FM_TAYLOR, 0), request(FM_METRIC, 0), request(-1, 0), request(FM_COST, 2),
        request(FM_GRADIENT, 0, 2), request(FM_HESSIAN_BLOCK, 0, 0, 2),
        request(FM_THIRD_PRODUCT, 0, 0, 0, 2)})
    CHECK_THROWS_AS(quantities(game.graph, game.costs, game.offsets, {&wrong, 1}), GraphError);
}

TEST_CASE("a cost that does not depend on a player has zeros for derivatives") {
  TestGame game;
  game.costs = {game.graph.action(0, 1), game.graph.number(3.0)};
  game.offsets = {0, 1, 3};
  const std::vector<fm_request> requests = all_requests(2);
  const Quantities all = quantities(game.graph, game.costs, game.offsets, requests);
  for (std::size_t q = 0; q < requests.size(); ++q) {
    const Values got = evaluated(game.graph, all, q, {0.5, 1.0, 2.0}, directions_of(all));
    const fm_request& r = requests[q];
    if (r.quantity == FM_COST) continue;
    const bool own = r.quantity == FM_GRADIENT && r.player == 0 && r.j == 0;
    for (const double v : got) CHECK(v == (own ? 1.0 : 0.0));
  }
}

}  // namespace
