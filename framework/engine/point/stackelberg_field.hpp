// The Stackelberg field of a game and its Jacobian at one joint action.
#pragma once

#include <Eigen/Dense>

#include <optional>
#include <vector>

#include "point/neighbourhood.hpp"

namespace firstmove::engine {

// Each player leads all after it in the order of play: with two players this is equation (2), with
// more Appendix F.1. Vectors and matrices are over the whole joint action, players in the game's
// order.
struct StackelbergField {
  Eigen::VectorXd omega;  // G_i: total derivatives of the costs through the reactions below
  Eigen::MatrixXd J;      // its Jacobian
  // For each player the Schur complement of its block of J over the players below it. At a critical
  // point it is the second derivative of the player's cost through all reactions below: positive
  // definite for every player at a differential Stackelberg equilibrium (Definition 4).
  std::vector<Eigen::MatrixXd> totals;
};

// What is computed of a field: its Jacobian and the totals are zeros, and none, unless wanted.
enum class Wanted { omega, all };

// A field whose entries are known up to errors: of the rounding of its own sums and solves, and of
// the joint action itself. A radius is infinite if the field is divided by what may be 0.
struct FieldBalls {
  BallMatrix omega;  // a column
  BallMatrix J;
  std::vector<BallMatrix> totals;

  FieldBalls() = default;
  explicit FieldBalls(const Shape& shape);  // zeros, without totals
  StackelbergField middle() const;
};

// Whether the game gives the derivatives for it.
bool offers_stackelberg(Point& at, const std::vector<std::uint32_t>& place);

// place[p] is player p's place in the order of play. Exact: from Taylor series or, with two
// players, from products with third derivatives; empty if the game gives neither. Throws
// PluginFailure.
std::optional<StackelbergField> stackelberg_field(Point& at,
                                                  const std::vector<std::uint32_t>& place);
// The same with its errors, where x is known up to `share` of the lengths.
std::optional<FieldBalls> stackelberg_balls(Neighbourhood& near,
                                            const std::vector<std::uint32_t>& place, double share,
                                            Wanted wanted = Wanted::all);

// The same for a leader that regularizes its follower's reaction, eta >= 0, Appendix C: with two
// players the leader's part is D_1 f_1 - D_12 f_2 (D_22 f_2 + eta I)^-1 D_2 f_1, and its total is
// the Schur complement over D_22 f_2 + eta I. The follower's parts do not change. With eta = 0 it
// is stackelberg_field(). Also empty unless there are two players.
std::optional<StackelbergField> regularized_field(Point& at,
                                                  const std::vector<std::uint32_t>& place,
                                                  double eta);
std::optional<FieldBalls> regularized_balls(Neighbourhood& near,
                                            const std::vector<std::uint32_t>& place, double eta,
                                            double share);

}  // namespace firstmove::engine
