#include "point/stackelberg_field.hpp"

#include "point/ball_series.hpp"

namespace firstmove::engine {
namespace {

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
FieldBalls by_series(Neighbourhood& near, const std::vector<std::uint32_t>& players, double eta,
                     double share) {
  const Shape& shape = near.shape();
  BallSpace space(shape.coordinates(), players.size() + 1);
  std::vector<BallSeries> costs;
  std::vector<std::vector<std::uint32_t>> coordinates;
  for (std::uint32_t j = 0; j < players.size(); ++j) {
    const std::uint32_t p = players[j];
    costs.push_back(cost_series(near, space, p, j + 2, share));
    coordinates.emplace_back();
    for (std::uint32_t c = shape.offsets[p]; c < shape.offsets[p + 1]; ++c) {
      coordinates.back().push_back(c);
      if (j > 0 && eta > 0) costs[j][space.slope(c, 1 + c).from] += Ball(eta / 2);
    }
  }
  BasicStaggeredField<Ball> field(costs, coordinates);
  field.E.insert(field.E.begin(), field.G1.begin(), field.G1.end());
  field.y.insert(field.y.begin(), coordinates[0].begin(), coordinates[0].end());
  FieldBalls result(shape);
  for (std::size_t a = 0; a < field.y.size(); ++a) {
    result.omega.set(field.y[a], 0, value(field.E[a]));
    for (std::uint32_t c = 0; c < shape.coordinates(); ++c)
      result.J.set(field.y[a], c, value(field.E[a].slope(c)));
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
FieldBalls by_products(Neighbourhood& near, std::uint32_t leader, std::uint32_t follower,
                       double eta, double share, Wanted wanted) {
  const Shape& shape = near.shape();
  const auto block = [&](std::uint32_t i, std::uint32_t j, std::uint32_t k) {
    return near.block(i, j, k, share);
  };
  const auto gradient = [&](std::uint32_t i, std::uint32_t j) {
    return near.gradient(i, j, share);
  };
  BallMatrix response = block(follower, follower, follower);
  if (eta > 0)
    response = response + BallMatrix::rounded(
                              eta * Eigen::MatrixXd::Identity(response.rows(), response.rows()));
  const BallLu lu(response, near.changes());
  const BallMatrix lambda = lu.solve(gradient(leader, follower));
  const BallMatrix mixed = block(follower, leader, follower);
  FieldBalls result(shape);
  const Eigen::Index first = shape.offsets[leader], f = shape.offsets[follower];
  result.omega.set_block(first, 0, gradient(leader, leader) - mixed * lambda);
  result.omega.set_block(f, 0, gradient(follower, follower));
  for (std::uint32_t m = 0; m < 2 && wanted == Wanted::all; ++m) {
    // Third derivatives are contracted with lambda in the follower's index k; m stays free.
    const BallMatrix inner =
        block(leader, follower, m) - near.third(follower, follower, follower, m, lambda, share);
    result.J.set_block(first, shape.offsets[m],
                       block(leader, leader, m) -
                           near.third(follower, leader, follower, m, lambda, share) -
                           mixed * lu.solve(inner));
    result.J.set_block(f, shape.offsets[m],
                       m == follower ? response : block(follower, follower, m));
  }
  return result;
}

// Schur complements from the last player up: a player's block of J after all players below it have
// responded.
void add_totals(const Neighbourhood& near, const std::vector<std::uint32_t>& players,
                FieldBalls& field) {
  field.totals.resize(players.size());
  std::vector<Eigen::Index> below;
  for (std::size_t j = players.size(); j-- > 0;) {
    const std::uint32_t p = players[j];
    const std::vector<Eigen::Index> own = near.coordinates_of(p);
    field.totals[p] = field.J.part(own, own);
    if (!below.empty())
      field.totals[p] =
          field.totals[p] -
          field.J.part(own, below) *
              BallLu(field.J.part(below, below), near.changes()).solve(field.J.part(below, own));
    below.insert(below.end(), own.begin(), own.end());
  }
}

// With two players by matrices: their bounds are tighter than those of an elimination.
std::optional<FieldBalls> balls_of(Neighbourhood& near, const std::vector<std::uint32_t>& players,
                                   double eta, double share, Wanted wanted = Wanted::all) {
  std::optional<FieldBalls> field;
  if (players.size() == 2 && offers_products(near.point(), players[1]))
    field = by_products(near, players[0], players[1], eta, share, wanted);
  else if (offers_series(near.point(), players))
    field = by_series(near, players, eta, share);
  if (field && wanted == Wanted::all) add_totals(near, players, *field);
  return field;
}

std::optional<StackelbergField> middle_of(const std::optional<FieldBalls>& field) {
  return field ? std::optional(field->middle()) : std::nullopt;
}

}  // namespace

FieldBalls::FieldBalls(const Shape& shape)
    : omega(shape.coordinates(), 1), J(shape.coordinates(), shape.coordinates()) {}

StackelbergField FieldBalls::middle() const {
  StackelbergField field{omega.middle, J.middle, {}};
  for (const BallMatrix& total : totals) field.totals.push_back(total.middle);
  return field;
}

bool offers_stackelberg(Point& at, const std::vector<std::uint32_t>& place) {
  const std::vector<std::uint32_t> players = in_order(place);
  return (players.size() == 2 && offers_products(at, players[1])) || offers_series(at, players);
}

std::optional<FieldBalls> stackelberg_balls(Neighbourhood& near,
                                            const std::vector<std::uint32_t>& place, double share,
                                            Wanted wanted) {
  return balls_of(near, in_order(place), 0, share, wanted);
}

std::optional<StackelbergField> stackelberg_field(Point& at,
                                                  const std::vector<std::uint32_t>& place) {
  Neighbourhood here(at, Neighbourhood::Of::values);
  return middle_of(stackelberg_balls(here, place, 0));
}

std::optional<FieldBalls> regularized_balls(Neighbourhood& near,
                                            const std::vector<std::uint32_t>& place, double eta,
                                            double share) {
  if (place.size() != 2) return std::nullopt;
  const std::vector<std::uint32_t> players = in_order(place);
  std::optional<FieldBalls> field = balls_of(near, players, eta, share);
  if (!field) return field;
  // The leader regularizes its model of the follower; the follower's own rows do not change.
  const std::uint32_t follower = players[1];
  const BallMatrix own = near.block(follower, follower, follower, share);
  const Eigen::Index first = near.shape().offsets[follower];
  field->J.set_block(first, first, own);
  field->totals[follower] = own;
  return field;
}

std::optional<StackelbergField> regularized_field(Point& at,
                                                  const std::vector<std::uint32_t>& place,
                                                  double eta) {
  Neighbourhood here(at, Neighbourhood::Of::values);
  return middle_of(regularized_balls(here, place, eta, 0));
}

}  // namespace firstmove::engine
