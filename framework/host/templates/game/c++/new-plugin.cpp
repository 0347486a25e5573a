// Two players share a market: the more one offers, the less the other's offer is worth.
#include <firstmove/game.hpp>

namespace {

struct NewPlugin {
  // What `firstmove plugins` shows, and what a manifest may set in [game] params.
  static firstmove::Info info() {
    return {"new-plugin",  // names the game in manifests, and its file new-plugin.so
            "0.1.0",
            "f_i = x_i^2 / 2 + s x_1 x_2 - x_i",
            "your name",
            "MIT",
            "",  // where it comes from: a paper, a book
            {firstmove::real("s").at_least(0).below(0.7).otherwise("0.5").doc(
                "how much the players are in each other's way")}};
  }

  // Values have been held against info() before. What only the game can know to be wrong it
  // refuses: throw firstmove::Refusal("a sentence for the person at the manifest").
  explicit NewPlugin(const firstmove::Values& values) : s(values.real("s")) {}

  // Two players with a real number each; runs start between -1 and 2.
  firstmove::Shape shape() const {
    return firstmove::Shape::alike(2, firstmove::real_line()).starts(-1, 2);
  }

  // What a player, counted from 0, wants little of. T is a number that carries derivatives along,
  // for several runs at once: gradients, Hessians and the rest all come from this one formula.
  template <class T>
  T cost(int player, firstmove::Actions<T> x) const {
    return 0.5 * x[player] * x[player] + s * x[0] * x[1] - x[player];
  }

  double s;
};

}  // namespace

FIRSTMOVE_GAME(NewPlugin)
