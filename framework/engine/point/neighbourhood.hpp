// A game's quantities at a joint action, and how far they may be off.
#pragma once

#include <Eigen/Core>

#include <map>
#include <optional>
#include <vector>

#include "point/ball_matrix.hpp"
#include "point/point.hpp"
#include "point/rounding_errors.hpp"

namespace firstmove::engine {

// Every quantity is a ball around what it is at the joint action, wide enough for what it may be
// wherever each coordinate moves by at most `share` of its length (game/lengths.hpp), to first
// order, and for rounding errors.
//
// Rounding errors inside a game's costs are those that the game proves (rounding_errors.hpp). Where
// it proves none they are taken to be those that a change of x by rounding causes, of D_jk f_i from
// its derivatives one order higher, and a few units in the last place of the cost's other
// derivatives of the same order: terms that cancel in one of them usually show in another. For
// derivatives of the highest order only the quantity itself is known.
class Neighbourhood {
 public:
  // `values`: only these, and every radius is a rounding of the value. `as_given`: the joint action
  // and the game's constants are exact, else known to their last digits where they have many.
  enum class Of { values, as_given, as_stated };
  explicit Neighbourhood(Point& at, Of of = Of::as_stated);

  Point& point() { return at_; }
  const Shape& shape() const { return at_.shape(); }
  bool changes() const { return changes_; }
  const Eigen::VectorXd& lengths() const { return lengths_; }
  // Ascending.
  std::vector<Eigen::Index> coordinates_of(std::uint32_t player) const;

  // Evaluates all that is not known yet at once, since it may have much in common.
  void fetch(const std::vector<fm_request>& requests);
  // D_j f_i, a column; D_jk f_i.
  BallMatrix gradient(std::uint32_t i, std::uint32_t j, double share);
  BallMatrix block(std::uint32_t i, std::uint32_t j, std::uint32_t k, double share);
  // The matrix of v -> D_jkl f_i (u, v).
  BallMatrix third(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l,
                   const BallMatrix& u, double share);
  // All derivatives up to an order, as FM_TAYLOR, a column; those of the highest order do not
  // change unless the game gives the next order, too, at a reasonable cost.
  BallMatrix taylor(std::uint32_t player, std::uint32_t order, double share);

 private:
  // At the joint action itself; the change, when every coordinate moves by its length, once it has
  // been asked for.
  struct Known {
    BallMatrix here;
    std::optional<Eigen::MatrixXd> change;
  };
  BallMatrix within(const fm_request& request, double share);
  Known& known(const fm_request& request);
  BallMatrix here(const fm_request& request);
  std::optional<BallMatrix> proven(const fm_request& request);
  const Eigen::MatrixXd& change(const fm_request& request);
  Eigen::MatrixXd change_of_gradient(std::uint32_t i, std::uint32_t j);
  Eigen::MatrixXd change_of_block(std::uint32_t i, std::uint32_t j, std::uint32_t k);
  std::vector<Eigen::MatrixXd> changes_of_row(std::uint32_t i, std::uint32_t j);
  Eigen::MatrixXd change_of_taylor(std::uint32_t player, std::uint32_t order);
  Eigen::MatrixXd noise_of_block(std::uint32_t i, std::uint32_t j, std::uint32_t k);
  // The largest |D_jm f_i| over all m, in the units of the cost.
  double largest_in_row(std::uint32_t i, std::uint32_t j);
  // A bound of |sum over b of D_jbl f_i v_b| for all signs of the entries v_b, which are sizes of
  // moves of player k: right up to four coordinates, else an estimate.
  Eigen::MatrixXd third_over(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l,
                             const Eigen::VectorXd& v);
  auto lengths_of(std::uint32_t player) const {
    return lengths_.segment(at_.shape().offsets[player], at_.shape().dims[player]);
  }

  Point& at_;
  bool changes_;
  Eigen::VectorXd lengths_;
  // The share of the lengths by which rounding may move x where a game proves no bounds: a few
  // units in the last place of x or of the length, more for sums over many coordinates.
  double rounding_;
  RoundingErrors errors_;
  std::map<fm_request, Known, RequestOrder> known_;
  std::map<fm_request, Eigen::MatrixXd, RequestOrder> fetched_;
  // Of the blocks D_jk f_i by i and j.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Eigen::MatrixXd>> changes_of_rows_;
  // The last third() of each kind: only its radius depends on the share.
  struct Contracted {
    Eigen::MatrixXd u;
    BallMatrix here;
    bool proven = false;
  };
  std::map<fm_request, Contracted, RequestOrder> contracted_;
};

}  // namespace firstmove::engine
