// Derivatives of any order: against the jets' up to third order, beyond that against differences in
// 100 digits.
#include <boost/multiprecision/cpp_bin_float.hpp>

#include <firstmove/internal/multi_index.hpp>

#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Big = boost::multiprecision::cpp_bin_float_100;

TEST_CASE("multi-indices are graded and lexicographic, as the ABI says") {
  const MultiIndices indices(2, 2);
  REQUIRE(indices.size() == 6);
  const std::vector<std::vector<std::uint32_t>> expected = {{}, {0}, {1}, {0, 0}, {0, 1}, {1, 1}};
  for (std::size_t i = 0; i < 6; ++i) CHECK(indices[i] == expected[i]);
  CHECK(derivatives(5, 5) == 252);
  CHECK(MultiIndices(4, 3).size() == derivatives(4, 3));
}

// Every derivative to third order is also a quantity of the jets.
void agree_with_jets(const std::string& game, const std::string& params, double lower,
                     double upper) {
  CAPTURE(game);
  CAPTURE(params);
  const std::uint32_t n =
      Scene(game, params, {std::vector<double>(16, lower)}).game.shape().coordinates();
  Scene scene(game, params, random_points(9, n, lower, upper));
  const Shape& shape = scene.game.shape();
  const MultiIndices indices(n, 3);
  const auto player_of = [&](std::uint32_t c) {
    std::uint32_t p = 0;
    while (shape.offsets[p + 1] <= c) ++p;
    return p;
  };
  const auto unit = [&](std::uint32_t c) {
    const std::uint32_t p = player_of(c);
    std::vector<double> v(shape.dims[p], 0.0);
    v[c - shape.offsets[p]] = 1;
    return v;
  };
  for (std::uint32_t i = 0; i < shape.players(); ++i) {
    const BatchArray all = scene.get(request(FM_TAYLOR, i, 3));
    REQUIRE(all.rows() == indices.size());
    for (std::size_t row = 0; row < indices.size(); ++row) {
      const std::vector<std::uint32_t>& c = indices[row];
      std::vector<std::uint32_t> p;
      for (const std::uint32_t one : c) p.push_back(player_of(one));
      const BatchArray jet =
          c.empty()       ? scene.get(request(FM_COST, i))
          : c.size() == 1 ? scene.get(request(FM_GRADIENT, i, p[0]))
          : c.size() == 2
              ? scene.get(request(FM_HESSIAN_PRODUCT, i, p[0], p[1]), {unit(c[1])})
              : scene.get(request(FM_THIRD_PRODUCT, i, p[0], p[1], p[2]), {unit(c[1]), unit(c[2])});
      const double* const expected = jet.row(c.empty() ? 0 : c[0] - shape.offsets[p[0]]);
      for (std::size_t r = 0; r < 9; ++r)
        CHECK(all.row(row)[r] == doctest::Approx(expected[r]).epsilon(1e-11).scale(1));
    }
  }
}

TEST_CASE("to third order series and jets agree") {
  agree_with_jets("torus", "", -3, 3);
  agree_with_jets("exp-poly", "", -2, 2);
  agree_with_jets("duopoly", "c = [5.0, 2.0, 3.0]", 5, 25);
  agree_with_jets("iterated-prisoners-dilemma", "discount = 0.8", -2, 2);
  agree_with_jets("stag-hunt", "", -2, 2);
  agree_with_jets("quartic-hierarchy", "", -1, 1);
  agree_with_jets("nested", "dims = [1, 2, 2]", -1, 1);
  for (const char* function :
       {"sin", "cos", "exp", "log", "sqrt", "tanh", "sigmoid", "softplus", "logsigmoid", "log1p",
        "expm1", "logsumexp", "pow5", "pow-2", "pow1.7", "divide", "minmax"})
    agree_with_jets("elementary", std::string("F = '") + function + "'", 0.2, 0.9);
}

// sum_j (-1)^j binomial(k, j) F(x + (k / 2 - j) h) / h^k
template <class Function>
double difference(const Function& F, double x, int order) {
  const Big h("1e-10");  // truncated after h^2, rounded to 100 digits over h^8: 20 digits remain
  Big sum = 0, binomial = 1;
  for (int j = 0; j <= order; ++j) {
    const Big term = binomial * F(Big(x) + (Big(order) / 2 - j) * h);
    sum += j % 2 == 0 ? term : Big(-term);
    binomial = binomial * (order - j) / (j + 1);
  }
  return static_cast<double>(sum / pow(h, order));
}

TEST_CASE("fourth to eighth derivatives of the elementary functions") {
  using Function = Big (*)(const Big&);
  const std::pair<const char*, Function> functions[] = {
      {"sin", [](const Big& u) -> Big { return sin(u); }},
      {"exp", [](const Big& u) -> Big { return exp(u); }},
      {"log", [](const Big& u) -> Big { return log(u); }},
      {"sqrt", [](const Big& u) -> Big { return sqrt(u); }},
      {"tanh", [](const Big& u) -> Big { return tanh(u); }},
      {"softplus", [](const Big& u) -> Big { return log(1 + exp(u)); }},
      {"log1p", [](const Big& u) -> Big { return log(1 + u); }},
      {"pow5", [](const Big& u) -> Big { return u * u * u * u * u; }},
      {"pow1.7", [](const Big& u) -> Big { return pow(u, Big(1.7)); }},
      {"divide", [](const Big& u) -> Big { return (u - 2) / (1 + u * u) + 1 / u - u / 3; }}};
  for (const auto& [name, function] : functions) {
    CAPTURE(name);
    const double x = 0.7, y = 0.4;
    Scene scene("elementary", std::string("F = '") + name + "'", {{x, y}});
    const BatchArray all = scene.get(request(FM_TAYLOR, 1, 8));
    const MultiIndices indices(2, 8);
    for (int order = 4; order <= 8; ++order) {
      // Along the first coordinate alone: u = 0.3 x y + x + 0.2.
      const auto F = [&, f = function](const Big& at) -> Big {
        return f(Big(0.3) * at * Big(y) + at + Big(0.2));
      };
      const std::size_t row =
          indices.position(std::vector<std::uint32_t>(static_cast<std::size_t>(order), 0));
      CHECK(all.row(row)[0] == doctest::Approx(difference(F, x, order)).epsilon(1e-10));
    }
  }
}

TEST_CASE("a mixed derivative of fifth order has its closed form") {
  // f = sin(u), u = 0.3 x y + x + 0.2: u_x = 0.3 y + 1, u_y = 0.3 x, u_xy = 0.3.
  Scene scene("elementary", "F = 'sin'", {{0.7, 0.4}});
  const BatchArray all = scene.get(request(FM_TAYLOR, 1, 5));
  const MultiIndices indices(2, 5);
  const double x = 0.7, y = 0.4, u = 0.3 * x * y + x + 0.2, ux = 0.3 * y + 1, uy = 0.3 * x;
  // D_x^4 sin(u) = ux^4 sin(u); one more along y.
  const double expected =
      4 * ux * ux * ux * 0.3 * std::sin(u) + ux * ux * ux * ux * uy * std::cos(u);
  CHECK(all.row(indices.position({0, 0, 0, 0, 1}))[0] == doctest::Approx(expected).epsilon(1e-13));
}

TEST_CASE("orders and sizes that exceed every table are not offered") {
  Scene scene("torus", "", {{0.0, 0.0}});
  CHECK(scene.oracle.offers(request(FM_TAYLOR, 0, 8)));
  CHECK_FALSE(scene.oracle.offers(request(FM_TAYLOR, 0, 9)));
  CHECK_FALSE(scene.oracle.offers(request(FM_TAYLOR, 2, 1)));
  Scene many("nested", "dims = [20, 20]", {std::vector<double>(40, 0.1)});
  CHECK(many.oracle.offers(request(FM_TAYLOR, 0, 2)));
  CHECK_FALSE(many.oracle.offers(request(FM_TAYLOR, 0, 4)));
}

}  // namespace
