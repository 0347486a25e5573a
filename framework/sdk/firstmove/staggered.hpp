// The gradient fields of staggered play as Taylor series, from the last player up.
#pragma once

#include <vector>

#include "internal/enclosure.hpp"

namespace firstmove {

// Where the entry of another row is the better pivot. Each lane decides by itself; an interval
// decides by its midpoint, for all of its points.
inline Mask better_pivot(Lane now, Lane other) { return abs(now) < abs(other); }
inline Truth better_pivot(const Interval& now, const Interval& other) {
  const bool better = std::abs(now.middle()) < std::abs(other.middle());
  return {better, !better};
}

// Solves A x = b by Gaussian elimination; A is row-major and is destroyed, b is overwritten by x.
template <class C>
void solve(std::vector<BasicSeries<C>>& A, std::vector<BasicSeries<C>>& b) {
  using Number = BasicSeries<C>;
  const std::size_t n = b.size();
  const auto exchange = [](auto m, Number& upper, Number& lower) {
    Number risen = choose(m, lower, upper);
    lower = choose(m, upper, lower);
    upper = std::move(risen);
  };
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = k + 1; i < n; ++i) {
      const auto larger = better_pivot(value(A[k * n + k]), value(A[i * n + k]));
      for (std::size_t j = k; j < n; ++j) exchange(larger, A[k * n + j], A[i * n + j]);
      exchange(larger, b[k], b[i]);
    }
    for (std::size_t i = k + 1; i < n; ++i) {
      const Number factor = A[i * n + k] / A[k * n + k];
      for (std::size_t j = k + 1; j < n; ++j) A[i * n + j] = A[i * n + j] - factor * A[k * n + j];
      b[i] = b[i] - factor * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) b[k] = b[k] - A[k * n + j] * b[j];
    b[k] = b[k] / A[k * n + k];
  }
}

// Where all pivots of an elimination from the last row up are positive. For the Jacobian of the
// fields below a player these are the pivots of each reaction's own total second derivative: if all
// are positive, every reaction is a minimum of its player's cost.
inline Mask positive_pivots(std::vector<Lane> A, std::size_t n) {
  Mask positive = Lane(0.0) < Lane(1.0);
  for (std::size_t k = n; k-- > 0;) {
    positive = positive && A[k * n + k] > Lane(0.0);
    for (std::size_t i = 0; i < k; ++i) {
      const Lane factor = A[i * n + k] / A[k * n + k];
      for (std::size_t j = 0; j < k; ++j) A[i * n + j] -= factor * A[k * n + j];
    }
  }
  return positive;
}

// Players are numbered in the order of play, from 1. With y the coordinates of players j + 1 .. n
// and E_j = (G_{j+1}, .., G_n),
//
//   G_n = D_n f_n,   G_j = D_j f_j - (D_j E_j)' (D_y E_j)'^-1 D_y f_j.
//
// The degree of the series G_j is the number of times that the fields above differentiate it, plus
// `degree`: with 0, G_1 consists of plain values; with 1, all fields have first derivatives. Fiez,
// Chasnov, Ratliff 2019, Appendix F.1.
template <class C>
struct BasicStaggeredField {
  using Number = BasicSeries<C>;
  // costs[j]: f_{j+1} to order j + 1 + degree. coordinates[j]: the variables of that player.
  BasicStaggeredField(const std::vector<Number>& costs,
                      const std::vector<std::vector<std::uint32_t>>& coordinates) {
    for (std::size_t j = costs.size(); j-- > 0;) {
      const std::size_t m = y.size();
      std::vector<Number> transposed(m * m), lambda(m);
      for (std::size_t a = 0; a < m; ++a) {
        lambda[a] = costs[j].slope(y[a]);
        for (std::size_t b = 0; b < m; ++b) transposed[b * m + a] = E[a].slope(y[b]);
      }
      if (j == 0) jacobian = values(transposed);
      solve(transposed, lambda);
      G1.clear();
      for (const std::uint32_t c : coordinates[j]) {
        Number g = costs[j].slope(c);
        for (std::size_t a = 0; a < m; ++a) g = g - E[a].slope(c) * lambda[a];
        G1.push_back(std::move(g));
      }
      if (j == 0) break;
      E.insert(E.begin(), G1.begin(), G1.end());
      y.insert(y.begin(), coordinates[j].begin(), coordinates[j].end());
    }
  }
  Mask reactions_are_minima() const { return positive_pivots(jacobian, y.size()); }

  std::vector<Number> G1;
  std::vector<Number> E;         // (G_2, .., G_n)
  std::vector<std::uint32_t> y;  // their coordinates
  std::vector<C> jacobian;       // (D_y E)', row-major

 private:
  static std::vector<C> values(const std::vector<Number>& series) {
    std::vector<C> plain;
    for (const Number& s : series) plain.push_back(value(s));
    return plain;
  }
};

using StaggeredField = BasicStaggeredField<Lane>;

}  // namespace firstmove
