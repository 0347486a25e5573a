// Compiled for this machine, with the compiler's vector functions and without regard to the order
// of operations: what somebody writes who needs this one loop.
#include "fused_step.hpp"

#include <cmath>
#include <numbers>
#include <vector>

namespace firstmove::bench {
namespace {

constexpr double pi = std::numbers::pi;

// As a sine: the compiler has a vector function for it, but none for both of an angle at once.
double cosine(double angle) { return std::sin(angle + pi / 2); }

struct Words {
  std::vector<std::uint32_t> rows[4];
};

// Philox 4x32-10, one block for each replica.
void philox(Words& words, std::size_t replicas, std::uint64_t step, std::uint64_t seed) {
  std::uint32_t *const w0 = words.rows[0].data(), *const w1 = words.rows[1].data(),
                       *const w2 = words.rows[2].data(), *const w3 = words.rows[3].data();
#pragma omp simd
  for (std::size_t r = 0; r < replicas; ++r) {
    auto c0 = static_cast<std::uint32_t>(r), c1 = static_cast<std::uint32_t>(step);
    std::uint32_t c2 = 0, c3 = 0;
    auto k0 = static_cast<std::uint32_t>(seed), k1 = static_cast<std::uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t p0 = std::uint64_t{0xD2511F53u} * c0,
                          p1 = std::uint64_t{0xCD9E8D57u} * c2;
      const std::uint32_t n0 = static_cast<std::uint32_t>(p1 >> 32) ^ c1 ^ k0,
                          n2 = static_cast<std::uint32_t>(p0 >> 32) ^ c3 ^ k1;
      c1 = static_cast<std::uint32_t>(p1);
      c3 = static_cast<std::uint32_t>(p0);
      c0 = n0;
      c2 = n2;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    w0[r] = c0;
    w1[r] = c1;
    w2[r] = c2;
    w3[r] = c3;
  }
}

// Box-Muller: both numbers of a replica from its block.
void normal(const Words& words, double* w1, double* w2, std::size_t replicas, double deviation) {
  const std::uint32_t *const c0 = words.rows[0].data(), *const c1 = words.rows[1].data(),
                             *const c2 = words.rows[2].data(), *const c3 = words.rows[3].data();
#pragma omp simd
  for (std::size_t r = 0; r < replicas; ++r) {
    const double u = (c0[r] + (c1[r] >> 12) * 0x1p-20 + 0x1p-21) * 0x1p-32;
    const double angle = pi / 2 * ((c2[r] + c3[r] * 0x1p-32) * 0x1p-30 - 0.5);
    const double radius = deviation * std::sqrt(-2 * std::log(u));
    w1[r] = radius * cosine(angle);
    w2[r] = radius * std::sin(angle);
  }
}

}  // namespace

void fused_torus(double* x, double* y, std::size_t replicas, std::uint64_t steps, double variance,
                 std::uint64_t seed) {
  constexpr double a1 = 1, a2 = 1.3, phi = pi / 8;
  const double deviation = std::sqrt(variance);
  std::vector<double> noise(2 * replicas);
  double *const w1 = noise.data(), *const w2 = w1 + replicas;
  Words words;
  for (auto& row : words.rows) row.resize(replicas);
  for (std::uint64_t k = 1; k <= steps; ++k) {
    const double gamma1 = 1 / static_cast<double>(k), gamma2 = std::sqrt(gamma1);
    if (variance > 0) {
      philox(words, replicas, k, seed);
      normal(words, w1, w2, replicas, deviation);
    }
#pragma omp simd
    for (std::size_t r = 0; r < replicas; ++r) {
      const double s = std::sin(x[r] - y[r]), c = cosine(x[r] - y[r]);
      const double s2 = std::sin(y[r] - phi), c2 = cosine(y[r] - phi);
      const double d1 = a1 * std::sin(x[r] - phi) - s - c * s / (a2 * c2 - c) + w1[r];
      const double d2 = a2 * s2 + s + w2[r];
      const double to1 = x[r] - gamma1 * d1, to2 = y[r] - gamma2 * d2;
      x[r] = to1 - 2 * pi * std::floor((to1 + pi) / (2 * pi));
      y[r] = to2 - 2 * pi * std::floor((to2 + pi) / (2 * pi));
    }
  }
}

}  // namespace firstmove::bench
