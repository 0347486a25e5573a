// A smooth game for hierarchies of leaders: no derivative of any order is structurally zero, but
// each player's best response exists and is unique and smooth near the origin.
//
// With players i and coordinates b < c of different players counted from 1, N players, and d
// coordinates of the player that c belongs to:
//
//   u_i(b,c) = cos(i + 2b + 3c) / (2N)
//   v_i(b,c) = 0.1 + 0.05 sin(i + 3b + 2c)
//   w_i(c)   = (0.7 + 0.35 cos(i + 2c)) / sqrt(d)
//
// The curvature of an own Hessian is at least 3, minus at most 1.05^2 / 2 from the sine; couplings
// are weak enough that costs along the responses of later players are also convex on [-1, 1].
#include <firstmove/game.hpp>

#include <cmath>

namespace {

using namespace firstmove;

struct QuarticHierarchy {
  static Info info() {
    return {
        "quartic-hierarchy",
        "1.0.0",
        "f_i = sum of 3/2 x_c^2 + x_c^4 / 4 over i's own c, + sum of u_i(b,c) x_b x_c + v_i(b,c) "
        "x_b^2 x_c^2 over b, c of different players, + sin(i + sum of w_i(c) x_c over all c) / 2",
        "the firstmove authors",
        "MIT",
        "",
        {integer("players").at_least(2).at_most(5).otherwise("3").doc("how many players"),
         reals("dims").optional().at_least(1).at_most(100).doc(
             "coordinates of each player, whole numbers; one each if not given")}};
  }

  explicit QuarticHierarchy(const Values& values)
      : players(static_cast<std::size_t>(values.integer("players"))) {
    dims = values.has("dims") ? values.counts("dims") : std::vector<std::size_t>(players, 1);
    if (dims.size() != players)
      throw Refusal("'dims' needs " + std::to_string(players) +
                    " numbers, one for each of 'players', and has " + std::to_string(dims.size()));
    for (std::size_t p = 0; p < players; ++p) owner.insert(owner.end(), dims[p], p);
    n = owner.size();
    u.resize(players * n * n);
    v.resize(players * n * n);
    w.resize(players * n);
    const double size = static_cast<double>(players);
    for (std::size_t i = 0; i < players; ++i)
      for (std::size_t b = 0; b < n; ++b) {
        const double block = static_cast<double>(dims[owner[b]]);
        const double p = static_cast<double>(i + 1), q = static_cast<double>(b + 1);
        w[i * n + b] = (0.7 + 0.35 * std::cos(p + 2 * q)) / std::sqrt(block);
        for (std::size_t c = b + 1; c < n; ++c) {
          if (owner[b] == owner[c]) continue;
          const double r = static_cast<double>(c + 1);
          u[(i * n + b) * n + c] = 0.5 * std::cos(p + 2 * q + 3 * r) / size;
          v[(i * n + b) * n + c] = 0.1 + 0.05 * std::sin(p + 3 * q + 2 * r);
        }
      }
  }

  Shape shape() const {
    Shape shape;
    for (const std::size_t d : dims) shape.players.emplace_back(d, real_line());
    return shape.starts(-1, 1);
  }

  template <class T>
  T cost(int player, Actions<T> x) const {
    const std::size_t i = static_cast<std::size_t>(player);
    T f(0.0), angle(i + 1.0);
    for (std::size_t b = 0; b < n; ++b) {
      const T square = x[b] * x[b];
      if (owner[b] == i) f += square * (1.5 + 0.25 * square);
      T product(0.0), quartic(0.0);
      for (std::size_t c = b + 1; c < n; ++c) {
        product += x[c] * u[(i * n + b) * n + c];
        quartic += x[c] * x[c] * v[(i * n + b) * n + c];
      }
      f += x[b] * product + square * quartic;
      angle += x[b] * w[i * n + b];
    }
    return f + 0.5 * sin(angle);
  }

 private:
  std::size_t players, n;
  std::vector<std::size_t> dims, owner;  // owner: the player of each coordinate
  std::vector<double> u, v, w;
};

}  // namespace

FIRSTMOVE_GAME(QuarticHierarchy)
