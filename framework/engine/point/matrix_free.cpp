#include "point/matrix_free.hpp"

#include <Eigen/Sparse>
#include <unsupported/Eigen/IterativeSolvers>

#include <algorithm>
#include <functional>

namespace firstmove::engine {
struct SymmetricOperator;
}
namespace Eigen::internal {
template <>
struct traits<firstmove::engine::SymmetricOperator> : traits<SparseMatrix<double>> {};
}  // namespace Eigen::internal

namespace firstmove::engine {

// A symmetric operator in the form that Eigen's iterative solvers expect.
struct SymmetricOperator : Eigen::EigenBase<SymmetricOperator> {
  using Scalar = double;
  using RealScalar = double;
  using StorageIndex = Eigen::Index;
  enum {
    ColsAtCompileTime = Eigen::Dynamic,
    MaxColsAtCompileTime = Eigen::Dynamic,
    IsRowMajor = 0
  };

  SymmetricOperator(Eigen::Index n, std::function<Eigen::VectorXd(const Eigen::VectorXd&)> product)
      : size(n), apply(std::move(product)) {}
  Eigen::Index rows() const { return size; }
  Eigen::Index cols() const { return size; }
  template <class V>
  Eigen::Product<SymmetricOperator, V, Eigen::AliasFreeProduct> operator*(
      const Eigen::MatrixBase<V>& v) const {
    return {*this, v.derived()};
  }

  Eigen::Index size;
  std::function<Eigen::VectorXd(const Eigen::VectorXd&)> apply;
};

}  // namespace firstmove::engine

namespace Eigen::internal {
template <class V>
struct generic_product_impl<firstmove::engine::SymmetricOperator, V, SparseShape, DenseShape,
                            GemvProduct>
    : generic_product_impl_base<firstmove::engine::SymmetricOperator, V,
                                generic_product_impl<firstmove::engine::SymmetricOperator, V>> {
  template <class To>
  static void scaleAndAddTo(To& to, const firstmove::engine::SymmetricOperator& a, const V& v,
                            const double& factor) {
    to.noalias() += factor * a.apply(v);
  }
};
}  // namespace Eigen::internal

namespace firstmove::engine {

using Eigen::VectorXd;

GameProducts::GameProducts(const ExperimentSpec& spec, const std::vector<double>& x)
    : game_(spec.game.plugin, spec.game.params, spec.game.teams),
      oracle_(game_, replicates_, spec.seed),
      x_(x.size(), oracle_.stride()) {
  for (std::size_t c = 0; c < x.size(); ++c) std::fill_n(x_.row(c), x_.stride(), x[c]);
  std::vector<fm_request> all;
  for (std::uint32_t i = 0; i < shape().players(); ++i)
    for (std::uint32_t j = 0; j < shape().players(); ++j) {
      all.push_back({sizeof(fm_request), FM_HESSIAN_PRODUCT, i, i, j, 0});
      block_plans_.push_back(oracle_.prepare({all.back()}));
      inputs_.emplace_back(shape().dims[j], oracle_.stride());
      outputs_.emplace_back(shape().dims[i], oracle_.stride());
    }
  jacobian_plan_ = oracle_.prepare(all);
}

namespace {

void spread(const VectorXd& v, BatchArray& to) {
  for (std::size_t c = 0; c < to.rows(); ++c)
    std::fill_n(to.row(c), to.stride(), v[static_cast<Eigen::Index>(c)]);
}

}  // namespace

VectorXd GameProducts::block(std::uint32_t i, std::uint32_t j, const VectorXd& v) {
  const std::size_t place = i * shape().players() + j;
  spread(v, inputs_[place]);
  const double* const in = inputs_[place].data();
  double* const out = outputs_[place].data();
  oracle_.evaluate(block_plans_[place], 1, x_.data(), &in, &out);
  ++count_;
  VectorXd product(shape().dims[i]);
  for (std::size_t c = 0; c < shape().dims[i]; ++c)
    product[static_cast<Eigen::Index>(c)] = outputs_[place].row(c)[0];
  return product;
}

VectorXd GameProducts::jacobian(const VectorXd& v) {
  const std::uint32_t n = shape().players();
  std::vector<const double*> in;
  std::vector<double*> out;
  for (std::size_t place = 0; place < inputs_.size(); ++place) {
    const std::size_t j = place % n;
    spread(v.segment(shape().offsets[j], shape().dims[j]), inputs_[place]);
    in.push_back(inputs_[place].data());
    out.push_back(outputs_[place].data());
  }
  oracle_.evaluate(jacobian_plan_, 1, x_.data(), in.data(), out.data());
  ++count_;
  VectorXd product = VectorXd::Zero(shape().coordinates());
  for (std::size_t place = 0; place < outputs_.size(); ++place)
    for (std::size_t c = 0; c < outputs_[place].rows(); ++c)
      product[static_cast<Eigen::Index>(shape().offsets[place / n] + c)] +=
          outputs_[place].row(c)[0];
  return product;
}

SchurProducts::SchurProducts(GameProducts& game, std::uint32_t leader, double eta, double tolerance,
                             std::uint64_t most)
    : game_(game),
      leader_(leader),
      follower_(1 - leader),
      eta_(eta),
      tolerance_(tolerance),
      most_(most) {}

VectorXd SchurProducts::operator()(const VectorXd& v) {
  const VectorXd through = game_.block(follower_, leader_, v);
  VectorXd result = game_.block(leader_, leader_, v);
  if (through.norm() == 0) return result;
  const SymmetricOperator hessian(through.size(), [&](const VectorXd& u) {
    return VectorXd(game_.block(follower_, follower_, u) + eta_ * u);
  });
  Eigen::MINRES<SymmetricOperator, Eigen::Lower | Eigen::Upper, Eigen::IdentityPreconditioner>
      solver(hessian);
  solver.setTolerance(tolerance_);
  solver.setMaxIterations(std::min(10 * through.size(), static_cast<Eigen::Index>(most_)));
  const VectorXd response = solver.solve(through);
  const double missed = (hessian.apply(response) - through).norm() / through.norm();
  residual_ = std::max(residual_, std::isfinite(missed) ? missed : INFINITY);
  const VectorXd reaction = game_.block(leader_, follower_, response);
  if (const double length = v.norm(); length > 0) {
    const double terms = (result.norm() + reaction.norm()) / length;
    const double left =
        missed * reaction.norm() / length;  // as if it were spread like the response
    terms_ = std::max(terms_, terms);
    error_ = std::max(error_, std::numeric_limits<double>::epsilon() * terms + left);
  }
  result -= reaction;
  return result;
}

}  // namespace firstmove::engine
