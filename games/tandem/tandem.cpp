// The tandem game: each of two cyclists gains from its own effort and pays for the square of the
// sum. Every point of the line x + y = 1 is critical; LOLA converges to points off this line,
// stable opponent shaping to points on it.
#include <firstmove/game.hpp>

namespace {

using namespace firstmove;

struct Tandem {
  static constexpr int coordinates = 2;

  static Info info() {
    return {"tandem",
            "1.0.0",
            "f_1 = (x + y)^2 - 2x, f_2 = (x + y)^2 - 2y",
            "the firstmove authors",
            "MIT",
            "Letcher et al. 2019, Stable Opponent Shaping in Differentiable Games",
            {}};
  }

  explicit Tandem(const Values&) {}

  Shape shape() const { return Shape::alike(2, real_line()).starts(-1, 1); }

  template <class T>
  std::array<T, 2> costs(Actions<T> x) const {
    const T square = pow(x[0] + x[1], 2);
    return {square - 2.0 * x[0], square - 2.0 * x[1]};
  }
};

}  // namespace

FIRSTMOVE_GAME(Tandem)
