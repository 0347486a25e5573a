#include "point/finite_differences.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "game/lengths.hpp"
#include "point/extrapolate.hpp"

namespace firstmove::engine {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int levels = difference_levels;

}  // namespace

double first_step(const fm_domain& domain, double x, double length) {
  double step = length / 64;
  if (domain.kind != FM_DOMAIN_BOX) return step;
  for (const double edge : {std::abs(x - domain.lower), std::abs(domain.upper - x)})
    if (edge > 0) step = std::min(step, 0.5 * edge);
  return step;
}

Slope extrapolate(const std::vector<double>& slopes, double rounding) {
  Slope best;
  std::vector<double> above, row;
  for (const double slope : slopes) {
    row = {slope};
    double weight = 1;
    for (std::size_t k = 0; k < above.size(); ++k) {
      weight *= 4;
      row.push_back(row[k] + (row[k] - above[k]) / (weight - 1));
      const double error =
          std::max({std::abs(row[k + 1] - row[k]), std::abs(row[k + 1] - above[k]), rounding});
      if (error < best.error) best = {row[k + 1], error};
    }
    if (std::isfinite(slope))
      above = row;
    else
      above.clear();
    rounding *= 2;
  }
  return best;
}

FiniteDifferences finite_differences(const Shape& shape, const std::vector<double>& x,
                                     const ManyValues& field) {
  const Index n = static_cast<Index>(x.size());
  const std::vector<double> sizes = lengths(shape, x);
  std::vector<std::vector<double>> points;
  std::vector<double> widths;  // between the two points of each level
  for (std::size_t c = 0; c < x.size(); ++c) {
    double step = first_step(shape.domains[c], x[c], sizes[c]);
    for (int level = 0; level < levels; ++level, step /= 2) {
      std::vector<double> up = x, down = x;
      up[c] += step;
      down[c] -= step;
      widths.push_back(up[c] - down[c]);
      points.push_back(up);
      points.push_back(down);
    }
  }
  const MatrixXd values = field(points);
  FiniteDifferences result{MatrixXd(n, n), MatrixXd(n, n)};
  for (Index c = 0; c < n; ++c)
    for (Index a = 0; a < n; ++a) {
      std::vector<double> slopes;
      double largest = 0;
      for (int level = 0; level < levels; ++level) {
        const Index pair = c * levels + level;
        const double up = values(a, 2 * pair), down = values(a, 2 * pair + 1);
        slopes.push_back((up - down) / widths[static_cast<std::size_t>(pair)]);
        largest = std::max({largest, std::abs(up), std::abs(down)});
      }
      // The field values are taken to be accurate to a few units in the last place.
      const double rounding = 16 * std::numeric_limits<double>::epsilon() * largest /
                              widths[static_cast<std::size_t>(c * levels)];
      const Slope found = extrapolate(slopes, rounding);
      result.jacobian(a, c) = found.value;
      result.error(a, c) = found.error;
    }
  return result;
}

}  // namespace firstmove::engine
