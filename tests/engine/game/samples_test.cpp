// Random inputs of games: their distributions, what they depend on, and that all quantities of a
// step see the same ones.
#include "game/samples.hpp"

#include <map>
#include <set>

#include "support/final_states.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

SampleList list_of(std::initializer_list<Sample> samples) {
  SampleList list;
  for (const Sample& sample : samples) {
    list.entries.push_back({sample, list.size});
    list.size += static_cast<std::uint32_t>(sample.size());
  }
  return list;
}

std::shared_ptr<const std::vector<double>> table(std::size_t count) {
  std::vector<double> rows;
  for (std::size_t i = 0; i < count; ++i) rows.push_back(static_cast<double>(i));
  return std::make_shared<const std::vector<double>>(std::move(rows));
}

fm_batch batch(const std::vector<std::uint32_t>& replicates, std::uint64_t step,
               std::uint64_t seed = 5, std::size_t stride = 0) {
  const auto count = static_cast<std::uint32_t>(replicates.size());
  return {sizeof(fm_batch),  count,  stride == 0 ? stride_for(count) : stride, step, seed,
          replicates.data(), nullptr};
}

// The numbers of one replica, alone.
std::vector<double> drawn(const SampleList& list, std::uint32_t replicate, std::uint64_t step,
                          std::uint64_t seed = 5) {
  Samples samples(list);
  const std::vector<std::uint32_t> one = {replicate};
  const double* const rows = samples.of(batch(one, step, seed, 1));
  return {rows, rows + list.size};
}

const SampleList mixed = list_of({{Sample::Kind::normal, 0, 9, 3},
                                  {Sample::Kind::uniform, 0, 5, 1},
                                  {Sample::Kind::pick, 0, 6, 1, table(4)},
                                  {Sample::Kind::distinct_pick, 3, 4, 1, table(7)}});

TEST_CASE("samples do not depend on the batch or its layout") {
  const std::vector<std::uint32_t> replicates = {4, 0, 9, 2, 1, 7, 3, 8, 5, 11};
  Samples samples(mixed);
  const fm_batch all = batch(replicates, 17);
  const double* const rows = samples.of(all);
  for (std::size_t r = 0; r < replicates.size(); ++r) {
    const std::vector<double> alone = drawn(mixed, replicates[r], 17);
    for (std::size_t e = 0; e < mixed.size; ++e) CHECK(rows[e * all.stride + r] == alone[e]);
  }
  // Asked again, also for a part of the batch.
  CHECK(samples.of(all) == rows);
  const std::vector<std::uint32_t> some = {9};
  CHECK(samples.of(batch(some, 17))[0] == drawn(mixed, 9, 17)[0]);
}

TEST_CASE("samples differ between steps, replicates, seeds, streams and kinds") {
  const auto first = [](const std::vector<double>& all) {
    return std::vector<double>(all.begin(), all.begin() + 27);
  };
  const std::uint64_t beyond_runs = std::uint64_t{1} << 62;
  std::set<std::vector<double>> seen;
  for (const std::uint64_t step : {std::uint64_t{1}, std::uint64_t{2}, beyond_runs, beyond_runs + 1,
                                   2 * beyond_runs, 2 * beyond_runs + 1})
    for (const std::uint32_t replicate : {0u, 1u})
      for (const std::uint64_t seed : {5u, 6u})
        seen.insert(first(drawn(mixed, replicate, step, seed)));
  CHECK(seen.size() == 6 * 2 * 2);
  for (const std::uint32_t stream : {0u, 1u, 2u})
    for (const auto kind : {Sample::Kind::normal, Sample::Kind::uniform})
      seen.insert(drawn(list_of({{kind, stream, 9, 3}}), 0, 3));
  CHECK(seen.size() == 24 + 6);
  // A longer array of the same stream begins with the same numbers.
  const auto longer = drawn(list_of({{Sample::Kind::normal, 0, 12, 3}}), 0, 3);
  CHECK(first(longer) == drawn(list_of({{Sample::Kind::normal, 0, 9, 3}}), 0, 3));
}

// Over 4000 steps: the mean and the mean square of each number, and the products of all pairs, each
// within five standard errors.
TEST_CASE("normal and uniform numbers have their moments and are uncorrelated") {
  constexpr int steps = 4000;
  const SampleList list = list_of({{Sample::Kind::normal, 0, 4, 1},
                                   {Sample::Kind::uniform, 0, 4, 1},
                                   {Sample::Kind::normal, 1, 4, 1}});
  std::vector<double> sum(12), squares(12), products(144);
  for (int k = 1; k <= steps; ++k) {
    std::vector<double> one = drawn(list, 0, k);
    for (std::size_t e = 4; e < 8; ++e) {
      CHECK((one[e] > 0 && one[e] < 1));
      one[e] = (one[e] - 0.5) * std::sqrt(12.0);
    }
    for (std::size_t e = 0; e < 12; ++e) {
      sum[e] += one[e] / steps;
      squares[e] += one[e] * one[e] / steps;
      for (std::size_t other = 0; other < e; ++other)
        products[12 * e + other] += one[e] * one[other] / steps;
    }
  }
  const double error = 5 / std::sqrt(static_cast<double>(steps));
  for (std::size_t e = 0; e < 12; ++e) {
    CHECK(std::abs(sum[e]) < error);
    CHECK(std::abs(squares[e] - 1) < std::sqrt(2.0) * error);
    for (std::size_t other = 0; other < e; ++other)
      CHECK(std::abs(products[12 * e + other]) < error);
  }
}

TEST_CASE("rows are picked with equal probability, and none twice where they are distinct") {
  constexpr int steps = 6000;
  const SampleList list = list_of(
      {{Sample::Kind::pick, 0, 3, 1, table(5)}, {Sample::Kind::distinct_pick, 1, 3, 1, table(5)}});
  std::vector<std::vector<double>> counts(6, std::vector<double>(5));
  std::map<std::vector<double>, int> orders;
  for (int k = 1; k <= steps; ++k) {
    const std::vector<double> rows = drawn(list, 2, k);
    for (std::size_t e = 0; e < 6; ++e) ++counts[e][static_cast<std::size_t>(rows[e])];
    CHECK(std::set<double>(rows.begin() + 3, rows.end()).size() == 3);
    ++orders[{rows.begin() + 3, rows.end()}];
  }
  // Chi-squared: the 99.99th percentiles for 4 and 59 degrees of freedom.
  for (const auto& one : counts) {
    double chi = 0;
    for (const double count : one) chi += std::pow(count - steps / 5.0, 2) / (steps / 5.0);
    CHECK(chi < 23.5);
  }
  CHECK(orders.size() == 60);
  double chi = 0;
  for (const auto& [order, count] : orders)
    chi += std::pow(count - steps / 60.0, 2) / (steps / 60.0);
  CHECK(chi < 108);
}

TEST_CASE("tables of as many rows are picked from together") {
  const auto images = std::make_shared<const std::vector<double>>(
      std::vector<double>{0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5});
  const std::vector<double> both = drawn(list_of({{Sample::Kind::distinct_pick, 0, 3, 1, table(4)},
                                                  {Sample::Kind::distinct_pick, 0, 3, 2, images}}),
                                         0, 8);
  for (std::size_t row = 0; row < 3; ++row) {
    CHECK(both[3 + 2 * row] == both[row]);
    CHECK(both[4 + 2 * row] == both[row] + 0.5);
  }
}

// ---- Games ----

// Quantities of step 1 that follow from the same sample: f_1 is quadratic, so that its value at
// three points gives its slope.
TEST_CASE("all quantities of a step are of the same sample") {
  const std::vector<std::vector<double>> points = {{0.3, -0.2}, {1.3, -0.2}, {-0.7, -0.2}};
  Scene scene("sampled", "", points);
  scene.replicates = {6, 6, 6};
  CHECK(scene.game.stochastic());
  CHECK_FALSE(scene.game.enclosure());
  CHECK_FALSE(scene.oracle.offers(request(FM_TAYLOR, 0, 2)));
  const BatchArray f = scene.get(request(FM_COST, 0)), slope = scene.get(request(FM_GRADIENT, 0)),
                   block = scene.get(request(FM_HESSIAN_BLOCK, 1, 0, 0)),
                   mixed_block = scene.get(request(FM_HESSIAN_BLOCK, 1, 0, 1));
  CHECK(slope.row(0)[0] ==
        doctest::Approx((f.row(0)[1] - f.row(0)[2]) / 2).epsilon(1e-13).scale(1));
  // Three different ones of 1, 2, 4, 8, 16: their squares' mean fits their mean.
  const double mean = -mixed_block.row(0)[0];
  std::set<double> sums;
  const double powers[] = {1, 2, 4, 8, 16};
  for (const double a : powers)
    for (const double b : powers)
      for (const double c : powers)
        if (a < b && b < c && std::abs((a + b + c) / 3 - mean) < 1e-12)
          sums.insert((a * a + b * b + c * c) / 3);
  REQUIRE(sums.size() == 1);
  CHECK(block.row(0)[0] == doctest::Approx(*sums.begin()).epsilon(1e-13));
  // The Hessian product sees the same rows.
  CHECK(scene.get(request(FM_HESSIAN_PRODUCT, 1, 0, 1), {{2}}).row(0)[0] ==
        doctest::Approx(-2 * mean).epsilon(1e-13));
}

TEST_CASE("a recorded game has metrics") {
  Scene scene("sampled", "", {{0.3, -0.2}, {1, 2}});
  scene.replicates = {4, 9};
  CHECK(scene.get(request(FM_METRIC, 0)).row(0)[1] == 3);
  CHECK(scene.get(request(FM_METRIC, 1)).row(0)[1] == 9);
  CHECK_FALSE(scene.oracle.offers(request(FM_METRIC, 2)));
}

TEST_CASE("more different rows than there are cannot be picked") {
  const Plugin plugin = catalog().find(FM_KIND_GAME, "sampled");
  CHECK_THROWS_WITH_AS(Game(plugin, parameters(plugin, "picked = 6")),
                       "the game 'sampled' lends an unusable graph: node 15 ('pick'): 6 different "
                       "rows cannot be picked from a table of 5 rows",
                       PluginFailure);
}

std::vector<std::string> finals(const std::string& how) {
  return final_states("[experiment]\nname = 'x'\nsteps = 50\nseed = 3\n" + how +
                      "\n[game]\nplugin = 'sampled'\n[[learner]]\nname = 's'\n"
                      "players = [{ rule = 'stackelberg', step = 0.005 }, "
                      "{ rule = 'gradient-play', step = 0.005 }]\n");
}

TEST_CASE("runs with samples do not depend on the size of batches") {
  const std::vector<std::string> all = finals("seeds = 9");
  CHECK(all.size() == 18);
  CHECK(finals("seeds = 9\nbatch = 1") == all);
  CHECK(finals("seeds = 9\nbatch = 4") == all);
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == 18);
}

TEST_CASE("teams of a game with samples draw the same ones") {
  const Plugin plugin = catalog().find(FM_KIND_GAME, "sampled");
  Game alone(plugin, parameters(plugin)), team(plugin, parameters(plugin), {{0, 1}});
  CHECK(team.stochastic());
  const auto cost = [](Game& game, std::uint32_t player) {
    const std::vector<std::uint32_t> replicates = {2};
    Oracle oracle(game, replicates, 7);
    BatchArray x(2, oracle.stride()), f(1, oracle.stride());
    std::fill_n(x.row(0), x.stride(), 0.4);
    std::fill_n(x.row(1), x.stride(), -0.9);
    double* const out = f.data();
    oracle.evaluate(oracle.prepare({request(FM_COST, player)}), 3, x.data(), nullptr, &out);
    return f.row(0)[0];
  };
  CHECK(cost(team, 0) == doctest::Approx(cost(alone, 0) + cost(alone, 1)).epsilon(1e-14));
}

}  // namespace
