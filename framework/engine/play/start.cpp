#include "play/start.hpp"

#include <cmath>

#include <firstmove/random.hpp>

namespace firstmove::engine {
namespace {

struct Starter {
  std::size_t coordinate, all;  // index in the joint action; number of coordinates
  std::size_t position;
  const Draw& draw;  // of the player
  std::size_t own;   // the coordinate within the player's block

  double operator()(const StartAt& s) const { return s.x[coordinate]; }
  double operator()(const UniformStart& s) const {
    const double lower = s.lower[coordinate], upper = s.upper[coordinate];
    return lower + (upper - lower) * draw.uniform(own);
  }
  double operator()(const NormalStart& s) const {
    return s.mean[coordinate] + std::sqrt(s.variance[coordinate]) * draw.normal(own);
  }
  double operator()(const GridStart& s) const {
    std::size_t index = position;
    for (std::size_t c = all; c-- > coordinate + 1;) index /= s.points[c];
    index %= s.points[coordinate];
    const double lower = s.lower[coordinate], upper = s.upper[coordinate];
    if (s.points[coordinate] == 1) return 0.5 * (lower + upper);
    return lower + (upper - lower) * static_cast<double>(index) / (s.points[coordinate] - 1);
  }
};

}  // namespace

std::vector<double> start_point(const StartSpec& spec, const Shape& shape, std::uint64_t seed,
                                std::uint32_t replicate, std::size_t position) {
  std::vector<double> x(shape.coordinates());
  for (std::uint32_t p = 0; p < shape.players(); ++p) {
    const Draw draw{seed, replicate, p, 0, Purpose::start};
    for (std::uint32_t c = shape.offsets[p]; c < shape.offsets[p + 1]; ++c)
      x[c] =
          into_domain(shape.domains[c],
                      std::visit(Starter{c, x.size(), position, draw, c - shape.offsets[p]}, spec));
  }
  return x;
}

double into_domain(const fm_domain& domain, double x) {
  const double lower = domain.lower, upper = domain.upper;
  if (domain.kind == FM_DOMAIN_BOX) return x < lower ? lower : x > upper ? upper : x;
  if (domain.kind != FM_DOMAIN_PERIODIC) return x;
  const double period = upper - lower;
  const double y = x - period * std::floor((x - lower) / period);
  return y < lower || y >= upper ? lower : y;  // rounding may give the upper end
}

}  // namespace firstmove::engine
