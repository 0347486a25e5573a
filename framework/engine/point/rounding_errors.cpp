#include "point/rounding_errors.hpp"

#include <firstmove/internal/multi_index.hpp>

#include "game/graph_bounds.hpp"
#include "game/graph_game.hpp"
#include "point/ball.hpp"

namespace firstmove::engine {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// A bound is computed with series over all coordinates: more than this takes too long.
constexpr std::size_t most_derivatives_bounded = 2000;

// What `values` may be off by, if the exact numbers are `middle` to within `radius`.
MatrixXd furthest(const MatrixXd& values, const MatrixXd& middle, const MatrixXd& radius) {
  return (values - middle).cwiseAbs() + radius;
}

}  // namespace

RoundingErrors::RoundingErrors(Point& at) : at_(at), x_(at.joint_action()) {
  if (!at.reduced()) return;
  basis_ = at.basis();
  x_ = at.whole(x_);
}

const RoundingErrors::Bounds& RoundingErrors::bounds(std::uint32_t player, std::uint32_t order) {
  const auto [place, added] = known_.try_emplace({player, order});
  if (added) place->second = enclosed(player, order);
  return place->second;
}

RoundingErrors::Bounds RoundingErrors::enclosed(std::uint32_t player, std::uint32_t order) {
  Game& game = at_.game();
  const CostGraph* const graph = graph_of(game);
  const bool by_nodes = order == 2 && graph && !game.stochastic() &&
                        offers_bounds(*graph, player, game.shape().coordinates());
  const std::size_t rows = derivatives(x_.size(), order);
  if (!by_nodes && (!game.enclosure() || game.enclosure()->most_order < order ||
                    rows > most_derivatives_bounded))
    return {};
  const Index count = static_cast<Index>(rows);
  Bounds found{VectorXd(count), VectorXd(count)};
  std::uint32_t smooth = 0;
  if (by_nodes)
    smooth = bounds_at(game, player, x_, found.lower.data(), found.upper.data()) ? 1 : 0;
  else
    game.host().call("enclose", "bound its costs", [&] {
      return game.enclosure()->enclose(game.instance(), player, order, x_.data(), x_.data(),
                                       found.lower.data(), found.upper.data(), &smooth);
    });
  const bool finite = found.lower.allFinite() && found.upper.allFinite();
  return smooth != 0 && finite ? found : Bounds{};
}

MatrixXd RoundingErrors::of_gradient(std::uint32_t i, std::uint32_t j, const MatrixXd& values) {
  const Bounds& all = bounds(i, 2);
  if (all.lower.size() == 0) return {};
  const Shape& shape = at_.game().shape();
  const Index n = static_cast<Index>(x_.size());
  const VectorXd lower = all.lower.segment(1, n), upper = all.upper.segment(1, n);
  const VectorXd middle = 0.5 * (lower + upper), radius = 0.5 * (upper - lower);
  if (!basis_)
    return furthest(values, middle.segment(shape.offsets[j], shape.dims[j]),
                    radius.segment(shape.offsets[j], shape.dims[j]));
  const Index first = at_.shape().offsets[j], count = at_.shape().dims[j];
  const MatrixXd Q = basis_->middleCols(first, count).transpose();
  const double share = static_cast<double>(n) * Ball::unit;
  return furthest(values, Q * middle, Q.cwiseAbs() * VectorXd(radius + share * middle.cwiseAbs()));
}

MatrixXd RoundingErrors::of_block(std::uint32_t i, std::uint32_t j, std::uint32_t k,
                                  const MatrixXd& values) {
  const Bounds& all = bounds(i, 2);
  if (all.lower.size() == 0) return {};
  const std::uint32_t n = static_cast<std::uint32_t>(x_.size());
  MatrixXd middle(n, n), radius(n, n);
  Index row = 1 + static_cast<Index>(n);
  for (std::uint32_t a = 0; a < n; ++a)
    for (std::uint32_t b = a; b < n; ++b, ++row) {
      middle(a, b) = middle(b, a) = 0.5 * (all.lower[row] + all.upper[row]);
      radius(a, b) = radius(b, a) = 0.5 * (all.upper[row] - all.lower[row]);
    }
  const Shape& shape = at_.shape();
  const auto part = [&](const MatrixXd& m) {
    return m.block(shape.offsets[j], shape.offsets[k], shape.dims[j], shape.dims[k]);
  };
  if (!basis_) return furthest(values, part(middle), part(radius));
  const MatrixXd& Q = *basis_;
  const double share = 2 * static_cast<double>(n) * Ball::unit;
  const MatrixXd size =
      Q.cwiseAbs().transpose() * (radius + share * middle.cwiseAbs()) * Q.cwiseAbs();
  return furthest(values, part(Q.transpose() * middle * Q), part(size));
}

MatrixXd RoundingErrors::of_taylor(std::uint32_t i, std::uint32_t order, const MatrixXd& values) {
  if (basis_) return {};
  const Bounds& all = bounds(i, order);
  if (all.lower.size() == 0) return {};
  return furthest(values, 0.5 * (all.lower + all.upper), 0.5 * (all.upper - all.lower));
}

}  // namespace firstmove::engine
