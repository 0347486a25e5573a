#include "play/optimizer.hpp"

#include <cmath>

namespace firstmove::engine {
namespace {

// Each turns the direction d of step k into the update; m and v are its state, of the same size.
struct Update {
  std::uint64_t k;
  std::size_t n;
  double *d, *m, *v;

  void operator()(const PlainOptimizer&) const {}

  // Kingma, Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1.
  void operator()(const AdamOptimizer& s) const {
    const double steps = static_cast<double>(k);
    const double correct1 = 1 - std::pow(s.beta1, steps), correct2 = 1 - std::pow(s.beta2, steps);
    for (std::size_t i = 0; i < n; ++i) {
      m[i] = s.beta1 * m[i] + (1 - s.beta1) * d[i];
      v[i] = s.beta2 * v[i] + (1 - s.beta2) * d[i] * d[i];
      d[i] = m[i] / correct1 / (std::sqrt(v[i] / correct2) + s.epsilon);
    }
  }

  // The heavy ball: Polyak 1964. Negative momentum in games: Gidel, Askari Hemmat, Pezeshki, Le
  // Priol, Huang, Lacoste-Julien, Mitliagkas, "Negative Momentum for Improved Game Dynamics",
  // AISTATS 2019.
  void operator()(const MomentumOptimizer& s) const {
    for (std::size_t i = 0; i < n; ++i) d[i] = m[i] = s.beta * m[i] + d[i];
  }

  // Tieleman, Hinton, "Neural Networks for Machine Learning", lecture 6.5, 2012.
  void operator()(const RmsPropOptimizer& s) const {
    for (std::size_t i = 0; i < n; ++i) {
      v[i] = s.decay * v[i] + (1 - s.decay) * d[i] * d[i];
      d[i] /= std::sqrt(v[i]) + s.epsilon;
    }
  }
};

}  // namespace

Optimizer::Optimizer(const OptimizerSpec& spec, std::size_t rows, std::size_t stride)
    : spec_(spec) {
  if (std::holds_alternative<PlainOptimizer>(spec)) return;
  first_ = BatchArray(rows, stride);
  second_ = BatchArray(rows, stride);
}

void Optimizer::apply(std::uint64_t k, BatchArray& direction) {
  std::visit(Update{k, direction.size(), direction.data(), first_.data(), second_.data()}, spec_);
}

}  // namespace firstmove::engine
