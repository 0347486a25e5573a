// Two players share a market: a larger offer of one player lowers the value of the other's.
#include <firstmove/game.hpp>

namespace {

struct NewPlugin {
  // What `firstmove plugins` shows, and the parameters for the game's params in a manifest.
  static firstmove::Info info() {
    return {"new-plugin",  // the name of the game in manifests, and of new-plugin.so
            "0.1.0",
            "f_i = x_i^2 / 2 + s x_1 x_2 - x_i",
            "your name",
            "MIT",
            "",  // the source: a paper, a book
            {firstmove::real("s").at_least(0).below(0.7).otherwise("0.5").doc(
                "how strongly the players affect each other")}};
  }

  // The host has checked the values against info(). To refuse other invalid values:
  // throw firstmove::Refusal("a message for the author of the manifest").
  explicit NewPlugin(const firstmove::Values& values) : s(values.real("s")) {}

  // Two players with one real coordinate each; runs start between -1 and 2.
  firstmove::Shape shape() const {
    return firstmove::Shape::alike(2, firstmove::real_line()).starts(-1, 2);
  }

  // The cost of a player, counted from 0, which it minimises. T is a number that stands for any
  // value: costs, gradients, Hessians and so on come from this formula.
  template <class T>
  T cost(int player, firstmove::Actions<T> x) const {
    return 0.5 * x[player] * x[player] + s * x[0] * x[1] - x[player];
  }

  double s;
};

}  // namespace

FIRSTMOVE_GAME(NewPlugin)
