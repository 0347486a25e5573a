// Intervals contain what they must: every operation against 50 digits, the bounds of every game
// against its derivatives at points of the box.
#include <boost/multiprecision/cpp_bin_float.hpp>

#include <functional>

#include "proof/enclosed_field.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Big = boost::multiprecision::cpp_bin_float_50;

bool holds(const Interval& x, const Big& exact) {
  return Big(x.lower()) <= exact && exact <= Big(x.upper());
}

class Numbers {
 public:
  double uniform(double lower, double upper) {
    return std::uniform_real_distribution<double>(lower, upper)(generator_);
  }
  // Of any size for which a product of two does not overflow.
  double wild() { return std::ldexp(uniform(-1, 1), static_cast<int>(uniform(-400, 400))); }
  std::mt19937_64& generator() { return generator_; }

 private:
  std::mt19937_64 generator_{20191204};
};

TEST_CASE("outward rounding goes beyond the neighbouring doubles, for any size") {
  Numbers draw;
  for (int i = 0; i < 100000; ++i) {
    const double x = draw.wild();
    CHECK(OutwardRounding::up(x) >= std::nextafter(x, INFINITY));
    CHECK(OutwardRounding::down(x) <= std::nextafter(x, -INFINITY));
    CHECK(OutwardRounding::up(x) <= x + 4 * std::abs(std::nextafter(x, INFINITY) - x));
  }
  for (const double x : {0.0, 0x1p-1074, 0x1p-1022, 0x1.fffffffffffffp1023}) {
    CHECK(OutwardRounding::up(x) >= std::nextafter(x, INFINITY));
    CHECK(OutwardRounding::down(-x) <= std::nextafter(-x, -INFINITY));
  }
  CHECK(OutwardRounding::down(INFINITY) == 0x1.fffffffffffffp1023);
}

TEST_CASE("arithmetic contains the exact result of every pair of points") {
  Numbers draw;
  for (int i = 0; i < 20000; ++i) {
    const double a = draw.wild(), b = draw.wild(), c = draw.wild(), d = draw.wild();
    const Interval x(std::min(a, b), std::max(a, b)), y(std::min(c, d), std::max(c, d));
    for (const double p : {a, b, x.middle()})
      for (const double q : {c, d, y.middle()}) {
        CHECK(holds(x + y, Big(p) + Big(q)));
        CHECK(holds(x - y, Big(p) - Big(q)));
        CHECK(holds(x * y, Big(p) * Big(q)));
        if (q != 0) CHECK(holds(x / y, Big(p) / Big(q)));
        for (const int n : {0, 1, 2, 3, 4})
          if (std::abs(p) < 1e60) CHECK(holds(pow(x, n), pow(Big(p), n)));
      }
  }
  CHECK(pow(Interval(-2, 3), 2).lower() >= -1e-300);  // a square, not a product
  CHECK_FALSE((Interval(1) / Interval(-1, 1)).finite());
  CHECK(pow(Interval(0.0), 0).lower() == 1);
}

TEST_CASE("elementary functions contain the exact value of every point") {
  struct Case {
    const char* name;
    double lower, upper;
    std::function<Interval(const Interval&)> of;
    std::function<Big(const Big&)> exact;
  };
  const std::vector<Case> cases = {{"exp", -30, 30, [](const Interval& x) { return exp(x); },
                                    [](const Big& x) { return Big(exp(x)); }},
                                   {"log", 1e-6, 50, [](const Interval& x) { return log(x); },
                                    [](const Big& x) { return Big(log(x)); }},
                                   {"sqrt", 0, 50, [](const Interval& x) { return sqrt(x); },
                                    [](const Big& x) { return Big(sqrt(x)); }},
                                   {"tanh", -4, 4, [](const Interval& x) { return tanh(x); },
                                    [](const Big& x) { return Big(tanh(x)); }},
                                   {"cos", -20, 20, [](const Interval& x) { return cos(x); },
                                    [](const Big& x) { return Big(cos(x)); }},
                                   {"sin", -20, 20, [](const Interval& x) { return sin(x); },
                                    [](const Big& x) { return Big(sin(x)); }},
                                   {"sigmoid", -9, 9, [](const Interval& x) { return sigmoid(x); },
                                    [](const Big& x) { return Big(1 / (1 + exp(-x))); }},
                                   {"pow", 0.1, 9, [](const Interval& x) { return pow(x, 1.7); },
                                    [](const Big& x) { return Big(pow(x, Big(1.7))); }}};
  Numbers draw;
  for (const Case& c : cases) {
    CAPTURE(c.name);
    for (int i = 0; i < 3000; ++i) {
      const double a = draw.uniform(c.lower, c.upper);
      const double width = std::ldexp(1.0, static_cast<int>(draw.uniform(-50, 3)));
      const double b = std::min(c.upper, a + width);
      const Interval y = c.of(Interval(a, b));
      for (const double share : {0.0, 0.3, 0.7, 1.0}) {
        const double p = std::min(b, a + share * (b - a));
        CHECK(holds(y, c.exact(Big(p))));
      }
      CHECK(c.of(Interval(a)).radius() <= 1e-13 * std::max(1.0, c.of(Interval(a)).magnitude()));
    }
  }
}

TEST_CASE("a comparison is undecided if points of the box decide it differently") {
  CHECK((Interval(0, 1) < Interval(2, 3)).decided());
  CHECK_FALSE((Interval(0, 2) < Interval(1, 3)).decided());
  const Truth open = Interval(0, 2) < Interval(1, 3), yes = Interval(0.0) < Interval(1.0);
  CHECK((open && !yes).decided());
  CHECK_FALSE((open && yes).decided());
  CHECK((open || yes).decided());
  Interval::kinked() = false;
  CHECK(abs(Interval(1, 2)).lower() == 1);
  CHECK_FALSE(Interval::kinked());
  const Interval both = abs(Interval(-1, 2));
  CHECK(Interval::kinked());
  CHECK(both.holds(0));
  CHECK(both.holds(2));
}

std::string needed_parameters(const std::string& game) {
  if (game == "bimatrix") return "A = [[1.0, -2.0], [0.5, 3.0]]\nB = [[-1.0, 2.0], [4.0, 0.0]]";
  if (game == "quadratic") return "Q = [[[2.0, 1.0], [1.0, 0.5]], [[1.0, -1.0], [-1.0, 3.0]]]";
  return "";
}

// All derivatives to third order at points of random boxes, small and large.
TEST_CASE("every game with a cost template bounds its derivatives") {
  std::size_t games = 0;
  for (const Catalog::Listed& listed : Catalog({PLUGINS}).list().plugins) {
    const Plugin& plugin = listed.plugin;
    if (plugin.descriptor->kind != FM_KIND_GAME) continue;
    if (plugin.descriptor->id == std::string("python")) continue;  // it depends on the code
    CAPTURE(std::string(plugin.descriptor->id));
    const ExperimentSpec spec =
        spec_of(plugin.descriptor->id, needed_parameters(plugin.descriptor->id));
    Game game(spec.game.plugin, spec.game.params);
    const fm_enclosure* const enclosure = game.enclosure();
    if (!enclosure) {
      const std::string id = plugin.descriptor->id;
      // Written by hand, or with random inputs
      CHECK((id == "covariance-gan" || id == "chain" || id == "mixture-gan"));
      continue;
    }
    ++games;
    const Shape& shape = game.shape();
    const std::size_t d = shape.coordinates();
    const std::uint32_t order = d > 6 ? 2 : 3;
    Numbers draw;
    for (int i = 0; i < 60; ++i) {
      const double radius = std::ldexp(1.0, static_cast<int>(draw.uniform(-30, 0)));
      std::vector<double> lower(d), upper(d), x(d);
      for (std::size_t c = 0; c < d; ++c) {
        const double from = shape.start_lower.empty() ? -1 : shape.start_lower[c];
        const double to = shape.start_upper.empty() ? 1 : shape.start_upper[c];
        x[c] = draw.uniform(from, to);
        lower[c] = x[c] - radius * draw.uniform(0, 1);
        upper[c] = x[c] + radius * draw.uniform(0, 1);
      }
      Point at(spec, x);
      for (std::uint32_t p = 0; p < shape.players(); ++p) {
        const fm_request taylor = {sizeof(fm_request), FM_TAYLOR, p, order, 0, 0};
        const Eigen::VectorXd exact = at.get(taylor);
        std::vector<double> below(exact.size()), above(exact.size());
        std::uint32_t smooth = 0;
        REQUIRE(enclosure->enclose(game.instance(), p, order, lower.data(), upper.data(),
                                   below.data(), above.data(), &smooth) == FM_OK);
        for (Eigen::Index row = 0; row < exact.size(); ++row) {
          const double rounding = 1e-12 * exact.cwiseAbs().maxCoeff();  // of the reference
          CHECK(below[row] <= exact[row] + rounding);
          CHECK(above[row] >= exact[row] - rounding);
        }
      }
    }
  }
  CHECK(games >= 15);
}

TEST_CASE("a kink within the box is detected") {
  EnclosedGame game(spec_of("duopoly", ""));
  CHECK(game.simultaneous({{10, 20}, {10, 20}}).smooth);
  CHECK_FALSE(game.simultaneous({{45, 55}, {45, 55}}).smooth);  // the price reaches 0
}

TEST_CASE("an exact 0 times an unbounded interval is 0, a near 0 times it is unbounded") {
  const Interval nothing = Interval(0.0) * Interval::whole();
  CHECK(nothing.lower() == 0);
  CHECK(nothing.upper() == 0);
  CHECK_FALSE((Interval(-1e-300, 1e-300) * Interval::whole()).finite());
}

TEST_CASE("intervals do not compile without IEEE 754 arithmetic") {
  const TempFolder folder;
  write_file(folder / "m.cpp", "#include <firstmove/internal/interval.hpp>\n");
  const std::string compile = "c++ -std=c++20 -fsyntax-only -I " SOURCE_TREE
                              "/framework/sdk -I " SOURCE_TREE "/framework/abi " +
                              (folder / "m.cpp").string();
  CHECK(shell(compile).code == 0);
  const Outcome fast = shell(compile + " -ffast-math");
  CHECK(fast.code != 0);
  CHECK(fast.err.find("compile without -ffast-math") != std::string::npos);
}

}  // namespace
