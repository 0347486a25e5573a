// The stag hunt: two hunters together catch a stag, but each alone is sure to catch a hare. There
// are two pure equilibria: one is better for both players, the other is safer.
#include <firstmove/game.hpp>
#include <firstmove/policies.hpp>

namespace {

using namespace firstmove;

struct StagHunt {
  static constexpr int coordinates = 4;

  static Info info() {
    return {"stag-hunt",
            "1.0.0",
            "symmetric f_1 = -pi_1' A pi_2, f_2 = -pi_2' A pi_1, with pi_i the softmax of player "
            "i's 2 logits: stag, hare",
            "the firstmove authors",
            "MIT",
            "Skyrms 2004, The Stag Hunt and the Evolution of Social Structure",
            {reals("A", 2)
                 .otherwise("[[4.0, 1.0], [3.0, 2.0]]")
                 .doc("a hunter's payoffs: rows are its own choice, columns the other's; stag, "
                      "then hare")}};
  }

  explicit StagHunt(const Values& values) : A(values.matrix("A", 2, 2)) {}

  Shape shape() const { return Shape::alike(2, real_line(), 2).starts(-1, 1); }

  template <class T>
  std::array<T, 2> costs(Actions<T> x) const {
    std::array<T, 2> p, q;
    softmax<T>(x.of(0), p);
    softmax<T>(x.of(1), q);
    return {-bilinear<T>(p, A, q), -bilinear<T>(q, A, p)};
  }

  std::vector<double> A;
};

}  // namespace

FIRSTMOVE_GAME(StagHunt)
