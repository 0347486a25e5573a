// Translations of a player's action that change no player's cost, such as a constant added to all
// logits of a softmax: along them every critical point is a line of critical points.
#pragma once

#include <Eigen/Dense>

#include <cstdint>
#include <string>
#include <vector>

#include "game/game.hpp"

namespace firstmove::engine {

class Point;

// One coordinate is held for each translation; the others then determine the point, and the game
// over them has isolated critical points.
//
// Quantities over the free coordinates: costs, gradients and Hessian blocks are those of the game
// itself without the held rows and columns. A Jacobian as an operator, whose spectrum decides
// stability, is that of the directions of play modulo the translations: motion v moves the free
// coordinates by v_free - along v_held.
struct Translations {
  std::vector<std::uint32_t> held, free;  // ascending
  // Translation t moves coordinate held[t] by 1, no other held one, and free[f] by along(f, t).
  Eigen::MatrixXd along;

  static Translations of_none(std::uint32_t coordinates);
  bool none() const { return held.empty(); }
  bool holds(std::uint32_t c) const;
  // The free coordinates as a game's shape.
  Shape shape_of_free(const Shape& whole) const;
  std::vector<double> free_of(const std::vector<double>& x) const;
  // Translates x until its held coordinates are those of another joint action.
  std::vector<double> held_as(const std::vector<double>& other, std::vector<double> x) const;
  // For each player an orthonormal basis of the directions orthogonal to its translations, as
  // columns.
  std::vector<Eigen::MatrixXd> orthogonal(const Shape& whole) const;
  // Gradients modulo translations, as motions: since they vanish along the translations, their held
  // entries follow from the free ones. Applied from the left to free rows.
  Eigen::MatrixXd motion() const;
  // Translates x into a box as far as it goes, one translation after the other, none farther than
  // necessary.
  std::vector<double> into(const std::vector<double>& lower, const std::vector<double>& upper,
                           std::vector<double> x) const;
  // One entry for each: "player 1: (1, 1, 1)". `offsets` are those of the whole shape.
  std::vector<std::string> text(const std::vector<std::uint32_t>& offsets) const;
};

// Blocks on the diagonal of a matrix.
Eigen::MatrixXd basis_of(const std::vector<Eigen::MatrixXd>& blocks);

// Looks for them where the Jacobian of the gradients is singular at points drawn from the box, or
// returns none: the null vectors of all costs' gradients at many points, tested by moving along
// them. Only coordinates on the whole line are translated, and never all of a player's.
Translations find_translations(Point& at, const std::vector<double>& lower,
                               const std::vector<double>& upper);

}  // namespace firstmove::engine
