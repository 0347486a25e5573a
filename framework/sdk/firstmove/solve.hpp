// Solves small dense linear systems, one per replica, side by side.
#pragma once

#include "rows.hpp"

namespace firstmove {

// a / b, with 0 / 0 = 0: a right-hand side of 0 needs no pivot.
FIRSTMOVE_INLINE Lane quotient(Lane a, Lane b) { return choose(a == Lane(0.0), a, a / b); }

// Solves A x = b for every replica by Gaussian elimination with partial pivoting; each lane selects
// its own pivots. A: n * n rows, row-major, destroyed. b: n rows, overwritten by x. n = 1 is a
// division. If A is singular, the solution is not finite, except where a zero right-hand side makes
// it 0. Source: Golub, Van Loan, "Matrix Computations", 4th edition, section 3.4. Cost: about
// n^3 / 3 multiply-adds per replica.
inline void solve(Rows A, Rows b) {
  const std::size_t n = b.size();
  for (std::size_t r = 0; r < b.stride(); r += Lane::width) {
    const auto at = [&](std::size_t i, std::size_t j) { return A.load(i * n + j, r); };
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t i = k + 1; i < n; ++i) {  // the largest entry of the column rises to row k
        const Mask larger = abs(at(k, k)) < abs(at(i, k));
        const auto exchange = [&](Rows rows, std::size_t upper, std::size_t lower) {
          const Lane u = rows.load(upper, r), l = rows.load(lower, r);
          rows.store(upper, r, choose(larger, l, u));
          rows.store(lower, r, choose(larger, u, l));
        };
        for (std::size_t j = k; j < n; ++j) exchange(A, k * n + j, i * n + j);
        exchange(b, k, i);
      }
      const Lane pivot = at(k, k);
      for (std::size_t i = k + 1; i < n; ++i) {
        const Lane factor = quotient(at(i, k), pivot);
        for (std::size_t j = k + 1; j < n; ++j) A.store(i * n + j, r, at(i, j) - factor * at(k, j));
        b.store(i, r, b.load(i, r) - factor * b.load(k, r));
      }
    }
    for (std::size_t k = n; k-- > 0;) {
      Lane sum = b.load(k, r);
      for (std::size_t j = k + 1; j < n; ++j) sum -= at(k, j) * b.load(j, r);
      b.store(k, r, quotient(sum, at(k, k)));
    }
  }
}

// Where symmetric n x n matrices are positive definite, for the replicas of one register at r: if
// and only if all pivots of an elimination without row exchanges are positive. Destroys A.
inline Mask positive_definite(Rows A, std::size_t n, std::size_t r) {
  Mask definite = Lane(0.0) < Lane(1.0);
  for (std::size_t k = 0; k < n; ++k) {
    const Lane pivot = A.load(k * n + k, r);
    definite = definite && pivot > Lane(0.0);
    for (std::size_t i = k + 1; i < n; ++i) {
      const Lane factor = A.load(i * n + k, r) / pivot;
      for (std::size_t j = k + 1; j < n; ++j)
        A.store(i * n + j, r, A.load(i * n + j, r) - factor * A.load(k * n + j, r));
    }
  }
  return definite;
}

}  // namespace firstmove
