// Infinitely repeated games of two players and two actions, played by policies with a memory of one
// round, with exact discounted values. The payoffs define the game:
//
//   struct IteratedChicken : firstmove::MemoryOneGame {
//     static firstmove::Info info() {
//       return {"iterated-chicken", "1.0.0", "repeated game of chicken", "you", "MIT", "",
//               parameters("[[0, -1, 1, -100], [0, 1, -1, -100]]")};
//     }
//     using MemoryOneGame::MemoryOneGame;
//   };
//   FIRSTMOVE_GAME(IteratedChicken)
//
// The actions are C and D; the outcome CD means that player 1 plays C and player 2 plays D. The
// coordinates of player i are the logits of playing C in the first round and after CC, CD, DC, DD,
// its own action named first: for player 2, CD and DC are exchanged. With p_0 the distribution of
// the first outcome, P the transition matrix of outcomes and r_i the payoffs,
// V_i = p_0' (I - gamma P)^{-1} r_i. Source: Foerster et al. 2018, "Learning with Opponent-Learning
// Awareness", appendix A.2.
#pragma once

#include "game.hpp"

namespace firstmove {

class MemoryOneGame {
 public:
  static constexpr int coordinates = 10;

  static std::vector<Parameter> parameters(std::string rewards) {
    return {
        real("discount")
            .at_least(0)
            .below(1)
            .otherwise("0.96")
            .doc("gamma, the weight of a round relative to the previous one"),
        reals("rewards", 2)
            .otherwise(std::move(rewards))
            .doc("each player's payoffs for CC, CD, DC, DD; C is the first action, and player 1's "
                 "action is named first"),
        boolean("normalized")
            .otherwise("false")
            .doc("true: costs -(1 - gamma) V_i, in payoffs per round; false: -V_i, the sum over "
                 "rounds, for which step sizes in the literature are chosen")};
  }

  explicit MemoryOneGame(const Values& values)
      : discount_(values.real("discount")), rewards_(values.matrix("rewards", 2, 4)) {
    const double scale = values.boolean("normalized") ? 1 - discount_ : 1;
    for (double& reward : rewards_) reward *= -scale;
  }

  Shape shape() const { return Shape::alike(2, real_line(), 5).starts(-2, 2); }

  template <class T>
  std::array<T, 2> costs(Actions<T> x) const {
    const std::array<T, 4> visits = occupancy(x);
    std::array<T, 2> f{};
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t s = 0; s < 4; ++s) f[i] += visits[s] * rewards_[4 * i + s];
    return f;
  }

 private:
  // The probabilities of CC, CD, DC, DD if the players choose C with the given logits.
  template <class T>
  static std::array<T, 4> outcomes(const T& own, const T& other) {
    const Chances<T> p = chances(own), q = chances(other);
    return {p.yes * q.yes, p.yes * q.no, p.no * q.yes, p.no * q.no};
  }

  // The discounted number of visits to each outcome, d' = p_0' (I - gamma P)^{-1}: one linear
  // system for both players. The columns of I - gamma P' are diagonally dominant, so elimination
  // needs no pivoting.
  template <class T>
  std::array<T, 4> occupancy(const Actions<T>& x) const {
    constexpr std::size_t as_player_2[] = {0, 2, 1, 3};
    std::array<std::array<T, 4>, 4> m;
    for (std::size_t s = 0; s < 4; ++s) {
      const auto next = outcomes(x[1 + s], x[6 + as_player_2[s]]);
      for (std::size_t t = 0; t < 4; ++t) m[t][s] = (s == t ? 1.0 : 0.0) - discount_ * next[t];
    }
    std::array<T, 4> d = outcomes(x[0], x[5]);
    std::array<T, 4> inverse;
    for (std::size_t k = 0; k < 4; ++k) {
      inverse[k] = 1.0 / m[k][k];
      for (std::size_t row = k + 1; row < 4; ++row) {
        const T factor = m[row][k] * inverse[k];
        for (std::size_t s = k + 1; s < 4; ++s) m[row][s] -= factor * m[k][s];
        d[row] -= factor * d[k];
      }
    }
    for (std::size_t k = 4; k-- > 0;) {
      for (std::size_t s = k + 1; s < 4; ++s) d[k] -= m[k][s] * d[s];
      d[k] *= inverse[k];
    }
    return d;
  }

  double discount_;
  std::vector<double> rewards_;  // the payoffs negated, and normalized if requested
};

}  // namespace firstmove
