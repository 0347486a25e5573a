#include "game/lengths.hpp"

#include <algorithm>
#include <cmath>

namespace firstmove::engine {
namespace {

// 0 where the game tells nothing.
double width_of(const Shape& shape, std::size_t c) {
  const fm_domain& domain = shape.domains[c];
  if (domain.kind == FM_DOMAIN_PERIODIC) return domain.upper - domain.lower;
  if (!shape.start_lower.empty() && shape.start_upper[c] > shape.start_lower[c])
    return shape.start_upper[c] - shape.start_lower[c];
  const double width = domain.kind == FM_DOMAIN_BOX ? domain.upper - domain.lower : 0;
  return std::isfinite(width) ? width : 0;
}

}  // namespace

std::vector<double> lengths(const Shape& shape, const std::vector<double>& x) {
  std::vector<double> all;
  double largest = 0;
  for (std::size_t c = 0; c < x.size(); ++c) {
    const double width = width_of(shape, c);
    all.push_back(std::max(width, std::abs(x[c])));
    if (width == 0) largest = std::max(largest, std::abs(x[c]));
  }
  for (double& length : all)
    if (length == 0) length = largest > 0 ? largest : 1;
  return all;
}

double power_of_two(double size) { return size > 0 ? std::ldexp(1.0, std::ilogb(size)) : 1; }

std::vector<double> units_of_box(const Shape& shape, const std::vector<double>& lower,
                                 const std::vector<double>& upper) {
  std::vector<double> units = lengths(shape, lower);
  for (std::size_t c = 0; c < units.size(); ++c) {
    const double width = upper[c] - lower[c];
    units[c] = power_of_two(width > 0 && std::isfinite(width) ? width : units[c]);
  }
  return units;
}

}  // namespace firstmove::engine
