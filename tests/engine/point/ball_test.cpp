// Balls hold the exact values, in rational arithmetic, of everything that is computed with them.
#include "point/ball_matrix.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include "support/support.hpp"

namespace {

using namespace firstmove::engine;
using Eigen::Index;
using Eigen::MatrixXd;
using Rational = boost::multiprecision::cpp_rational;

bool holds(Ball ball, const Rational& exact) {
  if (!std::isfinite(ball.radius)) return true;
  const Rational apart = Rational(ball.middle) - exact;
  // The radii are rounded, too.
  return (apart < 0 ? Rational(-apart) : apart) <= Rational(ball.radius) * Rational(1.0 + 1e-14);
}

// Numbers of very different sizes.
class Numbers {
 public:
  double operator()() {
    return std::ldexp(std::uniform_real_distribution<double>(-1, 1)(generator_),
                      std::uniform_int_distribution<int>(-30, 30)(generator_));
  }
  Ball ball(Rational& exact) {  // around a number that it holds
    const double middle = (*this)(), radius = std::abs((*this)()) * 1e-12;
    exact = Rational(middle) +
            Rational(radius) * Rational(std::uniform_real_distribution<double>(-1, 1)(generator_));
    return {middle, radius};
  }

 private:
  std::mt19937 generator_{31};
};

TEST_CASE("sums, products and quotients of balls hold those of the numbers in them") {
  Numbers next;
  for (int trial = 0; trial < 3000; ++trial) {
    Rational x, y;
    const Ball a = next.ball(x), b = next.ball(y);
    CHECK(holds(a + b, x + y));
    CHECK(holds(a - b, x - y));
    CHECK(holds(a * b, x * y));
    if (y != 0) CHECK(holds(a / b, x / y));
    CHECK(holds(a - a, 0));
    CHECK((a - a).radius >= 2 * a.radius);
  }
  CHECK(std::isinf((Ball(1) / Ball(1e-3, 1e-3)).radius));
}

TEST_CASE("products and solutions of matrices hold the exact ones, what may be singular has none") {
  Numbers next;
  int solved = 0;
  for (int trial = 0; trial < 200; ++trial) {
    const Index n = 1 + trial % 4;
    BallMatrix A(n, n), B(n, 2);
    std::vector<std::vector<Rational>> a(static_cast<std::size_t>(n)), b(a.size());
    for (std::size_t r = 0; r < a.size(); ++r) {
      a[r].resize(a.size());
      b[r].resize(2);
      // Rows in units of their own.
      const double unit = std::ldexp(1.0, static_cast<int>(r) * 20 - 30);
      for (std::size_t c = 0; c < a.size(); ++c) {
        const Ball entry = next.ball(a[r][c]);
        a[r][c] *= Rational(unit);
        A.set(static_cast<Index>(r), static_cast<Index>(c),
              {entry.middle * unit, entry.radius * unit});
      }
      for (std::size_t c = 0; c < 2; ++c)
        B.set(static_cast<Index>(r), static_cast<Index>(c), next.ball(b[r][c]));
    }
    const BallMatrix product = A * B;
    for (std::size_t r = 0; r < a.size(); ++r)
      for (std::size_t c = 0; c < 2; ++c) {
        Rational sum = 0;
        for (std::size_t k = 0; k < a.size(); ++k) sum += a[r][k] * b[k][c];
        CHECK(holds(product(static_cast<Index>(r), static_cast<Index>(c)), sum));
      }
    const BallLu lu(A);
    if (!lu.is_invertible()) continue;
    ++solved;
    const BallMatrix X = lu.solve(B);
    for (std::size_t k = 0; k < a.size(); ++k) {  // Gauss and Jordan
      std::size_t pivot = k;
      while (a[pivot][k] == 0) ++pivot;
      std::swap(a[k], a[pivot]);
      std::swap(b[k], b[pivot]);
      for (std::size_t i = 0; i < a.size(); ++i) {
        if (i == k) continue;
        const Rational factor = a[i][k] / a[k][k];
        for (std::size_t c = k; c < a.size(); ++c) a[i][c] -= factor * a[k][c];
        for (std::size_t c = 0; c < 2; ++c) b[i][c] -= factor * b[k][c];
      }
    }
    for (std::size_t r = 0; r < a.size(); ++r)
      for (std::size_t c = 0; c < 2; ++c)
        CHECK(holds(X(static_cast<Index>(r), static_cast<Index>(c)), b[r][c] / a[r][r]));
  }
  CHECK(solved > 150);
  CHECK_FALSE(BallLu(BallMatrix::rounded(MatrixXd{{1, 2}, {2, 4}})).is_invertible());
  CHECK_FALSE(BallLu({MatrixXd{{1e-8}}, MatrixXd{{1e-8}}}).is_invertible());
  CHECK(BallLu({MatrixXd{{1e-8}}, MatrixXd{{1e-9}}}).is_invertible());
  CHECK(std::isnan(BallLu(BallMatrix(1, 1)).solve(BallMatrix(1, 1)).middle(0, 0)));
}

TEST_CASE("the bound of the spectral radius does not depend on the units of rows") {
  const MatrixXd m{{0.5, 1e9}, {1e-10, 0.2}};
  // (0.5 - s)(0.2 - s) = 0.1
  CHECK(spectral_radius_bound(m) == doctest::Approx(0.7).epsilon(0.01));
  CHECK(spectral_radius_bound(MatrixXd::Zero(3, 3)) == 0);
}

}  // namespace
