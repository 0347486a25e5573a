// Infinitely repeated matching pennies between policies with a memory of one round.
#include <firstmove/memory_one.hpp>

namespace {

using namespace firstmove;

struct IteratedMatchingPennies : MemoryOneGame {
  static Info info() {
    return {
        "iterated-matching-pennies",
        "1.0.0",
        "matching pennies with memory one, discounted: f_i = -p_0' (I - gamma P)^-1 r_i; logits "
        "of heads (C) at the start and after CC, CD, DC, DD",
        "the firstmove authors",
        "MIT",
        "Foerster et al. 2018, Learning with Opponent-Learning Awareness; Letcher et al. 2019, "
        "Stable Opponent Shaping in Differentiable Games",
        parameters("[[1.0, -1.0, -1.0, 1.0], [-1.0, 1.0, 1.0, -1.0]]")};
  }
  using MemoryOneGame::MemoryOneGame;
};

}  // namespace

FIRSTMOVE_GAME(IteratedMatchingPennies)
