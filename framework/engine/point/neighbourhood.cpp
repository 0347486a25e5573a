#include "point/neighbourhood.hpp"

#include <firstmove/internal/multi_index.hpp>

#include <algorithm>
#include <cmath>

#include "game/lengths.hpp"
#include "point/requests.hpp"

namespace firstmove::engine {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double noise_units = 4;

// The rows of a Hadamard matrix of order m: the sum of |t . row| over all rows is at least the sum
// of |t_b|, if t has at most m entries.
Index hadamard_rows(Index entries) {
  return entries == 1 ? 1 : entries == 2 || entries > 4 ? 2 : 4;
}
VectorXd signed_by(VectorXd v, Index row) {
  const Index rows = hadamard_rows(v.size());
  for (Index b = 0; b < v.size(); ++b) {
    const Index column = b < rows ? b : (b * 5 / 3 + b / 7) % rows;
    const Index common = row & column;
    if (((common >> 1) ^ common) & 1) v[b] = -v[b];
  }
  return v;
}

}  // namespace

Neighbourhood::Neighbourhood(Point& at, Of of)
    : at_(at), changes_(of != Of::values), errors_(at, of == Of::as_given) {
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

void Neighbourhood::fetch(const std::vector<fm_request>& requests) {
  std::vector<fm_request> missing;
  for (const fm_request& r : requests)
    if (!fetched_.contains(r) && !(changes_ && proven(r))) missing.push_back(r);
  if (missing.empty()) return;
  std::vector<MatrixXd> values = at_.get(missing);
  for (std::size_t q = 0; q < missing.size(); ++q) fetched_[missing[q]] = std::move(values[q]);
}

BallMatrix Neighbourhood::gradient(std::uint32_t i, std::uint32_t j, double share) {
  return within(gradient_of(i, j), share);
}
BallMatrix Neighbourhood::block(std::uint32_t i, std::uint32_t j, std::uint32_t k, double share) {
  return within(block_of(i, j, k), share);
}
BallMatrix Neighbourhood::taylor(std::uint32_t player, std::uint32_t order, double share) {
  return within(taylor_of(player, order), share);
}

BallMatrix Neighbourhood::within(const fm_request& request, double share) {
  BallMatrix ball = known(request).here;
  if (changes_ && share > 0) ball.radius += share * change(request);
  return ball;
}

Neighbourhood::Known& Neighbourhood::known(const fm_request& request) {
  const auto [place, added] = known_.try_emplace(request);
  if (added) place->second.here = here(request);
  return place->second;
}

BallMatrix Neighbourhood::here(const fm_request& request) {
  if (changes_)
    if (std::optional<BallMatrix> found = proven(request)) return *found;
  fetch({request});
  const auto fetched = fetched_.find(request);
  BallMatrix ball = BallMatrix::rounded(fetched->second);
  if (!changes_) return ball;
  // A quantity's change may need the quantity itself.
  known_[request].here = ball;
  ball.radius += rounding_ * change(request);
  if (request.quantity == FM_HESSIAN_BLOCK)
    ball.radius += noise_of_block(request.player, request.j, request.k);
  return ball;
}

std::optional<BallMatrix> Neighbourhood::proven(const fm_request& r) {
  if (r.quantity == FM_GRADIENT) return errors_.gradient(r.player, r.j);
  if (r.quantity == FM_HESSIAN_BLOCK) return errors_.block(r.player, r.j, r.k);
  return errors_.taylor(r.player, r.j);
}

const MatrixXd& Neighbourhood::change(const fm_request& r) {
  Known& of = known_[r];
  if (!of.change)
    of.change = r.quantity == FM_GRADIENT        ? change_of_gradient(r.player, r.j)
                : r.quantity == FM_HESSIAN_BLOCK ? change_of_block(r.player, r.j, r.k)
                                                 : change_of_taylor(r.player, r.j);
  return *of.change;
}

MatrixXd Neighbourhood::change_of_gradient(std::uint32_t i, std::uint32_t j) {
  MatrixXd change = MatrixXd::Zero(shape().dims[j], 1);
  for (std::uint32_t k = 0; k < shape().players(); ++k)
    change += known(block_of(i, j, k)).here.middle.cwiseAbs() * lengths_of(k);
  return change;
}

double Neighbourhood::largest_in_row(std::uint32_t i, std::uint32_t j) {
  double largest = 0;
  for (std::uint32_t m = 0; m < shape().players(); ++m)
    largest = std::max(largest, (lengths_of(j).asDiagonal() * at_.block(i, j, m).cwiseAbs() *
                                 lengths_of(m).asDiagonal())
                                    .maxCoeff());
  return largest;
}

MatrixXd Neighbourhood::noise_of_block(std::uint32_t i, std::uint32_t j, std::uint32_t k) {
  return noise_units * Ball::unit * largest_in_row(i, j) * lengths_of(j).cwiseInverse() *
         lengths_of(k).cwiseInverse().transpose();
}

MatrixXd Neighbourhood::change_of_block(std::uint32_t i, std::uint32_t j, std::uint32_t k) {
  bool offered = true;
  for (std::uint32_t m = 0; m < shape().players(); ++m)
    offered = offered && at_.oracle().offers(third_of(i, j, m, k));
  if (offered) {
    const auto [place, added] = changes_of_rows_.try_emplace({i, j});
    if (added) place->second = changes_of_row(i, j);
    return place->second[k];
  }
  // Without third derivatives: as if each entry could change by the largest of the player's second
  // derivatives, all in the units of its cost.
  return largest_in_row(i, i) * lengths_of(j).cwiseInverse() *
         lengths_of(k).cwiseInverse().transpose();
}

BallMatrix Neighbourhood::third(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l,
                                const BallMatrix& u, double share) {
  Contracted& last = contracted_[third_of(i, j, k, l)];
  if (last.u.size() == 0 || last.u != u.middle) {
    const std::optional<BallMatrix> proven =
        changes_ ? errors_.third(i, j, k, l, u.middle) : std::nullopt;
    last.u = u.middle;
    last.proven = proven.has_value();
    last.here = proven ? *proven
                       : BallMatrix(at_.third(i, j, k, l, u.middle),
                                    MatrixXd::Zero(shape().dims[j], shape().dims[l]));
  }
  BallMatrix result = last.here;
  if (!changes_) return result;
  const double moved = share + (last.proven ? 0 : rounding_);
  if (u.bounded())
    result.radius += third_over(i, j, k, l, u.radius + moved * (u.middle.cwiseAbs() + u.radius));
  else
    result.radius.setConstant(std::numeric_limits<double>::infinity());
  return result;
}

MatrixXd Neighbourhood::third_over(std::uint32_t i, std::uint32_t j, std::uint32_t k,
                                   std::uint32_t l, const VectorXd& v) {
  MatrixXd bound = MatrixXd::Zero(shape().dims[j], shape().dims[l]);
  if (v.isZero(0)) return bound;
  for (Index row = 0; row < hadamard_rows(v.size()); ++row)
    bound += at_.third(i, j, k, l, signed_by(v, row)).cwiseAbs();
  return bound;
}

// The sums over m of third_over(i, j, m, k, lengths of m), for all m and k at once.
std::vector<MatrixXd> Neighbourhood::changes_of_row(std::uint32_t i, std::uint32_t j) {
  const std::uint32_t players = shape().players();
  std::vector<fm_request> products;
  std::vector<MatrixXd> changes;
  Index rows = 1, columns = 1;
  for (std::uint32_t k = 0; k < players; ++k) {
    for (std::uint32_t m = 0; m < players; ++m) products.push_back(third_of(i, j, m, k));
    changes.emplace_back(MatrixXd::Zero(shape().dims[j], shape().dims[k]));
    rows = std::max(rows, hadamard_rows(shape().dims[k]));
    columns = std::max<Index>(columns, shape().dims[k]);
  }
  for (Index c = 0; c < columns; ++c)
    for (Index row = 0; row < rows; ++row) {
      std::vector<VectorXd> vectors;
      for (const fm_request& r : products) {
        const Index d = shape().dims[r.l];
        vectors.push_back(row < hadamard_rows(shape().dims[r.k])
                              ? signed_by(lengths_of(r.k), row)
                              : VectorXd::Zero(shape().dims[r.k]));
        vectors.push_back(c < d ? VectorXd(VectorXd::Unit(d, c)) : VectorXd(VectorXd::Zero(d)));
      }
      const std::vector<MatrixXd> all = at_.get(products, vectors);
      for (std::size_t p = 0; p < all.size(); ++p)
        if (c < shape().dims[products[p].l]) changes[products[p].l].col(c) += all[p].cwiseAbs();
    }
  return changes;
}

MatrixXd Neighbourhood::change_of_taylor(std::uint32_t player, std::uint32_t order) {
  constexpr std::size_t most = 5000;  // derivatives to compute for the changes alone
  const std::size_t n = shape().coordinates();
  const fm_request next = taylor_of(player, order + 1);
  const bool further = derivatives(n, order + 1) <= most && at_.oracle().offers(next);
  const MatrixXd all = at_.get(further ? next : taylor_of(player, order));
  const MultiIndices indices(n, further ? order + 1 : order);
  MatrixXd changes = all.topRows(static_cast<Index>(derivatives(n, order))).cwiseAbs();
  for (std::size_t d = 0; d < static_cast<std::size_t>(changes.rows()); ++d) {
    if (indices[d].size() == indices.order()) continue;
    double change = 0;
    for (std::uint32_t c = 0; c < n; ++c) {
      std::vector<std::uint32_t> raised = indices[d];
      raised.insert(std::upper_bound(raised.begin(), raised.end(), c), c);
      change += std::abs(all(static_cast<Index>(indices.position(raised)), 0)) *
                lengths_[static_cast<Index>(c)];
    }
    changes(static_cast<Index>(d), 0) = change;
  }
  return changes;
}

}  // namespace firstmove::engine
