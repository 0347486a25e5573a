// Optimistic gradient play: each player expects its gradient to change in the next step as it did
// in the last one.
#include <firstmove/learner.hpp>

namespace {

using namespace firstmove;

struct Optimistic {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"optimistic",
            "1.0.0",
            "2 D_i f_i(x_k) - D_i f_i(x_k-1); the first step is that of gradient play",
            "the firstmove authors",
            "MIT",
            "Daskalakis, Ilyas, Syrgkanis, Zeng 2018, Training GANs with Optimism; Popov 1980",
            {}};
  }

  static Rule rule() {
    return {"2 D_i f_i(x_k) - D_i f_i(x_k-1)", "gradients", "none", "any",
            "solutions of monotone games, the bilinear one included, with small steps of one size "
            "(Daskalakis et al. 2018)"};
  }

  Optimistic(const Values&, const Role& role, Oracle& oracle)
      : player(role.player),
        own(oracle.subscribe(gradient(player, player))),
        last(role.dim(), role.stride) {}

  void direction(const Step& step, Rows d) {
    const ConstRows now = step[own];
    if (!started) copy(now, last.rows());
    started = true;
    const Rows before = last.rows();
    for_all(d.size(), d.stride(), [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
      d.store(at, 2.0 * now.load(at) - before.load(at));
    });
    copy(now, last.rows());
  }

  std::uint32_t expansion_order() const { return 2; }
  Expanded expand(const Expansion& at) const { return at.gradient(player, player); }

  std::uint32_t player;
  Quantity own;
  RowStore last;
  bool started = false;
};

}  // namespace

FIRSTMOVE_LEARNER(Optimistic)
