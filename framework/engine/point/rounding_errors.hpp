// Proven bounds of the rounding errors inside a game's costs.
#pragma once

#include <Eigen/Core>

#include <map>
#include <optional>
#include <vector>

#include "point/point.hpp"

namespace firstmove::engine {

// A game that bounds its derivatives over boxes (fm_enclosure) bounds them at one point, too: the
// exact derivative lies between the bounds, so that whatever was computed is off by at most the
// distance to the further one. Sums that cancel inside a cost leave wide bounds.
//
// The functions take the values that the point gives and return as many bounds of their errors, or
// an empty matrix where none are known: if the game has no finite bounds there, if a branch of a
// cost changes within rounding, or if there are many coordinates.
class RoundingErrors {
 public:
  explicit RoundingErrors(Point& at);
  Eigen::MatrixXd of_gradient(std::uint32_t i, std::uint32_t j, const Eigen::MatrixXd& values);
  Eigen::MatrixXd of_block(std::uint32_t i, std::uint32_t j, std::uint32_t k,
                           const Eigen::MatrixXd& values);
  // Not of a game across its translations.
  Eigen::MatrixXd of_taylor(std::uint32_t i, std::uint32_t order, const Eigen::MatrixXd& values);

 private:
  struct Bounds {
    Eigen::VectorXd lower, upper;  // the rows of FM_TAYLOR; empty if none are known
  };
  const Bounds& bounds(std::uint32_t player, std::uint32_t order);
  Bounds enclosed(std::uint32_t player, std::uint32_t order);

  Point& at_;
  std::vector<double> x_;                                            // of the whole game
  std::optional<Eigen::MatrixXd> basis_;                             // across the translations
  std::map<std::pair<std::uint32_t, std::uint32_t>, Bounds> known_;  // by player and order
};

}  // namespace firstmove::engine
