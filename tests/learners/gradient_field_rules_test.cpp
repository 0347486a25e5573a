// Rules that use all players' gradients at one point, against the matrices of their sources.
#include <algorithm>

#include "support/learners_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

// The coordinates of each other player scaled by its step size, without the player's own blocks:
// alpha J_o if all steps are alpha.
MatrixXd foreseen(Dense& at, MatrixXd J) {
  for (std::uint32_t p = 0; p < at.players(); ++p) {
    J.block(at.first(p), at.first(p), at.size(p), at.size(p)).setZero();
    J.middleCols(at.first(p), at.size(p)) *= test_step(p);
  }
  return J;
}
// alpha chi, chi_i = sum over j of (D_ji f_j)' D_j f_i.
VectorXd shaping(Dense& at) {
  VectorXd chi = VectorXd::Zero(at.xi().size());
  for (std::uint32_t i = 0; i < at.players(); ++i)
    for (std::uint32_t j = 0; j < at.players(); ++j)
      if (j != i)
        chi.segment(at.first(i), at.size(i)) +=
            test_step(j) * at.D(j, i, j).transpose() * at.D(j, i);
  return chi;
}
VectorXd ahead(Dense& at) { return at.xi() - foreseen(at, at.J()) * at.xi(); }

template <class Formula>
void compare_everywhere(const std::string& rule, const std::string& params, Formula&& formula) {
  for (const std::uint32_t i : {0u, 1u})
    compare(two_player_settings(), rule, i, params,
            [&](Dense& at) { return at.block(formula(at), i); });
  for (const std::uint32_t i : {0u, 1u, 2u})
    compare(three_player_settings(), rule, i, params,
            [&](Dense& at) { return at.block(formula(at), i); });
}

TEST_CASE("look-ahead: (I - alpha J_o) xi") {
  compare_everywhere("look-ahead", "", [](Dense& at) { return ahead(at); });
}

TEST_CASE("LOLA, full: (I - alpha J_o) xi - alpha chi, shaping only: xi - alpha chi") {
  compare_everywhere("lola", "taylor = 'full'",
                     [](Dense& at) -> VectorXd { return ahead(at) - shaping(at); });
  compare_everywhere("lola", "", [](Dense& at) -> VectorXd { return at.xi() - shaping(at); });
}

// The points must cover every case of p.
TEST_CASE("SOS: xi_0 - p alpha chi") {
  int aligned = 0, limited = 0, whole = 0, faded = 0;
  const double a = 0.3, b = 0.5;
  const auto formula = [&](Dense& at) -> VectorXd {
    const VectorXd xi = at.xi(), xi0 = ahead(at), chi = shaping(at);
    const double inner = (-chi).dot(xi0);
    double p1 = 1;
    if (inner >= 0) {
      ++aligned;
    } else {
      p1 = std::min(1.0, -a * xi0.squaredNorm() / inner);
      ++(p1 < 1 ? limited : whole);
    }
    const double p2 = xi.norm() < b ? xi.squaredNorm() : 1;
    faded += p2 < p1;
    return xi0 - std::min(p1, p2) * chi;
  };
  compare_everywhere("sos", "a = 0.3\nb = 0.5", formula);
  // Near a critical point, where shaping decreases.
  for (const std::uint32_t i : {0u, 1u})
    compare({{"exp-poly", "", 2, -0.1, 0.1}, {"torus", "", 2, 1.2, 1.8}}, "sos", i,
            "a = 0.3\nb = 0.5", [&](Dense& at) { return at.block(formula(at), i); });
  CHECK(aligned > 0);
  CHECK(limited > 0);
  CHECK(whole > 0);
  CHECK(faded > 0);
}

TEST_CASE("consensus: xi + lambda J' xi") {
  compare_everywhere("consensus", "lambda = 0.7", [](Dense& at) -> VectorXd {
    return at.xi() + 0.7 * at.J().transpose() * at.xi();
  });
}

TEST_CASE("symplectic gradient adjustment: xi + lambda A' xi, aligned or not") {
  int forwards = 0, backwards = 0;
  for (const bool alignment : {false, true})
    compare_everywhere(
        "sga", std::string("lambda = 0.7\nalignment = ") + (alignment ? "true" : "false"),
        [&](Dense& at) -> VectorXd {
          const MatrixXd J = at.J(), A = 0.5 * (J - J.transpose());
          const VectorXd xi = at.xi(), descent = J.transpose() * xi, bent = A.transpose() * xi;
          double sign = 1;
          if (alignment) {
            const double d = static_cast<double>(xi.size());
            sign = xi.dot(descent) * bent.dot(descent) / d + 0.1 < 0 ? -1 : 1;
            ++(sign > 0 ? forwards : backwards);
          }
          return xi + 0.7 * sign * bent;
        });
  CHECK(forwards > 0);
  CHECK(backwards > 0);
}

TEST_CASE("Newton LOLA: the others' gradients through the inverse of their Hessians") {
  for (const auto& [settings, n] :
       {std::pair{two_player_settings(), 2u}, {three_player_settings(), 3u}})
    for (std::uint32_t i = 0; i < n; ++i)
      compare(settings, "newton-lola", i, "", [i](Dense& at) {
        VectorXd expected = at.D(i, i);
        for (std::uint32_t j = 0; j < at.players(); ++j)
          if (j != i)
            expected -= at.D(j, i, j).transpose() * at.D(j, j, j).fullPivLu().solve(at.D(j, i));
        return expected;
      });
}

TEST_CASE("with two players Newton LOLA is the Stackelberg leader") {
  Scene scene("quartic-hierarchy", "players = 2\ndims = [2, 3]", random_points(9, 5, -1, 1));
  const auto newton = directions(scene, "newton-lola", 0);
  const auto leader = directions(scene, "stackelberg", 0);
  for (std::size_t r = 0; r < 9; ++r) CHECK((newton[r] - leader[r]).norm() <= 1e-12);
}

// In zero-sum games LOLA has the critical points of gradient play, and no others nearby.
TEST_CASE("on zero-sum games LOLA is at rest exactly where gradient play is") {
  std::mt19937 generator(8);
  std::normal_distribution<double> draw;
  for (int game = 0; game < 5; ++game) {
    // f_1 = -f_2 = x'Qx / 2 + q'x.
    MatrixXd Q(4, 4);
    for (double& entry : Q.reshaped()) entry = draw(generator);
    Q = MatrixXd(Q + Q.transpose());
    VectorXd q(4);
    for (double& entry : q) entry = draw(generator);
    std::ostringstream text;
    text.precision(17);
    text << "dims = [2, 2]\nQ = [";
    for (const int sign : {1, -1}) {
      text << "[";
      for (const auto& row : Q.rowwise()) {
        text << "[";
        for (const double entry : row) text << sign * entry << ",";
        text << "],";
      }
      text << "],";
    }
    text << "]\nq = [";
    for (const int sign : {1, -1}) {
      text << "[";
      for (const double entry : q) text << sign * entry << ",";
      text << "],";
    }
    text << "]\n";
    const VectorXd critical = -Q.fullPivLu().solve(q);
    std::vector<std::vector<double>> points = {{critical.begin(), critical.end()}};
    for (int c = 0; c < 4; ++c) {
      points.push_back(points[0]);
      points.back()[static_cast<std::size_t>(c)] += 1;
    }
    Scene scene("quadratic", text.str(), points);
    MatrixXd field(4, 5);
    for (const std::uint32_t i : {0u, 1u}) {
      const auto d = directions(scene, "lola", i);
      for (Eigen::Index r = 0; r < 5; ++r)
        field.block(2 * i, r, 2, 1) = d[static_cast<std::size_t>(r)];
    }
    CHECK(field.col(0).norm() <= 1e-12 * (1 + critical.norm()));
    // The field is affine: the columns of its Jacobian are differences over one unit.
    const MatrixXd jacobian = field.rightCols(4).colwise() - field.col(0);
    CHECK(jacobian.fullPivLu().isInvertible());
  }
}

}  // namespace
