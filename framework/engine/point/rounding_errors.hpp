// A game's derivatives with proven bounds of the rounding errors inside its costs.
#pragma once

#include <Eigen/Core>

#include <map>
#include <optional>
#include <vector>

#include "graph/rounded.hpp"
#include "point/ball_matrix.hpp"
#include "point/point.hpp"

namespace firstmove::engine {

// Of costs that are graphs, derivatives are computed with numbers that carry their rounding errors
// (graph/rounded.hpp): what remains is what the digits of the joint action and of the game's
// constants leave open, and far less than a unit in the last place of the terms. Other games may
// bound their derivatives over boxes (fm_enclosure), and so at one point.
//
// All functions return nothing where no bounds are known: if the game has no finite ones there, if
// a branch of a cost changes within rounding, or if they would take too long.
class RoundingErrors {
 public:
  // `as_given`: for the joint action and the game's constants to the last digit.
  explicit RoundingErrors(Point& at, bool as_given = false);
  std::optional<BallMatrix> gradient(std::uint32_t i, std::uint32_t j);                // D_j f_i
  std::optional<BallMatrix> block(std::uint32_t i, std::uint32_t j, std::uint32_t k);  // D_jk f_i
  // The matrix of v -> D_jkl f_i (u, v).
  std::optional<BallMatrix> third(std::uint32_t i, std::uint32_t j, std::uint32_t k,
                                  std::uint32_t l, const Eigen::VectorXd& u);
  // The rows of FM_TAYLOR, a column. Not of a game across its translations.
  std::optional<BallMatrix> taylor(std::uint32_t i, std::uint32_t order);

 private:
  // Empty if it is not known.
  using Rows = std::vector<Rounded>;
  const Rows& rows(const fm_request& request);
  std::vector<fm_request> computed_with(const fm_request& request) const;
  std::optional<BallMatrix> enclosed(std::uint32_t player, std::uint32_t order);

  Point& at_;
  bool as_given_, has_graph_;
  std::vector<double> x_;               // of the whole game
  std::vector<Eigen::MatrixXd> bases_;  // of each player across the translations, or none
  std::map<fm_request, Rows, RequestOrder> known_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::optional<BallMatrix>> enclosed_;
};

}  // namespace firstmove::engine
