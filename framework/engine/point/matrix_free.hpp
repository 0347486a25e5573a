// The matrices of a game at one joint action, used only through products: Appendix E.
#pragma once

#include <Eigen/Dense>

#include <cstdint>
#include <vector>

#include "game/oracle.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// Hessian-vector products; each call evaluates the game once. Throws PluginFailure if the game
// gives none.
class GameProducts {
 public:
  GameProducts(const ExperimentSpec& spec, const std::vector<double>& x);

  const Shape& shape() const { return game_.shape(); }
  // D_ij f_i v
  Eigen::VectorXd block(std::uint32_t i, std::uint32_t j, const Eigen::VectorXd& v);
  // J v: all blocks in one evaluation.
  Eigen::VectorXd jacobian(const Eigen::VectorXd& v);
  // Evaluations so far.
  std::uint64_t count() const { return count_; }

 private:
  std::vector<std::uint32_t> replicates_ = {0};
  Game game_;
  Oracle oracle_;
  BatchArray x_;
  std::vector<BatchArray> inputs_, outputs_;  // of D_ij f_i, at i * players + j
  std::vector<std::size_t> block_plans_;
  std::size_t jacobian_plan_;
  std::uint64_t count_ = 0;
};

// The Schur complement D_11 f_1 - D_12 f_1 (D_22 f_2 + eta I)^-1 D_21 f_2 for two players, with
// player 1 as the leader. The inner systems are solved by MINRES, as D_22 f_2 is symmetric and may
// be indefinite, until the residual is `tolerance` of the right-hand side or after `most`
// iterations.
class SchurProducts {
 public:
  SchurProducts(GameProducts& game, std::uint32_t leader, double eta, double tolerance,
                std::uint64_t most);

  Eigen::VectorXd operator()(const Eigen::VectorXd& v);
  // The largest relative residual of the inner systems so far; it exceeds the tolerance if MINRES
  // did not converge.
  double residual() const { return residual_; }
  // The largest size of the terms of a product so far, |D_11 f_1 v| + |D_12 f_1 u| for the response
  // u, relative to |v|; and of its error: their rounding, and what the residuals leave. Where the
  // terms cancel, the product itself tells of neither.
  double terms() const { return terms_; }
  double error() const { return error_; }

 private:
  GameProducts& game_;
  std::uint32_t leader_, follower_;
  double eta_, tolerance_, residual_ = 0, terms_ = 0, error_ = 0;
  std::uint64_t most_;
};

}  // namespace firstmove::engine
