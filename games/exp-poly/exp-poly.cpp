// Example 1, equation (5): a zero-sum game in which simultaneous play converges to points that are
// differential Stackelberg equilibria but not Nash equilibria.
#include <firstmove/game.hpp>

namespace {

using namespace firstmove;

struct ExpPoly {
  static constexpr int coordinates = 2;

  static Info info() {
    return {"exp-poly",
            "1.0.0",
            "zero-sum f = -exp(-0.01 |x|^2) ((a x_1^2 + x_2)^2 + (b x_2^2 + x_1)^2)",
            "the firstmove authors",
            "MIT",
            "Fiez, Chasnov, Ratliff 2019, Example 1, equation (5)",
            {real("a").otherwise("0.15").doc("weight of x_1^2"),
             real("b").otherwise("0.25").doc("weight of x_2^2")}};
  }

  explicit ExpPoly(const Values& values) : a(values.real("a")), b(values.real("b")) {}

  Shape shape() const { return Shape::alike(2, real_line()).starts(-20, 20); }

  template <class T>
  std::array<T, 2> costs(Actions<T> x) const {
    const T p = pow(x[0], 2), q = pow(x[1], 2);
    const T f = -exp(-0.01 * (p + q)) * (pow(a * p + x[1], 2) + pow(b * q + x[0], 2));
    return {f, -f};
  }

  double a, b;
};

}  // namespace

FIRSTMOVE_GAME(ExpPoly)
