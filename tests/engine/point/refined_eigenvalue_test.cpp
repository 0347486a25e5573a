// Small eigenvalues of matrices with large entries, against numbers of 400 bits.
#include "point/refined_eigenvalue.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <random>

#include "point/verdict.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
namespace mp = boost::multiprecision;
using Big = mp::number<mp::cpp_bin_float<400, mp::digit_base_2>, mp::et_off>;
using Eigen::Matrix3d;

struct Polynomial {  // l^3 - trace l^2 + minors l - det
  Big trace, minors, det;
};
Polynomial characteristic(const Matrix3d& m) {
  const auto a = [&](int r, int c) { return Big(m(r, c)); };
  const auto minor_of = [&](int i, int j, int k, int l) {
    return a(i, k) * a(j, l) - a(i, l) * a(j, k);
  };
  return {a(0, 0) + a(1, 1) + a(2, 2),
          minor_of(0, 1, 0, 1) + minor_of(0, 2, 0, 2) + minor_of(1, 2, 1, 2),
          a(0, 0) * minor_of(1, 2, 1, 2) - a(0, 1) * minor_of(1, 2, 0, 2) +
              a(0, 2) * minor_of(1, 2, 0, 1)};
}
// Routh and Hurwitz: the spectrum lies in the open right half-plane.
bool stable(const Polynomial& p) { return p.trace > 0 && p.det > 0 && p.trace * p.minors > p.det; }

// Rows and columns in units of their own, as those of players with costs and actions in any unit.
Matrix3d graded(std::mt19937_64& random, double most) {
  std::uniform_real_distribution<double> entry(-1, 1), exponent(-most, most);
  Matrix3d m;
  double row[3], column[3];
  for (int i = 0; i < 3; ++i) {
    row[i] = std::exp2(std::round(exponent(random)));
    column[i] = std::exp2(std::round(exponent(random)));
  }
  for (int r = 0; r < 3; ++r)
    for (int c = 0; c < 3; ++c) m(r, c) = row[r] * entry(random) * column[c];
  for (int r = 0; r < 3; ++r)
    if (random() % 3 != 0) m(r, r) = std::abs(m(r, r));
  return m;
}

TEST_CASE("a small eigenvalue keeps its digits") {
  Eigen::Matrix2d m;
  m << 1e12, 1e12, -1e-12, 1e-12;  // eigenvalues about 1e12 and 2e-12
  const RefinedEigenvalue small = refined_eigenvalue(m, 1e-4);
  CHECK(small.value.real() == doctest::Approx(2e-12).epsilon(1e-14));
  CHECK(small.value.imag() == 0);
  CHECK(small.backward < 1e-14);
  // Newton's step from the value to the root of the characteristic polynomial.
  std::mt19937_64 random(5);
  int converged = 0, close = 0;
  for (int trial = 0; trial < 500; ++trial) {
    const Matrix3d a = graded(random, 20);
    const RefinedEigenvalue one = refined_eigenvalue(a, 1e-18 * a.norm());
    if (!(one.backward < 1e-12)) continue;
    ++converged;
    const Polynomial p = characteristic(a);
    const Big l = one.value.real();
    const Big step =
        (((l - p.trace) * l + p.minors) * l - p.det) / ((3 * l - 2 * p.trace) * l + p.minors);
    close += mp::abs(step) <= 1e-13 * mp::abs(l);
  }
  CHECK(converged > 450);
  CHECK(close > 0.9 * converged);
}

TEST_CASE("the stability of matrices in any units is not wrong, and seldom open") {
  std::mt19937_64 random(6);
  for (const double most : {0.0, 10.0, 20.0, 40.0}) {
    CAPTURE(most);
    int open = 0, holds = 0;
    constexpr int trials = 1000;
    for (int trial = 0; trial < trials; ++trial) {
      CAPTURE(trial);
      const Matrix3d m = graded(random, most);
      const bool right = stable(characteristic(m));
      const Least least = least_real_part(BallMatrix::rounded(m));
      CHECK_FALSE((least.positive() && !right));
      CHECK_FALSE((least.negative() && right));
      open += !least.positive() && !least.negative();
      holds += right;
    }
    MESSAGE(fmt::format("units up to 2^{}: {} stable, {} open", most, holds, open));
    CHECK(holds > 20);
    CHECK(open <= (most > 20 ? trials / 20 : trials / 200));
  }
}

}  // namespace
