// General-sum quadratic games of any number of players and coordinates: f_i = x'Q_i x / 2 + q_i'x.
#include <firstmove/arrays.hpp>
#include <firstmove/game.hpp>

#include <numeric>

namespace {

using namespace firstmove;

struct Quadratic {
  static Info info() {
    return {"quadratic",
            "1.0.0",
            "general-sum quadratic game: f_i = x' Q_i x / 2 + q_i' x, any players and dimensions",
            "the firstmove authors",
            "MIT",
            "Basar, Olsder, Dynamic Noncooperative Game Theory, 2nd edition, section 4.6",
            {reals("Q", 3).doc("a square matrix for each player, over the whole joint action; only "
                               "its symmetric part counts"),
             reals("q", 2).optional().doc("a vector for each player, over the whole joint action; "
                                          "zero if not given"),
             reals("dims").optional().at_least(1).doc(
                 "coordinates of each player, whole numbers; one each if not given")}};
  }

  explicit Quadratic(const Values& values) {
    const Array given = values.array("Q");
    players = given.shape[0];
    n = given.shape[1];
    if (given.shape[2] != n)
      throw Refusal("'Q' needs square matrices, and has " + std::to_string(n) + " x " +
                    std::to_string(given.shape[2]));
    Q.resize(players * n * n);
    for (std::size_t i = 0; i < players; ++i)
      for (std::size_t a = 0; a < n; ++a)
        for (std::size_t b = 0; b < n; ++b)
          Q[(i * n + a) * n + b] =
              0.5 * (given.values[(i * n + a) * n + b] + given.values[(i * n + b) * n + a]);

    q.assign(players * n, 0.0);
    if (values.has("q")) {
      const Array linear = values.array("q");
      if (linear.shape[0] != players || linear.shape[1] != n)
        throw Refusal("'q' needs " + std::to_string(players) + " vectors of " + std::to_string(n) +
                      " numbers, to match 'Q', and has " + std::to_string(linear.shape[0]) +
                      " of " + std::to_string(linear.shape[1]));
      q.assign(linear.values.begin(), linear.values.end());
    }

    dims = values.has("dims") ? values.counts("dims") : std::vector<std::size_t>(players, 1);
    const std::size_t sum = std::accumulate(dims.begin(), dims.end(), std::size_t{0});
    if (dims.size() != players || sum != n)
      throw Refusal("'dims' must give " + std::to_string(players) +
                    " players, as many as 'Q' has matrices, " + std::to_string(n) +
                    " coordinates in all; it gives " + std::to_string(dims.size()) + " players " +
                    std::to_string(sum) + " coordinates");
  }

  Shape shape() const {
    Shape shape;
    for (const std::size_t d : dims) shape.players.emplace_back(d, real_line());
    return shape.starts(-1, 1);
  }

  template <class T>
  T cost(int i, Actions<T> x) const {
    const std::size_t player = static_cast<std::size_t>(i);
    const Matrix matrix(n, n, std::span<const double>(Q).subspan(player * n * n, n * n));
    const Vector<T> vector(std::span<const double>(q).subspan(player * n, n));
    return half_quadratic_form(matrix, x) + dot(vector, Vector(x.all()));
  }

  std::size_t players, n;
  std::vector<double> Q, q;
  std::vector<std::size_t> dims;
};

}  // namespace

FIRSTMOVE_GAME(Quadratic)
