// Zero-sum bilinear games: gradients conserve a quantity, and simultaneous play spirals outwards.
#include <firstmove/game.hpp>
#include <firstmove/policies.hpp>

namespace {

using namespace firstmove;

struct Hamiltonian {
  static Info info() {
    return {"hamiltonian",
            "1.0.0",
            "zero-sum and bilinear: f_1 = x' A y = -f_2, player 1 choosing x and player 2 y",
            "the firstmove authors",
            "MIT",
            "Balduzzi et al. 2018, The Mechanics of n-Player Differentiable Games",
            {reals("A", 2).otherwise("[[1.0]]").doc(
                "the coupling: one row per coordinate of x, one column per coordinate of y")}};
  }

  explicit Hamiltonian(const Values& values) : A(values.reals("A")) {
    m = values.array("A").shape[0];
    n = values.array("A").shape[1];
  }

  Shape shape() const {
    Shape shape{{std::vector(m, real_line()), std::vector(n, real_line())}};
    return shape.starts(-1, 1);
  }

  template <class T>
  std::array<T, 2> costs(Actions<T> x) const {
    const T f = bilinear<T>(x.of(0), A, x.of(1));
    return {f, -f};
  }

  std::vector<double> A;
  std::size_t m, n;
};

}  // namespace

FIRSTMOVE_GAME(Hamiltonian)
