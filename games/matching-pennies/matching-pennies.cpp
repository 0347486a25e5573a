// Matching pennies: player 1 wins if the coins match, player 2 if they do not. The only equilibrium
// is mixed, and gradient play rotates around it.
#include <firstmove/game.hpp>
#include <firstmove/policies.hpp>

namespace {

using namespace firstmove;

struct MatchingPennies {
  static constexpr int coordinates = 4;

  static Info info() {
    return {"matching-pennies",
            "1.0.0",
            "zero-sum f_1 = -pi_1' A pi_2 = -f_2, with pi_i the softmax of player i's 2 logits",
            "the firstmove authors",
            "MIT",
            "von Neumann, Morgenstern 1944, Theory of Games and Economic Behavior, section 14.7.2",
            {reals("A", 2)
                 .otherwise("[[1.0, -1.0], [-1.0, 1.0]]")
                 .doc("payoffs of player 1, which chooses the row; player 2 pays them")}};
  }

  explicit MatchingPennies(const Values& values) : A(values.matrix("A", 2, 2)) {}

  Shape shape() const { return Shape::alike(2, real_line(), 2).starts(-1, 1); }

  template <class T>
  std::array<T, 2> costs(Actions<T> x) const {
    std::array<T, 2> p, q;
    softmax<T>(x.of(0), p);
    softmax<T>(x.of(1), q);
    const T payoff = bilinear<T>(p, A, q);
    return {-payoff, payoff};
  }

  std::vector<double> A;
};

}  // namespace

FIRSTMOVE_GAME(MatchingPennies)
