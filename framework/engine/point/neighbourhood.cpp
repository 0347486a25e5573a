#include "point/neighbourhood.hpp"

#include <firstmove/internal/multi_index.hpp>

#include <algorithm>
#include <cmath>

#include "game/lengths.hpp"

namespace firstmove::engine {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double noise_units = 4;

}  // namespace

BallMatrix Varying::within(double share) const {
  BallMatrix ball = BallMatrix::rounded(value);
  if (change.size() > 0 && share > 0) ball.radius += share * change;
  if (noise.size() > 0) ball.radius += noise;
  if (proven.size() > 0) ball.radius = ball.radius.cwiseMax(proven);
  return ball;
}

Neighbourhood::Neighbourhood(Point& at, bool changes) : at_(at), changes_(changes), errors_(at) {
  const Index n = at.shape().coordinates();
  const std::vector<double> all = engine::lengths(at.shape(), at.joint_action());
  lengths_ = VectorXd::Map(all.data(), n);
  rounding_ = static_cast<double>(16 + n) * Ball::unit;
}

std::vector<Index> Neighbourhood::coordinates_of(std::uint32_t player) const {
  std::vector<Index> all;
  for (std::uint32_t c = shape().offsets[player]; c < shape().offsets[player + 1]; ++c)
    all.push_back(c);
  return all;
}

const Varying& Neighbourhood::gradient(std::uint32_t i, std::uint32_t j) {
  const auto [place, added] = known_.try_emplace({FM_GRADIENT, i, j, 0});
  Varying& quantity = place->second;
  if (!added) return quantity;
  quantity.value = at_.gradient(i, j);
  if (!changes_) return quantity;
  quantity.proven = errors_.of_gradient(i, j, quantity.value);
  quantity.change = MatrixXd::Zero(quantity.value.rows(), 1);
  for (std::uint32_t k = 0; k < shape().players(); ++k)
    quantity.change +=
        block(i, j, k).value.cwiseAbs() * lengths_.segment(shape().offsets[k], shape().dims[k]);
  return quantity;
}

const Varying& Neighbourhood::block(std::uint32_t i, std::uint32_t j, std::uint32_t k) {
  const auto [place, added] = known_.try_emplace({FM_HESSIAN_BLOCK, i, j, k});
  Varying& quantity = place->second;
  if (!added) return quantity;
  quantity.value = at_.block(i, j, k);
  if (!changes_) return quantity;
  quantity.proven = errors_.of_block(i, j, k, quantity.value);
  quantity.change = change_of_block(i, j, k);
  double largest = 0;
  for (std::uint32_t m = 0; m < shape().players(); ++m)
    largest = std::max(largest, (lengths_of(j).asDiagonal() * block(i, j, m).value.cwiseAbs() *
                                 lengths_of(m).asDiagonal())
                                    .maxCoeff());
  quantity.noise = noise_units * Ball::unit * largest * lengths_of(j).cwiseInverse() *
                   lengths_of(k).cwiseInverse().transpose();
  return quantity;
}

MatrixXd Neighbourhood::change_of_block(std::uint32_t i, std::uint32_t j, std::uint32_t k) {
  const std::uint32_t players = shape().players();
  bool offered = true;
  for (std::uint32_t m = 0; m < players; ++m)
    offered = offered && at_.oracle().offers({sizeof(fm_request), FM_THIRD_PRODUCT, i, j, m, k});
  if (offered) {
    MatrixXd change = MatrixXd::Zero(shape().dims[j], shape().dims[k]);
    for (std::uint32_t m = 0; m < players; ++m) change += third_over(i, j, m, k, lengths_of(m));
    return change;
  }
  // Without third derivatives: as if each entry could change by the largest of the player's second
  // derivatives, all in the units of its cost.
  double largest = 0;
  for (std::uint32_t m = 0; m < players; ++m)
    largest = std::max(largest, (lengths_of(i).asDiagonal() * at_.block(i, i, m).cwiseAbs() *
                                 lengths_of(m).asDiagonal())
                                    .maxCoeff());
  return largest * lengths_of(j).cwiseInverse() * lengths_of(k).cwiseInverse().transpose();
}

BallMatrix Neighbourhood::third(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l,
                                const BallMatrix& u, double share) {
  Contracted& last = contracted_[{i, j, k, l}];
  if (last.u.size() == 0 || last.u != u.middle) last = {u.middle, at_.third(i, j, k, l, u.middle)};
  BallMatrix result{last.value, MatrixXd::Zero(shape().dims[j], shape().dims[l])};
  if (!changes_) return result;
  if (u.bounded())
    result.radius =
        third_over(i, j, k, l, u.radius + (share + rounding_) * (u.middle.cwiseAbs() + u.radius));
  else
    result.radius.setConstant(std::numeric_limits<double>::infinity());
  return result;
}

// The rows of a Hadamard matrix of order m: the sum of |t . row| over all rows is at least the sum
// of |t_b|, if t has at most m entries.
MatrixXd Neighbourhood::third_over(std::uint32_t i, std::uint32_t j, std::uint32_t k,
                                   std::uint32_t l, const VectorXd& v) {
  MatrixXd bound = MatrixXd::Zero(shape().dims[j], shape().dims[l]);
  if (v.isZero(0)) return bound;
  const Index rows = v.size() == 1 ? 1 : v.size() == 2 || v.size() > 4 ? 2 : 4;
  for (Index row = 0; row < rows; ++row) {
    VectorXd turned = v;
    for (Index b = 0; b < v.size(); ++b) {
      const Index column = b < rows ? b : (b * 5 / 3 + b / 7) % rows;
      const Index common = row & column;
      if (((common >> 1) ^ common) & 1) turned[b] = -v[b];
    }
    bound += at_.third(i, j, k, l, turned).cwiseAbs();
  }
  return bound;
}

const Varying& Neighbourhood::taylor(std::uint32_t player, std::uint32_t order) {
  const auto [place, added] = known_.try_emplace({FM_TAYLOR, player, order, 0});
  Varying& quantity = place->second;
  if (!added) return quantity;
  constexpr std::size_t most = 5000;  // derivatives to compute for the changes alone
  const std::size_t n = shape().coordinates();
  const fm_request next = {sizeof(fm_request), FM_TAYLOR, player, order + 1, 0, 0};
  const bool further = changes_ && derivatives(n, order + 1) <= most && at_.oracle().offers(next);
  const MatrixXd all =
      at_.get(further ? next : fm_request{sizeof(fm_request), FM_TAYLOR, player, order, 0, 0}, 1);
  quantity.value = all.topRows(static_cast<Index>(derivatives(n, order)));
  if (!changes_) return quantity;
  quantity.proven = errors_.of_taylor(player, order, quantity.value);
  const MultiIndices indices(n, further ? order + 1 : order);
  quantity.change = quantity.value.cwiseAbs();
  for (std::size_t d = 0; d < static_cast<std::size_t>(quantity.value.rows()); ++d) {
    if (indices[d].size() == indices.order()) continue;
    double change = 0;
    for (std::uint32_t c = 0; c < n; ++c) {
      std::vector<std::uint32_t> raised = indices[d];
      raised.insert(std::upper_bound(raised.begin(), raised.end(), c), c);
      change += std::abs(all(static_cast<Index>(indices.position(raised)), 0)) *
                lengths_[static_cast<Index>(c)];
    }
    quantity.change(static_cast<Index>(d), 0) = change;
  }
  return quantity;
}

}  // namespace firstmove::engine
