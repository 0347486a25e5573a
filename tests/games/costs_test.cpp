// Each game's costs against its formula, written independently here, or against brute force; known
// properties in closed form; and the parameters that it refuses. Derivatives have their own test.
#include <cmath>
#include <functional>
#include <numbers>

#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Real = long double;
using Point = std::vector<double>;

// A quantity of a game at one joint action.
std::vector<double> at(const std::string& id, const std::string& params, const Point& x,
                       const fm_request& wanted, const std::vector<Point>& vectors = {}) {
  Scene scene(id, params, {x});
  const BatchArray got = scene.get(wanted, vectors);
  std::vector<double> rows;
  for (std::size_t row = 0; row < got.rows(); ++row) rows.push_back(got.row(row)[0]);
  return rows;
}
double cost(const std::string& id, const std::string& params, const Point& x, std::uint32_t i) {
  return at(id, params, x, request(FM_COST, i))[0];
}
// D_i f_i, or D_j f_i.
Point slope(const std::string& id, const std::string& params, const Point& x, std::uint32_t i,
            std::uint32_t j) {
  return at(id, params, x, request(FM_GRADIENT, i, j));
}
Point block(const std::string& id, const std::string& params, const Point& x, std::uint32_t i,
            std::uint32_t j, std::uint32_t k) {
  return at(id, params, x, request(FM_HESSIAN_BLOCK, i, j, k));
}

// Equal up to rounding, for values of ordinary size.
doctest::Approx near(Real value) {
  return doctest::Approx(static_cast<double>(value)).epsilon(1e-13);
}

// The message with which a game refuses its parameters.
std::string refusal(const std::string& id, const std::string& params) {
  const Plugin plugin = catalog().find(FM_KIND_GAME, id);
  try {
    const Game game(plugin, parameters(plugin, params));
  } catch (const PluginFailure& failure) {
    return failure.what();
  }
  return "";
}
// The host's message about parameters that the game's own description forbids.
std::string mistake(const std::string& id, const std::string& params) {
  const Plugin plugin = catalog().find(FM_KIND_GAME, id);
  std::vector<Mistake> mistakes;
  const toml::table given = toml::parse(std::string_view(params));
  const Parameters read(*plugin.descriptor, &given, "game '" + id + "'", mistakes);
  return mistakes.size() == 1 ? mistakes[0].what : std::to_string(mistakes.size()) + " mistakes";
}

TEST_CASE("every game with default parameters has a box for starts") {
  for (const char* id :
       {"iterated-prisoners-dilemma", "iterated-matching-pennies", "matching-pennies", "stag-hunt",
        "ultimatum", "tandem", "hamiltonian", "potential", "oligopoly-chain", "quartic-hierarchy",
        "follow-the-ridge-saddle"}) {
    CAPTURE(id);
    const Plugin plugin = catalog().find(FM_KIND_GAME, id);
    const Game game(plugin, parameters(plugin));
    REQUIRE(game.shape().start_lower.size() == game.shape().coordinates());
    for (std::size_t c = 0; c < game.shape().coordinates(); ++c)
      CHECK(game.shape().start_lower[c] < game.shape().start_upper[c]);
  }
}

// ---- Iterated games ----------------------------------------------------------------------------

// The discounted sum itself: the distribution over CC, CD, DC, DD, round by round.
Real played(const Point& x, Real discount, const std::vector<Real>& rewards) {
  const auto sigma = [](double logit) { return 1 / (1 + std::exp(static_cast<Real>(-logit))); };
  const auto outcomes = [](Real p, Real q) {
    return std::array<Real, 4>{p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)};
  };
  std::array<Real, 4> now = outcomes(sigma(x[0]), sigma(x[5]));
  Real value = 0, weight = 1;
  for (int round = 0; round < 3000; ++round, weight *= discount) {
    std::array<Real, 4> next{};
    for (int s = 0; s < 4; ++s) {
      value += weight * now[s] * rewards[s];
      const int seen_by_2 = s == 1 ? 2 : s == 2 ? 1 : s;
      const auto moves = outcomes(sigma(x[1 + s]), sigma(x[6 + seen_by_2]));
      for (int t = 0; t < 4; ++t) next[t] += now[s] * moves[t];
    }
    now = next;
  }
  return value;
}

TEST_CASE("iterated games: costs are minus the discounted sum, round by round") {
  const std::vector<Real> dilemma[] = {{-1, -3, 0, -2}, {-1, 0, -3, -2}};
  const std::vector<Real> pennies[] = {{1, -1, -1, 1}, {-1, 1, 1, -1}};
  const std::vector<Real> other[] = {{5, -7, 11, 0.5}, {2, 3, -13, 1}};
  const std::string rewards = "rewards = [[5, -7, 11, 0.5], [2, 3, -13, 1]]\n";
  for (const Point& x : random_points(6, 10, -3, 3))
    for (std::uint32_t i = 0; i < 2; ++i) {
      CHECK(cost("iterated-prisoners-dilemma", "", x, i) == near(-played(x, 0.96L, dilemma[i])));
      CHECK(cost("iterated-matching-pennies", "", x, i) == near(-played(x, 0.96L, pennies[i])));
      CHECK(cost("iterated-prisoners-dilemma", "discount = 0.5\n" + rewards, x, i) ==
            near(-played(x, 0.5L, other[i])));
      CHECK(cost("iterated-matching-pennies", "discount = 0.9\nnormalized = true\n" + rewards, x,
                 i) == near(-0.1L * played(x, 0.9L, other[i])));
      // Without a future there is only the first round.
      CHECK(cost("iterated-prisoners-dilemma", "discount = 0", x, i) ==
            near(-played(x, 0, dilemma[i])));
    }
}

TEST_CASE("iterated prisoner's dilemma: strategies with known values") {
  constexpr double yes = 40, no = -40;  // logits of probabilities 1 and 0, up to rounding
  const Point cooperate(5, yes), defect(5, no), tit_for_tat = {yes, yes, no, yes, no};
  const auto costs_of = [](Point one, const Point& two) {
    one.insert(one.end(), two.begin(), two.end());
    return std::pair(cost("iterated-prisoners-dilemma", "", one, 0),
                     cost("iterated-prisoners-dilemma", "", one, 1));
  };
  // 1 / (1 - 0.96) = 25 rounds.
  const auto check = [](std::pair<double, double> costs, double one, double two) {
    CHECK(costs.first == doctest::Approx(one).epsilon(1e-12));
    CHECK(costs.second == doctest::Approx(two).epsilon(1e-12));
  };
  check(costs_of(defect, defect), 2 * 25, 2 * 25);
  check(costs_of(cooperate, cooperate), 25, 25);
  check(costs_of(tit_for_tat, tit_for_tat), 25, 25);
  check(costs_of(cooperate, defect), 3 * 25, 0);
  check(costs_of(defect, cooperate), 0, 3 * 25);
  // Exploited once, then both defect.
  check(costs_of(tit_for_tat, defect), 3 + 0.96 * 2 * 25, 0.96 * 2 * 25);
  check(costs_of(defect, tit_for_tat), 0.96 * 2 * 25, 3 + 0.96 * 2 * 25);
  // One defection is echoed forever: CD, DC, CD, ..
  const Point suspicious = {no, yes, no, yes, no};
  const double period = 1 - 0.96 * 0.96;
  check(costs_of(tit_for_tat, suspicious), 3 / period, 3 * 0.96 / period);
}

TEST_CASE("iterated matching pennies: strategies with known values") {
  const Point even(10, 0.0);
  CHECK(std::abs(cost("iterated-matching-pennies", "", even, 0)) < 1e-14);
  Point x(10, 40.0);
  std::fill_n(x.begin() + 5, 5, -40.0);  // always heads against always tails
  CHECK(cost("iterated-matching-pennies", "", x, 0) == doctest::Approx(25).epsilon(1e-12));
  CHECK(cost("iterated-matching-pennies", "", x, 1) == doctest::Approx(-25).epsilon(1e-12));
  CHECK(cost("iterated-matching-pennies", "normalized = true", x, 0) ==
        doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE("iterated games: parameters") {
  CHECK(refusal("iterated-prisoners-dilemma", "rewards = [[1, 2], [3, 4]]") ==
        "'rewards' needs 2 rows of 4 numbers, and has 2 of 2");
  CHECK(mistake("iterated-prisoners-dilemma", "discount = 1") ==
        "parameter 'discount' of game 'iterated-prisoners-dilemma' must be at least 0 and below 1, "
        "and is 1 (gamma, the weight of a round relative to the previous one)");
}

// ---- Games in logits ---------------------------------------------------------------------------

std::vector<Real> softmax(const Point& logits) {
  std::vector<Real> policy;
  Real sum = 0;
  for (const double logit : logits) policy.push_back(std::exp(static_cast<Real>(logit)));
  for (const Real p : policy) sum += p;
  for (Real& p : policy) p /= sum;
  return policy;
}
// pi_1' M pi_2, where x contains the m logits of player 1 and then those of player 2.
Real expected(const std::vector<std::vector<Real>>& M, const Point& x) {
  const std::vector<Real> p = softmax({x.begin(), x.begin() + static_cast<long>(M.size())});
  const std::vector<Real> q = softmax({x.begin() + static_cast<long>(M.size()), x.end()});
  Real sum = 0;
  for (std::size_t a = 0; a < p.size(); ++a)
    for (std::size_t b = 0; b < q.size(); ++b) sum += p[a] * M[a][b] * q[b];
  return sum;
}

const std::string two_by_three = "A = [[1, -2, 3], [0.5, 4, -1]]\nB = [[2, 0, -3], [7, 1, 5]]";

TEST_CASE("bimatrix: minus the expected payoffs") {
  const std::vector<std::vector<Real>> A = {{1, -2, 3}, {0.5, 4, -1}}, B = {{2, 0, -3}, {7, 1, 5}};
  for (const Point& x : random_points(8, 5, -4, 4)) {
    CHECK(cost("bimatrix", two_by_three, x, 0) == near(-expected(A, x)));
    CHECK(cost("bimatrix", two_by_three, x, 1) == near(-expected(B, x)));
  }
}

TEST_CASE("bimatrix: at equal logits the derivative is the advantage, as anywhere") {
  // D_a f_1 = -pi_a ((A pi_2)_a - pi_1' A pi_2); with all logits equal (A pi_2) = (2/3, 7/6).
  const Point slopes = slope("bimatrix", two_by_three, Point(5, 0.3), 0, 0);
  CHECK(slopes[0] == near(0.125L));
  CHECK(slopes[1] == near(-0.125L));
}

TEST_CASE("bimatrix: large logits") {
  // Up to rounding, player 1 plays row 2 and player 2 column 1 with certainty.
  const Point certain = {-5000, 5000, 900, -900, -1e300};
  CHECK(cost("bimatrix", two_by_three, certain, 0) == -0.5);
  CHECK(cost("bimatrix", two_by_three, certain, 1) == -7);
  for (std::uint32_t i = 0; i < 2; ++i)
    for (std::uint32_t j = 0; j < 2; ++j) {
      for (const double d : slope("bimatrix", two_by_three, certain, i, j)) CHECK(d == 0);
      const Point ones(j == 0 ? 2 : 3, 1.0);
      for (const double d : at("bimatrix", two_by_three, certain,
                               request(FM_THIRD_PRODUCT, i, j, j, j), {ones, ones}))
        CHECK(d == 0);
    }
  // Only differences of logits count, and adding 700 does not overflow.
  const Point x = {0.25, -0.5, 1, 0.125, -2}, far = {700.25, 699.5, -699, -699.875, -702};
  CHECK(cost("bimatrix", two_by_three, far, 0) == near(cost("bimatrix", two_by_three, x, 0)));
}

TEST_CASE("matching pennies and the stag hunt are bimatrix games") {
  for (const Point& x : random_points(8, 4, -4, 4)) {
    const Real coins = expected({{1, -1}, {-1, 1}}, x), other = expected({{3, 1}, {-2, 5}}, x);
    CHECK(cost("matching-pennies", "", x, 0) == near(-coins));
    CHECK(cost("matching-pennies", "", x, 1) == near(coins));
    CHECK(cost("matching-pennies", "A = [[3, 1], [-2, 5]]", x, 0) == near(-other));
    CHECK(cost("matching-pennies", "A = [[3, 1], [-2, 5]]", x, 1) == near(other));
    CHECK(cost("stag-hunt", "", x, 0) == near(-expected({{4, 1}, {3, 2}}, x)));
    CHECK(cost("stag-hunt", "", x, 1) == near(-expected({{4, 3}, {1, 2}}, x)));
    CHECK(cost("stag-hunt", "A = [[9, -8], [5, 0]]", x, 0) ==
          near(-expected({{9, -8}, {5, 0}}, x)));
    CHECK(cost("stag-hunt", "A = [[9, -8], [5, 0]]", x, 1) ==
          near(-expected({{9, 5}, {-8, 0}}, x)));
  }
  // Player 1 hunts the stag alone, player 2 the hare.
  const Point alone = {40, -40, -40, 40};
  CHECK(cost("stag-hunt", "", alone, 0) == -1);
  CHECK(cost("stag-hunt", "", alone, 1) == -3);
  for (std::uint32_t i = 0; i < 2; ++i)
    for (const double d : slope("matching-pennies", "", {1, 1, -2, -2}, i, i)) CHECK(d == 0);
}

TEST_CASE("games in logits: parameters") {
  CHECK(refusal("bimatrix", "A = [[1, 2]]\nB = [[1], [2]]") ==
        "'B' needs 1 rows of 2 numbers, as 'A' has, and has 2 of 1");
  CHECK(refusal("matching-pennies", "A = [[1, 2, 3], [4, 5, 6]]") ==
        "'A' needs 2 rows of 2 numbers, and has 2 of 3");
  CHECK(refusal("stag-hunt", "A = [[1, 2]]") == "'A' needs 2 rows of 2 numbers, and has 1 of 2");
}

// ---- Two players, small ------------------------------------------------------------------------

TEST_CASE("ultimatum: offers and responses") {
  const auto sigma = [](double x) { return 1 / (1 + std::exp(static_cast<Real>(-x))); };
  for (const Point& x : random_points(8, 2, -4, 4)) {
    const Real p = sigma(x[0]), q = sigma(x[1]);
    CHECK(cost("ultimatum", "", x, 0) == near(-(5 * p + 8 * (1 - p) * q)));
    CHECK(cost("ultimatum", "", x, 1) == near(-(5 * p + 2 * (1 - p) * q)));
    CHECK(cost("ultimatum", "total = 20\nkept = 13", x, 0) == near(-(10 * p + 13 * (1 - p) * q)));
    CHECK(cost("ultimatum", "total = 20\nkept = 13", x, 1) == near(-(10 * p + 7 * (1 - p) * q)));
  }
  CHECK(cost("ultimatum", "", {40, -40}, 1) == -5);  // a fair offer is accepted for any p_2
  CHECK(cost("ultimatum", "", {-40, 40}, 0) == -8);  // the unfair offer, accepted
  CHECK(cost("ultimatum", "", {-40, -40}, 0) ==
        doctest::Approx(static_cast<double>(-13 * sigma(-40))).epsilon(1e-14));  // and rejected
  CHECK(refusal("ultimatum", "kept = 11") == "'kept' must be at most 'total', the amount to share");
}

TEST_CASE("tandem: the line x + y = 1 is critical, and LOLA leaves it") {
  for (const Point& x : random_points(8, 2, -4, 4)) {
    const Real square = (Real(x[0]) + x[1]) * (Real(x[0]) + x[1]);
    CHECK(cost("tandem", "", x, 0) == near(square - 2 * Real(x[0])));
    CHECK(cost("tandem", "", x, 1) == near(square - 2 * Real(x[1])));
  }
  for (const Point& x : {Point{0.25, 0.75}, Point{3, -2}, Point{0, 1}})
    for (std::uint32_t i = 0; i < 2; ++i) CHECK(slope("tandem", "", x, i, i)[0] == 0);
  for (std::uint32_t i = 0; i < 2; ++i) CHECK(slope("tandem", "", {0.5, 0.25}, i, i)[0] == -0.5);

  // LOLA's directions D_i f_i - alpha (D_ji f_j)' D_j f_i rest at x + y = 1 / (1 - 2 alpha).
  const double alpha = 0.125, sum = 1 / (1 - 2 * alpha);
  const Point x = {0.5, sum - 0.5};
  for (std::uint32_t i = 0; i < 2; ++i) {
    const std::uint32_t j = 1 - i;
    const double direction =
        slope("tandem", "", x, i, i)[0] -
        alpha * block("tandem", "", x, j, j, i)[0] * slope("tandem", "", x, i, j)[0];
    CHECK(std::abs(direction) < 1e-14);
  }
}

TEST_CASE("hamiltonian: x' A y for one player and its negative for the other") {
  const Real A[2][3] = {{1, -2, 3}, {0.5, 4, -1}};
  for (const Point& x : random_points(8, 5, -4, 4)) {
    Real sum = 0;
    for (std::size_t a = 0; a < 2; ++a)
      for (std::size_t b = 0; b < 3; ++b) sum += x[a] * A[a][b] * x[2 + b];
    CHECK(cost("hamiltonian", "A = [[1, -2, 3], [0.5, 4, -1]]", x, 0) == near(sum));
    CHECK(cost("hamiltonian", "A = [[1, -2, 3], [0.5, 4, -1]]", x, 1) == near(-sum));
    CHECK(cost("hamiltonian", "", {x[0], x[1]}, 0) == near(Real(x[0]) * x[1]));
  }
}

TEST_CASE("the saddles of follow-the-ridge: the gradients fail, a leader does not") {
  for (const Point& x : random_points(8, 2, -4, 4)) {
    const Real squares = 3 * Real(x[0]) * x[0] + Real(x[1]) * x[1], mixed = 4 * Real(x[0]) * x[1];
    CHECK(cost("follow-the-ridge-saddle", "", x, 0) == near(mixed - squares));
    CHECK(cost("follow-the-ridge-saddle", "", x, 1) == near(squares - mixed));
    CHECK(cost("follow-the-ridge-saddle", "form = 'spurious'", x, 0) == near(squares + mixed));
    CHECK(cost("follow-the-ridge-saddle", "form = 'spurious'", x, 1) == near(-squares - mixed));
  }
  for (const bool minimax : {true, false}) {
    const std::string form = minimax ? "form = 'minimax'" : "form = 'spurious'";
    const auto second = [&](std::uint32_t i, std::uint32_t j, std::uint32_t k) {
      return block("follow-the-ridge-saddle", form, {0, 0}, i, j, k)[0];
    };
    const double trace = second(0, 0, 0) + second(1, 1, 1);
    const double determinant =
        second(0, 0, 0) * second(1, 1, 1) - second(0, 0, 1) * second(1, 1, 0);
    const bool attracts = trace > 0 && determinant > 0;  // of x' = -omega
    const double reduced = determinant / second(1, 1, 1);
    const bool is_minimax = second(1, 1, 1) > 0 && reduced > 0;
    CHECK(attracts == !minimax);
    CHECK(is_minimax == minimax);
  }
  CHECK(mistake("follow-the-ridge-saddle", "form = 'minmax'").find("did you mean 'minimax'?") !=
        std::string::npos);
}

// ---- Any number of players ---------------------------------------------------------------------

TEST_CASE("potential: one cost for all players") {
  const std::string params =
      "Q = [[4, 1, 0], [3, 5, -1], [2, 0, 6]]\nq = [1, -2, 3]\ndims = [2, 1]";
  const Real Q[3][3] = {{4, 2, 1}, {2, 5, -0.5}, {1, -0.5, 6}}, q[] = {1, -2, 3};
  for (const Point& x : random_points(8, 3, -4, 4)) {
    Real sum = 0;
    std::array<Real, 3> slopes{};
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < 3; ++b) {
        sum += x[a] * Q[a][b] * x[b] / 2;
        slopes[a] += Q[a][b] * x[b];
      }
      sum += q[a] * x[a];
      slopes[a] += q[a];
    }
    for (std::uint32_t i = 0; i < 2; ++i) {
      CHECK(cost("potential", params, x, i) == near(sum));
      CHECK(slope("potential", params, x, i, 0)[0] == near(slopes[0]));
      CHECK(slope("potential", params, x, i, 0)[1] == near(slopes[1]));
      CHECK(slope("potential", params, x, i, 1)[0] == near(slopes[2]));
    }
  }
  CHECK(cost("potential", "", {1, 2}, 1) == 1 + 2 + 4);
}

TEST_CASE("potential: parameters") {
  CHECK(refusal("potential", "Q = [[1, 2, 3], [4, 5, 6]]") ==
        "'Q' needs a square matrix, and has 2 x 3");
  CHECK(refusal("potential", "q = [1]") ==
        "'q' needs 2 numbers, as many as 'Q' has rows, and has 1");
  CHECK(refusal("potential", "dims = [2, 1]") ==
        "'dims' must give 2 coordinates in all, as many as 'Q' has rows, and gives 3");
  for (const char* dims : {"dims = [1.5, 1]", "dims = [1, 1e300]"})
    CHECK(refusal("potential", dims) == "'dims' needs whole numbers from 0 to 1e9");
}

const std::string four_firms = "A = 120\nc = [5.0, 2.0, 3.5, 0.0]\nnonnegative = false";

// Firm k's best quantity when all firms after it respond optimally: costs are quadratic in this
// quantity, so three of them give the vertex. Fills in q from firm k on.
void best_from(std::size_t k, Point& q) {
  if (k == q.size()) return;
  std::array<double, 3> f;
  for (int trial = 0; trial < 3; ++trial) {
    q[k] = 16.0 * trial;
    best_from(k + 1, q);
    f[static_cast<std::size_t>(trial)] =
        cost("oligopoly-chain", four_firms, q, static_cast<std::uint32_t>(k));
  }
  q[k] = 16 + 8 * (f[0] - f[2]) / (f[0] - 2 * f[1] + f[2]);
  best_from(k + 1, q);
}

TEST_CASE("oligopoly chain: the sequential equilibrium by brute force equals the closed form") {
  const Real A = 120, c[] = {5, 2, 3.5, 0};
  Real price = A;
  for (int j = 0; j < 4; ++j) price += c[j] * (8 >> j);  // 2^(N - j), firms counted from 1
  price /= 16;
  Point q(4);
  best_from(0, q);
  for (int k = 0; k < 4; ++k)
    CHECK(q[static_cast<std::size_t>(k)] ==
          doctest::Approx(static_cast<double>((8 >> k) * (price - c[k]))).epsilon(1e-10));
}

TEST_CASE("oligopoly chain: the price is linear below zero too, duopoly's has a kink there") {
  const Point q = {80, 70};
  CHECK(cost("oligopoly-chain", "c = [5.0, 2.0]", q, 0) == (50 + 5) * 80);
  CHECK(cost("oligopoly-chain", "c = [5.0, 2.0]", q, 1) == (50 + 2) * 70);
  CHECK(cost("duopoly", "", q, 0) == 5 * 80);
  for (const Point& x : random_points(8, 3, -20, 90)) {
    const Real price = 100 - Real(x[0]) - x[1] - x[2], c[] = {5, 2, 3};
    for (std::uint32_t i = 0; i < 3; ++i)
      CHECK(cost("oligopoly-chain", "", x, i) == near(-(price - c[i]) * x[i]));
  }
}

TEST_CASE("oligopoly chain: parameters") {
  const Plugin plugin = catalog().find(FM_KIND_GAME, "oligopoly-chain");
  const Game bounded(plugin, parameters(plugin)), free(plugin, parameters(plugin, four_firms));
  CHECK(bounded.shape().players() == 3);
  CHECK(free.shape().players() == 4);
  for (const fm_domain& domain : bounded.shape().domains) {
    CHECK(domain.kind == FM_DOMAIN_BOX);
    CHECK(domain.lower == 0);
  }
  for (const fm_domain& domain : free.shape().domains) CHECK(domain.kind == FM_DOMAIN_REAL);
  CHECK(refusal("oligopoly-chain", "c = [1.0]") ==
        "'c' needs one unit cost for each of at least 2 firms, and has 1");
}

// The quartic hierarchy's formula; `owner` is the player of each coordinate, counted from 1.
Real hierarchy(int i, const std::vector<int>& owner, const Point& x) {
  const int n = static_cast<int>(owner.size());
  Real f = 0, angle = i;
  for (int b = 1; b <= n; ++b) {
    const Real xb = x[b - 1];
    const auto mates = std::count(owner.begin(), owner.end(), owner[b - 1]);
    angle += xb * (0.7L + 0.35L * std::cos(Real(i + 2 * b))) / std::sqrt(Real(mates));
    if (owner[b - 1] == i) f += 1.5L * xb * xb + 0.25L * xb * xb * xb * xb;
    for (int c = b + 1; c <= n; ++c) {
      const Real xc = x[c - 1];
      if (owner[b - 1] != owner[c - 1])
        f += std::cos(Real(i + 2 * b + 3 * c)) / (2 * owner.back()) * xb * xc +
             (0.1L + 0.05L * std::sin(Real(i + 3 * b + 2 * c))) * xb * xb * xc * xc;
    }
  }
  return f + std::sin(angle) / 2;
}

struct Hierarchy {
  std::string params;
  std::vector<int> owner;
};
const std::vector<Hierarchy> hierarchies = {{"players = 2", {1, 2}},
                                            {"", {1, 2, 3}},
                                            {"players = 4", {1, 2, 3, 4}},
                                            {"players = 5", {1, 2, 3, 4, 5}},
                                            {"dims = [1, 2, 2]", {1, 2, 2, 3, 3}}};

TEST_CASE("quartic hierarchy: the formula") {
  for (const Hierarchy& h : hierarchies)
    for (const Point& x : random_points(4, h.owner.size(), -2, 2))
      for (int i = 1; i <= h.owner.back(); ++i)
        CHECK(cost("quartic-hierarchy", h.params, x, static_cast<std::uint32_t>(i - 1)) ==
              near(hierarchy(i, h.owner, x)));
}

TEST_CASE("quartic hierarchy: third derivatives that mix three players are not zero") {
  for (const Hierarchy& h : hierarchies) {
    CAPTURE(h.params);
    const auto n = static_cast<std::uint32_t>(h.owner.back());
    const auto ones = [&h](std::uint32_t p) {
      return Point(static_cast<std::size_t>(
                       std::count(h.owner.begin(), h.owner.end(), static_cast<int>(p) + 1)),
                   1.0);
    };
    for (std::uint32_t i = 0; i < n; ++i)
      for (std::uint32_t j = 0; j < n; ++j)
        for (std::uint32_t k = 0; k < n; ++k)
          for (std::uint32_t l = 0; l < n; ++l) {
            if (j == k || k == l || l == j) continue;
            for (const double d : at("quartic-hierarchy", h.params, Point(h.owner.size(), 0.0),
                                     request(FM_THIRD_PRODUCT, i, j, k, l), {ones(k), ones(l)}))
              CHECK(std::abs(d) > 1e-3);
          }
  }
}

TEST_CASE("quartic hierarchy: own Hessians are positive") {
  for (const Hierarchy& h : hierarchies)
    for (const Point& x : random_points(16, h.owner.size(), -2, 2))
      for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(h.owner.back()); ++i) {
        const Point H = block("quartic-hierarchy", h.params, x, i, i, i);
        if (H.size() == 1) {
          CHECK(H[0] > 2.4);
        } else {
          REQUIRE(H.size() == 4);
          const double half = (H[0] + H[3]) / 2, spread = std::hypot((H[0] - H[3]) / 2, H[1]);
          CHECK(half - spread > 2.4);
        }
      }
}

// Fills in the best responses of the players from k on, by interval search; each player anticipates
// those after it.
void respond_from(std::size_t k, const std::vector<int>& owner, Point& x) {
  if (k == owner.size()) return;
  const auto reduced = [&](double action) {
    x[k] = action;
    respond_from(k + 1, owner, x);
    return hierarchy(static_cast<int>(k) + 1, owner, x);
  };
  const double ratio = std::numbers::phi - 1;
  double low = -2, high = 2, a = high - ratio * (high - low), b = low + ratio * (high - low);
  Real at_a = reduced(a), at_b = reduced(b);
  while (high - low > 1e-9) {
    if (at_a < at_b) {
      high = b;
      b = a;
      at_b = at_a;
      at_a = reduced(a = high - ratio * (high - low));
    } else {
      low = a;
      a = b;
      at_a = at_b;
      at_b = reduced(b = low + ratio * (high - low));
    }
  }
  reduced((low + high) / 2);
}

TEST_CASE(
    "quartic hierarchy: a leader of a leader has a convex cost and responses inside the box") {
  const std::vector<int> owner = {1, 2, 3};
  for (std::size_t leader = 0; leader < 2; ++leader)
    for (Point x : random_points(8, 3, -1, 1)) {
      const double centre = x[leader], h = 0.05;
      std::array<Real, 3> f;
      for (int side = 0; side < 3; ++side) {
        x[leader] = centre + (side - 1) * h;
        respond_from(leader + 1, owner, x);
        for (std::size_t k = leader + 1; k < 3; ++k) CHECK(std::abs(x[k]) < 1);
        f[static_cast<std::size_t>(side)] = hierarchy(static_cast<int>(leader) + 1, owner, x);
      }
      CHECK((f[0] - 2 * f[1] + f[2]) / (h * h) > 1);
    }
}

TEST_CASE("quartic hierarchy: parameters") {
  CHECK(refusal("quartic-hierarchy", "players = 4\ndims = [1, 2]") ==
        "'dims' needs 4 numbers, one for each of 'players', and has 2");
  CHECK(
      mistake("quartic-hierarchy", "players = 6") ==
      "parameter 'players' of game 'quartic-hierarchy' must be at least 2 and at most 5, and is 6 "
      "(how many players)");
}

}  // namespace
