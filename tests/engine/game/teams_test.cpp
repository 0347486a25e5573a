// Cooperating players as one player, compared with games merged by hand.
#include <firstmove/internal/multi_index.hpp>

#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

// A quadratic game with players of 1, 2 and 1 coordinates and costs without symmetry; the matrices
// of the members of a team are added.
double entry(std::size_t i, std::size_t a, std::size_t b) {
  return std::sin(1.0 + 7.0 * static_cast<double>(i) + 3.0 * static_cast<double>(a + b) +
                  static_cast<double>(a * b));
}
double linear(std::size_t i, std::size_t a) {
  return std::cos(2.0 + 5.0 * static_cast<double>(i) + static_cast<double>(a));
}
constexpr std::size_t dims[] = {1, 2, 1};
std::string merged(const Teams& teams) {
  std::ostringstream Q, q, sizes;
  Q.precision(17);
  q.precision(17);
  for (const auto& team : teams) {
    std::size_t size = 0;
    Q << "[";
    for (std::size_t a = 0; a < 4; ++a) {
      Q << "[";
      for (std::size_t b = 0; b < 4; ++b) {
        double sum = 0;
        for (const std::uint32_t m : team) sum += entry(m, a, b);
        Q << sum << ",";
      }
      Q << "],";
    }
    Q << "],";
    q << "[";
    for (std::size_t a = 0; a < 4; ++a) {
      double sum = 0;
      for (const std::uint32_t m : team) sum += linear(m, a);
      q << sum << ",";
    }
    q << "],";
    for (const std::uint32_t m : team) size += dims[m];
    sizes << size << ",";
  }
  return "dims = [" + sizes.str() + "]\nQ = [" + Q.str() + "]\nq = [" + q.str() + "]\n";
}
const Teams each_alone = {{0}, {1}, {2}};

// A game played by teams, with an oracle at random points.
struct TeamScene {
  TeamScene(const std::string& id, const std::string& params, const Teams& teams, std::size_t d)
      : plugin(catalog().find(FM_KIND_GAME, id)),
        game(plugin, parameters(plugin, params), teams),
        replicates{0, 1, 2, 3, 4},
        oracle(game, replicates, 0),
        x(d, oracle.stride()) {
    const auto points = random_points(5, d, -1, 1, 9);
    for (std::size_t r = 0; r < x.stride(); ++r)
      for (std::size_t c = 0; c < d; ++c) x.row(c)[r] = points[r % 5][c];
  }
  BatchArray get(const fm_request& r) {
    const Shape& shape = game.shape();
    std::vector<BatchArray> inputs;
    const std::uint32_t blocks[] = {r.k, r.l};
    for (std::size_t v = 0; v < vectors_of(r); ++v) {
      inputs.emplace_back(shape.dims[blocks[v]], x.stride());
      for (std::size_t c = 0; c < inputs.back().rows(); ++c)
        for (std::size_t lane = 0; lane < x.stride(); ++lane)
          inputs.back().row(c)[lane] = std::sin(1.0 + static_cast<double>(3 * c + v + lane));
    }
    std::vector<const double*> vectors;
    for (const BatchArray& input : inputs) vectors.push_back(input.data());
    BatchArray result(rows_of(r, shape), x.stride());
    double* const out = result.data();
    oracle.evaluate(oracle.prepare({r}), 1, x.data(), vectors.data(), &out);
    return result;
  }

  Plugin plugin;
  Game game;
  std::vector<std::uint32_t> replicates;
  Oracle oracle;
  BatchArray x;
};

std::vector<fm_request> all_requests(std::uint32_t n) {
  std::vector<fm_request> all;
  for (std::uint32_t i = 0; i < n; ++i) {
    all.push_back(request(FM_COST, i));
    all.push_back(request(FM_TAYLOR, i, 3));
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

void same_game(TeamScene& a, TeamScene& b) {
  CHECK(a.game.shape().dims == b.game.shape().dims);
  for (const fm_request& r : all_requests(a.game.shape().players())) {
    CAPTURE(describe(r));
    const BatchArray mine = a.get(r), theirs = b.get(r);
    REQUIRE(mine.rows() == theirs.rows());
    for (std::size_t row = 0; row < mine.rows(); ++row)
      for (std::size_t replica = 0; replica < 5; ++replica)
        CHECK(mine.row(row)[replica] ==
              doctest::Approx(theirs.row(row)[replica]).epsilon(1e-12).scale(1));
  }
}

TEST_CASE("a team's game is the game with its members' blocks joined and their costs added") {
  for (const Teams& teams :
       {Teams{{0, 1}, {2}}, Teams{{0}, {1, 2}}, Teams{{0, 1, 2}}, each_alone}) {
    TeamScene played("quadratic", merged(each_alone), teams, 4);
    TeamScene by_hand("quadratic", merged(teams), {}, 4);
    same_game(played, by_hand);
  }
}

// Third derivatives, and more than one slice of the vectors.
TEST_CASE("the answers of a game that is not quadratic are the sums of its members' answers") {
  const std::string params = "players = 3\ndims = [1, 2, 1]";
  TeamScene team("quartic-hierarchy", params, {{0, 1}, {2}}, 4);
  TeamScene alone("quartic-hierarchy", params, {}, 4);
  const MultiIndices indices(4, 3);
  const BatchArray f1 = alone.get(request(FM_TAYLOR, 0, 3)),
                   f2 = alone.get(request(FM_TAYLOR, 1, 3));
  // D_kl. of (f_1 + f_2) contracted with u over the team and v over player 3.
  const BatchArray third = team.get(request(FM_THIRD_PRODUCT, 0, 0, 0, 1));
  for (std::size_t r = 0; r < 5; ++r)
    for (std::uint32_t a = 0; a < 3; ++a) {
      double sum = 0;
      for (std::uint32_t b = 0; b < 3; ++b) {
        std::vector<std::uint32_t> index = {a, b, 3};
        std::sort(index.begin(), index.end());
        const std::size_t at = indices.position(index);
        const double u = std::sin(1.0 + static_cast<double>(3 * b + r));
        const double v = std::sin(1.0 + static_cast<double>(1 + r));
        sum += (f1.row(at)[r] + f2.row(at)[r]) * u * v;
      }
      CHECK(third.row(a)[r] == doctest::Approx(sum).epsilon(1e-11).scale(1));
    }
  CHECK(team.oracle.offers(request(FM_TAYLOR, 1, 5)));
  CHECK_FALSE(team.oracle.offers(request(FM_GRADIENT, 2, 0)));
  CHECK_FALSE(team.oracle.offers(request(FM_METRIC, 0)));
}

TEST_CASE("a game's own metrics pass through") {
  TeamScene team("covariance-gan", "m = 2\nsigma = [[2.0, 0.5], [0.5, 1.0]]", {{0, 1}}, 8);
  TeamScene alone("covariance-gan", "m = 2\nsigma = [[2.0, 0.5], [0.5, 1.0]]", {}, 8);
  REQUIRE(team.game.metrics());
  CHECK(team.game.metrics()->count == 2);
  CHECK(team.get(request(FM_METRIC, 1)).row(0)[2] == alone.get(request(FM_METRIC, 1)).row(0)[2]);
}

struct Ran {
  TempFolder folder;
  Outcome run;
  explicit Ran(const std::string& game, const std::string& learner) {
    write_file(folder / "m.toml",
               "[experiment]\nname = 'x'\nsteps = 20000\nseeds = 2\nwarnings = false\nstop = { "
               "update_norm = 1e-13 }\n[game]\n" +
                   game + "[[learner]]\nname = 'l'\n" + learner);
    run = host("run " + (folder / "m.toml").string() + " -q --out " + (folder / "out").string());
  }
};

// f_1 = (x - 1)^2 + x z, f_2 = (y + 1)^2 + y z, f_3 = (z - x - y)^2 / 2: the follower's response is
// z = x + y, and a leading team minimizes (x - 1)^2 + (y + 1)^2 + (x + y)^2: x = 1, y = -1, z = 0.
// Alone, player 1 would minimize (x - 1)^2 + x (x + y).
constexpr const char* three =
    "plugin = 'quadratic'\nparams = { Q = [[[2, 0, 1], [0, 0, 0], [1, 0, 0]], [[0, 0, 0], [0, 2, "
    "1], "
    "[0, 1, 0]], [[1, 1, -1], [1, 1, -1], [-1, -1, 1]]], q = [[-2, 0, 0], [0, 2, 0], [0, 0, 0]] "
    "}\n";

TEST_CASE("a leading team reaches its joint optimum over the follower's response") {
  const Ran ran(
      std::string(three) + "teams = [[1, 2], [3]]\n",
      "players = [{ rule = 'stackelberg', step = 0.05 }, { rule = 'gradient-play', step = "
      "0.5 }]\n");
  REQUIRE_MESSAGE(ran.run.code == 0, ran.run.err);
  const auto state = numbers(ran.folder / "out",
                             "select value from final_state where run = 0 order by player, "
                             "coordinate");
  REQUIRE(state.size() == 3);
  CHECK(state[0] == doctest::Approx(1).epsilon(1e-9));
  CHECK(state[1] == doctest::Approx(-1).epsilon(1e-9));
  CHECK(std::abs(state[2]) <= 1e-9);
  CHECK(query(ran.folder / "out", "select count(distinct player) from final_state") ==
        std::vector<std::string>{"2"});
  CHECK(read_file(ran.folder / "out/manifest.toml").find("teams") != std::string::npos);
}

TEST_CASE("invalid teams are reported at their place") {
  const std::string rule = "rule = 'gradient-play'\nstep = 0.1\n";
  for (const char* teams : {"[[1, 2]]", "[[1], [3], [2]]", "[[1, 3], [2]]", "[1, 2, 3]",
                            "[[1, 2], []]", "[[0, 1], [2]]", "[[1, 2], [3, 4]]", "'all'"}) {
    CAPTURE(teams);
    const Ran ran(std::string(three) + "teams = " + teams + "\n", rule);
    CHECK(ran.run.code == 2);
    CHECK(ran.run.err.find(
              "m.toml:10:9: teams must list the players 1 to 3 in their order, like [[1, "
              "2], [3]], and is ") != std::string::npos);
  }
  const Ran ran(std::string(three) + "teams = [[1, 2], [3]]\n",
                "players = [{ rule = 'gradient-play', step = 0.1 }]\n");
  CHECK(
      ran.run.err.find("the game 'quadratic' has 2 players, and this learner gives rules for 1") !=
      std::string::npos);
}

}  // namespace
