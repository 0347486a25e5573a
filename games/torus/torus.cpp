// The location game on a torus, section 4.2: each player chooses an angle near phi_i but far from
// the other player's.
#include <firstmove/game.hpp>

#include <array>
#include <numbers>

namespace {

using namespace firstmove;

struct Torus {
  static constexpr int coordinates = 2;

  static Info info() {
    return {"torus",
            "1.0.0",
            "location game on a torus: f_i = -alpha_i cos(x_i - phi_i) + cos(x_1 - x_2)",
            "the firstmove authors",
            "MIT",
            "Fiez, Chasnov, Ratliff 2019, section 4.2",
            {reals("alpha")
                 .otherwise("[1.0, 1.3]")
                 .doc("weight of each player's preferred place, 2 reals"),
             reals("phi")
                 .otherwise("[0.39269908169872414, 0.39269908169872414]")
                 .doc("each player's preferred place, 2 angles in radians (default pi/8)")}};
  }

  explicit Torus(const Values& values) : alpha(pair(values, "alpha")), phi(pair(values, "phi")) {}

  Shape shape() const {
    constexpr double pi = std::numbers::pi;
    return Shape::alike(2, periodic(-pi, pi)).starts(-pi, pi);
  }

  template <class T>
  std::array<T, 2> costs(Actions<T> x) const {
    const T closeness = cos(x[0] - x[1]);
    return {closeness - alpha[0] * cos(x[0] - phi[0]), closeness - alpha[1] * cos(x[1] - phi[1])};
  }

 private:
  static std::array<double, 2> pair(const Values& values, const char* name) {
    const std::vector<double> v = values.reals(name);
    if (v.size() != 2)
      throw Refusal(std::string("'") + name + "' needs 2 numbers, one for each player, and has " +
                    std::to_string(v.size()));
    return {v[0], v[1]};
  }

  std::array<double, 2> alpha, phi;
};

}  // namespace

FIRSTMOVE_GAME(Torus)
