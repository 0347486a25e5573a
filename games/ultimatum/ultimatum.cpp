// The ultimatum game: player 1 offers a fair or an unfair share; player 2 accepts the fair one and
// may reject the unfair one, in which case both get nothing.
#include <firstmove/game.hpp>

namespace {

using namespace firstmove;

struct Ultimatum {
  static constexpr int coordinates = 2;

  static Info info() {
    return {"ultimatum",
            "1.0.0",
            "offers half with p_1 = sigmoid(x_1), accepts less with p_2 = sigmoid(x_2): "
            "f_1 = -(total/2 p_1 + kept (1 - p_1) p_2), f_2 = -(total/2 p_1 + (total - kept) "
            "(1 - p_1) p_2)",
            "the firstmove authors",
            "MIT",
            "Hutter 2020, Learning in two-player games between transparent opponents; Willi et al. "
            "2022, COLA: Consistent Learning with Opponent-Learning Awareness",
            {real("total").above(0).otherwise("10.0").doc("the amount to share"),
             real("kept").at_least(0).otherwise("8.0").doc(
                 "what player 1 keeps with an unfair offer, at most 'total'")}};
  }

  explicit Ultimatum(const Values& values)
      : total(values.real("total")), kept(values.real("kept")) {
    if (kept > total) throw Refusal("'kept' must be at most 'total', the amount to share");
  }

  Shape shape() const { return Shape::alike(2, real_line()).starts(-2, 2); }

  template <class T>
  std::array<T, 2> costs(Actions<T> x) const {
    const Chances<T> fair = chances(x[0]);
    const T taken = fair.no * sigmoid(x[1]);
    return {-0.5 * total * fair.yes - kept * taken,
            -0.5 * total * fair.yes - (total - kept) * taken};
  }

  double total, kept;
};

}  // namespace

FIRSTMOVE_GAME(Ultimatum)
