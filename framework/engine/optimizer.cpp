#include "optimizer.hpp"

#include <cmath>

namespace firstmove {
namespace {

// Kingma, Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1.
void adam(const AdamOptimizer& s, std::uint64_t k, double* d, double* m, double* v, std::size_t n) {
  const double steps = static_cast<double>(k);
  const double correct1 = 1 - std::pow(s.beta1, steps), correct2 = 1 - std::pow(s.beta2, steps);
  for (std::size_t i = 0; i < n; ++i) {
    m[i] = s.beta1 * m[i] + (1 - s.beta1) * d[i];
    v[i] = s.beta2 * v[i] + (1 - s.beta2) * d[i] * d[i];
    d[i] = m[i] / correct1 / (std::sqrt(v[i] / correct2) + s.epsilon);
  }
}

}  // namespace

Optimizer::Optimizer(const OptimizerSpec& spec, std::size_t rows, std::size_t stride)
    : spec_(spec) {
  if (std::holds_alternative<AdamOptimizer>(spec)) {
    first_ = BatchArray(rows, stride);
    second_ = BatchArray(rows, stride);
  }
}

void Optimizer::apply(std::uint64_t k, BatchArray& direction) {
  if (const auto* spec = std::get_if<AdamOptimizer>(&spec_))
    adam(*spec, k, direction.data(), first_.data(), second_.data(), direction.size());
}

}  // namespace firstmove
