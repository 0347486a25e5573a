// A player descends its gradient, plus a multiple of the change since the last step.
#include <firstmove/learner.hpp>

namespace {

struct NewPlugin {
  // What `firstmove plugins` shows, and the parameters for a learner's params in a manifest.
  static firstmove::Info info() {
    return {"new-plugin",  // the name of the rule in manifests, and of new-plugin.so
            "0.1.0",
            "g_k + memory (g_k - g_{k-1}), g the player's own gradient",
            "your name",
            "MIT",
            "Popov 1980, A modification of the Arrow-Hurwicz method",  // the source
            {firstmove::real("memory").at_least(0).otherwise("1.0").doc(
                "how much of the gradient's last change is added; 0 is gradient play")}};
  }

  // One instance for one player of one batch, which is many runs side by side. It requests the
  // quantities that it needs in every step. To refuse a game or a player that the rule is not
  // defined for: throw firstmove::Refusal("a message").
  NewPlugin(const firstmove::Values& values, const firstmove::Role& role, firstmove::Oracle& oracle)
      : memory(values.real("memory")),
        own(oracle.subscribe(firstmove::gradient(role.player, role.player))),
        last(role.dim(), role.stride) {}

  // Called once per step, for the whole batch: one row per coordinate, with one number per run. A
  // Lane is several runs side by side; all arithmetic acts on each run separately.
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
  firstmove::RowStore last;  // the gradients of the previous step
};

}  // namespace

FIRSTMOVE_LEARNER(NewPlugin)
