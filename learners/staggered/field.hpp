// The fields of staggered play as Taylor series, from the last player up.
#pragma once

#include <firstmove/series.hpp>

#include <vector>

namespace firstmove {

// Solves A x = b, A by rows, by Gaussian elimination; each lane picks its own pivots by their
// values. A is destroyed, b becomes x.
inline void solve(std::vector<Series>& A, std::vector<Series>& b) {
  const std::size_t n = b.size();
  const auto exchange = [](Mask m, Series& upper, Series& lower) {
    Series risen = choose(m, lower, upper);
    lower = choose(m, upper, lower);
    upper = std::move(risen);
  };
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = k + 1; i < n; ++i) {
      const Mask larger = abs(value(A[k * n + k])) < abs(value(A[i * n + k]));
      for (std::size_t j = k; j < n; ++j) exchange(larger, A[k * n + j], A[i * n + j]);
      exchange(larger, b[k], b[i]);
    }
    for (std::size_t i = k + 1; i < n; ++i) {
      const Series factor = A[i * n + k] / A[k * n + k];
      for (std::size_t j = k + 1; j < n; ++j) A[i * n + j] = A[i * n + j] - factor * A[k * n + j];
      b[i] = b[i] - factor * b[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) b[k] = b[k] - A[k * n + j] * b[j];
    b[k] = b[k] / A[k * n + k];
  }
}

// G_1 of players in the order of play, player 1 first: with y the coordinates of players j + 1 .. n
// and E_j = (G_{j+1}, .., G_n),
//
//   G_n = D_n f_n,   G_j = D_j f_j - (D_j E_j)' (D_y E_j)'^-1 D_y f_j.
//
// costs[j]: f_{j+1} to order j + 1. coordinates[j]: which variables are that player's. Each G_j
// comes as a series of the degree that the fields above it differentiate away: G_1 as plain values.
// Fiez, Chasnov, Ratliff 2019, Appendix F.1.
inline std::vector<Series> staggered_field(
    const std::vector<Series>& costs, const std::vector<std::vector<std::uint32_t>>& coordinates) {
  const std::size_t n = costs.size();
  std::vector<Series> E;
  std::vector<std::uint32_t> y;
  std::vector<Series> G;
  for (std::size_t j = n; j-- > 0;) {
    const std::size_t m = y.size();
    std::vector<Series> transposed(m * m), lambda(m);
    for (std::size_t a = 0; a < m; ++a) {
      lambda[a] = costs[j].slope(y[a]);
      for (std::size_t b = 0; b < m; ++b) transposed[b * m + a] = E[a].slope(y[b]);
    }
    solve(transposed, lambda);
    G.clear();
    for (const std::uint32_t c : coordinates[j]) {
      Series g = costs[j].slope(c);
      for (std::size_t a = 0; a < m; ++a) g = g - E[a].slope(c) * lambda[a];
      G.push_back(std::move(g));
    }
    E.insert(E.begin(), G.begin(), G.end());
    y.insert(y.begin(), coordinates[j].begin(), coordinates[j].end());
  }
  return G;
}

}  // namespace firstmove
