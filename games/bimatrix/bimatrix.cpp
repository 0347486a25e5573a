// Any game of two players and finitely many actions, in the logits of mixed strategies.
#include <firstmove/game.hpp>
#include <firstmove/policies.hpp>

namespace {

using namespace firstmove;

struct Bimatrix {
  static Info info() {
    return {
        "bimatrix",
        "1.0.0",
        "f_1 = -pi_1' A pi_2, f_2 = -pi_1' B pi_2, with pi_i the softmax of player i's logits, "
        "one per action",
        "the firstmove authors",
        "MIT",
        "Nash 1951, Non-cooperative Games; Singh, Kearns, Mansour 2000, Nash Convergence of "
        "Gradient Dynamics in General-Sum Games",
        {reals("A", 2).doc("payoffs of player 1, which chooses the row; f_1 is minus their mean"),
         reals("B", 2).doc("payoffs of player 2, which chooses the column; the same size as A")}};
  }

  explicit Bimatrix(const Values& values) {
    const Array payoffs = values.array("A");
    m = payoffs.shape[0];
    n = payoffs.shape[1];
    A.assign(payoffs.values.begin(), payoffs.values.end());
    if (values.array("B").shape != payoffs.shape)
      throw Refusal("'B' needs " + std::to_string(m) + " rows of " + std::to_string(n) +
                    " numbers, as 'A' has, and has " + std::to_string(values.array("B").shape[0]) +
                    " of " + std::to_string(values.array("B").shape[1]));
    B = values.reals("B");
  }

  Shape shape() const {
    Shape shape{{std::vector(m, real_line()), std::vector(n, real_line())}};
    return shape.starts(-1, 1);
  }

  template <class T>
  std::array<T, 2> costs(Actions<T> x) const {
    std::vector<T> policies(m + n);
    const std::span<T> p(policies.data(), m), q(policies.data() + m, n);
    softmax<T>(x.of(0), p);
    softmax<T>(x.of(1), q);
    return {-bilinear<T>(p, A, q), -bilinear<T>(p, B, q)};
  }

  std::size_t m, n;
  std::vector<double> A, B;
};

}  // namespace

FIRSTMOVE_GAME(Bimatrix)
