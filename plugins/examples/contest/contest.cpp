// A contest: two players spend effort for a prize; a player that spends more is more likely to win.
// An example of a game in C++ that is built by clang with libc++ and runs in a host built by
// another compiler.
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
                 .doc("the value of the prize for each player")}};
  }

  explicit Contest(const Values& values) : v(values.reals("v")) {
    if (v.size() != 2)
      throw Refusal("'v' needs 2 numbers, one for each player, and has " +
                    std::to_string(v.size()));
  }

  // Every effort is positive, because the winner is not defined at (0, 0).
  Shape shape() const { return Shape::alike(2, at_least(1e-6)).starts(0.05, 1); }

  // The only formula; all derivatives are computed from it.
  template <class T>
  T cost(int player, Actions<T> x) const {
    return x[player] - v[player] * x[player] / (x[0] + x[1]);
  }

  std::vector<double> v;
};

}  // namespace

FIRSTMOVE_GAME(Contest)
