// What a programmer gets who writes one loop for one game and one rule: the Stackelberg step on the
// torus with the step sizes of section 4.2, vectorised by the compiler over blocks of replicas that
// stay in the first-level cache, with functions from libmvec and without regard for bits.
//
//   fused_torus REPLICAS STEPS VARIANCE
//
// prints the processor time of a replica-step in seconds, and the first replica's joint action.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numbers>
#include <vector>

namespace {

constexpr double pi = std::numbers::pi, turn = 2 * pi;
constexpr int block = 64;

// sin and cos of one angle in one loop would become calls of sincos, which is not vectorised.
inline double sine(double a) { return std::sin(a); }
inline double cosine(double a) { return std::sin(a + pi / 2); }

inline double wrapped(double a) { return a - turn * std::floor((a + pi) / turn); }

// Two normal numbers for each replica: a Philox4x32-10 block of the replica and the step, then the
// Box-Muller transform.
void draw(int first, int count, std::uint64_t step, double deviation, double* one, double* two) {
  std::uint32_t bits[4][block];
  const auto low = static_cast<std::uint32_t>(step), high = static_cast<std::uint32_t>(step >> 32);
#pragma omp simd
  for (int r = 0; r < count; ++r) {
    std::uint32_t a = static_cast<std::uint32_t>(first + r), b = low, c = high, d = 0;
    std::uint32_t key1 = 1, key2 = 0;
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t p = std::uint64_t{0xD2511F53} * a, q = std::uint64_t{0xCD9E8D57} * c;
      a = static_cast<std::uint32_t>(q >> 32) ^ b ^ key1;
      b = static_cast<std::uint32_t>(q);
      c = static_cast<std::uint32_t>(p >> 32) ^ d ^ key2;
      d = static_cast<std::uint32_t>(p);
      key1 += 0x9E3779B9, key2 += 0xBB67AE85;
    }
    bits[0][r] = a, bits[1][r] = b, bits[2][r] = c, bits[3][r] = d;
  }
#pragma omp simd
  for (int r = 0; r < count; ++r) {
    // 53 bits each; the first in (0, 1].
    const double u = (bits[0][r] + (bits[1][r] >> 11) * 0x1p-21 + 0x1p-21) * 0x1p-32;
    const double v = (bits[2][r] + (bits[3][r] >> 11) * 0x1p-21) * 0x1p-32;
    const double radius = deviation * std::sqrt(-2 * std::log(u));
    one[r] = radius * cosine(turn * v);
    two[r] = radius * sine(turn * v);
  }
}

template <bool noisy>
void play(std::vector<double>& x1, std::vector<double>& x2, std::uint64_t steps, double variance) {
  constexpr double alpha1 = 1.0, alpha2 = 1.3, phi = pi / 8;
  const int replicas = static_cast<int>(x1.size());
  const double deviation = std::sqrt(variance);
  double w1[block], w2[block];
  for (std::uint64_t k = 1; k <= steps; ++k) {
    const double gamma1 = 1 / static_cast<double>(k),
                 gamma2 = 1 / std::sqrt(static_cast<double>(k));
    for (int first = 0; first < replicas; first += block) {
      const int count = std::min(block, replicas - first);
      if (noisy) draw(first, count, k, deviation, w1, w2);
      double *const a = x1.data() + first, *const b = x2.data() + first;
#pragma omp simd
      for (int r = 0; r < count; ++r) {
        const double s = sine(a[r] - b[r]), c = cosine(a[r] - b[r]);
        const double s2 = sine(b[r] - phi), c2 = cosine(b[r] - phi);
        double d1 = alpha1 * sine(a[r] - phi) - s - c * s / (alpha2 * c2 - c);
        double d2 = alpha2 * s2 + s;
        if (noisy) d1 += w1[r], d2 += w2[r];
        a[r] = wrapped(a[r] - gamma1 * d1);
        b[r] = wrapped(b[r] - gamma2 * d2);
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const int replicas = std::atoi(argv[1]);
  const std::uint64_t steps = std::strtoull(argv[2], nullptr, 10);
  const double variance = std::atof(argv[3]);
  std::vector<double> x1, x2;
  for (int r = 0; r < replicas; ++r) {
    x1.push_back(-3 + 6.0 * r / replicas);
    x2.push_back(3 - 5.0 * r / replicas);
  }
  const std::clock_t begin = std::clock();
  if (variance > 0)
    play<true>(x1, x2, steps, variance);
  else
    play<false>(x1, x2, steps, variance);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  std::printf("%.4g %.12g %.12g\n", seconds / static_cast<double>(steps) / replicas, x1[0], x2[0]);
}
