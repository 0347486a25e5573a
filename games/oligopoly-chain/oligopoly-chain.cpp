// Firms that choose quantities one after the other. The price is linear, also below zero, so the
// costs are smooth everywhere and the closed forms of a chain of leaders hold for all parameters.
// The manifest sets the order of play.
#include <firstmove/game.hpp>

namespace {

using namespace firstmove;

struct OligopolyChain {
  static Info info() {
    return {"oligopoly-chain",
            "1.0.0",
            "N firms choose quantities; f_i = -(P - c_i) q_i with price P = A - Q, which may be "
            "negative, unlike the price of 'duopoly', which has a kink at zero",
            "the firstmove authors",
            "MIT",
            "Boyer, Moreaux 1986, Perfect competition as the limit of a hierarchical market game",
            {real("A").above(0).otherwise("100.0").doc("price at which demand is zero"),
             reals("c")
                 .at_least(0)
                 .otherwise("[5.0, 2.0, 3.0]")
                 .doc("unit cost of each firm; as many firms as entries, at least 2"),
             boolean("nonnegative")
                 .otherwise("true")
                 .doc("true: quantities are at least 0; false: any real number")}};
  }

  explicit OligopolyChain(const Values& values)
      : A(values.real("A")), c(values.reals("c")), nonnegative(values.boolean("nonnegative")) {
    if (c.size() < 2)
      throw Refusal("'c' needs one unit cost for each of at least 2 firms, and has " +
                    std::to_string(c.size()));
  }

  Shape shape() const {
    const double share = A / static_cast<double>(c.size());
    return Shape::alike(c.size(), nonnegative ? at_least(0) : real_line()).starts(0, share);
  }

  template <class T>
  T cost(int i, Actions<T> q) const {
    T total = q[0];
    for (std::size_t firm = 1; firm < q.size(); ++firm) total += q[firm];
    return (total - (A - c[i])) * q[i];
  }

  double A;
  std::vector<double> c;
  bool nonnegative;
};

}  // namespace

FIRSTMOVE_GAME(OligopolyChain)
