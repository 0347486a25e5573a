// The direction of a leader that accounts for its follower's response, for rules built on it.
#pragma once

#include <array>

#include "curvature.hpp"
#include "internal/conjugate_gradient.hpp"
#include "internal/gmres.hpp"
#include "internal/scaled_system.hpp"
#include "learner.hpp"
#include "solve.hpp"

namespace firstmove {

// How the follower's Hessian is inverted.
struct SolverOptions {
  enum class Kind { dense, conjugate_gradient, gmres };
  Kind kind = Kind::dense;
  std::size_t iterations = 100;  // of the iterative solvers, in products, at most
  double tolerance = 1e-12;      // of their residual, relative to D_2 f_1
  bool warm_start = true;        // from the previous step's solution

  // The manifest parameters `solver`, `iterations`, `tolerance`, `warm_start`.
  static std::vector<Parameter> parameters() {
    return {text("solver")
                .one_of({"dense", "cg", "gmres"})
                .otherwise("\"dense\"")
                .doc("how the follower's Hessian is inverted: directly; by conjugate gradients, "
                     "for positive definite ones; by GMRES, for any"),
            integer("iterations")
                .at_least(1)
                .otherwise("100")
                .doc("products of cg and gmres, at most; the paper uses 5 for its networks "
                     "(Appendix E)"),
            real("tolerance")
                .at_least(0)
                .otherwise("1e-12")
                .doc("of the residual of cg and gmres, relative to the right-hand side; 0: take "
                     "exactly 'iterations' products"),
            boolean("warm_start")
                .otherwise("true")
                .doc("start cg and gmres from the previous step's solution (Appendix E)")};
  }
  static SolverOptions from(const Values& v) {
    const std::string solver = v.text("solver");
    return {solver == "cg"      ? Kind::conjugate_gradient
            : solver == "gmres" ? Kind::gmres
                                : Kind::dense,
            static_cast<std::size_t>(v.integer("iterations")), v.real("tolerance"),
            v.boolean("warm_start")};
  }
};

// D_1 f_1 - D_12 f_2 (D_22 f_2 + eta I)^-1 D_2 f_1, equation (2) for eta = 0 and Appendix C
// otherwise, where 1 is the learner's player and 2 the one player after it in the order of play.
// Symmetry of second derivatives is used: (D_21 f_2)^T = D_12 f_2.
class LeaderDirection {
 public:
  LeaderDirection(const Role& role, Oracle& oracle, double eta, const SolverOptions& options)
      : oracle_(oracle), options_(options), eta_(eta) {
    const std::vector<std::uint32_t> followers = role.followers();
    if (followers.empty())
      throw Refusal("player " + std::to_string(role.player + 1) +
                    " is last in the order of play and leads nobody; use 'gradient-play' for it");
    if (followers.size() > 1)
      throw Refusal("the rule is defined over one follower, and player " +
                    std::to_string(role.player + 1) + " leads " + std::to_string(followers.size()));
    const std::uint32_t i = role.player, f = followers.front();
    leader_ = i;
    follower_ = f;
    n_ = role.dims[f];
    own_ = oracle.subscribe(gradient(i, i));
    through_ = oracle.subscribe(gradient(i, f));
    lambda_ = RowStore(n_, role.stride);
    const std::string j = std::to_string(f + 1);
    const bool dense = options.kind == SolverOptions::Kind::dense;
    curvature_ =
        CurvatureWatch(dense ? n_ : 1, role.stride,  // the iterative solvers detect it themselves
                       "the matrix D_" + j + j + " f_" + j + (eta == 0 ? "" : " + eta I") +
                           " that player " + std::to_string(i + 1) +
                           " inverts is not positive definite: the assumed response of player " +
                           j + " is not a minimum");
    if (!dense) {
      hessian_product_ = oracle.prepare({hessian_product(f, f, f)});
      mixed_product_ = oracle.prepare({hessian_product(f, i, f)});
      if (options.kind == SolverOptions::Kind::gmres)
        gmres_ = Gmres(n_, role.stride);
      else
        cg_ = ConjugateGradient(n_, role.stride);
      system_ = ScaledSystem(n_, role.stride);
      implicit_ = RowStore(role.dim(), role.stride);
    } else {
      hessian_ = oracle.subscribe(hessian_block(f, f, f));
      mixed_ = oracle.subscribe(hessian_block(f, i, f));
      matrix_ = RowStore(n_ * n_, role.stride);
    }
  }

  FIRSTMOVE_INLINE void operator()(const Step& step, Rows d) {
    options_.kind == SolverOptions::Kind::dense ? by_blocks(step, d) : by_products(step, d);
  }

  // The residual of the iterative solvers is not a function of the joint action alone.
  std::uint32_t expansion_order() const {
    return options_.kind == SolverOptions::Kind::dense ? 3 : 0;
  }
  Expanded expand(const Expansion& at) const {
    const std::uint32_t i = leader_, f = follower_;
    Expanded d = at.gradient(i, i), lambda = at.gradient(i, f), matrix = at.block(f, f, f);
    for (std::size_t a = 0; a < n_; ++a) matrix[a * n_ + a] = matrix[a * n_ + a] + eta_;
    solve(matrix, lambda);
    add_scaled(-1.0, at.product(f, i, f, lambda), d);
    return d;
  }

 private:
  FIRSTMOVE_INLINE void by_blocks(const Step& step, Rows d) {
    curvature_.look(oracle_, step[hessian_], eta_, step.count());
    n_ == 1 ? by_quotient(step, d) : by_elimination(step, d);
  }

  void by_elimination(const Step& step, Rows d) {
    const ConstRows H = step[hessian_], b = step[through_];
    const Rows matrix = matrix_.rows(), lambda = lambda_.rows();
    copy(H, matrix);
    copy(b, lambda);
    for (std::size_t a = 0; a < n_; ++a)
      for (std::size_t r = 0; r < d.stride(); r += Lane::width)
        matrix.store(a * n_ + a, r, matrix.load(a * n_ + a, r) + eta_);
    solve(matrix, lambda);
    const ConstRows own = step[own_], mixed = step[mixed_];
    for (std::size_t c = 0; c < d.size(); ++c)
      for (std::size_t r = 0; r < d.stride(); r += Lane::width) {
        Lane implicit(0.0);
        for (std::size_t a = 0; a < n_; ++a)
          implicit = multiply_add(mixed.load(c * n_ + a, r), lambda.load(a, r), implicit);
        d.store(c, r, own.load(c, r) - implicit);
      }
  }

  // A follower with one coordinate, the most common case, needs no matrix and only one pass.
  FIRSTMOVE_INLINE void by_quotient(const Step& step, Rows d) {
    const ConstRows H = step[hessian_], b = step[through_];
    const ConstRows own = step[own_], mixed = step[mixed_];
    for (std::size_t r = 0; r < d.stride(); r += Lane::width) {
      const Lane lambda = quotient(b.load(0, r), H.load(0, r) + eta_);
      for (std::size_t c = 0; c < d.size(); ++c)
        d.store(c, r, own.load(c, r) - mixed.load(c, r) * lambda);
    }
  }

  void by_products(const Step& step, Rows d) {
    const Rows lambda = lambda_.rows(), implicit = implicit_.rows();
    const auto product = [&](ConstRows v, Rows Hv, const double* needed) {
      const std::array in{static_cast<const double*>(v.data())};
      const std::array out{Hv.data()};
      oracle_.evaluate_for(needed, hessian_product_, step.x(), in, out);
      if (eta_ != 0) add_scaled(eta_, v, Hv);
    };
    system_.begin(step[through_], lambda);
    const auto solve_by = [&](auto& solver) {
      solver.solve(product, system_.b(), lambda, !started_ || !options_.warm_start,
                   options_.iterations, options_.tolerance, step.count());
      curvature_.look_at_each(oracle_, step.count(),
                              [&solver](std::size_t r) { return solver.met_concave(r); });
      for (std::size_t r = 0; r < step.count(); ++r) oracle_.left(r, solver.residual(r));
    };
    if (options_.kind == SolverOptions::Kind::gmres)
      solve_by(gmres_);
    else
      solve_by(cg_);
    system_.end(lambda);
    started_ = true;
    const std::array in{static_cast<const double*>(lambda.data())};
    const std::array out{implicit.data()};
    oracle_.evaluate(mixed_product_, step.x(), in, out);
    const ConstRows own = step[own_];
    for_all(d.size(), d.stride(), [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
      d.store(at, own.load(at) - implicit.load(at));
    });
  }

  Oracle& oracle_;
  SolverOptions options_;
  double eta_;
  std::uint32_t leader_ = 0, follower_ = 0;
  std::size_t n_ = 0;  // the follower's coordinates
  bool started_ = false;
  Quantity own_, through_, hessian_, mixed_;
  Plan hessian_product_, mixed_product_;
  RowStore lambda_, matrix_, implicit_;
  ConjugateGradient cg_;
  Gmres gmres_;
  ScaledSystem system_;
  CurvatureWatch curvature_;
};

}  // namespace firstmove
