// Quadratic potential games: all players minimise one function, whose critical points are those of
// the game.
#include <firstmove/arrays.hpp>
#include <firstmove/game.hpp>

#include <numeric>

namespace {

using namespace firstmove;

struct Potential {
  static Info info() {
    return {"potential",
            "1.0.0",
            "all players share one quadratic cost: f_i = x' Q x / 2 + q' x",
            "the firstmove authors",
            "MIT",
            "Monderer, Shapley 1996, Potential Games",
            {reals("Q", 2)
                 .otherwise("[[2.0, 1.0], [1.0, 2.0]]")
                 .doc("a square matrix over the whole joint action; only its symmetric part "
                      "counts"),
             reals("q").optional().doc("a vector over the whole joint action; zero if not given"),
             reals("dims").optional().at_least(1).doc(
                 "coordinates of each player, whole numbers; one each if not given")}};
  }

  explicit Potential(const Values& values) {
    const Array given = values.array("Q");
    n = given.shape[0];
    if (given.shape[1] != n)
      throw Refusal("'Q' needs a square matrix, and has " + std::to_string(n) + " x " +
                    std::to_string(given.shape[1]));
    Q.resize(n * n);
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; b < n; ++b)
        Q[a * n + b] = 0.5 * (given.values[a * n + b] + given.values[b * n + a]);

    q = values.has("q") ? values.reals("q") : std::vector<double>(n, 0.0);
    if (q.size() != n)
      throw Refusal("'q' needs " + std::to_string(n) +
                    " numbers, as many as 'Q' has rows, and has " + std::to_string(q.size()));

    dims = values.has("dims") ? values.counts("dims") : std::vector<std::size_t>(n, 1);
    const std::size_t sum = std::accumulate(dims.begin(), dims.end(), std::size_t{0});
    if (sum != n)
      throw Refusal("'dims' must give " + std::to_string(n) +
                    " coordinates in all, as many as 'Q' has rows, and gives " +
                    std::to_string(sum));
  }

  Shape shape() const {
    Shape shape;
    for (const std::size_t d : dims) shape.players.emplace_back(d, real_line());
    return shape.starts(-1, 1);
  }

  template <class T>
  T cost(int, Actions<T> x) const {
    return half_quadratic_form(Matrix(n, n, Q), x) + dot(Vector<T>(q), Vector(x.all()));
  }

  std::size_t n;
  std::vector<double> Q, q;
  std::vector<std::size_t> dims;
};

}  // namespace

FIRSTMOVE_GAME(Potential)
