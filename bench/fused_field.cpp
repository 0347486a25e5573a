// The Stackelberg field on the torus as one loop, vectorised by the compiler, with functions from
// libmvec: what machine_speed compares the vector machine with.
#include <cmath>
#include <cstddef>
#include <numbers>

void fused_field(const double* x1, const double* x2, std::size_t count, double* leader,
                 double* follower) {
  constexpr double alpha1 = 1.0, alpha2 = 1.3, phi = std::numbers::pi / 8;
  constexpr double quarter = std::numbers::pi / 2;
#pragma omp simd
  for (std::size_t r = 0; r < count; ++r) {
    // cos as a sine: sin and cos of one angle would become calls of sincos, which is not
    // vectorised.
    const double s = std::sin(x1[r] - x2[r]), c = std::sin(x1[r] - x2[r] + quarter);
    const double s2 = std::sin(x2[r] - phi), c2 = std::sin(x2[r] - phi + quarter);
    leader[r] = alpha1 * std::sin(x1[r] - phi) - s - c * s / (alpha2 * c2 - c);
    follower[r] = alpha2 * s2 + s;
  }
}
