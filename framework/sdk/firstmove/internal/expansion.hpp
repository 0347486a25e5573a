// The costs of a game as Taylor series around one joint action. A rule that also computes its
// direction from these series has an exact Jacobian: their first derivatives. See fm_expansion.
//
//   Expanded expand(const Expansion& at) const { return at.gradient(player, player); }
//
// is all that gradient play needs. The series are of third order unless the learner defines
// `std::uint32_t expansion_order() const`; with order 0 the Jacobian is not available.
#pragma once

#include "../role.hpp"
#include "../staggered.hpp"

namespace firstmove {

// One series for each coordinate of a player's block, or for each entry of a matrix, row-major.
using Expanded = std::vector<Series>;

class Expansion {
 public:
  Expansion(const Role& role, std::uint32_t order, const double* step_sizes,
            const double* const* taylor)
      : role_(role), step_sizes_(step_sizes), space_(role.offsets.back(), order) {
    for (std::uint32_t i = 0; i < role.players; ++i) {
      Series& f = costs_.emplace_back(space_, order);
      for (std::size_t c = 0; c < f.size(); ++c) f[c] = Lane(taylor[i][c] / space_.factorial(c));
    }
  }

  double step_size(std::uint32_t player) const { return step_sizes_[player]; }
  std::vector<std::uint32_t> others(std::uint32_t i) const {
    std::vector<std::uint32_t> players;
    for (std::uint32_t j = 0; j < role_.players; ++j)
      if (j != i) players.push_back(j);
    return players;
  }
  const Series& cost(std::uint32_t i) const { return costs_[i]; }
  Expanded gradient(std::uint32_t i, std::uint32_t j) const {  // D_j f_i
    Expanded g;
    for (std::uint32_t c = role_.offsets[j]; c < role_.offsets[j + 1]; ++c)
      g.push_back(costs_[i].slope(c));
    return g;
  }
  Expanded block(std::uint32_t i, std::uint32_t j, std::uint32_t k) const {  // D_jk f_i
    Expanded entries;
    for (const Series& row : gradient(i, j))
      for (std::uint32_t c = role_.offsets[k]; c < role_.offsets[k + 1]; ++c)
        entries.push_back(row.slope(c));
    return entries;
  }
  Expanded product(std::uint32_t i, std::uint32_t j, std::uint32_t k,
                   const Expanded& v) const {  // D_jk f_i v
    const Expanded B = block(i, j, k);
    Expanded result(role_.dims[j]);
    for (std::size_t e = 0; e < B.size(); ++e)
      result[e / v.size()] = result[e / v.size()] + B[e] * v[e % v.size()];
    return result;
  }

 private:
  const Role& role_;
  const double* step_sizes_;
  SeriesSpace space_;
  std::vector<Series> costs_;
};

// to += factor * from
inline void add_scaled(const Series& factor, const Expanded& from, Expanded& to) {
  for (std::size_t c = 0; c < to.size(); ++c) to[c] = to[c] + factor * from[c];
}
// sum + <a, b>
inline Series add_inner(const Expanded& a, const Expanded& b, Series sum) {
  for (std::size_t c = 0; c < a.size(); ++c) sum = sum + a[c] * b[c];
  return sum;
}

}  // namespace firstmove
