// A two-player game to second order at a point, as the paper's statements on zero-sum games see it.
#pragma once

#include <Eigen/Dense>

#include <vector>

#include "point/point.hpp"
#include "point/verdict.hpp"

namespace firstmove::engine {

// Player 1 is the leader here, whatever the game's own count, and f stands for f_1.
struct SecondOrder {
  std::uint32_t leader, follower;  // as the game counts them
  double zero_sum;                 // how far f_1 + f_2 is from 0 here, relative
  Eigen::MatrixXd A;               // D_11 f
  Eigen::MatrixXd B;               // D_12 f
  Eigen::MatrixXd C;               // D_22 f_2, which is -D_22 f if the game is zero-sum
  Eigen::MatrixXd schur;           // A + B C^-1 B'
  double follower_size;            // the norm of (B' C), by which C counts as 0
  double schur_size;               // that of the two terms of schur, by which it does
  Eigen::VectorXd mu;              // the spectrum of A, the least first
  Eigen::VectorXd lambda;          // the spectrum of C, the largest first
  Eigen::Index r;                  // how many mu are negative
  Eigen::Index p;                  // how many are 0
  double kappa;                    // |B|, the largest singular value

  // B = W_1 Sigma W_2' with W_1 eigenvectors of A, W_2 of C in some order, Sigma diagonal: how far
  // the matrices that must commute for it are from that, relative.
  double pairing_error;
  // The same with W_1 = I: how far the rows of B are from orthogonal eigenvectors of C, relative.
  double row_pairing_error;
  double least_sigma;  // the least singular value of B
};
// `place` of two players. Zero is zero to rounding, verdict.hpp. Throws PluginFailure.
SecondOrder second_order(Point& at, const std::vector<std::uint32_t>& place);

// An eigenvector of A, the eigenvector of C that B pairs it with, and their part of the Schur
// complement, mu + sigma^2 / lambda; sigma is 0 and lambda no number where it is paired with none.
struct EigenPair {
  double mu, sigma, lambda, part;
};
// Of a point whose pairing_error is 0; then the parts are the spectrum of the Schur complement.
std::vector<EigenPair> eigen_pairs(const SecondOrder& s);

}  // namespace firstmove::engine
