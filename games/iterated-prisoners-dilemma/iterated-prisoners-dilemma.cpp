// The infinitely repeated prisoner's dilemma between policies with a memory of one round.
#include <firstmove/memory_one.hpp>

namespace {

using namespace firstmove;

struct IteratedPrisonersDilemma : MemoryOneGame {
  static Info info() {
    return {"iterated-prisoners-dilemma",
            "1.0.0",
            "prisoner's dilemma with memory one, discounted: f_i = -p_0' (I - gamma P)^-1 r_i; "
            "logits of cooperation at the start and after CC, CD, DC, DD",
            "the firstmove authors",
            "MIT",
            "Foerster et al. 2018, Learning with Opponent-Learning Awareness; Letcher et al. 2019, "
            "Stable Opponent Shaping in Differentiable Games",
            parameters("[[-1.0, -3.0, 0.0, -2.0], [-1.0, 0.0, -3.0, -2.0]]")};
  }
  using MemoryOneGame::MemoryOneGame;
};

}  // namespace

FIRSTMOVE_GAME(IteratedPrisonersDilemma)
