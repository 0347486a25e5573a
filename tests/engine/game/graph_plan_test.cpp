// Plans over graphs of arrays: dense blocks from products, and series.
#include "game/graph_plan.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "game/rounded_quantities.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;

constexpr std::uint32_t d1 = 70, d2 = 25, d = d1 + d2;
const std::uint32_t offsets[] = {0, d1, d};

double entry(std::size_t r, std::size_t c) {
  return std::sin(1.0 + static_cast<double>(3 * r + 7 * c)) / d;
}

// f_1 = x' M x / 2 with a dense matrix of all coordinates; f_2 = sum of tanh(M x).
CostGraph dense() {
  CostGraph game;
  Graph& g = game.graph;
  std::vector<double> matrix;
  for (std::size_t r = 0; r < d; ++r)
    for (std::size_t c = 0; c < d; ++c) matrix.push_back(entry(r, c));
  const NodeId x = g.action(0, d), m = g.numbers({d, d}, matrix), mx = g.product(m, x);
  game.costs = {g.apply(Operation::multiply, g.number(0.5), g.product(x, mx, FM_TRANSPOSE_FIRST)),
                g.sum(g.apply(Operation::tanh, mx))};
  return game;
}

struct Batch {
  explicit Batch(std::size_t count) : replicates(count), x(d, stride_for(count)) {
    for (std::size_t c = 0; c < d; ++c)
      for (std::size_t r = 0; r < x.stride(); ++r)
        x.row(c)[r] = std::cos(static_cast<double>(c + 100 * r));
  }
  fm_batch get() const {
    return {sizeof(fm_batch),
            static_cast<std::uint32_t>(replicates.size()),
            x.stride(),
            1,
            0,
            replicates.data(),
            x.data()};
  }
  std::vector<std::uint32_t> replicates;
  BatchArray x;
};

fm_request block(std::uint32_t i, std::uint32_t j, std::uint32_t k) {
  return {sizeof(fm_request), FM_HESSIAN_BLOCK, i, j, k, 0};
}

// Second derivatives of f_2: sum over r of M_ra M_rb tanh''((M x)_r), tanh'' = -2 t (1 - t^2).
long double second_of_tanh(const BatchArray& x, std::size_t replica, std::size_t a, std::size_t b) {
  long double sum = 0;
  for (std::size_t r = 0; r < d; ++r) {
    long double z = 0;
    for (std::size_t c = 0; c < d; ++c)
      z += static_cast<long double>(entry(r, c)) * x.row(c)[replica];
    const long double t = std::tanh(z);
    sum += static_cast<long double>(entry(r, a)) * entry(r, b) * -2 * t * (1 - t * t);
  }
  return sum;
}

TEST_CASE("dense blocks are computed from products in several rounds and for every replica") {
  CostGraph game = dense();
  const fm_request asked[] = {block(0, 0, 1), block(1, 0, 0), block(1, 1, 0)};
  const fm_request* const pointers[] = {&asked[0], &asked[1], &asked[2]};
  Samples none(game.graph.samples());
  GraphPlan plan(game, offsets, none, pointers);
  const Batch batch(3);
  BatchArray first(d1 * d2, batch.x.stride()), second(d1 * d1, batch.x.stride()),
      third(d2 * d1, batch.x.stride());
  double* const out[] = {first.data(), second.data(), third.data()};
  plan.evaluate(batch.get(), nullptr, out);
  for (std::size_t replica = 0; replica < 3; ++replica)
    for (std::size_t a = 0; a < d1; a += 3) {
      for (std::size_t b = 0; b < d2; ++b) {
        CHECK(first.row(a * d2 + b)[replica] ==
              doctest::Approx(0.5 * (entry(a, d1 + b) + entry(d1 + b, a))).epsilon(1e-13));
        CHECK(std::fabs(third.row(b * d1 + a)[replica] -
                        second_of_tanh(batch.x, replica, d1 + b, a)) <= 1e-16L);
      }
      for (std::size_t b = 0; b < d1; b += 5)
        CHECK(std::fabs(second.row(a * d1 + b)[replica] - second_of_tanh(batch.x, replica, a, b)) <=
              1e-16L);
    }
}

TEST_CASE("a block of one replica has the same bits whatever the stride and its neighbours") {
  CostGraph game = dense();
  const fm_request asked = block(1, 0, 1);
  const fm_request* const pointer = &asked;
  Samples none(game.graph.samples());
  GraphPlan plan(game, offsets, none, std::span(&pointer, 1));
  const Batch batch(5);
  BatchArray all(d1 * d2, batch.x.stride()), one(1, (d1 * d2 + 7) / 8 * 8);
  double* out = all.data();
  plan.evaluate(batch.get(), nullptr, &out);
  for (const std::size_t replica : {0u, 4u}) {
    BatchArray x(1, (d + 7) / 8 * 8);
    for (std::size_t c = 0; c < d; ++c) x.data()[c] = batch.x.row(c)[replica];
    fm_batch alone = batch.get();
    alone.count = 1;
    alone.stride = 1;
    alone.x = x.data();
    out = one.data();
    plan.evaluate(alone, nullptr, &out);
    for (std::size_t e = 0; e < d1 * d2; ++e) CHECK(one.data()[e] == all.row(e)[replica]);
  }
}

TEST_CASE("plans of one game share its graph and do not disturb each other") {
  CostGraph game = dense();
  const fm_request cost = {sizeof(fm_request), FM_COST, 1, 0, 0, 0}, second = block(1, 1, 1);
  const fm_request* const costs[] = {&cost};
  const fm_request* const blocks[] = {&second, &cost};
  Samples none(game.graph.samples());
  GraphPlan small(game, offsets, none, costs);
  const Batch batch(2);
  BatchArray before(1, batch.x.stride()), after(1, batch.x.stride()), beside(1, batch.x.stride()),
      entries(d2 * d2, batch.x.stride());
  double* out = before.data();
  small.evaluate(batch.get(), nullptr, &out);
  GraphPlan large(game, offsets, none, blocks);
  double* const both[] = {entries.data(), beside.data()};
  large.evaluate(batch.get(), nullptr, both);
  out = after.data();
  small.evaluate(batch.get(), nullptr, &out);
  for (std::size_t r = 0; r < 2; ++r) {
    CHECK(before.row(0)[r] == after.row(0)[r]);
    CHECK(before.row(0)[r] == beside.row(0)[r]);
  }
}

TEST_CASE("derivatives with rounding errors hold the exact ones of a dense cost and are tight") {
  CostGraph game = dense();
  const Batch batch(1);
  std::vector<double> x(d);
  for (std::size_t c = 0; c < d; ++c) x[c] = batch.x.row(c)[0];
  auto made = RoundedQuantities::make(game, offsets, {block(1, 0, 0), block(1, 0, 1)});
  REQUIRE(made.has_value());
  const auto all = made->at(x);
  REQUIRE(all.size() == 2);
  for (std::size_t a = 0; a < d1; ++a)
    for (std::size_t b = 0; b < d; ++b) {
      const Rounded entry = b < d1 ? all[0][a * d1 + b] : all[1][a * d2 + b - d1];
      CHECK(entry.radius() > 0);  // the digits of x and of the matrix
      CHECK(entry.radius() < 1e-15);
      if ((a + b) % 37 != 0) continue;
      const long double exact = second_of_tanh(batch.x, 0, a, b);
      CHECK(std::fabs(exact - entry.high() - entry.low()) <= entry.radius());
    }
}

TEST_CASE("rounding errors beside a kink are those of the branch that holds") {
  CostGraph game;
  Graph& g = game.graph;
  const NodeId x = g.action(0, 1), y = g.action(1, 1);
  game.costs = {g.apply(Operation::maximum, g.apply(Operation::multiply, x, y),
                        g.apply(Operation::multiply, g.number(3.1), x))};
  game.costs.push_back(game.costs[0]);
  const std::uint32_t two_blocks[] = {0, 1, 2};
  const fm_request slopes[] = {{sizeof(fm_request), FM_GRADIENT, 0, 0, 0, 0},
                               {sizeof(fm_request), FM_GRADIENT, 0, 1, 0, 0}};
  auto made = RoundedQuantities::make(
      game, two_blocks, {slopes[0], slopes[1], block(0, 0, 0), block(0, 0, 1), block(0, 1, 1)});
  REQUIRE(made.has_value());
  const auto beside = made->at(std::array{0.7, 0.3});
  const double exact[] = {3.1, 0, 0, 0, 0};
  REQUIRE(beside.size() == 5);
  for (std::size_t q = 0; q < 5; ++q) {
    CHECK(std::fabs(beside[q][0].high() - exact[q]) <= beside[q][0].error());
    CHECK(beside[q][0].error() < 1e-14);
  }
  CHECK(made->at(std::array{0.7, 3.1}).empty());
}

}  // namespace
