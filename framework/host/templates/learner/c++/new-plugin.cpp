// A player descends its gradient, plus some of what that changed since the last step.
#include <firstmove/learner.hpp>

namespace {

struct NewPlugin {
  // What `firstmove plugins` shows, and what a manifest may set in a learner's params.
  static firstmove::Info info() {
    return {"new-plugin",  // names the rule in manifests, and its file new-plugin.so
            "0.1.0",
            "g_k + memory (g_k - g_{k-1}), g the player's own gradient",
            "your name",
            "MIT",
            "Popov 1980, A modification of the Arrow-Hurwicz method",  // where it comes from
            {firstmove::real("memory").at_least(0).otherwise("1.0").doc(
                "how much of the gradient's last change is added; 0 is gradient play")}};
  }

  // One instance for one player of one batch, which is many runs side by side. It asks for what it
  // needs in every step. What it is not made for it refuses: throw firstmove::Refusal("a
  // sentence").
  NewPlugin(const firstmove::Values& values, const firstmove::Role& role, firstmove::Oracle& oracle)
      : memory(values.real("memory")),
        own(oracle.subscribe(firstmove::gradient(role.player, role.player))),
        last(role.dim(), role.stride) {}

  // Once a step, for the whole batch: a row a coordinate, and in it a number a run. A Lane is some
  // runs side by side; all arithmetic acts on each by itself, so no run sees another.
  void direction(const firstmove::Step& step, firstmove::Rows d) {
    using firstmove::Lane;
    const firstmove::Rows before = last.rows();
    for (std::size_t c = 0; c < d.size(); ++c)
      for (std::size_t r = 0; r < d.stride(); r += Lane::width) {
        const Lane g = step[own].load(c, r);
        const Lane change = step.k() == 1 ? Lane(0.0) : g - before.load(c, r);
        d.store(c, r, g + memory * change);
        before.store(c, r, g);
      }
  }

  double memory;
  firstmove::Quantity own;
  firstmove::RowStore last;  // the gradients of the step before
};

}  // namespace

FIRSTMOVE_LEARNER(NewPlugin)
