// Evaluates the quantities of a game at one joint action, one at a time.
#pragma once

#include <Eigen/Dense>

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "game/oracle.hpp"
#include "point/translations.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// A batch of one replica. Each request is compiled once and kept. The functions throw PluginFailure
// if the game does not give the quantity. The quantities of a stochastic game are means over fresh
// samples, which no run draws.
class Point {
 public:
  Point(const ExperimentSpec& spec, const std::vector<double>& x);

  const Shape& shape() const { return reduced_ ? reduced_->shape : game_.shape(); }
  Oracle& oracle() { return oracle_; }
  Game& game() { return game_; }
  // For analyses with dense matrices over the whole joint action: throws InputError if they do not
  // fit into memory, before any is computed.
  void require_dense() const;
  const double* x() const { return reduced_ ? reduced_->z.data() : x_.data(); }
  std::vector<double> joint_action() const;  // x(), without its stride
  void move(const std::vector<double>& x);
  bool stochastic() const { return game_.stochastic(); }
  // The steps of which a stochastic game's samples are taken, unless draw() says otherwise.
  static std::vector<std::uint64_t> fresh_samples();
  void draw(std::vector<std::uint64_t> steps) { steps_ = std::move(steps); }

  // A quantity as a matrix: a block, or one column; `vectors` are the inputs of a product.
  Eigen::MatrixXd get(const fm_request& request, const std::vector<Eigen::VectorXd>& vectors = {});
  // Several at once, which share what they have in common; `vectors` are those of all products, in
  // order.
  std::vector<Eigen::MatrixXd> get(const std::vector<fm_request>& requests,
                                   const std::vector<Eigen::VectorXd>& vectors = {});
  double cost(std::uint32_t i);
  Eigen::VectorXd gradient(std::uint32_t i, std::uint32_t j);                // D_j f_i
  Eigen::MatrixXd block(std::uint32_t i, std::uint32_t j, std::uint32_t k);  // D_jk f_i
  Eigen::MatrixXd jacobian();                                                // of omega: J
  // The matrix of v -> D_jkl f_i (u, v).
  Eigen::MatrixXd third(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l,
                        const Eigen::VectorXd& u);
  // The rows of FM_TAYLOR; if the game does not give them, they are assembled from blocks and
  // products up to order 3. Empty if it does not give these either.
  std::optional<Eigen::VectorXd> taylor(std::uint32_t i, std::uint32_t order);

  // The translations that change no cost, once they have been looked for; until then none.
  const Translations& translations() const { return translations_; }
  bool looked_for_translations() const { return looked_for_translations_; }
  void set_translations(Translations translations);

  // From now on everything above is about the game across its translations: over z with
  // x = origin + Q z, the columns of Q being orthonormal and orthogonal to the translations. The
  // origin is such that z = Q' x at the present joint action x. Play over z is play over x without
  // the motion along the translations, which changes nothing.
  void reduce();
  void release();  // back to x
  bool reduced() const { return reduced_.has_value(); }
  std::vector<double> whole(const std::vector<double>& z) const;  // while it is reduced
  std::vector<double> across(const std::vector<double>& x) const;
  // Q, over the whole joint action, and its blocks, of each player.
  Eigen::MatrixXd basis() const;
  const std::vector<Eigen::MatrixXd>& bases() const { return reduced_->bases; }

 private:
  struct Reduced {
    Shape shape;
    std::vector<Eigen::MatrixXd> bases;  // of each player
    std::vector<double> origin;
    BatchArray z;
  };
  // Of the whole game, in the order of `requests`.
  std::vector<Eigen::MatrixXd> raw(const std::vector<fm_request>& requests,
                                   const std::vector<Eigen::VectorXd>& vectors);
  Eigen::MatrixXd across(const fm_request& request, const Eigen::MatrixXd& whole) const;
  Eigen::MatrixXd reduced_taylor(const Eigen::MatrixXd& whole, std::uint32_t order) const;

  std::vector<std::uint32_t> replicates_ = {0};
  Game game_;
  Oracle oracle_;
  BatchArray x_;
  std::vector<std::uint64_t> steps_ = {1};  // whose samples are averaged
  Translations translations_;
  bool looked_for_translations_ = false;
  std::optional<Reduced> reduced_;
  std::map<std::vector<fm_request>, std::size_t, RequestOrder> plans_;  // earlier ones, compiled
};

}  // namespace firstmove::engine
