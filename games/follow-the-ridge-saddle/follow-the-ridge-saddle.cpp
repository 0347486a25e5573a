// Two quadratics on which simultaneous gradient play fails: on one it leaves a local minimax point,
// on the other it converges to a point that is not minimax.
#include <firstmove/game.hpp>

namespace {

using namespace firstmove;

struct FollowTheRidgeSaddle {
  static constexpr int coordinates = 2;

  static Info info() {
    return {"follow-the-ridge-saddle",
            "1.0.0",
            "zero-sum quadratics f_1 = g = -f_2: the leader minimises g(x, y), the follower "
            "maximises it",
            "the firstmove authors",
            "MIT",
            "Wang, Zhang, Ba 2020, On Solving Minimax Optimization Locally: A Follow-the-Ridge "
            "Approach",
            {text("form")
                 .one_of({"minimax", "spurious"})
                 .otherwise("\"minimax\"")
                 .doc("minimax: g = -3x^2 - y^2 + 4xy, whose local minimax point (0, 0) repels "
                      "gradient play; spurious: g = 3x^2 + y^2 + 4xy, whose critical point (0, 0) "
                      "attracts it and is not minimax")}};
  }

  explicit FollowTheRidgeSaddle(const Values& values)
      : sign(values.text("form") == "minimax" ? -1 : 1) {}

  Shape shape() const { return Shape::alike(2, real_line()).starts(-1, 1); }

  template <class T>
  std::array<T, 2> costs(Actions<T> x) const {
    const T g = sign * (3.0 * pow(x[0], 2) + pow(x[1], 2)) + 4.0 * x[0] * x[1];
    return {g, -g};
  }

  double sign;
};

}  // namespace

FIRSTMOVE_GAME(FollowTheRidgeSaddle)
