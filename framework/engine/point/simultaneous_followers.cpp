#include "point/simultaneous_followers.hpp"

#include <algorithm>

#include "point/ball_series.hpp"
#include "point/requests.hpp"

namespace firstmove::engine {

bool offers_simultaneous_followers(Point& at, const std::vector<std::uint32_t>& place) {
  if (place.size() < 3) return false;
  for (std::uint32_t p = 0; p < place.size(); ++p)
    if (!at.oracle().offers(taylor_of(p, place[p] == 0 ? 2 : 3))) return false;
  return true;
}

std::optional<FieldBalls> simultaneous_followers_balls(Neighbourhood& near,
                                                       const std::vector<std::uint32_t>& place,
                                                       double share) {
  const Shape& shape = near.shape();
  if (!offers_simultaneous_followers(near.point(), place)) return std::nullopt;
  const auto leader =
      static_cast<std::uint32_t>(std::find(place.begin(), place.end(), 0u) - place.begin());
  std::vector<fm_request> series;
  for (std::uint32_t p = 0; p < shape.players(); ++p)
    series.push_back(taylor_of(p, p == leader ? 2 : 3));
  near.fetch(series);
  BallSpace space(shape.coordinates(), 3);
  std::vector<BallSeries> E;
  std::vector<std::uint32_t> y;
  std::vector<Eigen::Index> followers;
  const std::vector<Eigen::Index> own = near.coordinates_of(leader);
  for (std::uint32_t p = 0; p < shape.players(); ++p) {
    if (p == leader) continue;
    const BallSeries f = cost_series(near, space, p, 3, share);
    for (const Eigen::Index c : near.coordinates_of(p)) {
      y.push_back(static_cast<std::uint32_t>(c));
      E.push_back(f.slope(y.back()));
      followers.push_back(c);
    }
  }
  const BallSeries f = cost_series(near, space, leader, 2, share);
  const std::size_t m = y.size();
  std::vector<BallSeries> transposed(m * m), lambda(m);
  for (std::size_t a = 0; a < m; ++a) {
    lambda[a] = f.slope(y[a]);
    for (std::size_t b = 0; b < m; ++b) transposed[b * m + a] = E[a].slope(y[b]);
  }
  solve(transposed, lambda);
  for (const Eigen::Index own_c : own) {
    const auto c = static_cast<std::uint32_t>(own_c);
    BallSeries total = f.slope(c);
    for (std::size_t a = 0; a < m; ++a) total = total - E[a].slope(c) * lambda[a];
    E.push_back(std::move(total));
    y.push_back(c);
  }
  FieldBalls field(shape);
  for (std::size_t a = 0; a < y.size(); ++a) {
    field.omega.set(y[a], 0, value(E[a]));
    for (std::uint32_t c = 0; c < shape.coordinates(); ++c)
      field.J.set(y[a], c, value(E[a].slope(c)));
  }
  for (std::uint32_t p = 0; p < shape.players(); ++p) {
    const std::vector<Eigen::Index> all = near.coordinates_of(p);
    field.totals.push_back(field.J.part(all, all));
  }
  field.totals[leader] =
      field.totals[leader] -
      field.J.part(own, followers) * BallLu(field.J.part(followers, followers), near.changes())
                                         .solve(field.J.part(followers, own));
  return field;
}

std::optional<StackelbergField> simultaneous_followers_field(
    Point& at, const std::vector<std::uint32_t>& place) {
  Neighbourhood here(at, Neighbourhood::Of::values);
  const std::optional<FieldBalls> field = simultaneous_followers_balls(here, place, 0);
  return field ? std::optional(field->middle()) : std::nullopt;
}

}  // namespace firstmove::engine
