// Checks that second and third derivatives are symmetric, and that products and blocks agree.
#include <spdlog/fmt/ranges.h>

#include "check/game_checks.hpp"
#include "check/played_game.hpp"

namespace firstmove::engine::checks {
namespace {

class Symmetry {
 public:
  explicit Symmetry(PlayedGame& game) : game_(game), draw_(game.shape()) {
    for (const std::uint32_t d : game.shape().dims) {
      std::vector<double>& vector = vectors_.emplace_back(d);
      for (double& entry : vector) entry = draw_.uniform(-1, 1);
      std::vector<double>& other = others_.emplace_back(d);
      for (double& entry : other) entry = draw_.uniform(-1, 1);
    }
  }

  std::size_t compared() const { return compared_; }
  const std::vector<std::string>& seen() const { return seen_; }

  void at(const std::vector<double>& x) {
    x_ = x;
    const std::uint32_t n = game_.shape().players();
    const std::uint32_t most = std::min(n, 6u);
    for (std::uint32_t i = 0; i < n; ++i)
      for (std::uint32_t j = 0; j < most; ++j)
        for (std::uint32_t k = 0; k < most; ++k) {
          if (j <= k) second(i, j, k);
          for (std::uint32_t l = 0; l < std::min(n, 3u); ++l) third(i, j, k, l);
        }
  }

 private:
  // Compares u' D_jk f_i v with v' D_kj f_i u, also within one block (j = k).
  void second(std::uint32_t i, std::uint32_t j, std::uint32_t k) {
    const fm_request there = ask(FM_HESSIAN_PRODUCT, i, j, k),
                     back = ask(FM_HESSIAN_PRODUCT, i, k, j);
    const fm_request block = ask(FM_HESSIAN_BLOCK, i, j, k),
                     turned = ask(FM_HESSIAN_BLOCK, i, k, j);
    const std::vector<double>&u = others_[j], &v = vectors_[k];
    const bool products = game_.offers(there) && game_.offers(back);
    const bool blocks = std::size_t{game_.shape().dims[j]} * game_.shape().dims[k] <= 4096 &&
                        game_.offers(block) && game_.offers(turned);
    if (products) {
      saw("products");
      near(there, form(u, get(there, {v})), back, form(v, get(back, {u})));
    }
    if (!blocks) return;
    saw("blocks");
    const std::vector<double> B = get(block, {}), C = get(turned, {});
    double scale = 0;
    for (const double entry : B) scale = std::max(scale, std::abs(entry));
    const std::size_t rows = game_.shape().dims[j], columns = game_.shape().dims[k];
    std::vector<double> product(rows, 0.0);
    for (std::size_t a = 0; a < rows; ++a)
      for (std::size_t b = 0; b < columns; ++b) {
        near(block, {B[a * columns + b], scale}, turned, {C[b * rows + a], scale});
        product[a] += B[a * columns + b] * v[b];
      }
    if (!products) return;
    const std::vector<double> given = get(there, {v});
    for (std::size_t a = 0; a < rows; ++a)
      near(there, {given[a], scale}, block, {product[a], scale});
  }

  // Exchanges the last two and the first two blocks of third derivatives.
  void third(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l) {
    const fm_request one = ask(FM_THIRD_PRODUCT, i, j, k, l),
                     last = ask(FM_THIRD_PRODUCT, i, j, l, k),
                     first = ask(FM_THIRD_PRODUCT, i, k, j, l);
    if (!game_.offers(one)) return;
    const std::vector<double>&w = others_[j], &u = vectors_[k], &v = others_[l];
    const Sum value = form(w, get(one, {u, v}));
    saw("third products");
    if (game_.offers(last)) near(one, value, last, form(w, get(last, {v, u})));
    if (game_.offers(first)) near(one, value, first, form(u, get(first, {w, v})));
  }

  struct Sum {
    double value, scale;
  };
  static Sum form(const std::vector<double>& left, const std::vector<double>& right) {
    Sum sum{0, 0};
    for (std::size_t a = 0; a < left.size(); ++a) {
      sum.value += left[a] * right[a];
      sum.scale += std::abs(left[a] * right[a]);
    }
    return sum;
  }

  void near(const fm_request& a, Sum one, const fm_request& b, Sum other) {
    ++compared_;
    if (!std::isfinite(one.value) && !std::isfinite(other.value)) return;
    if (std::abs(one.value - other.value) <= 1e-8 * (one.scale + other.scale)) return;
    throw Failed(fmt::format("at x = ({:.6g}), {} gives {:.12g} but {} gives {:.12g}",
                             fmt::join(x_, ", "), describe(a), one.value, describe(b),
                             other.value));
  }

  std::vector<double> get(const fm_request& request, const std::vector<std::vector<double>>& with) {
    PlayedGame::Plan plan(game_, {request});
    const LentBatch spot({x_});
    Vectors vectors;
    for (const auto& v : with) {
      GuardedArray& array = vectors.emplace_back(v.size(), spot.x.stride());
      for (std::size_t c = 0; c < v.size(); ++c) std::fill_n(array.row(c), array.stride(), v[c]);
    }
    const Rows rows = plan.at(spot, vectors);
    std::vector<double> values(rows[0].rows());
    for (std::size_t a = 0; a < values.size(); ++a) values[a] = rows[0].row(a)[0];
    return values;
  }
  void saw(const char* what) {
    if (std::find(seen_.begin(), seen_.end(), what) == seen_.end()) seen_.emplace_back(what);
  }

  PlayedGame& game_;
  Points draw_;
  std::vector<std::vector<double>> vectors_, others_;
  std::vector<double> x_;
  std::size_t compared_ = 0;
  std::vector<std::string> seen_;
};

}  // namespace

Answer check_symmetry(const CheckedPlugin& subject) {
  PlayedGame game(subject);
  Symmetry symmetry(game);
  Points draw(game.shape(), 2);
  for (int point = 0; point < 2; ++point) symmetry.at(draw.one());
  if (symmetry.compared() == 0) throw Skipped("the game offers no second derivatives");
  return passed(fmt::format("{}: {} numbers agree with their transposes",
                            fmt::join(symmetry.seen(), ", "), symmetry.compared()));
}

}  // namespace firstmove::engine::checks
