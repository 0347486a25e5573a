#include "play/noise.hpp"

#include <firstmove/random.hpp>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace firstmove::engine {
namespace {

// Overflow is left to the engine: it ends a run whose direction is infinite, with that reason.
using Quiet = boost::math::policies::policy<
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>>;

struct HasWidth {
  bool operator()(const NoNoise&) const { return false; }
  bool operator()(const NormalNoise& noise) const { return noise.variance > 0; }
  bool operator()(const StateNormalNoise& noise) const { return noise.factor > 0; }
  bool operator()(const StudentNoise& noise) const { return noise.scale > 0; }
  bool operator()(const UniformNoise& noise) const { return noise.half_width > 0; }
};

// The noise of one coordinate, from its draw.
struct Noisy {
  const Draw& draw;
  std::size_t coordinate;
  double norm;  // |x|

  double operator()(const NoNoise&) const { return 0; }
  double operator()(const NormalNoise& n) const {
    return std::sqrt(n.variance) * draw.normal(coordinate);
  }
  double operator()(const StateNormalNoise& n) const {
    return std::sqrt(n.factor * (1 + norm)) * draw.normal(coordinate);
  }
  // By inversion, so that every draw takes exactly one number of the generator.
  double operator()(const StudentNoise& n) const {
    const boost::math::students_t_distribution<double, Quiet> t(n.nu);
    return n.scale * boost::math::quantile(t, draw.uniform(coordinate));
  }
  double operator()(const UniformNoise& n) const {
    return n.half_width * (2 * draw.uniform(coordinate) - 1);
  }
};

double norm_of(const BatchArray& x, std::size_t replica) {
  double sum = 0;
  for (std::size_t c = 0; c < x.rows(); ++c) sum += x.row(c)[replica] * x.row(c)[replica];
  return std::sqrt(sum);
}

}  // namespace

bool has_noise(const LearnerSpec& learner) {
  return std::any_of(learner.players.begin(), learner.players.end(),
                     [](const PlayerSpec& player) { return std::visit(HasWidth(), player.noise); });
}

void Noise::add(std::uint64_t step, std::span<const std::uint32_t> replicates, const BatchArray& x,
                BatchArray& direction) const {
  if (std::holds_alternative<NoNoise>(spec_)) return;
  const bool by_state = std::holds_alternative<StateNormalNoise>(spec_);
  for (std::size_t r = 0; r < replicates.size(); ++r) {
    const Draw draw{seed_, replicates[r], player_, step, Purpose::noise};
    const double norm = by_state ? norm_of(x, r) : 0;
    for (std::size_t c = 0; c < direction.rows(); ++c)
      direction.row(c)[r] += std::visit(Noisy{draw, c, norm}, spec_);
  }
}

}  // namespace firstmove::engine
