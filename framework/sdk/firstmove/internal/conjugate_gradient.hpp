// Solves linear systems that are known only by products with their matrix, one system per replica,
// side by side.
#pragma once

#include <algorithm>
#include <cmath>

#include "../rows.hpp"

namespace firstmove {

// The method of conjugate gradients for symmetric positive definite H. Hestenes, Stiefel 1952;
// Shewchuk, "An Introduction to the Conjugate Gradient Method Without the Agonizing Pain", 1994,
// B2. A replica stops once its residual is at most tolerance * |b|, independently of its
// neighbours.
class ConjugateGradient {
 public:
  ConjugateGradient() = default;
  ConjugateGradient(std::size_t n, std::size_t stride)
      : residual_(n, stride), direction_(n, stride), product_(n, stride), scalars_(5, stride) {}

  // Solves H x = b, starting from the given x. product(v, Hv, needed) multiplies the v of every
  // replica; only the results with needed[r] != 0 are used. Takes at most `iterations` products,
  // and one more if x is not zero at the start; with a tolerance of 0 exactly as many, unless the
  // residual vanishes. Replicas from `count` on are padding and do not count. A replica that meets
  // curvature that is not positive (H not definite) keeps its current x.
  template <class Product>
  void solve(Product&& product, ConstRows b, Rows x, bool zero_start, std::size_t iterations,
             double tolerance, std::size_t count) {
    const Rows residual = residual_.rows(), direction = direction_.rows(), Hp = product_.rows();
    double* const rho = scalars_.rows()[0];      // |residual|^2; 0 once the replica has stopped
    double* const target = scalars_.rows()[1];   // the value of rho at which a replica stops
    double* const concave = scalars_.rows()[2];  // 1 where curvature was not positive
    double* const left = scalars_.rows()[3];     // |residual|^2, also of those that have stopped
    double* const size = scalars_.rows()[4];     // |b|^2
    const std::size_t n = b.size(), stride = b.stride();

    std::fill_n(rho, stride, 1.0);
    if (!zero_start) product(ConstRows(x), Hp, rho);
    for (std::size_t r = 0; r < stride; r += Lane::width) {
      Lane b2(0.0), r2(0.0);
      for (std::size_t c = 0; c < n; ++c) {
        const Lane bc = b.load(c, r), rc = zero_start ? bc : bc - Hp.load(c, r);
        if (zero_start) x.store(c, r, Lane(0.0));
        residual.store(c, r, rc);
        direction.store(c, r, rc);
        b2 = multiply_add(bc, bc, b2);
        r2 = multiply_add(rc, rc, r2);
      }
      const Lane goal = b2 * (tolerance * tolerance);
      goal.store(target + r);
      choose(r2 <= goal, Lane(0.0), r2).store(rho + r);
      Lane(0.0).store(concave + r);
      r2.store(left + r);
      b2.store(size + r);
    }

    const auto all_stopped = [&] {
      for (std::size_t r = 0; r < count; ++r)
        if (rho[r] != 0) return false;
      return true;
    };
    for (std::size_t i = 0; i < iterations && !all_stopped(); ++i) {
      product(ConstRows(direction), Hp, rho);
      for (std::size_t r = 0; r < stride; r += Lane::width) {
        Lane pHp(0.0);
        for (std::size_t c = 0; c < n; ++c)
          pHp = multiply_add(direction.load(c, r), Hp.load(c, r), pHp);
        const Lane old = Lane::load(rho + r);
        const Mask moves = old > Lane(0.0) && pHp > Lane(0.0);
        const Lane alpha = choose(moves, old / pHp, Lane(0.0));
        Lane r2(0.0);
        for (std::size_t c = 0; c < n; ++c) {
          const Lane p = direction.load(c, r);
          const Lane xc = x.load(c, r), rc = residual.load(c, r);
          x.store(c, r, choose(moves, multiply_add(alpha, p, xc), xc));
          const Lane next = choose(moves, rc - alpha * Hp.load(c, r), rc);
          residual.store(c, r, next);
          r2 = multiply_add(next, next, r2);
        }
        const Lane beta = choose(moves, r2 / old, Lane(0.0));
        for (std::size_t c = 0; c < n; ++c)
          direction.store(
              c, r,
              choose(moves, multiply_add(beta, direction.load(c, r), residual.load(c, r)),
                     Lane(0.0)));
        choose(moves && r2 > Lane::load(target + r), r2, Lane(0.0)).store(rho + r);
        r2.store(left + r);
        const Mask stuck = old > Lane(0.0) && !(pHp > Lane(0.0));
        choose(stuck, Lane(1.0), Lane::load(concave + r)).store(concave + r);
      }
    }
  }

  // Whether a replica met a direction v with v' H v <= 0.
  bool met_concave(std::size_t replica) { return scalars_.rows()[2][replica] != 0; }
  // |b - H x| / |b| at the answer, from the recurrence of the residual; 0 for b = 0.
  double residual(std::size_t replica) {
    const double left = scalars_.rows()[3][replica], size = scalars_.rows()[4][replica];
    return left == 0 ? 0 : std::sqrt(left / size);
  }

 private:
  RowStore residual_, direction_, product_, scalars_;
};

}  // namespace firstmove
