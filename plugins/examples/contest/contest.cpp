// A contest: two players spend effort for a prize, and the more a player spends, the likelier it is
// to win. The game in C++; built by clang with libc++, it plays in a host built by another
// compiler.
#include <firstmove/game.hpp>

namespace {

using namespace firstmove;

struct Contest {
  static Info info() {
    return {"contest",
            "1.0.0",
            "effort for a prize: f_i = x_i - v_i x_i / (x_1 + x_2)",
            "the firstmove authors",
            "MIT",
            "Tullock 1980, Efficient Rent Seeking; Dixit 1987, Strategic Behavior in Contests",
            {reals("v")
                 .above(0)
                 .otherwise("[1.0, 1.0]")
                 .doc("what the prize is worth to each player")}};
  }

  explicit Contest(const Values& values) : v(values.reals("v")) {
    if (v.size() != 2)
      throw Refusal("'v' needs 2 numbers, one a player, and has " + std::to_string(v.size()));
  }

  // Nobody's effort is nothing: at (0, 0) there would be no telling who wins.
  Shape shape() const { return Shape::alike(2, at_least(1e-6)).starts(0.05, 1); }

  // The only formula; all derivatives come of it.
  template <class T>
  T cost(int player, Actions<T> x) const {
    return x[player] - v[player] * x[player] / (x[0] + x[1]);
  }

  std::vector<double> v;
};

}  // namespace

FIRSTMOVE_GAME(Contest)
