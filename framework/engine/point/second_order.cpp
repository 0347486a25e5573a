#include "point/second_order.hpp"
#include "point/dense_solvers.hpp"

#include <algorithm>
#include <cmath>

namespace firstmove::engine {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

double ratio(double part, double whole) { return part == 0 ? 0 : part / whole; }

// A cost with all its first and second derivatives.
struct Expansion {
  double cost;
  VectorXd gradient;
  MatrixXd hessian;
};
Expansion expansion(Point& at, std::uint32_t i) {
  const Shape& shape = at.shape();
  const Eigen::Index n = shape.coordinates();
  Expansion e{at.cost(i), VectorXd(n), MatrixXd(n, n)};
  for (std::uint32_t j = 0; j < 2; ++j) {
    e.gradient.segment(shape.offsets[j], shape.dims[j]) = at.gradient(i, j);
    for (std::uint32_t k = 0; k < 2; ++k)
      e.hessian.block(shape.offsets[j], shape.offsets[k], shape.dims[j], shape.dims[k]) =
          at.block(i, j, k);
  }
  return e;
}

// Each derivative of f_1 + f_2, relative to the change of the costs' derivative when x moves by its
// lengths: where a gradient is 0, its rounding error must not hide that the sum is 0.
double relative_sum(const VectorXd& lengths, const Expansion& a, const Expansion& b) {
  const auto first_of = [&](const VectorXd& gradient) {
    return gradient.cwiseProduct(lengths).cwiseAbs().maxCoeff();
  };
  const auto second_of = [&](const MatrixXd& hessian) {
    return (lengths.asDiagonal() * hessian * lengths.asDiagonal()).cwiseAbs().maxCoeff();
  };
  const double second = std::max(second_of(a.hessian), second_of(b.hessian));
  const double first = std::max({first_of(a.gradient), first_of(b.gradient), second});
  const double zeroth = std::max({std::abs(a.cost), std::abs(b.cost), first});
  return std::max({ratio(std::abs(a.cost + b.cost), zeroth),
                   ratio(first_of(a.gradient + b.gradient), first),
                   ratio(second_of(a.hessian + b.hessian), second)});
}

// Of each eigenvalue of a symmetric matrix, or singular value of any, by Weyl's inequality.
double eigenvalue_error(const BallMatrix& m) {
  const double rounding = static_cast<double>(std::max(m.rows(), m.cols()) - 1) * 4 *
                          std::numeric_limits<double>::epsilon() * m.middle.norm();
  return m.radius.norm() + rounding;
}

double relative_commutator(const MatrixXd& a, const MatrixXd& b) {
  return ratio((a * b - b * a).norm(), a.norm() * b.norm());
}

// With B = U S V', some choice of U and V must give eigenvectors of A (the columns of U) and of C
// (those of V). It exists if and only if all three pairs commute.
double pairing_error(const SecondOrder& s) {
  const MatrixXd BB = s.B * s.B.transpose();
  return std::max({relative_commutator(s.A, BB), relative_commutator(s.C, s.B.transpose() * s.B),
                   relative_commutator(s.A, s.B * s.C * s.B.transpose())});
}

double row_pairing_error(const SecondOrder& s) {
  MatrixXd across = s.B * s.B.transpose();
  const double square = across.norm();
  across.diagonal().setZero();
  double error = ratio(across.norm(), square);
  for (Eigen::Index i = 0; i < s.B.rows(); ++i) {
    const VectorXd row = s.B.row(i).transpose();
    if (row.norm() <= s.B_error) continue;
    const VectorXd moved = s.C * row;
    const VectorXd turned = moved - row * (row.dot(moved) / row.squaredNorm());
    error = std::max(error, ratio(turned.norm(), s.C.norm() * row.norm()));
  }
  return error;
}

}  // namespace

SecondOrder second_order(Point& at, const std::vector<std::uint32_t>& place, double share) {
  SecondOrder s;
  s.leader = place[0] == 0 ? 0 : 1;
  s.follower = 1 - s.leader;
  Neighbourhood near(at);
  s.zero_sum = relative_sum(near.lengths(), expansion(at, s.leader), expansion(at, s.follower));
  s.A_ball = near.block(s.leader, s.leader, s.leader, share);
  const BallMatrix B = near.block(s.leader, s.leader, s.follower, share);
  s.C_ball = near.block(s.follower, s.follower, s.follower, share);
  s.schur_ball = s.A_ball + B * BallLu(s.C_ball).solve(transposed(B));
  s.A = s.A_ball.middle;
  s.B = B.middle;
  s.C = s.C_ball.middle;
  s.schur = s.schur_ball.middle;
  s.mu = symmetric_eigenvalues(s.A);
  s.lambda = symmetric_eigenvalues(s.C).reverse();
  s.own_error = eigenvalue_error(s.A_ball);
  s.lambda_error = eigenvalue_error(s.C_ball);
  s.B_error = eigenvalue_error(B);
  s.r = (s.mu.array() < -s.own_error).count();
  s.p = (s.mu.array().abs() <= s.own_error).count();
  const VectorXd sigma = singular_values(s.B);
  s.kappa = sigma[0];
  s.least_sigma = sigma[sigma.size() - 1];
  s.pairing_error = pairing_error(s);
  s.row_pairing_error = row_pairing_error(s);
  return s;
}

std::vector<EigenPair> eigen_pairs(const SecondOrder& s) {
  // Commuting matrices have common eigenvectors: those of a weighted sum. The weights keep distinct
  // eigenvalues from coinciding by chance.
  MatrixXd sum = MatrixXd::Zero(s.A.rows(), s.A.rows());
  double weight = 1;
  for (const MatrixXd& m :
       {s.A, MatrixXd(s.B * s.B.transpose()), MatrixXd(s.B * s.C * s.B.transpose())}) {
    if (m.norm() > 0) sum += weight / m.norm() * m;
    weight *= std::sqrt(2.0) - 0.1;
  }
  const MatrixXd W = symmetric_eigenpairs(sum).vectors;
  std::vector<EigenPair> pairs;
  for (Eigen::Index i = 0; i < W.cols(); ++i) {
    const VectorXd w = W.col(i), image = s.B.transpose() * w;
    EigenPair pair{w.dot(s.A * w), image.norm(), NAN, 0, 0};
    const Ball mu(pair.mu, s.own_error);
    Ball part = mu;
    if (pair.sigma > s.B_error) {
      pair.lambda = image.dot(s.C * image) / image.squaredNorm();
      const Ball sigma(pair.sigma, s.B_error);
      part = mu + sigma * sigma / Ball(pair.lambda, s.lambda_error);
    } else {
      pair.sigma = 0;
    }
    pair.part = part.middle;
    pair.error = part.radius;
    pairs.push_back(pair);
  }
  std::sort(pairs.begin(), pairs.end(),
            [](const EigenPair& a, const EigenPair& b) { return a.mu < b.mu; });
  return pairs;
}

}  // namespace firstmove::engine
