#include "point/translations.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <firstmove/random.hpp>

#include <algorithm>
#include <cmath>

#include "game/lengths.hpp"
#include "point/dense_solvers.hpp"
#include "point/point.hpp"
#include "point/scaled_jacobian.hpp"

namespace firstmove::engine {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Points drawn from the box, always the same.
std::vector<std::vector<double>> samples(const std::vector<double>& lower,
                                         const std::vector<double>& upper, std::size_t count) {
  std::vector<std::vector<double>> points(count, std::vector<double>(lower.size()));
  for (std::size_t s = 0; s < count; ++s) {
    const Draw draw{0, s, 1, 0, Purpose::search};
    for (std::size_t c = 0; c < lower.size(); ++c)
      points[s][c] = lower[c] + (upper[c] - lower[c]) * draw.uniform(c);
  }
  return points;
}

// What the costs do at one point.
struct Costs {
  VectorXd cost;
  MatrixXd gradients;  // a row for each cost, over the whole joint action
};
Costs costs_at(Point& at, const std::vector<double>& x) {
  at.move(x);
  const Shape& shape = at.shape();
  Costs here{VectorXd(shape.players()), MatrixXd(shape.players(), shape.coordinates())};
  for (std::uint32_t i = 0; i < shape.players(); ++i) {
    here.cost[i] = at.cost(i);
    for (std::uint32_t j = 0; j < shape.players(); ++j)
      here.gradients.row(i).segment(shape.offsets[j], shape.dims[j]) = at.gradient(i, j);
  }
  return here;
}

// The directions of one player's action, in units, to which the gradients at all points are
// orthogonal, as columns; each cost counts alike.
MatrixXd null_vectors(const std::vector<Costs>& points, const std::vector<double>& units,
                      Index first, Index count) {
  constexpr double square_of_zero = 1e-13;
  MatrixXd sum = MatrixXd::Zero(count, count);
  for (Index i = 0; i < points.front().cost.size(); ++i) {
    double largest = 0;
    MatrixXd rows(points.size(), count);
    for (std::size_t s = 0; s < points.size(); ++s)
      for (Index c = 0; c < count; ++c) {
        const double slope =
            points[s].gradients(i, first + c) * units[static_cast<std::size_t>(first + c)];
        if (!std::isfinite(slope)) return {};
        rows(static_cast<Index>(s), c) = slope;
        largest = std::max(largest, std::abs(slope));
      }
    if (largest > 0) sum += (rows / largest).transpose() * (rows / largest);
  }
  const SymmetricEigenpairs pairs = symmetric_eigenpairs(sum);
  const double zero = square_of_zero * pairs.values[count - 1];
  const Index null = (pairs.values.array() <= zero).count();
  return null < count ? MatrixXd(pairs.vectors.leftCols(null)) : MatrixXd();
}

// Brings the columns to the form in which each has an entry 1 where all others have 0, and returns
// the rows of these entries. The last row will do that is not much smaller than the largest.
std::vector<Index> to_echelon(MatrixXd& columns) {
  std::vector<Index> pivots;
  for (Index t = 0; t < columns.cols(); ++t) {
    const double largest = columns.col(t).cwiseAbs().maxCoeff();
    Index pivot = columns.rows() - 1;
    while (std::abs(columns(pivot, t)) < 0.5 * largest) --pivot;
    columns.col(t) /= columns(pivot, t);
    for (Index other = 0; other < columns.cols(); ++other)
      if (other != t) columns.col(other) -= columns.col(t) * columns(pivot, other);
    pivots.push_back(pivot);
  }
  // Whole numbers are met exactly, as in the sum of a softmax.
  for (double& entry : columns.reshaped())
    if (std::abs(entry - std::round(entry)) <= 1e-9) entry = std::round(entry);
  return pivots;
}

// Whether moving along v changes no cost anywhere, up to rounding.
bool changes_nothing(Point& at, const std::vector<std::vector<double>>& points,
                     const std::vector<Costs>& costs, const std::vector<double>& units,
                     const VectorXd& v) {
  constexpr double rounding = 1e-11;
  double reach = INFINITY;  // one unit of some coordinate
  for (Index c = 0; c < v.size(); ++c)
    if (v[c] != 0) reach = std::min(reach, units[static_cast<std::size_t>(c)] / std::abs(v[c]));
  for (std::size_t s = 0; s < points.size(); ++s) {
    std::vector<double> x = points[s];
    for (std::size_t c = 0; c < x.size(); ++c) x[c] += reach * v[static_cast<Index>(c)];
    at.move(x);
    for (std::uint32_t i = 0; i < at.shape().players(); ++i) {
      double size = std::abs(costs[s].cost[i]);
      for (std::size_t c = 0; c < x.size(); ++c)
        size = std::max(size, std::abs(costs[s].gradients(i, static_cast<Index>(c))) * units[c]);
      if (!(std::abs(at.cost(i) - costs[s].cost[i]) <= rounding * size)) return false;
    }
  }
  return true;
}

}  // namespace

Translations Translations::of_none(std::uint32_t coordinates) {
  Translations none;
  for (std::uint32_t c = 0; c < coordinates; ++c) none.free.push_back(c);
  none.along.resize(static_cast<Index>(coordinates), 0);
  return none;
}

bool Translations::holds(std::uint32_t c) const {
  return std::binary_search(held.begin(), held.end(), c);
}

Shape Translations::shape_of_free(const Shape& whole_shape) const {
  Shape part;
  part.offsets = {0};
  for (std::uint32_t p = 0; p < whole_shape.players(); ++p) {
    std::uint32_t count = 0;
    for (std::uint32_t c = whole_shape.offsets[p]; c < whole_shape.offsets[p + 1]; ++c)
      count += !holds(c);
    part.dims.push_back(count);
    part.offsets.push_back(part.offsets.back() + count);
  }
  for (const std::uint32_t c : free) {
    part.domains.push_back(whole_shape.domains[c]);
    if (whole_shape.start_lower.empty()) continue;
    part.start_lower.push_back(whole_shape.start_lower[c]);
    part.start_upper.push_back(whole_shape.start_upper[c]);
  }
  return part;
}

std::vector<double> Translations::free_of(const std::vector<double>& x) const {
  std::vector<double> part;
  for (const std::uint32_t c : free) part.push_back(x[c]);
  return part;
}

MatrixXd Translations::motion() const {
  return MatrixXd::Identity(along.rows(), along.rows()) + along * along.transpose();
}

std::vector<double> Translations::held_as(const std::vector<double>& other,
                                          std::vector<double> x) const {
  for (std::size_t t = 0; t < held.size(); ++t) {
    const double by = other[held[t]] - x[held[t]];
    x[held[t]] = other[held[t]];
    for (std::size_t f = 0; f < free.size(); ++f)
      x[free[f]] += by * along(static_cast<Index>(f), static_cast<Index>(t));
  }
  return x;
}

std::vector<MatrixXd> Translations::orthogonal(const Shape& whole_shape) const {
  // The method of Gram and Schmidt, twice for accuracy: first the translations, then the free
  // coordinates. A coordinate that no translation moves stays as it is.
  const Index n = whole_shape.coordinates();
  MatrixXd basis(n, n);
  Index count = 0;
  const auto add = [&](VectorXd v) {
    for (int twice = 0; twice < 2; ++twice)
      for (Index b = 0; b < count; ++b) v -= basis.col(b) * basis.col(b).dot(v);
    basis.col(count++) = v / v.norm();
  };
  for (Index t = 0; t < along.cols(); ++t) {
    VectorXd v = VectorXd::Zero(n);
    v[held[static_cast<std::size_t>(t)]] = 1;
    for (std::size_t f = 0; f < free.size(); ++f) v[free[f]] = along(static_cast<Index>(f), t);
    add(std::move(v));
  }
  for (const std::uint32_t c : free) add(VectorXd::Unit(n, c));
  std::vector<MatrixXd> bases;
  Index first = along.cols();
  for (std::uint32_t p = 0; p < whole_shape.players(); ++p) {
    Index own = 0;
    for (std::uint32_t c = whole_shape.offsets[p]; c < whole_shape.offsets[p + 1]; ++c)
      own += !holds(c);
    bases.push_back(basis.block(whole_shape.offsets[p], first, whole_shape.dims[p], own));
    first += own;
  }
  return bases;
}

MatrixXd basis_of(const std::vector<MatrixXd>& blocks) {
  Index rows = 0, columns = 0;
  for (const MatrixXd& block : blocks) {
    rows += block.rows();
    columns += block.cols();
  }
  MatrixXd whole = MatrixXd::Zero(rows, columns);
  rows = columns = 0;
  for (const MatrixXd& block : blocks) {
    whole.block(rows, columns, block.rows(), block.cols()) = block;
    rows += block.rows();
    columns += block.cols();
  }
  return whole;
}

std::vector<double> Translations::into(const std::vector<double>& lower,
                                       const std::vector<double>& upper,
                                       std::vector<double> x) const {
  for (std::size_t t = 0; t < held.size(); ++t) {
    double least = -INFINITY, most = INFINITY;
    const auto bound = [&](std::uint32_t c, double v) {
      if (v == 0) return;
      const double a = (lower[c] - x[c]) / v, b = (upper[c] - x[c]) / v;
      least = std::max(least, std::min(a, b));
      most = std::min(most, std::max(a, b));
    };
    bound(held[t], 1);
    for (std::size_t f = 0; f < free.size(); ++f)
      bound(free[f], along(static_cast<Index>(f), static_cast<Index>(t)));
    const double by = std::min(std::max(0.0, least), most);
    x[held[t]] += by;
    for (std::size_t f = 0; f < free.size(); ++f)
      x[free[f]] += by * along(static_cast<Index>(f), static_cast<Index>(t));
  }
  return x;
}

std::vector<std::string> Translations::text(const std::vector<std::uint32_t>& offsets) const {
  std::vector<std::string> lines;
  for (std::size_t t = 0; t < held.size(); ++t) {
    std::vector<double> v(offsets.back(), 0.0);
    v[held[t]] = 1;
    for (std::size_t f = 0; f < free.size(); ++f)
      v[free[f]] = along(static_cast<Index>(f), static_cast<Index>(t));
    for (std::size_t p = 0; p < offsets.size() - 1; ++p) {
      const auto first = v.begin() + offsets[p], last = v.begin() + offsets[p + 1];
      if (held[t] >= offsets[p] && held[t] < offsets[p + 1])
        lines.push_back(fmt::format("player {}: ({:.6g})", p + 1, fmt::join(first, last, ", ")));
    }
  }
  return lines;
}

Translations find_translations(Point& at, const std::vector<double>& lower,
                               const std::vector<double>& upper) {
  const Shape& shape = at.shape();
  const Translations none = Translations::of_none(shape.coordinates());
  const std::vector<double> unit = units_of_box(shape, lower, upper);
  const std::size_t count =
      2 * *std::max_element(shape.dims.begin(), shape.dims.end()) + shape.players() + 4;
  const auto points = samples(lower, upper, count);
  for (std::size_t s = 0; s < 3; ++s) {
    at.move(points[s]);
    if (ScaledJacobian(at.jacobian(), unit).is_clearly_invertible()) return none;
  }
  std::vector<Costs> costs;
  for (const auto& x : points) costs.push_back(costs_at(at, x));
  struct One {
    std::uint32_t held;
    VectorXd v;
  };
  std::vector<One> all;
  for (std::uint32_t p = 0; p < shape.players(); ++p) {
    const Index first = shape.offsets[p], dims = shape.dims[p];
    MatrixXd columns = null_vectors(costs, unit, first, dims);
    if (columns.cols() == 0) continue;
    for (Index c = 0; c < dims; ++c) columns.row(c) *= unit[static_cast<std::size_t>(first + c)];
    const std::vector<Index> pivots = to_echelon(columns);
    for (std::size_t t = 0; t < pivots.size(); ++t) {
      VectorXd v = VectorXd::Zero(shape.coordinates());
      v.segment(first, dims) = columns.col(static_cast<Index>(t));
      bool on_lines = true;
      for (Index c = 0; c < v.size(); ++c)
        on_lines = on_lines &&
                   (v[c] == 0 || shape.domains[static_cast<std::size_t>(c)].kind == FM_DOMAIN_REAL);
      if (on_lines && changes_nothing(at, points, costs, unit, v))
        all.push_back({static_cast<std::uint32_t>(first + pivots[t]), v});
    }
  }
  std::sort(all.begin(), all.end(), [](const One& a, const One& b) { return a.held < b.held; });
  if (all.empty()) return none;
  Translations found;
  for (const One& one : all) found.held.push_back(one.held);
  for (std::uint32_t c = 0; c < shape.coordinates(); ++c)
    if (!found.holds(c)) found.free.push_back(c);
  found.along.resize(static_cast<Index>(found.free.size()), static_cast<Index>(all.size()));
  for (Index t = 0; t < found.along.cols(); ++t)
    for (Index f = 0; f < found.along.rows(); ++f)
      found.along(f, t) =
          all[static_cast<std::size_t>(t)].v[found.free[static_cast<std::size_t>(f)]];
  return found;
}

}  // namespace firstmove::engine
