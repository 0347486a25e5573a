// Games that lend their costs as a graph, against the same game written with the kit.
#include "game/graph_game.hpp"

#include <firstmove/internal/multi_index.hpp>

#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

std::vector<fm_request> all_requests(std::uint32_t n, std::uint32_t most_order) {
  std::vector<fm_request> all;
  for (std::uint32_t i = 0; i < n; ++i) {
    all.push_back(request(FM_COST, i));
    for (std::uint32_t order = 0; order <= most_order; ++order)
      all.push_back(request(FM_TAYLOR, i, order));
    for (std::uint32_t j = 0; j < n; ++j) {
      all.push_back(request(FM_GRADIENT, i, j));
      for (std::uint32_t k = 0; k < n; ++k) {
        all.push_back(request(FM_HESSIAN_BLOCK, i, j, k));
        all.push_back(request(FM_HESSIAN_PRODUCT, i, j, k));
        for (std::uint32_t l = 0; l < n; ++l) all.push_back(request(FM_THIRD_PRODUCT, i, j, k, l));
      }
    }
  }
  return all;
}

std::vector<std::vector<double>> vectors_for(const fm_request& r, const Shape& shape) {
  std::vector<std::vector<double>> vectors;
  const std::uint32_t blocks[] = {r.k, r.l};
  for (std::size_t v = 0; v < vectors_of(r); ++v) {
    std::vector<double> one;
    for (std::uint32_t c = 0; c < shape.dims[blocks[v]]; ++c)
      one.push_back(std::sin(1.0 + 3.0 * c + static_cast<double>(v)));
    vectors.push_back(one);
  }
  return vectors;
}

constexpr const char* params = "w = 1.25";

TEST_CASE("a lent graph has the quantities of the same game written with the kit") {
  const auto points = random_points(11, 3, -1.5, 1.5, 4);
  Scene lent("lent", params, points), twin("lent-twin", params, points);
  CHECK(lent.game.shape().dims == twin.game.shape().dims);
  CHECK(lent.game.shape().start_lower == twin.game.shape().start_lower);
  for (const fm_request& r : all_requests(2, 5)) {
    CAPTURE(describe(r));
    const auto vectors = vectors_for(r, lent.game.shape());
    const BatchArray mine = lent.get(r, vectors), theirs = twin.get(r, vectors);
    REQUIRE(mine.rows() == theirs.rows());
    for (std::size_t row = 0; row < mine.rows(); ++row)
      for (std::size_t replica = 0; replica < points.size(); ++replica)
        CHECK(mine.row(row)[replica] ==
              doctest::Approx(theirs.row(row)[replica]).epsilon(1e-13).scale(1));
  }
}

TEST_CASE("what a lent graph does not have is not offered") {
  Scene lent("lent", params, {{0, 0, 0}});
  CHECK_FALSE(lent.oracle.offers(request(FM_COST, 2)));
  CHECK_FALSE(lent.oracle.offers(request(FM_GRADIENT, 0, 2)));
  CHECK_FALSE(lent.oracle.offers(request(FM_TAYLOR, 0, 9)));
  CHECK_FALSE(lent.oracle.offers(request(FM_METRIC, 1)));
  CHECK_FALSE(lent.oracle.offers(request(FM_METRIC + 1, 0)));
  CHECK_THROWS_WITH_AS(lent.oracle.prepare({request(FM_COST, 2)}),
                       "the game 'lent' does not give f_3", PluginFailure);
}

// One plan with quantities, series and the plugin's metric, in an order that mixes them.
TEST_CASE("one plan may ask for quantities and metrics and series") {
  const auto points = random_points(5, 3, -1, 1, 6);
  Scene lent("lent", params, points);
  REQUIRE(lent.game.metrics());
  CHECK(std::string(lent.game.metrics()->names[0]) == "square");
  const std::vector<fm_request> asked = {
      request(FM_METRIC, 0),      request(FM_HESSIAN_PRODUCT, 0, 0, 1),
      request(FM_TAYLOR, 1, 2),   request(FM_METRIC, 0),
      request(FM_COST, 0),        request(FM_COST, 0),
      request(FM_GRADIENT, 1, 0), request(FM_THIRD_PRODUCT, 0, 0, 0, 1)};
  std::vector<BatchArray> results, vectors;
  std::vector<double*> out;
  std::vector<const double*> given;
  for (const fm_request& r : asked) {
    results.emplace_back(rows_of(r, lent.game.shape()), lent.x.stride());
    for (const auto& v : vectors_for(r, lent.game.shape())) {
      vectors.emplace_back(v.size(), lent.x.stride());
      for (std::size_t c = 0; c < v.size(); ++c)
        std::fill_n(vectors.back().row(c), lent.x.stride(), v[c]);
    }
  }
  for (BatchArray& result : results) out.push_back(result.data());
  for (const BatchArray& vector : vectors) given.push_back(vector.data());
  lent.oracle.evaluate(lent.oracle.prepare(asked), 1, lent.x.data(), given.data(), out.data());
  for (std::size_t q = 0; q < asked.size(); ++q) {
    CAPTURE(describe(asked[q]));
    const BatchArray alone = lent.get(asked[q], vectors_for(asked[q], lent.game.shape()));
    for (std::size_t row = 0; row < alone.rows(); ++row)
      for (std::size_t r = 0; r < points.size(); ++r)
        CHECK(results[q].row(row)[r] == alone.row(row)[r]);
  }
  for (std::size_t r = 0; r < points.size(); ++r) {
    double square = 0;
    for (const double x : points[r]) square += x * x;
    CHECK(results[0].row(0)[r] == square);
  }
}

TEST_CASE("a contiguous batch of one replica has the same bits") {
  const std::vector<double> point = {0.3, -0.7, 1.1};
  Scene lent("lent", params, {point, {1, 2, 0.5}});
  REQUIRE(lent.game.table().contiguous == 1);
  const std::uint32_t replicate = 0;
  alignas(64) double x[8] = {point[0], point[1], point[2]};
  const fm_batch batch = {sizeof(fm_batch), 1, 1, 1, 0, &replicate, x};
  std::vector<fm_request> all = all_requests(2, 3);
  all.push_back(request(FM_METRIC, 0));
  for (const fm_request& r : all) {
    CAPTURE(describe(r));
    const auto vectors = vectors_for(r, lent.game.shape());
    const BatchArray padded = lent.get(r, vectors);
    std::vector<BatchArray> given;
    std::vector<const double*> pointers;
    for (const auto& v : vectors) {
      given.emplace_back(1, 8);
      std::copy(v.begin(), v.end(), given.back().data());
    }
    for (const BatchArray& vector : given) pointers.push_back(vector.data());
    BatchArray result(1, (rows_of(r, lent.game.shape()) + 7) / 8 * 8);
    double* const out = result.data();
    const fm_game& table = lent.game.table();
    fm_game_plan* plan = nullptr;
    const fm_request* const asked = &r;
    REQUIRE(table.prepare(lent.game.instance(), &asked, 1, &plan) == FM_OK);
    REQUIRE(table.evaluate(lent.game.instance(), plan, &batch, pointers.data(), &out) == FM_OK);
    table.release(lent.game.instance(), plan);
    for (std::size_t row = 0; row < rows_of(r, lent.game.shape()); ++row)
      CHECK(result.data()[row] == padded.row(row)[0]);
  }
}

TEST_CASE("plans that are released one by one do not disturb others") {
  const auto points = random_points(3, 3, -1, 1, 2);
  Scene lent("lent", params, points);
  const fm_game& table = lent.game.table();
  const fm_request gradient = request(FM_GRADIENT, 0, 0), metric = request(FM_METRIC, 0);
  const fm_request* const asked[] = {&gradient, &metric};
  const BatchArray expected = lent.get(gradient);
  std::vector<fm_game_plan*> plans(20);
  for (fm_game_plan*& plan : plans)
    REQUIRE(table.prepare(lent.game.instance(), asked, 2, &plan) == FM_OK);
  for (std::size_t p = 0; p < plans.size(); p += 2) table.release(lent.game.instance(), plans[p]);
  BatchArray rows(2, lent.x.stride()), square(1, lent.x.stride());
  double* const out[] = {rows.data(), square.data()};
  const fm_batch batch = lent.oracle.batch(1, lent.x.data());
  REQUIRE(table.evaluate(lent.game.instance(), plans[7], &batch, nullptr, out) == FM_OK);
  for (std::size_t r = 0; r < 3; ++r) CHECK(rows.row(1)[r] == expected.row(1)[r]);
}

TEST_CASE("bounds from a lent graph hold the derivatives of the same game and are not too wide") {
  const std::vector<double> lower = {-0.5, 0.25, 0.125}, upper = {-0.25, 0.75, 0.25};
  std::vector<std::vector<double>> points = random_points(40, 3, 0, 1, 3);
  points.push_back({0, 0, 0});
  points.push_back({1, 1, 1});
  for (auto& point : points)
    for (std::size_t c = 0; c < 3; ++c) point[c] = lower[c] + (upper[c] - lower[c]) * point[c];
  Scene lent("lent", params, points), twin("lent-twin", params, points);
  REQUIRE(lent.game.enclosure());
  CHECK(lent.game.enclosure()->most_order == 8);
  for (const std::uint32_t player : {0u, 1u}) {
    const std::size_t rows = derivatives(3, 3);
    std::vector<double> least(rows), most(rows);
    std::uint32_t smooth = 0;
    REQUIRE(lent.game.enclosure()->enclose(lent.game.instance(), player, 3, lower.data(),
                                           upper.data(), least.data(), most.data(),
                                           &smooth) == FM_OK);
    CHECK(smooth == 1);
    const BatchArray exact = twin.get(request(FM_TAYLOR, player, 3));
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t r = 0; r < points.size(); ++r) {
        CHECK(least[row] <= exact.row(row)[r] + 1e-14);
        CHECK(exact.row(row)[r] - 1e-14 <= most[row]);
      }
      CHECK(most[row] - least[row] < 1.5);
    }
  }
}

TEST_CASE("teams of a game that lends a graph add their members' costs") {
  const Plugin plugin = catalog().find(FM_KIND_GAME, "lent");
  Game alone(plugin, parameters(plugin, params)),
      team(plugin, parameters(plugin, params), {{0, 1}});
  const std::vector<std::uint32_t> replicates = {0, 1};
  Oracle members(alone, replicates, 0), together(team, replicates, 0);
  BatchArray x(3, together.stride());
  for (std::size_t r = 0; r < x.stride(); ++r)
    for (std::size_t c = 0; c < 3; ++c) x.row(c)[r] = 0.1 + 0.3 * static_cast<double>(c + r % 2);
  const std::size_t rows = derivatives(3, 2);
  BatchArray first(rows, x.stride()), second(rows, x.stride()), sum(rows, x.stride()),
      block(9, x.stride());
  double* const each[] = {first.data(), second.data()};
  double* const both[] = {sum.data(), block.data()};
  members.evaluate(members.prepare({request(FM_TAYLOR, 0, 2), request(FM_TAYLOR, 1, 2)}), 1,
                   x.data(), nullptr, each);
  together.evaluate(
      together.prepare({request(FM_TAYLOR, 0, 2), request(FM_HESSIAN_BLOCK, 0, 0, 0)}), 1, x.data(),
      nullptr, both);
  const MultiIndices indices(3, 2);
  for (std::size_t r = 0; r < 2; ++r) {
    for (std::size_t row = 0; row < rows; ++row)
      CHECK(sum.row(row)[r] ==
            doctest::Approx(first.row(row)[r] + second.row(row)[r]).epsilon(1e-13).scale(1));
    for (std::uint32_t a = 0; a < 3; ++a)
      for (std::uint32_t b = a; b < 3; ++b)
        CHECK(block.row(3 * a + b)[r] ==
              doctest::Approx(sum.row(indices.position({a, b}))[r]).epsilon(1e-13).scale(1));
  }
  CHECK(team.metrics()->count == 1);
}

std::string refusal(const std::string& fault) {
  const Plugin plugin = catalog().find(FM_KIND_GAME, "lent");
  try {
    const Game game(plugin, parameters(plugin, "fault = '" + fault + "'"));
    return "";
  } catch (const PluginFailure& failure) {
    CHECK(failure.status == FM_INVALID);
    return failure.what();
  }
}

TEST_CASE("a graph that cannot be used is refused with the node and the field") {
  CHECK(refusal("none") == "");
  CHECK(refusal("shape") ==
        "the game 'lent' lends an unusable graph: node 5 ('multiply'): its shape is given as 3 x "
        "1, but it is 2 x 1");
  CHECK(refusal("order") ==
        "the game 'lent' lends an unusable graph: node 5 ('multiply'): its input 0 is node 6, "
        "which does not come before it");
  CHECK(refusal("cost") ==
        "the game 'lent' lends an unusable graph: costs[1] is node 0, an array of 2 x 1; a cost is "
        "1 x 1");
}

TEST_CASE("a game whose costs are no graph is asked itself") {
  const Plugin plugin = catalog().find(FM_KIND_GAME, "lent");
  Game game(plugin, parameters(plugin, "fault = 'no-graph'"));
  CHECK(&game.table() == &plugin.game());
}

std::string manifest(const std::string& game) {
  return "[experiment]\nname = 'x'\nsteps = 4000\nseeds = 3\nwarnings = false\nstop = { "
         "update_norm = 1e-13 }\n[game]\n" +
         game +
         "[[learner]]\nname = 'l'\nplayers = [{ rule = 'stackelberg', step = 0.05 }, { rule = "
         "'gradient-play', step = 0.2 }]\n";
}

TEST_CASE("a lent graph is played as the same game written with the kit") {
  const TempFolder folder;
  std::vector<std::vector<double>> ends;
  for (const std::string id : {"lent", "lent-twin"}) {
    write_file(folder / (id + ".toml"), manifest("plugin = '" + id + "'\n"));
    const Outcome run =
        host("run " + (folder / (id + ".toml")).string() + " -q --out " + (folder / id).string());
    REQUIRE_MESSAGE(run.code == 0, run.err);
    ends.push_back(
        numbers(folder / id, "select value from final_state order by run, player, coordinate"));
  }
  REQUIRE(ends[0].size() == 9);
  REQUIRE(ends[1].size() == 9);
  for (std::size_t i = 0; i < 9; ++i)
    CHECK(ends[0][i] == doctest::Approx(ends[1][i]).epsilon(1e-10).scale(1));
}

TEST_CASE("critical points of a lent graph are found and proven") {
  const TempFolder folder;
  write_file(folder / "m.toml", manifest("plugin = 'lent'\n"));
  const Outcome solved = host("solve " + (folder / "m.toml").string() + " --certify");
  REQUIRE_MESSAGE(solved.code == 0, solved.err);
  CHECK(solved.out.find("simultaneous play: 1 critical point") != std::string::npos);
  CHECK(solved.out.find("proven: x = (1 +- ") != std::string::npos);
  CHECK(solved.out.find("proven: the box contains no other point") != std::string::npos);
}

TEST_CASE("a manifest whose game lends a wrong graph is refused") {
  const TempFolder folder;
  write_file(folder / "m.toml", manifest("plugin = 'lent'\nparams = { fault = 'shape' }\n"));
  const Outcome refused = host("run " + (folder / "m.toml").string());
  CHECK(refused.code == 2);
  CHECK(refused.err.find("the game 'lent' lends an unusable graph: node 5 ('multiply'): its shape "
                         "is given as 3 x 1, but it is 2 x 1") != std::string::npos);
}

TEST_CASE("check accepts a game that lends its graph and refuses a wrong graph") {
  const Outcome sound = host("check lent");
  CHECK_MESSAGE(sound.code == 0, sound.out);
}

}  // namespace
