// Solves linear systems that are known only by products with their matrix, one system per replica,
// side by side.
#pragma once

#include <algorithm>
#include <cmath>

#include "../sums.hpp"

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
    const Rows scalars = scalars_.rows();
    const std::size_t n = b.size(), stride = b.stride();

    std::fill_n(scalars[rho], stride, 1.0);
    if (!zero_start) product(ConstRows(x), Hp, scalars[rho]);
    for (std::size_t r = 0; r < stride; r += Lane::width) {
      for_rows(n, stride, r, [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
        const Lane rest = zero_start ? b.load(at) : b.load(at) - Hp.load(at);
        if (zero_start) x.store(at, Lane(0.0));
        residual.store(at, rest);
        direction.store(at, rest);
      });
      const Lane b2 = inner(b, b, r), r2 = inner(residual, residual, r);
      const Lane goal = b2 * (tolerance * tolerance);
      scalars.store(target, r, goal);
      scalars.store(rho, r, choose(r2 <= goal, Lane(0.0), r2));
      scalars.store(concave, r, Lane(0.0));
      scalars.store(left, r, r2);
      scalars.store(size, r, b2);
    }

    const auto all_stopped = [&] {
      for (std::size_t r = 0; r < count; ++r)
        if (scalars[rho][r] != 0) return false;
      return true;
    };
    for (std::size_t i = 0; i < iterations && !all_stopped(); ++i) {
      product(ConstRows(direction), Hp, scalars[rho]);
      for (std::size_t r = 0; r < stride; r += Lane::width) {
        const Lane pHp = inner(direction, Hp, r), old = scalars.load(rho, r);
        const Mask moves = old > Lane(0.0) && pHp > Lane(0.0);
        const Lane alpha = choose(moves, old / pHp, Lane(0.0));
        for_rows(n, stride, r, [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
          const Lane from = x.load(at), rest = residual.load(at);
          x.store(at, choose(moves, from + alpha * direction.load(at), from));
          residual.store(at, choose(moves, rest - alpha * Hp.load(at), rest));
        });
        const Lane r2 = inner(residual, residual, r);
        const Lane beta = choose(moves, r2 / old, Lane(0.0));
        for_rows(n, stride, r, [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
          const Lane next = residual.load(at) + beta * direction.load(at);
          direction.store(at, choose(moves, next, Lane(0.0)));
        });
        scalars.store(rho, r, choose(moves && r2 > scalars.load(target, r), r2, Lane(0.0)));
        scalars.store(left, r, r2);
        const Mask stuck = old > Lane(0.0) && !(pHp > Lane(0.0));
        scalars.store(concave, r, choose(stuck, Lane(1.0), scalars.load(concave, r)));
      }
    }
  }

  // Whether a replica met a direction v with v' H v <= 0.
  bool met_concave(std::size_t replica) { return scalars_.rows()[concave][replica] != 0; }
  // |b - H x| / |b| at the answer, from the recurrence of the residual; 0 for b = 0.
  double residual(std::size_t replica) {
    const Rows scalars = scalars_.rows();
    const double rest = scalars[left][replica];
    return rest == 0 ? 0 : std::sqrt(rest / scalars[size][replica]);
  }

 private:
  enum Scalar : std::size_t {
    rho,      // |residual|^2; 0 once the replica has stopped
    target,   // the value of rho at which a replica stops
    concave,  // 1 where curvature was not positive
    left,     // |residual|^2, also of those that have stopped
    size      // |b|^2
  };

  RowStore residual_, direction_, product_, scalars_;
};

}  // namespace firstmove
