#include "point/simultaneous_followers.hpp"
#include "point/dense_solvers.hpp"

#include <firstmove/staggered.hpp>

namespace firstmove::engine {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

fm_request taylor(std::uint32_t player, std::uint32_t order) {
  return {sizeof(fm_request), FM_TAYLOR, player, order, 0, 0};
}

Series cost(Point& at, SeriesSpace& space, std::uint32_t player, std::uint32_t order) {
  const MatrixXd derivatives = at.get(taylor(player, order), 1);
  Series f(space, order);
  for (std::size_t c = 0; c < f.size(); ++c)
    f[c] = Lane(derivatives(static_cast<Eigen::Index>(c), 0) / space.factorial(c));
  return f;
}

}  // namespace

std::optional<StackelbergField> simultaneous_followers_field(
    Point& at, const std::vector<std::uint32_t>& place) {
  const Shape& shape = at.shape();
  if (shape.players() < 3) return std::nullopt;
  std::uint32_t leader = 0;
  for (std::uint32_t p = 0; p < shape.players(); ++p) {
    if (place[p] == 0) leader = p;
    if (!at.oracle().offers(taylor(p, place[p] == 0 ? 2 : 3))) return std::nullopt;
  }
  SeriesSpace space(shape.coordinates(), 3);
  std::vector<Series> E;
  std::vector<std::uint32_t> y;
  std::vector<Eigen::Index> followers, own;
  for (std::uint32_t p = 0; p < shape.players(); ++p) {
    if (p == leader) continue;
    const Series f = cost(at, space, p, 3);
    for (std::uint32_t c = shape.offsets[p]; c < shape.offsets[p + 1]; ++c) {
      E.push_back(f.slope(c));
      y.push_back(c);
      followers.push_back(c);
    }
  }
  const Series f = cost(at, space, leader, 2);
  const std::size_t m = y.size();
  std::vector<Series> transposed(m * m), lambda(m);
  for (std::size_t a = 0; a < m; ++a) {
    lambda[a] = f.slope(y[a]);
    for (std::size_t b = 0; b < m; ++b) transposed[b * m + a] = E[a].slope(y[b]);
  }
  solve(transposed, lambda);
  for (std::uint32_t c = shape.offsets[leader]; c < shape.offsets[leader + 1]; ++c) {
    Series total = f.slope(c);
    for (std::size_t a = 0; a < m; ++a) total = total - E[a].slope(c) * lambda[a];
    E.push_back(std::move(total));
    y.push_back(c);
    own.push_back(c);
  }
  const Eigen::Index n = shape.coordinates();
  StackelbergField field{VectorXd(n), MatrixXd(n, n), {}};
  for (std::size_t a = 0; a < y.size(); ++a) {
    field.omega[y[a]] = first_lane(value(E[a]));
    for (std::uint32_t c = 0; c < n; ++c) field.J(y[a], c) = first_lane(value(E[a].slope(c)));
  }
  for (std::uint32_t p = 0; p < shape.players(); ++p)
    field.totals.push_back(
        field.J.block(shape.offsets[p], shape.offsets[p], shape.dims[p], shape.dims[p]));
  field.totals[leader] -=
      field.J(own, followers) *
      DenseLu(field.J(followers, followers)).solve(MatrixXd(field.J(followers, own)));
  return field;
}

}  // namespace firstmove::engine
