// Second derivatives of a two-player game at a point, as the paper's zero-sum statements use them.
#pragma once

#include <Eigen/Dense>

#include <vector>

#include "point/neighbourhood.hpp"
#include "point/verdict.hpp"

namespace firstmove::engine {

// Player 1 is the leader here, whatever its number in the game, and f stands for f_1.
struct SecondOrder {
  std::uint32_t leader, follower;         // their numbers in the game
  double zero_sum;                        // relative distance of f_1 + f_2 from 0 here
  Eigen::MatrixXd A;                      // D_11 f
  Eigen::MatrixXd B;                      // D_12 f
  Eigen::MatrixXd C;                      // D_22 f_2, which is -D_22 f if the game is zero-sum
  Eigen::MatrixXd schur;                  // A + B C^-1 B'
  BallMatrix A_ball, C_ball, schur_ball;  // the same with their errors
  double B_error;                         // of B, in the 2-norm at most
  double own_error;                       // of each mu
  Eigen::VectorXd mu;                     // the spectrum of A, ascending
  Eigen::VectorXd lambda;                 // the spectrum of C, descending
  double lambda_error;                    // of each lambda
  Eigen::Index r;                         // number of negative mu
  Eigen::Index p;                         // number of mu that are 0
  double kappa;                           // |B|, the largest singular value

  // B = W_1 Sigma W_2' with W_1 eigenvectors of A, W_2 of C in some order, Sigma diagonal: the
  // largest relative commutator of the matrices that must commute for it.
  double pairing_error;
  // The same with W_1 = I: relative distance of the rows of B from orthogonal eigenvectors of C.
  double row_pairing_error;
  double least_sigma;  // the least singular value of B
};
// `place` has two players; the joint action is known up to `share` of the lengths. Zero means zero
// up to the errors. Throws PluginFailure.
SecondOrder second_order(Point& at, const std::vector<std::uint32_t>& place, double share);

// An eigenvector of A, the eigenvector of C that B pairs it with, and their part of the Schur
// complement, mu + sigma^2 / lambda; without a partner sigma is 0 and lambda NaN.
struct EigenPair {
  double mu, sigma, lambda, part;
  double error;  // of `part`
};
// For a point whose pairing_error is 0: then the parts are the spectrum of the Schur complement.
std::vector<EigenPair> eigen_pairs(const SecondOrder& s);

}  // namespace firstmove::engine
