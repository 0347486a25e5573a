#include "proof/enclosed_field.hpp"

#include <spdlog/fmt/fmt.h>

#include <firstmove/staggered.hpp>

#include <algorithm>
#include <numeric>
#include <optional>

namespace firstmove::engine {
namespace {

// By cofactors along the first row: without division, so that the matrix may be singular. m has n
// rows; those from `row` on and the given columns are used.
EnclosedSeries determinant(const std::vector<EnclosedSeries>& m, std::size_t n, std::size_t row,
                           std::vector<std::size_t> columns) {
  if (columns.size() == 1) return m[row * n + columns[0]];
  std::optional<EnclosedSeries> sum;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    std::vector<std::size_t> rest = columns;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(k));
    EnclosedSeries term = m[row * n + columns[k]] * determinant(m, n, row + 1, std::move(rest));
    if (k % 2 == 1) term = -term;
    sum = sum ? *sum + term : term;
  }
  return *sum;
}

constexpr std::uint32_t most_bordered = 4;  // coordinates of a follower: cofactors cost n!

}  // namespace

EnclosedGame::EnclosedGame(const ExperimentSpec& spec)
    : game_(spec.game.plugin, spec.game.params, spec.game.teams),
      across_(Translations::of_none(game_.shape().coordinates())),
      middle_(game_.shape().coordinates()),
      free_shape_(game_.shape()),
      players_(spec.place.size()) {
  for (std::uint32_t p = 0; p < spec.place.size(); ++p) players_[spec.place[p]] = p;
  if (!game_.enclosure())
    without_ = "the game gives no proven bounds; games with a cost template or a graph do";
  else if (game_.enclosure()->most_order < players_.size() + 1)
    without_ =
        fmt::format("the game bounds derivatives up to order {}, but {} players need order {}",
                    game_.enclosure()->most_order, players_.size(), players_.size() + 1);
}

EnclosedGame::EnclosedGame(const ExperimentSpec& spec, const Translations& across,
                           const std::vector<double>& middle)
    : EnclosedGame(spec) {
  across_ = across;
  middle_ = middle;
  free_shape_ = across.shape_of_free(game_.shape());
}

Box EnclosedGame::whole(const Box& free) const {
  Box box(middle_.begin(), middle_.end());
  for (std::size_t f = 0; f < free.size(); ++f) box[across_.free[f]] = free[f];
  return box;
}

IntervalMatrix EnclosedGame::motion(const IntervalMatrix& jacobian) const {
  return across_.none() ? jacobian : IntervalMatrix(across_.motion()) * jacobian;
}

EnclosedSeries EnclosedGame::cost(std::uint32_t player, std::uint32_t order, const Box& box,
                                  bool& smooth) {
  const std::size_t d = game_.shape().coordinates();
  EnclosedSeries f(spaces_.of(d, players_.size() + 1), order);
  std::vector<double> lower(d), upper(d), bounds_below(f.size()), bounds_above(f.size());
  const Box joint = whole(box);
  for (std::size_t c = 0; c < d; ++c) {
    lower[c] = joint[c].lower();
    upper[c] = joint[c].upper();
  }
  std::uint32_t is_smooth = 0;
  game_.host().call("enclose", "bound its costs", [&] {
    return game_.enclosure()->enclose(game_.instance(), player, order, lower.data(), upper.data(),
                                      bounds_below.data(), bounds_above.data(), &is_smooth);
  });
  smooth = smooth && is_smooth != 0;
  for (std::size_t c = 0; c < f.size(); ++c)
    f[c] = Interval(bounds_below[c], bounds_above[c]) /
           Interval(spaces_.of(d, players_.size() + 1).factorial(c));
  return f;
}

EnclosedField EnclosedGame::simultaneous(const Box& box) {
  const Shape& s = shape();
  EnclosedField field{{}, IntervalMatrix(s.coordinates(), s.coordinates()), {}, {}, true};
  for (std::uint32_t i = 0; i < s.players(); ++i) {
    const EnclosedSeries f = cost(i, 2, box, field.smooth);
    for (std::uint32_t a = s.offsets[i]; a < s.offsets[i + 1]; ++a) {
      const EnclosedSeries slope = f.slope(across_.free[a]);
      field.value.push_back(value(slope));
      for (std::uint32_t b = 0; b < s.coordinates(); ++b)
        field.jacobian(a, b) = value(slope.slope(across_.free[b]));
    }
  }
  return field;
}

EnclosedField EnclosedGame::stackelberg(const Box& box) {
  const Shape& s = shape();
  EnclosedField field{std::vector<Interval>(s.coordinates()),
                      IntervalMatrix(s.coordinates(), s.coordinates()),
                      {},
                      {},
                      true};
  std::vector<EnclosedSeries> costs;
  std::vector<std::vector<std::uint32_t>> coordinates;
  for (std::uint32_t j = 0; j < players_.size(); ++j) {
    const std::uint32_t p = players_[j];
    costs.push_back(cost(p, j + 2, box, field.smooth));
    coordinates.emplace_back();
    for (std::uint32_t c = s.offsets[p]; c < s.offsets[p + 1]; ++c)
      coordinates.back().push_back(across_.free[c]);
  }
  BasicStaggeredField<Interval> played(costs, coordinates);
  played.E.insert(played.E.begin(), played.G1.begin(), played.G1.end());
  played.y.insert(played.y.begin(), coordinates[0].begin(), coordinates[0].end());
  for (std::size_t a = 0; a < played.y.size(); ++a) {
    const std::size_t row = static_cast<std::size_t>(
        std::lower_bound(across_.free.begin(), across_.free.end(), played.y[a]) -
        across_.free.begin());
    field.value[row] = value(played.E[a]);
    for (std::uint32_t b = 0; b < s.coordinates(); ++b)
      field.jacobian(row, b) = value(played.E[a].slope(across_.free[b]));
  }
  if (players_.size() == 2) add_cleared(costs[0], costs[1], field);
  return field;
}

// The leader's total derivative times det(D_22 f_2), entry by entry, as the determinant of the
// bordered matrix [D_a f_1, D_a2 f_2; D_2 f_1, D_22 f_2]; the follower's D_2 f_2 is unchanged.
void EnclosedGame::add_cleared(const EnclosedSeries& leader, const EnclosedSeries& follower,
                               EnclosedField& field) const {
  const Shape& s = shape();
  const std::uint32_t first = s.offsets[players_[1]], n = s.dims[players_[1]];
  if (n > most_bordered) return;
  field.cleared = field.value;
  field.cleared_jacobian = field.jacobian;
  std::vector<std::size_t> columns(n + 1);
  std::iota(columns.begin(), columns.end(), 0);
  for (std::uint32_t a = s.offsets[players_[0]]; a < s.offsets[players_[0] + 1]; ++a) {
    const EnclosedSeries own = follower.slope(across_.free[a]);
    std::vector<EnclosedSeries> bordered = {leader.slope(across_.free[a])};
    for (std::uint32_t c = 0; c < n; ++c) bordered.push_back(own.slope(across_.free[first + c]));
    for (std::uint32_t r = 0; r < n; ++r) {
      const std::uint32_t at = across_.free[first + r];
      bordered.push_back(leader.slope(at));
      for (std::uint32_t c = 0; c < n; ++c)
        bordered.push_back(follower.slope(at).slope(across_.free[first + c]));
    }
    const EnclosedSeries vanishing = determinant(bordered, n + 1, 0, columns);
    field.cleared[a] = value(vanishing);
    for (std::uint32_t b = 0; b < s.coordinates(); ++b)
      field.cleared_jacobian(a, b) = value(vanishing.slope(across_.free[b]));
  }
}

}  // namespace firstmove::engine
