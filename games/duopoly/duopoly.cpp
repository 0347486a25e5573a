// Cournot's and Stackelberg's oligopoly, section 4.1: firms choose quantities of one good.
#include <firstmove/game.hpp>

namespace {

using namespace firstmove;

struct Duopoly {
  static Info info() {
    return {"duopoly",
            "1.0.0",
            "N firms choose quantities; f_i = -(P - c_i) q_i with market price P = max(A - Q, 0)",
            "the firstmove authors",
            "MIT",
            "Fiez, Chasnov, Ratliff 2019, section 4.1",
            {real("A").above(0).otherwise("100.0").doc("price at which demand is zero"),
             reals("c")
                 .at_least(0)
                 .otherwise("[5.0, 2.0]")
                 .doc("unit cost of each firm; as many firms as entries, at least 2")}};
  }

  explicit Duopoly(const Values& values) : A(values.real("A")), c(values.reals("c")) {
    if (c.size() < 2)
      throw Refusal("'c' needs one unit cost for each of at least 2 firms, and has " +
                    std::to_string(c.size()));
  }

  Shape shape() const { return Shape::alike(c.size(), at_least(0)).starts(0, A); }

  template <class T>
  T cost(int i, Actions<T> q) const {
    T total = q[0];
    for (std::size_t firm = 1; firm < q.size(); ++firm) total += q[firm];
    const T price = max(A - total, 0.0);
    return -(price - c[i]) * q[i];
  }

  double A;
  std::vector<double> c;
};

}  // namespace

FIRSTMOVE_GAME(Duopoly)
