// A game's quantities at a joint action, and how far they may be off.
#pragma once

#include <Eigen/Core>

#include <array>
#include <map>
#include <vector>

#include "point/ball_matrix.hpp"
#include "point/point.hpp"
#include "point/rounding_errors.hpp"

namespace firstmove::engine {

// A quantity, and a bound of its change, to first order, when every coordinate moves by at most its
// length (game/lengths.hpp).
struct Varying {
  Eigen::MatrixXd value, change;
  Eigen::MatrixXd noise;   // rounding errors besides those that a change of x causes
  Eigen::MatrixXd proven;  // bounds of all rounding errors inside the costs; empty if not known
  // Where every coordinate is known up to `share` of its length.
  BallMatrix within(double share) const;
};

// Rounding errors inside a game's costs are bounded by what the game proves (rounding_errors.hpp).
// They are taken to be at least those that a change of x by rounding causes, of D_jk f_i from its
// derivatives one order higher, and a few units in the last place of the cost's other derivatives
// of the same order: terms that cancel in one of them usually show in another. For derivatives of
// the highest order only the quantity itself is known.
class Neighbourhood {
 public:
  // With `changes` false only values are computed, and every change is 0.
  explicit Neighbourhood(Point& at, bool changes = true);

  Point& point() { return at_; }
  const Shape& shape() const { return at_.shape(); }
  bool changes() const { return changes_; }
  const Eigen::VectorXd& lengths() const { return lengths_; }
  // Ascending.
  std::vector<Eigen::Index> coordinates_of(std::uint32_t player) const;
  // The share of the lengths by which rounding may move x: a few units in the last place of x or of
  // the length, more for sums over many coordinates.
  double rounding() const { return rounding_; }

  const Varying& gradient(std::uint32_t i, std::uint32_t j);                // D_j f_i
  const Varying& block(std::uint32_t i, std::uint32_t j, std::uint32_t k);  // D_jk f_i
  // The matrix of v -> D_jkl f_i (u, v), with x known up to `share` of the lengths.
  BallMatrix third(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l,
                   const BallMatrix& u, double share);
  // All derivatives up to an order, as FM_TAYLOR; those of the highest order have no change unless
  // the game gives the next order, too, at a reasonable cost.
  const Varying& taylor(std::uint32_t player, std::uint32_t order);

 private:
  // A bound of |sum over b of D_jbl f_i v_b| for all signs of the entries v_b, which are sizes of
  // moves of player k: right up to four coordinates, else an
  // estimate.
  Eigen::MatrixXd third_over(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l,
                             const Eigen::VectorXd& v);
  Eigen::MatrixXd change_of_block(std::uint32_t i, std::uint32_t j, std::uint32_t k);
  auto lengths_of(std::uint32_t player) const {
    return lengths_.segment(at_.shape().offsets[player], at_.shape().dims[player]);
  }

  Point& at_;
  bool changes_;
  Eigen::VectorXd lengths_;
  double rounding_;
  RoundingErrors errors_;
  std::map<std::array<std::uint32_t, 4>, Varying> known_;
  // The last third() of each kind: only its radius depends on the share.
  struct Contracted {
    Eigen::MatrixXd u, value;
  };
  std::map<std::array<std::uint32_t, 4>, Contracted> contracted_;
};

}  // namespace firstmove::engine
