#include "point/rounding_errors.hpp"

#include <firstmove/internal/multi_index.hpp>

#include <algorithm>

#include "game/graph_game.hpp"
#include "game/rounded_quantities.hpp"
#include "point/requests.hpp"

namespace firstmove::engine {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// Bounds over boxes are computed with series over all coordinates: more take too long.
constexpr std::size_t most_derivatives_bounded = 2000;

BallMatrix matrix_of(const std::vector<Rounded>& entries, std::size_t columns) {
  const auto n = static_cast<Index>(columns), m = static_cast<Index>(entries.size()) / n;
  BallMatrix ball(m, n);
  for (Index e = 0; e < m * n; ++e) {
    const Rounded& entry = entries[static_cast<std::size_t>(e)];
    ball.set(e / n, e % n, {entry.high(), entry.error()});
  }
  return ball;
}

bool all_known(const std::vector<Rounded>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](const Rounded& x) { return x.known(); });
}

// Q' m, where the entries of Q are rounded.
BallMatrix turned(const MatrixXd& Q, const BallMatrix& m) {
  return transposed(BallMatrix::rounded(Q)) * m;
}

}  // namespace

RoundingErrors::RoundingErrors(Point& at, bool as_given)
    : at_(at),
      as_given_(as_given),
      has_graph_(graph_of(at.game()) && !at.stochastic()),
      x_(at.joint_action()) {
  if (!at.reduced()) return;
  bases_ = at.bases();
  x_ = at.whole(x_);
}

// What verdicts need of one game is computed at once, since it has most terms in common: all first
// and second derivatives of one cost of two players, all own rows of more.
std::vector<fm_request> RoundingErrors::computed_with(const fm_request& request) const {
  const std::uint32_t players = at_.shape().players();
  std::vector<fm_request> all;
  if (request.quantity != FM_GRADIENT && request.quantity != FM_HESSIAN_BLOCK) return {request};
  const auto add_row = [&](std::uint32_t i, std::uint32_t j) {
    all.push_back(gradient_of(i, j));
    for (std::uint32_t k = 0; k < players; ++k) all.push_back(block_of(i, j, k));
  };
  if (players == 2)
    for (std::uint32_t j = 0; j < players; ++j) add_row(request.player, j);
  else if (request.player == request.j)
    for (std::uint32_t i = 0; i < players; ++i) add_row(i, i);
  else
    add_row(request.player, request.j);
  return all;
}

const RoundingErrors::Rows& RoundingErrors::rows(const fm_request& request) {
  if (const auto place = known_.find(request); place != known_.end()) return place->second;
  const std::vector<fm_request> all = computed_with(request);
  for (const fm_request& one : all) known_[one];
  if (RoundedQuantities* const quantities = rounded_quantities(at_.game(), all))
    if (auto results = quantities->at(x_, {}, as_given_); !results.empty())
      for (std::size_t q = 0; q < all.size(); ++q)
        if (all_known(results[q])) known_[all[q]] = std::move(results[q]);
  return known_[request];
}

std::optional<BallMatrix> RoundingErrors::enclosed(std::uint32_t player, std::uint32_t order) {
  const auto [place, added] = enclosed_.try_emplace({player, order});
  if (!added) return place->second;
  Game& game = at_.game();
  const std::size_t count = derivatives(x_.size(), order);
  if (!game.enclosure() || game.enclosure()->most_order < order ||
      count > most_derivatives_bounded || at_.stochastic())
    return std::nullopt;
  std::vector<double> from = x_, to = x_;
  for (std::size_t c = 0; c < x_.size() && !as_given_; ++c) {
    from[c] -= Rounded::stated(x_[c]).error();
    to[c] += Rounded::stated(x_[c]).error();
  }
  VectorXd lower(static_cast<Index>(count)), upper(static_cast<Index>(count));
  std::uint32_t smooth = 0;
  game.host().call("enclose", "bound its costs", [&] {
    return game.enclosure()->enclose(game.instance(), player, order, from.data(), to.data(),
                                     lower.data(), upper.data(), &smooth);
  });
  if (smooth == 0 || !lower.allFinite() || !upper.allFinite()) return std::nullopt;
  const VectorXd middle = 0.5 * lower + 0.5 * upper;
  place->second =
      BallMatrix(middle, (upper - middle).cwiseMax(middle - lower) * (1 + 4 * Ball::unit));
  return place->second;
}

std::optional<BallMatrix> RoundingErrors::gradient(std::uint32_t i, std::uint32_t j) {
  const Shape& shape = at_.game().shape();
  BallMatrix found;
  if (has_graph_ && !rows(gradient_of(i, j)).empty())
    found = matrix_of(rows(gradient_of(i, j)), 1);
  else if (const auto all = enclosed(i, 2))
    found = all->block(1 + shape.offsets[j], 0, shape.dims[j], 1);
  else
    return std::nullopt;
  return bases_.empty() ? found : turned(bases_[j], found);
}

std::optional<BallMatrix> RoundingErrors::block(std::uint32_t i, std::uint32_t j, std::uint32_t k) {
  const Shape& shape = at_.game().shape();
  BallMatrix found;
  if (has_graph_ && !rows(block_of(i, j, k)).empty()) {
    found = matrix_of(rows(block_of(i, j, k)), shape.dims[k]);
  } else if (const auto all = enclosed(i, 2)) {
    found = BallMatrix(shape.dims[j], shape.dims[k]);
    const auto n = static_cast<Index>(x_.size());
    for (Index r = 0; r < found.rows(); ++r)
      for (Index c = 0; c < found.cols(); ++c) {
        const Index a = std::min(shape.offsets[j] + r, shape.offsets[k] + c);
        const Index b = std::max(shape.offsets[j] + r, shape.offsets[k] + c);
        found.set(r, c, (*all)(1 + n + a * n - a * (a + 1) / 2 + b, 0));
      }
  } else {
    return std::nullopt;
  }
  return bases_.empty() ? found : turned(bases_[j], found) * BallMatrix::rounded(bases_[k]);
}

std::optional<BallMatrix> RoundingErrors::third(std::uint32_t i, std::uint32_t j, std::uint32_t k,
                                                std::uint32_t l, const VectorXd& u) {
  if (!has_graph_) return std::nullopt;
  RoundedQuantities* const product = rounded_quantities(at_.game(), {third_of(i, j, k, l)});
  if (!product) return std::nullopt;
  BallMatrix along(u, MatrixXd::Zero(u.size(), 1));
  if (!bases_.empty()) along = BallMatrix::rounded(bases_[k]) * along;
  std::vector<std::vector<Rounded>> vectors(2);
  for (Index b = 0; b < along.rows(); ++b)
    vectors[0].emplace_back(along.middle(b, 0), 0, along.radius(b, 0));
  const Shape& shape = at_.game().shape();
  vectors[1].resize(shape.dims[l]);
  BallMatrix found(shape.dims[j], shape.dims[l]);
  for (std::uint32_t c = 0; c < shape.dims[l]; ++c) {
    std::fill(vectors[1].begin(), vectors[1].end(), 0.0);
    vectors[1][c] = 1.0;
    const auto result = product->at(x_, vectors, as_given_);
    if (result.empty() || !all_known(result[0])) return std::nullopt;
    found.set_block(0, c, matrix_of(result[0], 1));
  }
  return bases_.empty() ? found : turned(bases_[j], found) * BallMatrix::rounded(bases_[l]);
}

std::optional<BallMatrix> RoundingErrors::taylor(std::uint32_t i, std::uint32_t order) {
  if (!bases_.empty()) return std::nullopt;
  const fm_request request = taylor_of(i, order);
  if (has_graph_ && !rows(request).empty()) return matrix_of(rows(request), 1);
  return enclosed(i, order);
}

}  // namespace firstmove::engine
