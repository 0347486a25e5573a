// A duopoly of ABI 1.0 made with the C++ kit of that time:
// f_i = -(A - q_1 - q_2 - c_i) q_i, whose Nash equilibrium is q_i = (A - 2 c_i + c_j) / 3.
#include <firstmove/game.hpp>

namespace {

using namespace firstmove;

struct Market {
  static Info info() {
    return {"golden-market",
            "1.0.0",
            "a duopoly of ABI 1.0, by the kit",
            "tests",
            "MIT",
            "",
            {real("A").above(0).otherwise("100.0"), reals("c").otherwise("[5.0, 2.0]")}};
  }

  explicit Market(const Values& values) : A(values.real("A")), c(values.reals("c")) {
    if (c.size() != 2) throw Refusal("'c' needs 2 unit costs");
  }

  Shape shape() const { return Shape::alike(2, at_least(0)).starts(0, A); }

  template <class T>
  T cost(int i, Actions<T> q) const {
    return -(A - q[0] - q[1] - c[i]) * q[i];
  }

  double A;
  std::vector<double> c;
};

}  // namespace

FIRSTMOVE_GAME(Market)
