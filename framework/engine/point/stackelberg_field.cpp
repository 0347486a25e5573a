#include "point/stackelberg_field.hpp"
#include "point/dense_solvers.hpp"

#include <firstmove/internal/multi_index.hpp>
#include <firstmove/staggered.hpp>

namespace firstmove::engine {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

fm_request request(std::int32_t quantity, std::uint32_t i, std::uint32_t j = 0, std::uint32_t k = 0,
                   std::uint32_t l = 0) {
  return {sizeof(fm_request), quantity, i, j, k, l};
}

// The players, the leader first.
std::vector<std::uint32_t> in_order(const std::vector<std::uint32_t>& place) {
  std::vector<std::uint32_t> players(place.size());
  for (std::uint32_t p = 0; p < place.size(); ++p) players[place[p]] = p;
  return players;
}

bool offers_series(Point& at, const std::vector<std::uint32_t>& players) {
  for (std::uint32_t j = 0; j < players.size(); ++j)
    if (!at.oracle().offers(request(FM_TAYLOR, players[j], j + 2))) return false;
  return true;
}

// Regularization adds eta / 2 times the squared distance from this point to every follower's cost:
// that adds eta I to D_22 f_2 everywhere and nothing to D_2 f_2 here, nor to D_12 f_2.
StackelbergField by_series(Point& at, const std::vector<std::uint32_t>& players, double eta) {
  const Shape& shape = at.shape();
  SeriesSpace space(shape.coordinates(), players.size() + 1);
  std::vector<Series> costs;
  std::vector<std::vector<std::uint32_t>> coordinates;
  for (std::uint32_t j = 0; j < players.size(); ++j) {
    const std::uint32_t p = players[j];
    const MatrixXd derivatives = at.get(request(FM_TAYLOR, p, j + 2), 1);
    costs.emplace_back(space, j + 2);
    for (std::size_t c = 0; c < costs[j].size(); ++c)
      costs[j][c] = Lane(derivatives(static_cast<Eigen::Index>(c), 0) / space.factorial(c));
    coordinates.emplace_back();
    for (std::uint32_t c = shape.offsets[p]; c < shape.offsets[p + 1]; ++c) {
      coordinates.back().push_back(c);
      if (j > 0) costs[j][space.slope(c, 1 + c).from] += Lane(eta / 2);
    }
  }
  StaggeredField field(costs, coordinates);
  field.E.insert(field.E.begin(), field.G1.begin(), field.G1.end());
  field.y.insert(field.y.begin(), coordinates[0].begin(), coordinates[0].end());
  const Eigen::Index n = shape.coordinates();
  StackelbergField result{VectorXd(n), MatrixXd(n, n), {}};
  for (std::size_t a = 0; a < field.y.size(); ++a) {
    result.omega[field.y[a]] = first_lane(value(field.E[a]));
    for (std::uint32_t c = 0; c < n; ++c)
      result.J(field.y[a], c) = first_lane(value(field.E[a].slope(c)));
  }
  return result;
}

bool offers_products(Point& at, std::uint32_t f) {
  return at.oracle().offers(request(FM_THIRD_PRODUCT, f, f, f, f));
}

// With lambda = (D_22 f_2)^-1 D_2 f_1, D f_1 = D_1 f_1 - D_12 f_2 lambda, so along block m
//   D_m (D f_1) = D_1m f_1 - D_12m f_2 lambda - D_12 f_2 (D_22 f_2)^-1 (D_2m f_1 - D_22m f_2
//   lambda).
// With regularization D_22 f_2 + eta I replaces D_22 f_2 throughout.
StackelbergField by_products(Point& at, std::uint32_t leader, std::uint32_t follower, double eta) {
  const Shape& shape = at.shape();
  MatrixXd response = at.block(follower, follower, follower);
  response.diagonal().array() += eta;
  const DenseLu lu(response);
  const VectorXd lambda = lu.solve(at.gradient(leader, follower));
  const MatrixXd mixed = at.block(follower, leader, follower);
  const Eigen::Index n = shape.coordinates();
  StackelbergField result{VectorXd(n), MatrixXd(n, n), {}};
  const Eigen::Index first = shape.offsets[leader], count = shape.dims[leader];
  const Eigen::Index f = shape.offsets[follower], fs = shape.dims[follower];
  result.omega.segment(first, count) = at.gradient(leader, leader) - mixed * lambda;
  result.omega.segment(f, fs) = at.gradient(follower, follower);
  for (std::uint32_t m = 0; m < 2; ++m) {
    const Eigen::Index column = shape.offsets[m], columns = shape.dims[m];
    // Third derivatives are contracted with lambda in the follower's index k; m stays free.
    const MatrixXd inner =
        at.block(leader, follower, m) - at.third(follower, follower, follower, m, lambda);
    result.J.block(first, column, count, columns) =
        at.block(leader, leader, m) - at.third(follower, leader, follower, m, lambda) -
        mixed * lu.solve(inner);
    result.J.block(f, column, fs, columns) =
        m == follower ? response : at.block(follower, follower, m);
  }
  return result;
}

// The submatrix of the given rows and columns.
MatrixXd part(const MatrixXd& m, const std::vector<Eigen::Index>& rows,
              const std::vector<Eigen::Index>& columns) {
  return m(rows, columns);
}

// Schur complements from the last player up: a player's block of J after all players below it have
// responded.
void add_totals(const Shape& shape, const std::vector<std::uint32_t>& players,
                StackelbergField& field) {
  field.totals.resize(players.size());
  std::vector<Eigen::Index> below;
  for (std::size_t j = players.size(); j-- > 0;) {
    const std::uint32_t p = players[j];
    std::vector<Eigen::Index> own;
    for (std::uint32_t c = shape.offsets[p]; c < shape.offsets[p + 1]; ++c) own.push_back(c);
    field.totals[p] = part(field.J, own, own);
    if (!below.empty())
      field.totals[p] -= part(field.J, own, below) *
                         DenseLu(part(field.J, below, below)).solve(part(field.J, below, own));
    below.insert(below.end(), own.begin(), own.end());
  }
}

std::optional<StackelbergField> field_of(Point& at, const std::vector<std::uint32_t>& players,
                                         double eta) {
  std::optional<StackelbergField> field;
  if (offers_series(at, players))
    field = by_series(at, players, eta);
  else if (players.size() == 2 && offers_products(at, players[1]))
    field = by_products(at, players[0], players[1], eta);
  if (field) add_totals(at.shape(), players, *field);
  return field;
}

}  // namespace

std::optional<StackelbergField> stackelberg_field(Point& at,
                                                  const std::vector<std::uint32_t>& place) {
  return field_of(at, in_order(place), 0);
}

std::optional<StackelbergField> regularized_field(Point& at,
                                                  const std::vector<std::uint32_t>& place,
                                                  double eta) {
  if (place.size() != 2) return std::nullopt;
  const std::vector<std::uint32_t> players = in_order(place);
  std::optional<StackelbergField> field = field_of(at, players, eta);
  if (!field) return field;
  // The leader regularizes its model of the follower; the follower's own rows do not change.
  const Shape& shape = at.shape();
  const std::uint32_t follower = players[1];
  const MatrixXd own = at.block(follower, follower, follower);
  field->J.block(shape.offsets[follower], shape.offsets[follower], own.rows(), own.cols()) = own;
  field->totals[follower] = own;
  return field;
}

}  // namespace firstmove::engine
