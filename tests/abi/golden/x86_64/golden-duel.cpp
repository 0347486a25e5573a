// A zero-sum game of ABI 1.4 made with the C++ kit of that time, which evaluated costs in numbers
// that carry derivatives: f_1 = x^2 / 2 - y^2 / 2 + a x y + b sin(x) and f_2 = -f_1.
#include <firstmove/game.hpp>

namespace {

using namespace firstmove;

struct Duel {
  static constexpr int coordinates = 2;

  static Info info() {
    return {"golden-duel",
            "1.0.0",
            "a saddle of ABI 1.4, by the kit",
            "tests",
            "MIT",
            "",
            {real("a").otherwise("0.5"), real("b").otherwise("0.25")}};
  }

  explicit Duel(const Values& values) : a(values.real("a")), b(values.real("b")) {}

  Shape shape() const { return Shape::alike(2, real_line()).starts(-2, 2); }

  template <class T>
  std::array<T, 2> costs(Actions<T> x) const {
    const T f = 0.5 * (x[0] * x[0] - x[1] * x[1]) + a * x[0] * x[1] + b * sin(x[0]);
    return {f, -f};
  }

  double a, b;
};

}  // namespace

FIRSTMOVE_GAME(Duel)
