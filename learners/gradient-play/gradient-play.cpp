// Gradient play: each player descends its own gradient and takes the others as fixed.
#include <firstmove/learner.hpp>

namespace {

using namespace firstmove;

struct GradientPlay {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"gradient-play",
            "1.0.0",
            "simultaneous gradient descent: player i descends D_i f_i",
            "the firstmove authors",
            "MIT",
            "Fiez, Chasnov, Ratliff 2019, section 2.1",
            {}};
  }

  static Rule rule() {
    return {
        "D_i f_i", "gradients", "none", "any",
        "critical points where the game Jacobian J is stable, differential Nash equilibria among "
        "them; cycles where J has imaginary spectrum (section 2.2)"};
  }

  GradientPlay(const Values&, const Role& role, Oracle& oracle)
      : player(role.player), own(oracle.subscribe(gradient(player, player))) {}

  void direction(const Step& step, Rows d) { copy(step[own], d); }

  std::uint32_t expansion_order() const { return 2; }
  Expanded expand(const Expansion& at) const { return at.gradient(player, player); }

  std::uint32_t player;
  Quantity own;
};

}  // namespace

FIRSTMOVE_LEARNER(GradientPlay)
