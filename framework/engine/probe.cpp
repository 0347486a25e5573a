#include "probe.hpp"

#include <spdlog/fmt/fmt.h>

#include "learner.hpp"
#include "schedule.hpp"

namespace firstmove {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// One joint action as a batch of one.
class Point {
 public:
  Point(const ExperimentSpec& spec, const std::vector<double>& x)
      : game_(spec.game.plugin, spec.game.params, spec.game.teams),
        oracle_(game_, replicates_, spec.seed),
        x_(x.size(), oracle_.stride()) {
    for (std::size_t c = 0; c < x.size(); ++c) std::fill_n(x_.row(c), x_.stride(), x[c]);
  }

  const Shape& shape() const { return game_.shape(); }
  Oracle& oracle() { return oracle_; }
  const double* x() const { return x_.data(); }

  // A quantity as a matrix of `columns`; products take their vectors here.
  MatrixXd get(const fm_request& request, std::size_t columns, std::vector<VectorXd> vectors = {}) {
    std::vector<BatchArray> inputs;
    for (const VectorXd& v : vectors) {
      BatchArray& input = inputs.emplace_back(static_cast<std::size_t>(v.size()), x_.stride());
      for (std::size_t c = 0; c < input.rows(); ++c)
        std::fill_n(input.row(c), input.stride(), v[static_cast<Eigen::Index>(c)]);
    }
    std::vector<const double*> pointers;
    for (const BatchArray& input : inputs) pointers.push_back(input.data());
    BatchArray result(rows_of(request, shape()), x_.stride());
    double* const out = result.data();
    oracle_.evaluate(oracle_.prepare({request}), 1, x_.data(), pointers.data(), &out);
    MatrixXd matrix(result.rows() / columns, columns);
    for (std::size_t r = 0; r < result.rows(); ++r)
      matrix(static_cast<Eigen::Index>(r / columns), static_cast<Eigen::Index>(r % columns)) =
          result.row(r)[0];
    return matrix;
  }

  VectorXd gradient(std::uint32_t i, std::uint32_t j) {
    return get({sizeof(fm_request), FM_GRADIENT, i, j, 0, 0}, 1);
  }
  MatrixXd block(std::uint32_t i, std::uint32_t j, std::uint32_t k) {
    return get({sizeof(fm_request), FM_HESSIAN_BLOCK, i, j, k, 0}, shape().dims[k]);
  }
  // The matrix of v -> D_jkl f_i (u, v).
  MatrixXd third(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l,
                 const VectorXd& u) {
    MatrixXd matrix(shape().dims[j], shape().dims[l]);
    for (Eigen::Index c = 0; c < matrix.cols(); ++c)
      matrix.col(c) = get({sizeof(fm_request), FM_THIRD_PRODUCT, i, j, k, l}, 1,
                          {u, VectorXd::Unit(matrix.cols(), c)});
    return matrix;
  }

 private:
  std::vector<std::uint32_t> replicates_ = {0};
  Game game_;
  Oracle oracle_;
  BatchArray x_;
};

// omega_S and its Jacobian for leader 1 and follower 2. With lambda = (D_22 f_2)^-1 D_2 f_1,
// D f_1 = D_1 f_1 - D_12 f_2 lambda, so along block m
//   D_m (D f_1) = D_1m f_1 - D_12m f_2 lambda - D_12 f_2 (D_22 f_2)^-1 (D_2m f_1 - D_22m f_2
//   lambda).
void add_stackelberg(Point& at, std::uint32_t leader, Probe& probe) {
  const std::uint32_t follower = 1 - leader;
  const Shape& shape = at.shape();
  const auto lu = at.block(follower, follower, follower).fullPivLu();
  const VectorXd lambda = lu.solve(at.gradient(leader, follower));
  const MatrixXd mixed = at.block(follower, leader, follower);

  VectorXd omega_s = probe.omega;
  MatrixXd J_S = probe.J;
  const auto rows = [&](std::uint32_t p) {
    return std::pair<Eigen::Index, Eigen::Index>(shape.offsets[p], shape.dims[p]);
  };
  const auto [first, count] = rows(leader);
  omega_s.segment(first, count) = at.gradient(leader, leader) - mixed * lambda;
  for (std::uint32_t m = 0; m < 2; ++m) {
    const auto [column, columns] = rows(m);
    // Third derivatives contract lambda with the follower's index k, and m stays.
    const MatrixXd inner =
        at.block(leader, follower, m) - at.third(follower, follower, follower, m, lambda);
    J_S.block(first, column, count, columns) = at.block(leader, leader, m) -
                                               at.third(follower, leader, follower, m, lambda) -
                                               mixed * lu.solve(inner);
  }
  const auto [f, fs] = rows(follower);
  probe.schur = J_S.block(first, first, count, count) -
                J_S.block(first, f, count, fs) *
                    J_S.block(f, f, fs, fs).fullPivLu().solve(J_S.block(f, first, fs, count));
  probe.omega_s = std::move(omega_s);
  probe.J_S = std::move(J_S);
}

}  // namespace

Probe probe(const ExperimentSpec& spec, const std::vector<double>& x) {
  try {
    Point at(spec, x);
    const Shape& shape = at.shape();
    Probe probe;
    probe.x = x;
    const Eigen::Index n = shape.coordinates();
    probe.omega.resize(n);
    probe.J.resize(n, n);
    for (std::uint32_t i = 0; i < shape.players(); ++i) {
      probe.cost.push_back(at.get({sizeof(fm_request), FM_COST, i, 0, 0, 0}, 1)(0, 0));
      probe.omega.segment(shape.offsets[i], shape.dims[i]) = at.gradient(i, i);
      for (std::uint32_t j = 0; j < shape.players(); ++j)
        probe.J.block(shape.offsets[i], shape.offsets[j], shape.dims[i], shape.dims[j]) =
            at.block(i, i, j);
      probe.hessians.push_back(
          probe.J.block(shape.offsets[i], shape.offsets[i], shape.dims[i], shape.dims[i]));
    }
    if (shape.players() == 2)
      add_stackelberg(at, spec.place[0] == 0 ? 0 : 1, probe);
    else
      probe.without = "omega_S and its Jacobian are given for two players";
    return probe;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

std::vector<double> probe_direction(const ExperimentSpec& spec, const LearnerSpec& learner,
                                    const std::vector<double>& x) {
  try {
    Point at(spec, x);
    const Shape& shape = at.shape();
    Subscriptions wanted;
    std::vector<std::unique_ptr<Learner>> rules;
    std::vector<double> step_sizes, directions;
    for (std::uint32_t p = 0; p < shape.players(); ++p) {
      rules.push_back(
          std::make_unique<Learner>(learner.players[p], p, spec.place, at.oracle(), wanted));
      step_sizes.push_back(step_size(learner.players[p].step, 1));
    }
    std::vector<double*> results = wanted.outputs();
    at.oracle().evaluate(at.oracle().prepare(wanted.requests()), 1, at.x(), nullptr,
                         results.data());
    for (std::uint32_t p = 0; p < shape.players(); ++p) {
      BatchArray action(shape.dims[p], at.oracle().stride());
      rules[p]->act(1, at.x(), step_sizes, action);
      for (const Remark& given_up : rules[p]->take_given_up())
        throw InputError(fmt::format("learner '{}': {}", learner.name, given_up.text));
      for (std::uint32_t c = 0; c < shape.dims[p]; ++c)
        directions.push_back(rules[p]->responds() ? x[shape.offsets[p] + c] - action.row(c)[0]
                                                  : action.row(c)[0]);
    }
    return directions;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove
